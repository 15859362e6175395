"""Which cautions a territory's own figures need: rules that look at the figures and say what triggered them."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories.columns import FLOWS, PRODUCT_COLUMNS
from trade_territories.errors import MissingLevelError
from trade_territories.measures import breaks_of, query_comparisons
from trade_territories.query import Query
from trade_territories.reference import CORSICA, MONACO, OVERSEAS, PARIS
from trade_territories.text import codes_listed, listed, say, with_known_spaces
from trade_territories.text.numbers import millions, percent, percent_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from trade_territories._types import FlowsLike, Lang, PartsLike, QuarterChoice, TerritoryLike, YearChoice
    from trade_territories.provenance import ReadingNote

HYDROCARBONS: Final = ("B06Z", "C19Z")
#: Crude oil and gas share one A129; 0620 is natural gas. Electricity and gas distribution are of division 35.
ENERGY_AT_PARIS: Final = ("D35A", "D35B")
NATURAL_GAS: Final = "0620"
#: A share from which a caution is worth a reader's time.
HYDROCARBONS_PCT: Final = 10.0
ONE_CELL_PCT: Final = 50.0
NO_COUNTRY_PCT: Final = 1.0

#: What stands for a byte that its encoding does not define.
LOST_SIGN: Final = "\ufffd"

#: Code of a notice and what it rests on, in the order in which notices are shown.
_SOURCES: Final = {
    "sample": "own",
    "partial_period": "reading",
    "coverage": "reading",
    "extract": "reading",
    "published_factor": "reading",
    "published_total": "reading",
    "missing_twin": "reading",
    "hydrocarbons": "customs",
    "energy_at_paris": "customs",
    "electricity_at_paris": "customs",
    "one_cell": "own",
    "no_country": "own",
    "unknown_partner": "reading",
    "unknown_product": "reading",
    "unknown_departement": "reading",
    "insee_departement": "reading",
    "united_kingdom": "customs",
    "overseas": "customs",
    "monaco": "customs",
    "corsica": "customs",
    "industry_territory": "anct",
    "several_years": "own",
    "break_brexit": "customs",
    "break_emebi": "customs",
    "break_nomenclature": "reading",
    "changed_labels": "reading",
    "lost_signs": "reading",
    "corrections": "own",
    "duplicate_keys": "reading",
    "superseded": "reading",
    "given_twice": "reading",
    "missing_mass": "reading",
    "trimmed_codes": "reading",
    "rounded_values": "reading",
    "text_values": "reading",
    "total_rows": "reading",
    "empty_values": "reading",
    "field_order": "reading",
    "site_down": "reading",
    "release_of_cache": "reading",
    "other_reading": "reading",
}
#: Reading notes that have a sentence of their own.
_READING_CODES: Final = {
    "merged_uk_parts": "united_kingdom",
    **{code: code for code in (
        "insee_departement", "duplicate_keys", "superseded", "missing_twin", "given_twice", "trimmed_codes",
        "rounded_values", "text_values", "total_rows", "empty_values", "field_order", "site_down",
        "release_of_cache",
    )},
}  # fmt: skip
#: Reading notes whose figures are worked out anew from the rows of the question itself.
_FROM_ROWS: Final = frozenset(
    {"unknown_partner", "unknown_product", "unknown_departement", "negative_values", "missing_mass"}
)
#: Already shown by the notes of tables, or at the moment of loading, so not repeated beside a table.
_SHOWN_ELSEWHERE: Final = frozenset({"missing_twin", "site_down", "release_of_cache"})


@dataclass(frozen=True)
class Notice:
    """One caution."""

    #: What kind it is, such as ``one_cell``.
    code: str
    #: The sentence for the reader.
    text: str
    #: The figure that triggered it and its unit (``pct``, ``eur``, ``number``); no unit where a fact did, not a figure.
    value: float
    unit: str
    #: Where the caution comes from.
    source: str


def notices(
    flows: FlowsLike,
    territory: TerritoryLike,
    *,
    year: YearChoice = None,
    quarter: QuarterChoice = None,
    only: PartsLike = None,
    excluding: PartsLike = None,
    lang: Lang = "fr",
) -> pd.DataFrame:
    """Return what to be careful about in a territory's figures.

    Parameters
    ----------
    flows, territory, year, quarter, only, excluding, lang
        As :func:`trade_territories.totals` takes them.

    Returns
    -------
    pandas.DataFrame
        One row per caution that applies: ``code, text, value, unit, source``. ``value`` is the figure that triggered it, in
        ``unit`` (``pct``, ``eur``, ``number``), and missing where a fact did. Amounts are those of the territory and period
        asked for; what is only known for the whole release says so.

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
    query = Query.of(flows, territory, year=year, quarter=quarter, only=only, excluding=excluding, lang=lang)
    columns = [field.name for field in fields(Notice)]
    table = pd.DataFrame([astuple(notice) for notice in notices_of(query)], columns=columns)
    table["text"] = table["text"].map(with_known_spaces)
    return table.astype({"value": "float64"})


