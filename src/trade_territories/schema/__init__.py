"""The ``Flows`` table: its columns, their units, and every rule they keep, checked on categories and whole columns."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from trade_territories import reference
from trade_territories._keys import combined, repeated
from trade_territories.errors import DataContractError

with warnings.catch_warnings():
    # pandera opens every frame library that is installed; what PySpark says of pandas 3 is not about these tables.
    warnings.simplefilter("ignore", FutureWarning)
    import pandera.pandas as pa
    from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]

#: Raised whenever tables stored by an earlier version can no longer be read as they are.
SCHEMA_VERSION = 2

KEY = ("flow", "year", "quarter", "departement", "a129", "cpf4", "partner", "release")
CODES = ("flow", "departement", "region", "a129", "cpf4", "partner", "release")
_NUMBERS = {"year": "int16", "quarter": "Int8", "value_eur": "int64", "mass_kg": "Int64"}
_YEARS = (1900, 2099)
_UK_PARTS = ("XI", "XU")
_UK_PARTS_FROM = 2021
_SHOWN = 3


@dataclass(frozen=True)
class Rule:
    """One rule of the table beyond the types of its columns.

    Parameters
    ----------
    text
        What must hold, as the message says it.
    columns
        The columns it looks at, shown as examples where it is broken.
    broken
        Marks the rows that break it; gives nothing where all hold, which is decided on categories where it can be.
    """

    text: str
    columns: tuple[str, ...]
    broken: Callable[[pd.DataFrame], Mask | None]


def _codes_are_texts(column: str) -> Callable[[pd.DataFrame], Mask | None]:
    def broken(flows: pd.DataFrame) -> Mask | None:
        categories = flows[column].cat.categories
        wrong = [not isinstance(one, str) or one != one.strip() for one in categories]
        return _marked(_positions(flows, column), wrong)

    return broken


def _flow_categories(flows: pd.DataFrame) -> Mask | None:
    right = list(flows["flow"].cat.categories) == ["export", "import"]
    return None if right else np.ones(len(flows), dtype=bool)


def _exactly(column: str, dtype: str) -> Callable[[pd.DataFrame], Mask | None]:
    """Refuse types that pandera takes for equal: Int64 for int64, which would hide missing values."""

    def broken(flows: pd.DataFrame) -> Mask | None:
        return None if str(flows[column].dtype) == dtype else np.ones(len(flows), dtype=bool)

    return broken


def _year_in_range(flows: pd.DataFrame) -> Mask | None:
    years = flows["year"].to_numpy()
    return _any((years < _YEARS[0]) | (years > _YEARS[1]))


def _quarter_in_range(flows: pd.DataFrame) -> Mask | None:
    quarters = _quarters(flows)
    return _any((quarters < 0) | (quarters > 4) | (flows["quarter"].eq(0).fillna(False).to_numpy(bool)))


def _one_grain(column: str) -> Callable[[pd.DataFrame], Mask | None]:
    """Refuse a release that has quarters (or CPF4) on some of its rows only."""

    def broken(flows: pd.DataFrame) -> Mask | None:
        missing = flows[column].isna().to_numpy(bool)
        if not missing.any() or missing.all():
            return None
        release = _positions(flows, "release")
        size = len(flows["release"].cat.categories) + 1
        some = np.bincount(release + 1, weights=missing, minlength=size)
        whole = np.bincount(release + 1, minlength=size)
        return _any(missing & ((some > 0) & (some < whole))[release + 1])

    return broken


def _region_of_departement(flows: pd.DataFrame) -> Mask | None:
    known = reference.departement_regions()
    departements, regions = flows["departement"].cat.categories, flows["region"].cat.categories
    right = np.array(
        [[known.get(str(one), reference.INCONNU) == other for other in regions] for one in departements], dtype=bool
    ).reshape(len(departements), len(regions))
    # Missing codes, at position -1, are another rule's.
    right = np.pad(right, ((0, 1), (0, 1)), constant_values=True)
    return _any(~right[_positions(flows, "departement"), _positions(flows, "region")])


def _one_united_kingdom(flows: pd.DataFrame) -> Mask | None:
    parts = [one in _UK_PARTS for one in flows["partner"].cat.categories]
    marked = _marked(_positions(flows, "partner"), parts)
    return None if marked is None else _any(marked & (flows["year"].to_numpy() >= _UK_PARTS_FROM))


def _one_release(flows: pd.DataFrame) -> Mask | None:
    """Refuse two releases for one year, flow and département: nothing is added up twice."""
    size = len(flows["release"].cat.categories) + 1
    places = combined(_parts(flows, ("flow", "year", "departement")))
    found = _distinct(combined(_parts(flows, ("flow", "year", "departement", "release"))))
    pairs = found // size
    several = pairs[1:][pairs[1:] == pairs[:-1]]
    return _any(np.isin(places, several)) if len(several) else None


def _key_is_unique(flows: pd.DataFrame) -> Mask | None:
    return repeated(combined(_parts(flows, KEY)))


#: Every rule beyond types and missing values, by the name that pandera's checks bear.
RULES: dict[str, Rule] = {
    **{
        f"{column}_is_text": Rule("codes are texts without blanks around them", (column,), _codes_are_texts(column))
        for column in CODES
    },
    **{
        f"{column}_type": Rule(f"the type is {dtype}", (column,), _exactly(column, dtype))
        for column, dtype in _NUMBERS.items()
    },
    "flow_categories": Rule("the categories are export and import, in this order", ("flow",), _flow_categories),
    "year_in_range": Rule(f"years lie between {_YEARS[0]} and {_YEARS[1]}", ("year",), _year_in_range),
    "quarter_in_range": Rule("quarters are 1 to 4, or missing", ("quarter",), _quarter_in_range),
    "quarter_grain": Rule(
        "a release has quarters throughout or not at all", ("quarter", "release"), _one_grain("quarter")
    ),
    "cpf4_grain": Rule("a release has CPF4 throughout or not at all", ("cpf4", "release"), _one_grain("cpf4")),
    "region_of_departement": Rule(
        "the région is the département's, 'inconnu' where that is unknown",
        ("departement", "region"),
        _region_of_departement,
    ),
    "one_united_kingdom": Rule("XI and XU are part of GB from 2021 on", ("year", "partner"), _one_united_kingdom),
    "one_release": Rule(
        "a year, flow and département comes from one release", ("flow", "year", "departement", "release"), _one_release
    ),
    "key_is_unique": Rule("each key stands once", KEY, _key_is_unique),
}


def _checks(*names: str) -> list[pa.Check]:
    return [pa.Check(_holds(name), name=name, error=RULES[name].text) for name in names]


def _holds(name: str) -> Callable[[pd.DataFrame], bool]:
    return lambda flows: RULES[name].broken(flows) is None


def _column(
    dtype: str | pd.CategoricalDtype, description: str, *, unit: str | None = None, source: str, nullable: bool = False
) -> pa.Column:
    return pa.Column(dtype, nullable=nullable, description=description, metadata={"unit": unit, "source": source})


_CUSTOMS = "Direction générale des Douanes et Droits indirects, ten fields of the quarterly files"

#: The table as a pandera schema: what its documentation and every check are made from.
Flows = pa.DataFrameSchema(
    {
        "flow": _column(
            pd.CategoricalDtype(["export", "import"]), "direction of trade", source=f"{_CUSTOMS}: flux"
        ),
        "year": _column("int16", "calendar year", unit="year", source=f"{_CUSTOMS}: année"),
        "quarter": _column(
            "Int8", "quarter, 1 to 4; missing where the source is yearly", unit="quarter",
            source=f"{_CUSTOMS}: trimestre", nullable=True,
        ),
        "departement": _column(
            "category", "département where goods leave or arrive, INSEE code (20 Corsica, 99 Monaco, 971 to 976 overseas); "
            "a code that nobody knows stands as it is", source=f"{_CUSTOMS}: département",
        ),
        "region": _column(
            "category", "région of the département, R and INSEE's number; inconnu where the département is unknown",
            source="INSEE, Code officiel géographique; never the Customs' own numbering",
        ),
        "a129": _column("category", "product group, A129 of the CPF rév. 2.1", source=f"{_CUSTOMS}: A129"),
        "cpf4": _column(
            "category", "product class, CPF rév. 2.1, four digits; missing where the source has none",
            source=f"{_CUSTOMS}: CPF4", nullable=True,
        ),
        "partner": _column(
            "category", "country of origin (imports) or of final destination (exports), the Customs' code; NA is Namibia",
            source=f"{_CUSTOMS}: pays",
        ),
        "value_eur": _column(
            "int64", "value; imports CAF, exports FAB", unit="EUR", source=f"{_CUSTOMS}: valeur"
        ),
        "mass_kg": _column(
            "Int64", "net mass; missing where the source has none", unit="kg", source=f"{_CUSTOMS}: masse", nullable=True
        ),
        "release": _column(
            "category", "release that the row is from: kind, period, flow, vintage and start of the SHA-256",
            source="name and checksum of the file",
        ),
    },
    checks=_checks(*RULES),
    strict=True,
    ordered=True,
    name="Flows",
    description="One row per flow x year x quarter x département x product x partner, and release.",
)  # fmt: skip


def validate(flows: pd.DataFrame) -> pd.DataFrame:
    """Check every rule of the table at once, and give the same table back.

    Parameters
    ----------
    flows
        One row per flow x year x quarter x département x product x partner, and release.

    Raises
    ------
    DataContractError
        With one line per broken rule: the columns, the rule, how many rows, and the first of them.

    Examples
    --------
    >>> validate(pd.DataFrame({"flow": ["export"]}))
    Traceback (most recent call last):
        ...
    trade_territories.errors.DataContractError: the table is no Flows table (11 rules broken): ...
    """
    try:
        with warnings.catch_warnings():
            # Its checks are opened at the first use, and every frame library with them once more.
            warnings.simplefilter("ignore", FutureWarning)
            # In place: nothing is coerced, and a copy of 3 million rows would be for nothing.
            Flows.validate(flows, lazy=True, inplace=True)
    except SchemaErrors as errors:
        failures = _failures(flows, errors)
        raise _broken(failures) from errors
    return flows


def check_flows(flows: Any) -> Any:
    """Check a table of Flows in any frame, and give it back: what breaks a rule is counted where the rows are.

    Tables that ``read_flows``, ``load_flows`` and the cache give were checked when they were made. This is for tables that come
    from elsewhere: frames of one's own, files that others laid out.

    Parameters
    ----------
    flows
        The table, in any frame; one row per flow x year x quarter x département x product x partner, and release.

    Returns
    -------
    object
        The same table.

    Raises
    ------
    DataContractError
        With one line per broken rule and how many rows break it.

    Examples
    --------
    >>> import trade_territories as tt
    >>> len(check_flows(tt.sample_flows())) == len(tt.sample_flows())
    True
    """
    if isinstance(flows, pd.DataFrame):
        return validate(flows)
    from trade_territories.schema._expressions import broken_rules

    failures = broken_rules(flows, columns=list(Flows.columns), key=KEY, years=_YEARS, uk=(_UK_PARTS, _UK_PARTS_FROM))
    if failures:
        raise _broken(failures)
    return flows


def _broken(failures: list[str]) -> DataContractError:
    rules = "1 rule" if len(failures) == 1 else f"{len(failures)} rules"
    return DataContractError(f"the table is no Flows table ({rules} broken): " + "; ".join(failures), failures=failures)


def _failures(flows: pd.DataFrame, errors: SchemaErrors) -> list[str]:
    lines = [_failure(flows, error) for error in errors.schema_errors]
    return list(dict.fromkeys(line for line in lines if line))


def _structural(flows: pd.DataFrame, error: SchemaError) -> str:
    """Say in one line what is wrong with a column as a whole."""
    column = getattr(error.schema, "name", None)
    if error.reason_code == SchemaErrorReason.SERIES_CONTAINS_NULLS and column in flows:
        return f"{column}: no code is missing; {int(flows[column].isna().sum())} rows lack one"
    return " ".join(str(error).split())


def _failure(flows: pd.DataFrame, error: SchemaError) -> str:
    name = getattr(error.check, "name", None)
    if name not in RULES:
        return _structural(flows, error)
    rule = RULES[name]
    if any(column not in flows.columns for column in rule.columns):
        return ""
    try:
        broken = rule.broken(flows)
    except (AttributeError, TypeError, ValueError):
        # The column is of another type, which is told by itself.
        return ""
    if broken is None:
        return ""
    shown = flows.loc[broken, list(rule.columns)].head(_SHOWN)
    examples = ", ".join(
        f"row {position}: " + " ".join(str(value) for value in row)
        for position, row in zip(np.flatnonzero(broken), shown.itertuples(index=False), strict=False)
    )
    return f"{', '.join(rule.columns)}: {rule.text}; {int(broken.sum())} rows do not ({examples})"


def _positions(flows: pd.DataFrame, column: str) -> NDArray[Any]:
    return np.asarray(flows[column].cat.codes)


def _quarters(flows: pd.DataFrame) -> NDArray[np.int8]:
    return flows["quarter"].to_numpy(dtype="int8", na_value=0)


def _parts(flows: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[tuple[NDArray[Any], int]]:
    """Give each column as positions and their number, for one number per row."""
    for column in columns:
        if column == "year":
            years = flows["year"].to_numpy()
            first = int(years.min()) if len(years) else 0
            yield years - first, int(years.max()) - first + 1 if len(years) else 1
        elif column == "quarter":
            yield _quarters(flows), 5
        else:
            yield _positions(flows, column), len(flows[column].cat.categories)


def _distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    if len(numbers) and int(numbers.max()) < 10**7:
        return np.flatnonzero(np.bincount(numbers))
    return np.unique(numbers)


def _any(rows: Mask) -> Mask | None:
    return rows if rows.any() else None


def _marked(positions: NDArray[Any], wrong: list[bool]) -> Mask | None:
    """Mark the rows whose category is wrong; categories that do not occur do no harm."""
    return _any(np.array([*wrong, False])[positions]) if any(wrong) else None
