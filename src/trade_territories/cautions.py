"""Which cautions a territory's figures need: rules that look at the figures and say what triggered them."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from trade_territories import aggregate, reference
from trade_territories.measures import breaks_between
from trade_territories.wording.cautions import FLOW_NOUNS, caution_codes, caution_source, caution_text
from trade_territories.wording.numbers import Lang, checked_lang, millions, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from trade_territories.aggregate import Selection
    from trade_territories.period import QuarterChoice, YearChoice
    from trade_territories.provenance import ReadingNote
    from trade_territories.reference import Territory

HYDROCARBONS = ("B06Z", "C19Z")
#: Crude oil and gas share one A129; 0620 is natural gas. Electricity and gas distribution are of division 35.
ENERGY_AT_PARIS = ("D35A", "D35B")
NATURAL_GAS = "0620"
OVERSEAS = ("971", "972", "973", "974", "976")
#: A share from which a caution is worth a reader's time.
HYDROCARBONS_PCT = 10.0
ONE_CELL_PCT = 50.0
NO_COUNTRY_PCT = 1.0

_READING_CODES = {
    "merged_uk_parts": "united_kingdom",
    "unknown_partner": "unknown_partner",
    "unknown_product": "unknown_product",
    "unknown_departement": "unknown_departement",
    "insee_departement": "insee_departement",
    "duplicate_keys": "duplicate_keys",
    "superseded": "superseded",
    "missing_twin": "missing_twin",
    "given_twice": "given_twice",
    "missing_mass": "missing_mass",
    "negative_values": "corrections",
    "trimmed_codes": "trimmed_codes",
    "site_down": "site_down",
    "release_of_cache": "release_of_cache",
}
#: Said by the notes of tables, or as soon as it happens.
TOLD_ELSEWHERE = ("missing_twin", "site_down", "release_of_cache")


@dataclass(frozen=True)
class Notice:
    """One caution.

    Parameters
    ----------
    code
        What kind it is, such as ``one_cell``.
    text
        The sentence for the reader.
    value, unit
        The figure that triggered it and its unit (``pct``, ``eur``, ``number``); no unit where a fact did, not a
        figure.
    source
        Where the caution comes from.
    """

    code: str
    text: str
    value: float
    unit: str
    source: str


def notices(
    flows: Any,
    territory: Territory | str | Iterable[str],
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> pd.DataFrame:
    """Tell what to be careful about in a territory's figures.

    Parameters
    ----------
    flows, territory, year, quarter, excluding, lang
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per caution that applies: ``code, text, value, unit, source``. ``value`` is the figure that triggered
        it, in ``unit`` (``pct``, ``eur``, ``number``), and missing where a fact did.

    Raises
    ------
    AmbiguousPeriodError, UnknownCodeError
        As :func:`trade_territories.totals`.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.notices(tt.sample_flows(), "Corse", lang="en").code.tolist()[0]
    'sample'
    """
    found = find_notices(flows, territory, year=year, quarter=quarter, excluding=excluding, lang=lang)
    columns = [field.name for field in fields(Notice)]
    table = pd.DataFrame([astuple(notice) for notice in found], columns=columns)
    return table.astype({"value": "float64"})


def find_notices(
    flows: Any,
    territory: Territory | str | Iterable[str],
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    excluding: Iterable[str] | None = None,
    lang: str = "fr",
) -> tuple[Notice, ...]:
    """Give the cautions as :func:`notices` does, as frozen records."""
    selection = aggregate.select(flows, territory, year=year, quarter=quarter, excluding=excluding)
    case = _Case(flows, selection, checked_lang(lang))
    found = [notice for rule in _RULES for notice in rule(case)]
    order = {code: rank for rank, code in enumerate(caution_codes())}
    return tuple(sorted(found, key=lambda notice: order[notice.code]))


def reading_cautions(
    flows: Any, territory: Territory | str | Iterable[str], *, year: YearChoice = None, lang: str = "fr"
) -> tuple[str, ...]:
    """Tell what the reading of the files found odd, beside a table: what its own notes do not say.

    Examples
    --------
    >>> import trade_territories as tt
    >>> reading_cautions(tt.sample_flows(), "Marne", lang="en")
    ('Since 2021, Northern Ireland (XI) and the rest of the United Kingdom (XU) are brought together as United Kingdom.',)
    """
    case = _Case(flows, aggregate.select(flows, territory, year=year), checked_lang(lang))
    return tuple(notice.text for notice in _reading(case) if notice.code not in TOLD_ELSEWHERE)


class _Case:
    """What the rules look at, each sum made once."""

    def __init__(self, flows: Any, selection: Selection, lang: Lang) -> None:
        self.flows, self.selection, self.lang = flows, selection, lang
        self.territory, self.period = selection.territory, selection.period

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Euros by flow, A129 and partner."""
        keys = ["flow", "a129", "partner"]
        return aggregate.grouped(self.flows, self.selection, keys).astype(dict.fromkeys(keys, "str"))

    @cached_property
    def totals(self) -> dict[str, int]:
        return {
            flow: int(self.cells.loc[self.cells["flow"] == flow, "value_eur"].sum()) for flow in ("export", "import")
        }

    def say(self, code: str, value: float = float("nan"), unit: str = "", **words: object) -> Notice:
        return Notice(code, caution_text(code, self.lang, **words), value, unit, caution_source(code, self.lang))

    def short(self, level: str, code: str) -> str:
        extra = aggregate.release_labels(self.flows, level)
        return reference.label(level, code, self.lang, short=True, extra=extra)

    def share(self, part: float, flow: str) -> float:
        return part / self.totals[flow] * 100 if self.totals[flow] > 0 else 0.0


