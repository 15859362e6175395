"""Every rule of Flows beyond types, once: each looks at the combinations of values that occur, counted on any engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from trade_territories import reference
from trade_territories.columns import CODES, COLUMNS, FLOWS, MEASURES, UNIQUE_KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from trade_territories.schema._distinct import Counted

YEARS: Final = (1900, 2099)
UK_PARTS: Final = ("XI", "XU")
UK_PARTS_FROM: Final = 2021
#: Sums of whole numbers of 64 bits wrap beyond this.
LARGEST_SUM: Final = 2.0**62
_SHOWN = 3
_PLACES = ("flow", "year", "quarter", "departement", "region", "release")


@dataclass(frozen=True)
class Rule:
    """One rule."""

    #: What must hold, as the message says it.
    text: str
    #: The columns it looks at.
    columns: tuple[str, ...]
    #: Marks the combinations of values that break it, in a table of them with ``rows``.
    broken: Callable[[pd.DataFrame], pd.Series[bool]]
    #: The columns whose combinations it needs, where those are more than it looks at.
    combinations: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns whose combinations it needs."""
        return self.combinations or self.columns

    def breach(self, table: pd.DataFrame) -> str:
        """Return a line on the combinations that break the rule, with their number of rows; empty where none does."""
        marked = table[self.broken(table).astype(bool)]
        if marked.empty:
            return ""
        examples = ", ".join(
            " ".join(
                "(none)" if pd.isna(value) else repr(value) if isinstance(value, str) else str(value) for value in row
            )
            for row in marked[list(self.columns)].drop_duplicates().head(_SHOWN).itertuples(index=False)
        )
        return f"{', '.join(self.columns)}: {self.text}; {int(marked['rows'].sum())} rows do not ({examples})"


def broken_rules(counted: Counted, *, without: Collection[str] = ()) -> list[str]:
    """Return a line for each broken rule: its columns, what must hold, how many rows break it, and examples.

    Parameters
    ----------
    counted
        The frame.
    without
        Columns that lost their types, of which no rule can be asked.
    """
    return list(_broken(counted, set(counted.schema) - set(without)))


def _broken(counted: Counted, present: set[str]) -> Iterator[str]:
    tables: dict[tuple[str, ...], pd.DataFrame] = {}
    for rule in RULES:
        if not present.issuperset(rule.needed):
            continue
        if rule.needed not in tables:
            tables[rule.needed] = counted.combinations(rule.needed)
        if breach := rule.breach(tables[rule.needed]):
            yield breach
    count, first = counted.repeated_keys() if present.issuperset(UNIQUE_KEY) else (0, "")
    if count:
        yield f"{', '.join(UNIQUE_KEY)}: each key stands once; {count} rows do not ({first})"
    for name, (missing, magnitude) in counted.measures([name for name in MEASURES if name in present]).items():
        if missing and name == "value_eur":
            yield f"{name}: nothing is missing; {missing} rows do not"
        if magnitude >= LARGEST_SUM:
            yield f"{name}: values add up to what 64 bits hold; theirs add up to {magnitude:.3g}"


def _is_missing(column: str) -> Callable[[pd.DataFrame], pd.Series[bool]]:
    return lambda table: table[column].isna()


def _is_no_code(column: str) -> Callable[[pd.DataFrame], pd.Series[bool]]:
    def broken(table: pd.DataFrame) -> pd.Series[bool]:
        codes = table[column].dropna().unique().tolist()
        if _are_plain(codes):
            return pd.Series(data=False, index=table.index)
        wrong = [code for code in codes if not isinstance(code, str) or code != code.strip() or not code.isprintable()]
        return table[column].isin(wrong) if wrong else pd.Series(data=False, index=table.index)

    return broken


def _are_plain(codes: list[Any]) -> bool:
    """Return whether codes are printable texts without any blank, as nearly all are: looking at each takes far longer."""
    try:
        together = "".join(codes)
    except TypeError:
        return False
    return " " not in together and together.isprintable()


