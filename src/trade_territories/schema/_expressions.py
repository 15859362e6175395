"""The rules of ``Flows`` as expressions: what breaks them is counted where the rows are, on any engine."""

from __future__ import annotations

import warnings
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import narwhals as nw

from trade_territories import reference

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Columns in which nothing may be missing.
_FILLED = ("flow", "year", "departement", "region", "a129", "partner", "value_eur", "release")
_NUMBERS = ("year", "quarter", "value_eur", "mass_kg")


def broken_rules(
    native: Any, *, columns: Sequence[str], key: Sequence[str], years: tuple[int, int], uk: tuple[Sequence[str], int]
) -> list[str]:
    """Count the rows that break each rule, and write a line for each rule that any row breaks.

    Parameters
    ----------
    native
        A frame that narwhals knows.
    columns, key, years, uk
        What the schema says: its columns, its key, the years that can be, the parts of the United Kingdom and since when.
    """
    with warnings.catch_warnings():
        # Narwhals tells its own developers where its Dask support will live; users can do nothing about it.
        warnings.filterwarnings("ignore", "Dask support is moving", FutureWarning)
        frame = nw.from_native(native)
    frame = frame.lazy() if isinstance(frame, nw.DataFrame) else frame
    lacking = sorted(set(columns) - set(frame.collect_schema().names()))
    if lacking:
        return [f"column {name} is missing" for name in lacking]
    # Dictionary columns compare with texts in some engines only.
    texts = [name for name in columns if name not in _NUMBERS]
    frame = frame.with_columns(*(nw.col(name).cast(nw.String) for name in texts))
    rules = _rules(years, uk)
    marked = frame.select(*(rule.cast(nw.Int64).alias(f"rule_{place}") for place, (_, rule) in enumerate(rules)))
    counts = marked.select(*(nw.col(f"rule_{place}").sum() for place in range(len(rules)))).collect().to_pandas()
    found = [(text, int(count)) for (text, _), count in zip(rules, counts.iloc[0].fillna(0).tolist(), strict=True)]
    found.append(("each key stands once", _more_than_one(frame, key)))
    found.append(("a year, flow and département comes from one release", _releases_too_many(frame)))
    return [f"{text}; {count} rows do not" for text, count in found if count]


def _rules(years: tuple[int, int], uk: tuple[Sequence[str], int]) -> list[tuple[str, Any]]:
    rules = [(f"{name}: nothing is missing", nw.col(name).is_null()) for name in _FILLED]
    year, quarter = nw.col("year"), nw.col("quarter")
    rules += [
        ("flow: export or import", _not(nw.col("flow").is_in(["export", "import"]))),
        (f"year: years lie between {years[0]} and {years[1]}", (year < years[0]) | (year > years[1])),
        ("quarter: quarters are 1 to 4, or missing", (quarter < 1) | (quarter > 4)),
        (
            f"year, partner: {' and '.join(uk[0])} are part of GB from {uk[1]} on",
            nw.col("partner").is_in(list(uk[0])) & (year >= uk[1]),
        ),
        ("departement, region: the région is the département's, 'inconnu' where that is unknown", _other_region()),
    ]
    # A comparison with nothing is neither true nor false: what is missing is counted by the first rules alone.
    return [(text, nw.when(rule).then(nw.lit(1)).otherwise(nw.lit(0))) for text, rule in rules]


def _other_region() -> Any:
    places: dict[str, list[str]] = {}
    for departement, region in reference.departement_regions().items():
        places.setdefault(region, []).append(departement)
    known = [departement for held in places.values() for departement in held]
    wrong = [
        nw.col("departement").is_in(held) & _not(nw.col("region").is_in([region]))
        for region, held in sorted(places.items())
    ]
    unknown = _not(nw.col("departement").is_in(known)) & _not(nw.col("region").is_in([reference.INCONNU]))
    return reduce(or_, wrong, unknown)


def _not(rule: Any) -> Any:
    return ~rule


def _more_than_one(frame: Any, key: Sequence[str]) -> int:
    sizes = frame.group_by(list(key)).agg(nw.len().alias("size")).filter(nw.col("size") > 1)
    return _total(sizes)


def _releases_too_many(frame: Any) -> int:
    names = ["year", "flow", "departement"]
    pairs = frame.group_by([*names, "release"]).agg(nw.len().alias("rows"))
    several = pairs.group_by(names).agg(nw.len().alias("releases"), nw.col("rows").sum().alias("size"))
    return _total(several.filter(nw.col("releases") > 1))


def _total(sizes: Any) -> int:
    table = sizes.select("size").collect().to_pandas()
    return int(table["size"].sum())