def notices_of(query: Query) -> tuple[Notice, ...]:
    """Return the cautions of a query, in the order in which they are shown."""
    found = [notice for rule in _RULES for notice in rule(query)]
    order = {code: rank for rank, code in enumerate(_SOURCES)}
    return tuple(sorted(found, key=lambda notice: order[notice.code]))


def reading_notices(query: Query) -> tuple[str, ...]:
    """Return what the reading of the files found unexpected, as far as the notes of tables do not say it.

    Examples
    --------
    >>> import trade_territories as tt
    >>> reading_notices(Query.of(tt.sample_flows(), "Marne", lang="en"))
    ('Since 2021, Northern Ireland (XI) and the rest of the United Kingdom (XU) are shown together as the United Kingdom.',)
    """
    found = [*_reading(query), *_from_rows(query)]
    return tuple(notice.text for notice in found if notice.code not in _SHOWN_ELSEWHERE)


def _notice(query: Query, code: str, value: float = float("nan"), unit: str = "", **words: object) -> Notice:
    source = say(f"notice_sources.{_SOURCES[code]}", query.lang)
    return Notice(code, say(f"notices.{code}", query.lang, **words), value, unit, source)


def _share(part: float, query: Query, flow: str) -> float:
    whole = query.total(flow)
    return part / whole * 100 if whole > 0 and 0 <= part <= whole else 0.0


def _is_part_of_france(query: Query) -> bool:
    return query.territory.level != "france"


def _scope(query: Query) -> Iterator[Notice]:
    if query.is_sample:
        yield _notice(query, "sample")
    if not query.period.is_whole:
        yield _notice(query, "partial_period", period=query.period_label)
    if query.lacking:
        names = listed(list(query.lacking_names), query.lang)
        yield _notice(query, "coverage", float(len(query.lacking)), "number", names=names)
    if query.extract:
        held, whole = query.extract
        yield _notice(query, "extract", float(held), "number", rows=held, whole=whole)
    years = query.period.years
    if len(years) > 1:
        yield _notice(query, "several_years", float(len(years)), "number", period=query.period.span(query.lang))
        for key in breaks_of(query, years[0], years[-1]):
            yield _notice(query, f"break_{key}")


def _hydrocarbons(query: Query) -> Iterator[Notice]:
    """Ports and pipelines supply other territories; islands are supplied for themselves, and Paris by convention."""
    own = set(query.territory.departements)
    if PARIS in own or own <= {CORSICA, *OVERSEAS} or not _is_part_of_france(query):
        return
    values = query.values("a129", "import")
    share = _share(float(values[values.index.isin(HYDROCARBONS)].sum()), query, "import")
    if share >= HYDROCARBONS_PCT:
        yield _notice(query, "hydrocarbons", share, "pct", share=percent_in_words(share, query.lang))