def _outside(column: str, least: int, most: int) -> Callable[[pd.DataFrame], pd.Series[bool]]:
    def broken(table: pd.DataFrame) -> pd.Series[bool]:
        numbers = pd.to_numeric(table[column], errors="coerce")
        return numbers.notna() & ~numbers.between(least, most)

    return broken


def _unknown_flow(table: pd.DataFrame) -> pd.Series[bool]:
    return table["flow"].notna() & ~table["flow"].isin(FLOWS)


def _other_region(table: pd.DataFrame) -> pd.Series[bool]:
    known = reference.departement_regions()
    right = table["departement"].map(lambda code: known.get(code, reference.INCONNU), na_action="ignore")
    return right.notna() & table["region"].notna() & (right != table["region"])


def _united_kingdom_in_parts(table: pd.DataFrame) -> pd.Series[bool]:
    return table["partner"].isin(UK_PARTS) & (pd.to_numeric(table["year"], errors="coerce") >= UK_PARTS_FROM)


def _several_releases(table: pd.DataFrame) -> pd.Series[bool]:
    keys = ["year", "flow", "departement"]
    if not table[["year", "flow", "release"]].dropna().drop_duplicates().duplicated(keys[:2]).any():
        return pd.Series(data=False, index=table.index)
    pairs = table[[*keys, "release"]].dropna().drop_duplicates()
    several = pairs[pairs.duplicated(keys, keep=False)][keys].drop_duplicates()
    marked: pd.Series[bool] = pd.MultiIndex.from_frame(table[keys]).isin(pd.MultiIndex.from_frame(several))  # type: ignore[assignment]
    return pd.Series(marked, index=table.index)


def _mixed_grain(column: str) -> Callable[[pd.DataFrame], pd.Series[bool]]:
    """Mark the combinations without a value, of releases that have one elsewhere."""

    def broken(table: pd.DataFrame) -> pd.Series[bool]:
        has = set(table.loc[table[column].notna(), "release"].dropna())
        return table[column].isna() & table["release"].isin(has)

    return broken


_REQUIRED = [column.name for column in COLUMNS if not column.nullable and column.name != "value_eur"]

#: Rules of a column look at the combinations that another rule needs: fewer passes over the rows.
_SHARED: Final = {**dict.fromkeys(_PLACES, _PLACES), "partner": ("year", "partner"), "cpf4": ("cpf4", "release")}

#: What must hold before anything can be added up.
RULES_OF_SUMS: Final = (
    Rule("export or import", ("flow",), _unknown_flow, _PLACES),
    Rule("quarters are 1 to 4, or missing", ("quarter",), _outside("quarter", 1, 4), _PLACES),
    Rule(
        "a year, flow and département comes from one release", ("flow", "year", "departement", "release"), _several_releases,
        _PLACES,
    ),
)  # fmt: skip

#: Every rule beyond types, missing euros and keys that stand twice.
RULES: Final[tuple[Rule, ...]] = (
    *(Rule("nothing is missing", (name,), _is_missing(name), _SHARED.get(name, ())) for name in _REQUIRED),
    *(
        Rule("codes are printable texts without blanks around them", (name,), _is_no_code(name), _SHARED.get(name, ()))
        for name in CODES
    ),
    *RULES_OF_SUMS,
    Rule(f"years lie between {YEARS[0]} and {YEARS[1]}", ("year",), _outside("year", *YEARS), _PLACES),
    Rule("a release has quarters throughout or not at all", ("quarter", "release"), _mixed_grain("quarter"), _PLACES),
    Rule("a release has CPF4 throughout or not at all", ("cpf4", "release"), _mixed_grain("cpf4")),
    Rule(
        "the région is the département's, 'inconnu' where that is unknown", ("departement", "region"), _other_region, _PLACES
    ),
    Rule(
        f"{' and '.join(UK_PARTS)} are part of GB from {UK_PARTS_FROM} on", ("year", "partner"), _united_kingdom_in_parts
    ),
)  # fmt: skip
