"""The evolution: lines cut at breaks and gaps, one scale for values and balances, contributions that add up, true findings."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from tests.builders import FlowRow, make_flows
from tests.made import scene as scene_of_example
from tests.scenes import check_page, upright, widths_of
from tests.thorough import some, telling
from trade_territories import reference
from trade_territories.charts import _catalogue as catalogue
from trade_territories.charts._evolution import content
from trade_territories.charts._evolution_layout import ticks_of
from trade_territories.charts.scene import Box, Dot, Label, Line, Rule, Scene
from trade_territories.columns import checked_flow

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

PRODUCTS = {"C11Z": "1102", "C20A": "2014", "C21Z": "2120", "C28B": "2830", "C29A": "2910", "A01Z": "0111"}


def made(years: Mapping[int, tuple[int, ...]], *, place: str = "51", growth: int = 5) -> pd.DataFrame:
    """Make flows of some quarters of some years: each product grows by its rank times ``growth`` percent a year."""
    rows: list[FlowRow] = []
    first = min(years)
    for year, quarters in years.items():
        for quarter in quarters:
            for rank, (a129, cpf4) in enumerate(PRODUCTS.items()):
                for flow, base in (("export", 9_000_000), ("import", 7_000_000)):
                    sign = 1 if flow == "export" else -1
                    value = base + sign * base * rank * growth * (year - first) // 100 + 100_000 * quarter
                    rows.append((flow, year, quarter, place, a129, cpf4, "US", value, 1))
            rows += [(flow, year, quarter, "33", "C30C", "3030", "IT", 1, 1) for flow in ("export", "import")]
    return make_flows(rows)


WHOLE = (1, 2, 3, 4)
SIX = dict.fromkeys(range(2019, 2025), WHOLE)


def runs(scene: Scene, flow: str) -> list[int]:
    return [len(line.points) for line in scene.of(Line) if line.stroke == flow]


def test_lines_are_cut_at_breaks() -> None:
    scene = catalogue.scene("evolution", made(SIX), "51")
    assert runs(scene, "export") == runs(scene, "import") == [8, 4, 12]
    dashed = [rule for rule in scene.of(Rule) if rule.dash]
    assert len(dashed) == 2
    words = [mark.text.replace("\u00a0", " ") for mark in upright(scene)]
    assert "Rupture : Brexit" in words
    assert "Rupture : enquête EMEBI" in words
    # Each dashed line lies half-way between the last point before and the first after.
    lines = [line for line in scene.of(Line) if line.stroke == "export"]
    for rule, (before, after) in zip(dashed, itertools.pairwise(lines), strict=True):
        assert rule.x0 == rule.x1 == pytest.approx((before.points[-1][0] + after.points[0][0]) / 2)


def test_missing_years_are_gaps_with_their_room() -> None:
    flows = made({2016: WHOLE, 2017: WHOLE, 2023: WHOLE, 2024: WHOLE})
    scene = catalogue.scene("evolution", flows, "51", freq="year")
    lines = [line for line in scene.of(Line) if line.stroke == "export"]
    assert [len(line.points) for line in lines] == [2, 2]
    step = lines[0].points[1][0] - lines[0].points[0][0]
    assert lines[1].points[0][0] - lines[0].points[1][0] == pytest.approx(6 * step)
    words = [mark.text for mark in upright(scene)]
    assert sum(word.replace("\u202f", "") == "n.d." for word in words) == 15
    # A series that jumps over 2021 and 2022 still crosses both breaks.
    assert len([rule for rule in scene.of(Rule) if rule.dash]) == 1
    assert any("Brexit" in word and "EMEBI" in word for word in words)


def test_points_stand_at_their_values() -> None:
    flows = made(SIX)
    what = content(flows, "51")
    scene = catalogue.laid_out("evolution", what)
    foot = max(rule.y0 for rule in scene.of(Rule) if rule.stroke == "ink" and rule.y0 < 400 and not rule.above)
    table = tt.evolution(flows, "51")
    for flow in ("export", "import"):
        heights = [foot - y for line in scene.of(Line) if line.stroke == flow for _, y in line.points]
        ratios = [height / value for height, value in zip(heights, table[f"{flow}_eur"], strict=True)]
        assert ratios == pytest.approx([ratios[0]] * len(ratios))
    bars = [box for box in scene.of(Box) if box.fill in ("surplus", "deficit")]
    for bar, balance in zip(bars, table["balance_eur"], strict=True):
        assert bar.fill == ("surplus" if balance > 0 else "deficit")
        assert bar.height == pytest.approx(abs(balance) * ratios[0], rel=1e-6)


def test_years_below_are_sums_of_the_quarters() -> None:
    flows = made(SIX)
    what = content(flows, "51")
    sums = flows[flows["departement"] == "51"].groupby(["flow", "year"], observed=True)["value_eur"].sum()
    for row in what.years:
        assert row.values == {flow: int(sums[flow, row.year]) for flow in ("export", "import")}


@pytest.mark.parametrize("width", telling(["narrow", "wide"], 1, pytest.mark.whole))
@pytest.mark.parametrize("lang", telling(["fr", "en"], 1, pytest.mark.whole))
@pytest.mark.parametrize(
    ("years", "options"),
    [
        (SIX, {}),
        (SIX, {"freq": "year"}),
        (SIX, {"flow": "import"}),
        (SIX, {"only": ["C11Z", "C21Z"]}),
        (dict.fromkeys(range(2008, 2025), WHOLE), {}),
        ({2024: WHOLE}, {}),
        ({2024: (1, 2)}, {}),
        ({2024: (1,)}, {"freq": "quarter"}),
        ({2023: WHOLE, 2024: (1, 2)}, {}),
        ({2016: WHOLE, 2024: WHOLE}, {"freq": "year"}),
    ],
)
def test_words_stay_apart(years: dict[int, tuple[int, ...]], options: dict[str, Any], width: str, lang: str) -> None:
    scene = catalogue.scene("evolution", made(years), "51", width=width, lang=lang, **options)
    check_page(scene)
    assert len(scene.description) <= 600
    assert not set("·→") & set(scene.description)
    least = 8.4 if width == "narrow" else 7.0
    assert all(mark.size >= least for mark in scene.of(Label))


@pytest.mark.parametrize("place", ["51", "976", "75", "FR", "R44", "ti-4417"])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_words_of_the_sample_stay_apart(place: str, width: str) -> None:
    check_page(scene_of_example("evolution", place, width=width))


def test_values_from_one_euro_to_billions_are_drawn() -> None:
    rows: list[FlowRow] = [
        (flow, 2024, quarter, "51", "C11Z", "1102", "US", 1 if flow == "import" else 9 * 10**11, 1)
        for quarter in WHOLE
        for flow in ("export", "import")
    ]
    check_page(catalogue.scene("evolution", make_flows(rows), "51"))
    check_page(catalogue.scene("evolution", make_flows(rows), "51", width="narrow"))


def test_the_headline_compares_the_last_two_whole_years() -> None:
    flows = made(SIX)
    sums = flows[flows["departement"] == "51"].groupby(["flow", "year"], observed=True)["value_eur"].sum()
    title = content(flows, "51").heading.title
    rise = (sums["export", 2024] / sums["export", 2023] - 1) * 100
    fall = (1 - sums["import", 2024] / sums["import", 2023]) * 100
    found = [float(one.replace(",", ".")) for one in re.findall(r"(\d+(?:,\d+)?)\u202f%", title)]
    assert title.startswith("En 2024, les exportations de la Marne augmentent de ")
    assert " et les importations reculent de " in title
    assert found == pytest.approx([round(rise, 1), round(fall)], abs=0.06)


@pytest.mark.parametrize("last", [2021, 2022])
def test_no_headline_compares_across_a_break(last: int) -> None:
    title = content(made(dict.fromkeys(range(2019, last + 1), WHOLE)), "51").heading.title
    assert title.startswith(("Excédent", "Déficit"))
    assert "%" not in title
    assert not content(made(dict.fromkeys(range(2019, last + 1), WHOLE)), "51").contributions


def test_a_partial_year_is_compared_quarter_by_quarter_and_starred() -> None:
    what = content(made({2023: WHOLE, 2024: (1, 2)}), "51")
    assert what.heading.title.startswith("Au 2e trimestre 2024, sur un an, les exportations de la Marne")
    assert "année incomplète" in what.heading.subtitle
    assert [row.is_whole for row in what.years] == [True, False]
    alone = content(made({2024: (1, 2)}), "51")
    assert "%" not in alone.heading.title
    assert alone.heading.title == "Exportations, importations et solde de la Marne, 2024, 1er et 2e trimestres"


@pytest.mark.whole
def test_contributions_add_up_to_the_change() -> None:
    flows = made(SIX)
    what = content(flows, "51")
    assert [rows[0].flow for rows in what.contributions] == ["export", "import"]
    for rows in what.contributions:
        total = next(one for one in rows if one.is_total)
        assert sum(one.points for one in rows if not one.is_total) == pytest.approx(total.points)
        change = tt.change(flows, "51", base_year=2023, year=2024, flow=checked_flow(rows[0].flow))
        assert total.points == pytest.approx(float(change["contribution_pct"].iloc[-1]))
        first = [one for one in rows if not one.is_total and not one.is_rest]
        assert [abs(one.points) for one in first] == sorted((abs(one.points) for one in first), reverse=True)
        wanted = change.iloc[:-1].set_index("code")["contribution_pct"].abs().sort_values(ascending=False)
        assert [abs(one.points) for one in first] == pytest.approx(wanted.head(len(first)).tolist())
    assert not content(flows, "51", by=None).contributions


@pytest.mark.whole
def test_titles_are_true_of_every_departement() -> None:
    """A change made differently for each place is said as it is, with the article of the place."""
    for rank, place in enumerate(reference.departement_regions()):
        if rank not in some(range(101), 15):
            continue
        flows = made({2023: WHOLE, 2024: WHOLE}, place=place, growth=rank % 7 - 3)
        sums = flows[flows["departement"] == place].groupby(["flow", "year"], observed=True)["value_eur"].sum()
        title = content(flows, place).heading.title
        change = (sums["export", 2024] / sums["export", 2023] - 1) * 100
        verb = "sont stables" if abs(change) < 0.5 else "augmentent" if change > 0 else "reculent"
        assert verb in title.split(", les importations")[0], (place, title)


def test_each_moment_tells_its_values() -> None:
    flows = made(SIX)
    scene = catalogue.scene("evolution", flows, "51")
    told = {box.target: box.tooltip for box in scene.of(Box) if box.target.startswith("moment-")}
    assert len(told) == 24
    assert told["moment-2020-2"].startswith("2e trimestre 2020")
    assert len([dot for dot in scene.of(Dot) if dot.fill == "export"]) == 1


def test_steps_of_the_scale_are_round_and_reach_the_top() -> None:
    for most in (1.0, 3.0, 7e5, 2.1e9, 9.99e11):
        ticks = ticks_of(most)
        assert ticks[0] == 0
        assert ticks[-1] >= most * (1 - 1e-9)
        assert 3 <= len(ticks) <= 8


@pytest.mark.whole
def test_no_line_leads_to_a_year_that_lacks_quarters() -> None:
    flows = made({2022: WHOLE, 2023: WHOLE, 2024: (1, 2)})
    for width in ("wide", "narrow"):
        scene = catalogue.scene("evolution", flows, "51", freq="year", width=width)
        assert runs(scene, "export") == [2]
        said = [mark.text for mark in upright(scene)]
        assert [text for text in said if text.endswith(" *") and text != "2024 *"]
    assert "en 2024 (année incomplète)" in content(flows, "51", freq="year").heading.reading
    # Quarters are compared with quarters: their line goes on.
    assert runs(catalogue.scene("evolution", flows, "51"), "export") == [10]


@pytest.mark.whole
def test_no_line_of_a_break_runs_through_the_name_of_another() -> None:
    flows = made(dict.fromkeys(range(2017, 2026), WHOLE))
    for freq, width in itertools.product(("year", "quarter"), ("wide", "narrow")):
        scene = catalogue.scene("evolution", flows, "51", freq=freq, width=width)
        names = [mark for mark in upright(scene) if re.search("Brexit|EMEBI", mark.text)]
        assert len(names) == 2
        for name, rule in itertools.product(names, [rule for rule in scene.of(Rule) if rule.dash]):
            start, end = widths_of(name)
            assert not (start < rule.x0 < end and rule.y0 < name.y), (freq, width, name.text)


@pytest.mark.whole
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_values_below_zero_have_a_scale_of_their_own(width: Any) -> None:
    flows = made({2024: WHOLE})
    flows.loc[flows["departement"] == "51", "value_eur"] *= -1
    cases: tuple[dict[str, Any], ...] = ({}, {"freq": "year", "flow": "import"})
    for options in cases:
        scene = catalogue.scene("evolution", flows, "51", width=width, **options)
        check_page(scene, width)
        assert scene.height < 700
        assert any(mark.text.startswith("−") and mark.fill == "secondary" for mark in upright(scene))