def _energy(query: Query) -> Iterator[Notice]:
    if PARIS not in query.territory.departements or not _is_part_of_france(query):
        return
    try:
        table = query.sums(["a129", "cpf4"])
        is_energy, code = table["a129"].isin(ENERGY_AT_PARIS) | (table["cpf4"] == NATURAL_GAS), "energy_at_paris"
    except MissingLevelError:
        table = query.sums(["a129"])
        # Without classes, natural gas cannot be told from crude oil.
        is_energy, code = table["a129"].isin(ENERGY_AT_PARIS), "electricity_at_paris"
    whole, energy = int(table["value_eur"].sum()), int(table.loc[is_energy, "value_eur"].sum())
    if energy > 0:
        share = energy / whole * 100 if 0 < energy <= whole else 0.0
        yield _notice(query, code, share, "pct", share=percent_in_words(share, query.lang))


def _one_cell(query: Query) -> Iterator[Notice]:
    for flow in query.flows_held:
        cells = query.cells("a129", flow)
        if cells.empty:
            continue
        largest = cells[cells == cells.max()].sort_index()
        (product, partner), value = largest.index[0], int(largest.iloc[0])
        share = _share(value, query, flow)
        if share >= ONE_CELL_PCT:
            words = {
                "product": query.label("a129", product, short=True),
                "partner": query.label("partner", partner, short=True),
            }
            words |= {"share": percent_in_words(share, query.lang), "flow": say(f"flows.{flow}", query.lang)}
            yield _notice(query, "one_cell", share, "pct", **words)


def _no_country(query: Query) -> Iterator[Notice]:
    for flow in query.flows_held:
        values = query.values("partner", flow)
        share = _share(float(values[values.index.isin(list(reference.no_countries()))].sum()), query, flow)
        if share >= NO_COUNTRY_PCT:
            words = {"share": percent_in_words(share, query.lang), "flow": say(f"flows.{flow}", query.lang)}
            yield _notice(query, "no_country", share, "pct", **words)


def _places(query: Query) -> Iterator[Notice]:
    territory = query.territory
    if territory.level == "territoire_industrie":
        names = listed(query.labels("departement", territory.departements), query.lang)
        yield _notice(query, "industry_territory", float(len(territory.departements)), "number", departements=names)
    if not _is_part_of_france(query):
        return
    if set(territory.departements) & set(OVERSEAS):
        yield _notice(query, "overseas")
    if MONACO in territory.departements:
        yield _notice(query, "monaco")
    if CORSICA in territory.departements:
        yield _notice(query, "corsica")


def _from_rows(query: Query) -> Iterator[Notice]:
    """Yield what the rows of the question itself hold: unknown codes, corrections below zero, missing masses."""
    yield from _unknown_codes(query)
    counts = query.row_counts
    if counts.negative_eur:
        value = float(counts.negative_eur)
        yield _notice(query, "corrections", value, "eur", amount=millions(value, query.lang))
    if counts.without_mass:
        value = float(counts.without_mass_eur)
        words = {"rows": counts.without_mass, "amount": millions(value, query.lang)}
        yield _notice(query, "missing_mass", value, "eur", **words)


def _unknown_codes(query: Query) -> Iterator[Notice]:
    """Yield unknown codes with their amount; a row whose A129 and CPF4 are both unknown counts once."""
    products = list(PRODUCT_COLUMNS if query.has_classes else PRODUCT_COLUMNS[:1])
    for code, columns in (("unknown_partner", ["partner"]), ("unknown_product", products)):
        unknown = {name: _codes(query, name) - reference.labels(name).keys() for name in columns}
        codes = sorted(set().union(*unknown.values()))
        if codes:
            table = query.sums(columns)
            is_unknown = np.logical_or.reduce([table[name].isin(unknown[name]) for name in columns])
            value = float(table.loc[is_unknown, "value_eur"].sum())
            yield _notice(
                query, code, value, "eur", codes=codes_listed(codes, query.lang), amount=millions(value, query.lang)
            )
    if query.territory.level == "france":
        values = query.sums(["departement"])
        values = values[~values["departement"].isin(list(reference.labels("departement")))]
        if len(values):
            value = float(values["value_eur"].sum())
            words = {
                "codes": codes_listed(values["departement"].tolist(), query.lang),
                "amount": millions(value, query.lang),
            }
            yield _notice(query, "unknown_departement", value, "eur", **words)


