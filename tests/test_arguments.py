"""A choice that does not exist is an error in every function that offers it: never a table of nothing."""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from tests.builders import make_flows
from trade_territories import reference

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

#: What a function needs beside flows and territory.
NEEDED: dict[str, dict[str, Any]] = {
    "exposure": {"partners": ["US"]},
    "tariff_scenario": {"rates": {"US": 0.1}, "source": "a test", "date": "2025-04-01"},
    "change": {"base_year": 2023, "year": 2024},
    "unit_values": {"base_year": 2023, "year": 2024},
    "partner_profile": {"partner": "US"},
    "product_profile": {"product": "C11Z"},
}
WRONG: dict[str, tuple[Any, ...]] = {
    "flow": ("exports", "Export"),
    "by": ("partners", "country"),
    "n": (0, -1, 2.5),
    "lang": ("de",),
    "year": (1999,),
    "quarter": (5, 0),
    "excluding": (["Narnia"],),
    "only": (["Narnia"],),
    "freq": ("month",),
}


@cache
def of_flows() -> dict[str, Callable[..., Any]]:
    """The public functions that take Flows first, drawings included."""
    found = {name: getattr(tt, name) for name in tt.__all__ if inspect.isfunction(getattr(tt, name))}
    found |= {
        f"charts.{name}": getattr(tt.charts, name)
        for name in tt.charts.static.__all__
        if name not in ("comparison", "map")
    }
    return {name: one for name, one in found.items() if next(iter(inspect.signature(one).parameters), "") == "flows"}


def named_year(function: Callable[..., Any]) -> bool:
    """Tell whether a year may be named and need not be."""
    year = inspect.signature(function).parameters.get("year")
    return year is not None and year.default is None


CASES = [
    pytest.param(name, argument, value, id=f"{name} {argument}={value}")
    for name, function in of_flows().items()
    for argument, values in WRONG.items()
    if argument in inspect.signature(function).parameters
    for value in values
]


@pytest.fixture(scope="module")
def two_years() -> pd.DataFrame:
    """Two whole years of every département, in few rows."""
    return make_flows(
        [
            (flow, year, quarter, place, product, cpf4, partner, 1_000_000, 1)
            for flow in ("export", "import")
            for year in (2023, 2024)
            for quarter in (1, 2, 3, 4)
            for place in reference.departement_regions()
            for product, cpf4, partner in (("C11Z", "1102", "US"), ("C30C", "3030", "DE"))
        ]
    )


def called(name: str, flows: Any, **asked: Any) -> Any:
    function = of_flows()[name]
    parameters = inspect.signature(function).parameters
    place = {"territory": "51"} if "territory" in parameters else {}
    year = {"year": 2024} if "year" in parameters else {}
    return function(flows, **(place | year | NEEDED.get(name, {}) | asked))


@pytest.mark.parametrize(("name", "argument", "value"), CASES)
def test_a_choice_that_does_not_exist_is_named(
    two_years: pd.DataFrame, name: str, argument: str, value: object
) -> None:
    shown = str(value[0] if isinstance(value, list) else value)
    with pytest.raises(tt.TradeTerritoriesError, match=shown.replace(".", r"\.")):
        called(name, two_years, **{argument: value})


@pytest.mark.parametrize(
    "name", [name for name, one in of_flows().items() if "territory" in inspect.signature(one).parameters]
)
def test_a_territory_that_does_not_exist_is_named_with_its_neighbours(two_years: pd.DataFrame, name: str) -> None:
    with pytest.raises(tt.UnknownCodeError, match=r"'Marnee'; did you mean Marne \(51\)"):
        called(name, two_years, territory="Marnee")


@pytest.mark.parametrize("name", [name for name, one in of_flows().items() if named_year(one)])
def test_two_years_and_none_chosen_is_ambiguous(two_years: pd.DataFrame, name: str) -> None:
    with pytest.raises(tt.AmbiguousPeriodError, match="2023") as caught:
        called(name, two_years, year=None)
    assert caught.value.years == (2023, 2024)


def test_a_product_that_does_not_exist_has_its_neighbours() -> None:
    with pytest.raises(tt.UnknownCodeError, match=r"only: 'C11' is .*C11Z") as caught:
        tt.ranking(tt.sample_flows(), only="C11")
    assert "C11Z" in caught.value.close_matches[0]


@pytest.mark.parametrize(
    ("name", "argument", "value", "words"),
    [
        ("totals", "excluding", 5, "excluding: give a code or several, .* not 5"),
        ("ranking", "only", [11], "only: codes are texts, and 11 is of type int"),
        ("tariff_scenario", "rates", 0.1, "rates: give a rate by partner or product, .* not 0.1"),
    ],
)
def test_what_is_no_code_is_named_in_our_words(
    two_years: pd.DataFrame, name: str, argument: str, value: object, words: str
) -> None:
    with pytest.raises(TypeError, match=words):
        called(name, two_years, **{argument: value})