def _sample(case: _Case) -> Iterator[Notice]:
    if aggregate.is_sample(case.flows):
        yield case.say("sample")


def _period(case: _Case) -> Iterator[Notice]:
    label = case.period.label(case.lang)
    if not case.period.is_whole:
        yield case.say("partial_period", period=label)
    if len(case.period.years) > 1:
        yield case.say("several_years", float(len(case.period.years)), "number", period=label)
        for key in breaks_between(case.period.years[0], case.period.years[-1]):
            yield case.say(f"break_{key}")


def _hydrocarbons(case: _Case) -> Iterator[Notice]:
    cells = case.cells
    oil = cells[(cells["flow"] == "import") & cells["a129"].isin(HYDROCARBONS)]["value_eur"].sum()
    share = case.share(float(oil), "import")
    if share >= HYDROCARBONS_PCT:
        yield case.say("hydrocarbons", share, "pct", share=percent(share, case.lang))


def _energy(case: _Case) -> Iterator[Notice]:
    if "75" not in case.territory.departements or case.territory.level == "france":
        return
    by_class = aggregate.grouped(case.flows, case.selection, ["a129", "cpf4"])
    is_energy = by_class["a129"].astype("str").isin(ENERGY_AT_PARIS) | (by_class["cpf4"].astype("str") == NATURAL_GAS)
    whole = float(by_class["value_eur"].sum())
    share = float(by_class.loc[is_energy, "value_eur"].sum()) / whole * 100 if whole > 0 else 0.0
    yield case.say("energy_at_paris", share, "pct", share=percent(share, case.lang))


def _one_cell(case: _Case) -> Iterator[Notice]:
    ordered = case.cells.sort_values(["flow", "value_eur", "a129", "partner"], ascending=[True, False, True, True])
    first = ordered.groupby("flow", observed=True).head(1)
    for flow, a129, code, value in zip(first["flow"], first["a129"], first["partner"], first["value_eur"], strict=True):
        share = case.share(float(value), flow)
        if share >= ONE_CELL_PCT:
            words = {"product": case.short("a129", a129), "partner": case.short("partner", code)}
            words |= {"share": percent(share, case.lang), "flow": FLOW_NOUNS[case.lang][flow]}
            yield case.say("one_cell", share, "pct", **words)


def _no_country(case: _Case) -> Iterator[Notice]:
    other = case.cells[case.cells["partner"].isin(reference.no_countries())]
    for flow in ("export", "import"):
        share = case.share(float(other.loc[other["flow"] == flow, "value_eur"].sum()), flow)
        if share >= NO_COUNTRY_PCT:
            words = {"share": percent(share, case.lang), "flow": FLOW_NOUNS[case.lang][flow]}
            yield case.say("no_country", share, "pct", **words)


def _places(case: _Case) -> Iterator[Notice]:
    territory = case.territory
    if territory.level == "territoire_industrie":
        names = ", ".join(reference.label("departement", code, case.lang) for code in territory.departements)
        yield case.say("industry_territory", float(len(territory.departements)), "number", departements=names)
    if set(territory.departements) & set(OVERSEAS) and territory.level != "france":
        yield case.say("overseas")
    if "976" in territory.departements and territory.level != "france":
        yield case.say("mayotte_population")
    if "99" in territory.departements and territory.level != "france":
        yield case.say("monaco")
    if "20" in territory.departements and territory.level != "france":
        yield case.say("corsica")


def _reading(case: _Case) -> Iterator[Notice]:
    """Tell what the reading of the files found odd in the years shown: one caution a kind, whatever the number of files."""
    notes: dict[str, list[ReadingNote]] = {}
    for note in aggregate.reading_notes(case.flows):
        if note.year in (0, *case.period.years):
            notes.setdefault(note.code, []).append(note)
    for code, found in notes.items():
        value = float(sum(note.value_eur for note in found))
        codes = sorted({str(one) for note in found for one in note.codes or [note.release]})
        nouns = FLOW_NOUNS[case.lang]
        words = {
            "codes": ", ".join(one if one.strip() else "« »" for one in codes),
            "amount": millions(value, case.lang),
            "rows": sum(note.rows for note in found),
            "reading": code,
            "files": ", ".join(f"{note.file} ({note.date[:10]})" for note in found),
            "missing": ", ".join(sorted({nouns.get(note.flow, "?") for note in found})),
        }
        yield case.say(_READING_CODES.get(code, "other_reading"), value, "eur", **words)


_RULES: tuple[Callable[[_Case], Iterator[Notice]], ...] = (
    _sample,
    _period,
    _hydrocarbons,
    _energy,
    _one_cell,
    _no_country,
    _places,
    _reading,
)