def _codes(query: Query, level: str) -> set[str]:
    """Return the codes that occur in either flow."""
    return set().union(*(query.amounts(level, flow) for flow in FLOWS))


def _labels(query: Query) -> Iterator[Notice]:
    """Yield codes of the question whose label the release changes, and labels of which a sign was lost."""
    changed: set[str] = set()
    lost: set[str] = set()
    for level in (*(PRODUCT_COLUMNS if query.has_classes else PRODUCT_COLUMNS[:1]), "partner"):
        brought = query.release_labels(level)
        for code in _codes(query, level).intersection(brought):
            label = brought[code]
            if level in PRODUCT_COLUMNS and reference.has_new_meaning(level, code, label):
                changed.add(f"{code} ({label})")
            if LOST_SIGN in label:
                lost.add(f"{code} ({label})")
    for key, found in (("changed_labels", changed), ("lost_signs", lost)):
        if found:
            yield _notice(query, key, float(len(found)), "number", codes=codes_listed(sorted(found), query.lang))


def _reading(query: Query) -> Iterator[Notice]:
    """Yield what the reading of the files found unexpected: one caution a kind, with the amounts of the scope asked for."""
    notes: dict[str, list[ReadingNote]] = {}
    for note in query.reading_notes:
        if note.code not in _FROM_ROWS and (not note.cells or _rows_of(query, note)[0]):
            notes.setdefault(note.code, []).append(note)
    for code, found in notes.items():
        amounts = [_rows_of(query, note) for note in found]
        value = float(sum(euros for _, euros in amounts))
        words = {
            "codes": codes_listed(
                sorted({code for note in found for code in note.codes or (note.release,)}), query.lang
            ),
            "amount": millions(value, query.lang),
            "rows": sum(rows for rows, _ in amounts),
            "reading": code,
            "files": ", ".join(f"{note.file} ({note.date[:10]})" for note in found),
            "missing": ", ".join(sorted({say(f"flows.{note.flow}", query.lang) for note in found if note.flow})),
        }
        yield _notice(query, _READING_CODES.get(code, "other_reading"), value, "eur", **words)


def _rows_of(query: Query, note: ReadingNote) -> tuple[int, int]:
    """Return rows and euros of a reading note that concern the territory and quarters of the query."""
    quarters = dict(query.period.quarters).get(note.year)
    departements = query.territory.departements if _is_part_of_france(query) else None
    return note.amounts(departements, quarters)


def _published(query: Query) -> Iterator[Notice]:
    """Yield the totals that others have published and that the same amounts here are far from."""
    for comparison in query_comparisons(query):
        if comparison.verdict == "agrees":
            continue
        total, lang = comparison.total, query.lang
        what = say(f"notices.of_{total.flow}", lang)
        if total.product:
            label = reference.label("a129", total.product, lang)
            what = say("notices.of_product", lang, what=what, product=label)
        words = {
            "what": what,
            "published": millions(total.value_eur, lang),
            "here": millions(comparison.here_eur, lang),
            "source": total.source,
            "difference": percent(comparison.difference_pct, lang, signed=True),
            "tolerance": round(comparison.tolerance_pct),
            "factor": say(f"notices.factor_{comparison.factor_size}", lang),
        }
        code = "published_factor" if comparison.verdict == "factor" else "published_total"
        yield _notice(query, code, comparison.difference_pct, "pct", **words)


_RULES: tuple[Callable[[Query], Iterator[Notice]], ...] = (
    _scope,
    _hydrocarbons,
    _energy,
    _one_cell,
    _no_country,
    _places,
    _from_rows,
    _labels,
    _reading,
    _published,
)