@pytest.mark.parametrize("highlight", [-1, 1.5, True, None, "5"])
def test_so_many_largest_flows_is_a_whole_number(highlight: Any) -> None:
    with pytest.raises(tt.TradeTerritoriesError, match=f"highlight={highlight!r} is not valid; give a whole number"):
        tt.flow_matrix(tt.sample_flows(), "51", highlight=highlight)


def test_a_treemap_inside_a_product_that_does_not_exist_is_refused() -> None:
    for inside, words in (("Boisson", "did you mean Boissons"), ("US", "is a partner"), ("1102", "one code of a129")):
        with pytest.raises(tt.UnknownCodeError, match=f"inside: '{inside}' .*{words}"):
            tt.charts.activities(tt.sample_flows(), "51", inside=inside)


def test_a_treemap_inside_a_product_takes_its_name() -> None:
    named, coded = (
        tt.charts.describe("activities", tt.sample_flows(), "51", inside=one) for one in ("beverages", "C11Z")
    )
    assert named == coded


@pytest.mark.parametrize("by", ["cpf", "partner"])
def test_a_cube_of_another_grain_is_refused(by: str) -> None:
    with pytest.raises(tt.TradeTerritoriesError, match="choose 'cpf4' or 'a129'"):
        tt.cube(tt.sample_flows(), by=by)  # type: ignore[arg-type]  # on purpose


#: What a user may type, whatever a type checker says.
ANY: Any = tt


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda flows: ANY.balance(flows, "51", top=5), "tt.balance() has no argument 'top'; did you mean 'n'?"),
        (lambda flows: ANY.shares(flows, "51", exclude="US"), "tt.shares() has no argument 'exclude'; did you mean 'excluding'?"),
        (lambda flows: ANY.totals(flows, "51", yaer=2024), "did you mean 'year'?"),
        (lambda flows: ANY.totals(flows, "51", zzz=1), "tt.totals() has no argument 'zzz'. It takes flows, territory, year"),
        (lambda flows: ANY.charts.balance(flows, "51", top=4), "tt.charts.balance() has no argument 'top'; did you mean 'n'?"),
        (lambda flows: ANY.charts.static.balance(flows, "51", top=4), "tt.charts.static.balance() has no argument 'top'"),
        (lambda flows: ANY.charts.static.balance(flows, "51", widht="narrow"),
         "did you mean 'width'? It takes flows, territory, by, n, year, quarter, only, excluding, lang, title, width"),
        (lambda flows: ANY.charts.describe("sankey", flows, "51", product="a38"), "did you mean 'by'?"),
        (lambda flows: ANY.charts.sankey(flows, "51", flows="export"),
         "tt.charts.sankey() got multiple values for argument 'flows'; did you mean 'flow'?"),
        (lambda flows: ANY.charts.static.sankey(flows, "51", "export"), "tt.charts.static.sankey() takes 2 positional arguments"),
        (lambda flows: ANY.balance(flows, "51", "partner"),
         "tt.balance() takes 2 positional arguments but 3 were given; by name are given: by, n, year, quarter, only,"),
        (ANY.balance, "tt.balance() missing 1 required positional argument: 'territory'"),
    ],
)  # fmt: skip
def test_an_unexpected_keyword_names_the_public_function_and_the_nearest_one(call: Any, words: str) -> None:
    with pytest.raises(TypeError) as caught:
        call(tt.sample_flows())
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda figure: ANY.charts.to_png("x.png", figure), "a chart was expected, not str; give what tt.charts.balance"),
        (lambda _: ANY.charts.to_svg("x.svg"), "a chart was expected, not str"),
        (lambda figure: ANY.charts.to_png(figure, dpi=0), "dpi=0 is not valid; give a number above 0"),
        (lambda figure: ANY.charts.to_png(figure, dpi="200"), "dpi='200' is not valid"),
        (lambda _: ANY.charts.map(ANY.sample_flows(), only="US", classes=5), "classes=5 are no bounds"),
        (lambda _: ANY.balance(ANY.sample_flows(), "51", by="A129"), "cpf4, group:mig, group:technology, group:union"),
        (lambda _: ANY.activities(ANY.sample_flows(), "51", by="A129"), "choose one of partner, zone"),
    ],
)  # fmt: skip
def test_what_is_no_chart_size_class_or_level_is_told_the_way_out(call: Any, words: str) -> None:
    with pytest.raises((tt.TradeTerritoriesError, TypeError)) as caught:
        call(tt.charts.static.locator("51"))
    assert words in str(caught.value)


def test_errors_from_inside_stay_as_they_are() -> None:
    with pytest.raises(TypeError, match="territory codes are texts"):
        tt.balance(tt.sample_flows(), 51)  # type: ignore[arg-type]  # what a user may try
    with pytest.raises(TypeError, match="missing 1 required"):
        tt.balance(tt.sample_flows())  # type: ignore[call-arg]  # likewise


def test_public_functions_can_be_handed_to_other_processes() -> None:
    import pickle

    assert pickle.loads(pickle.dumps(tt.balance)) is tt.balance  # noqa: S301 - our own
    assert inspect.signature(tt.balance).parameters["by"].default == "partner"
