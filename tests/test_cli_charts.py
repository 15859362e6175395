"""The command that draws one chart: the file holds what the library draws, and wrong options are told in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import trade_territories as tt
from trade_territories.charts import _catalogue as catalogue
from trade_territories.cli import _charts, run

if TYPE_CHECKING:
    from pathlib import Path


def test_every_chart_is_offered() -> None:
    assert tuple(_charts.chart.params[0].type.choices) == catalogue.names()  # type: ignore[attr-defined]


@pytest.mark.whole
@pytest.mark.parametrize(
    ("words", "chart", "arguments", "options"),
    [
        (["balance", "Marne", "--top", "4", "--lang", "en"], "balance", ["51"], {"n": 4, "lang": "en", "year": 2024}),
        (["comparison", "51", "10"], "comparison", [["51", "10"]], {"year": 2024}),
        (["map", "--only", "US"], "map", [None], {"only": "US", "year": 2024}),
        (["evolution", "51", "--excluding", "C11Z"], "evolution", ["51"], {"excluding": "C11Z"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_file_holds_the_chart(
    words: list[str], chart: str, arguments: list[Any], options: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "chart.svg"
    assert run(["chart", *words, "--sample", "--output", str(path)]) == 0
    figure = getattr(tt.charts.static, chart)(tt.sample_flows(), *arguments, **options)
    assert path.read_text(encoding="utf-8") == tt.charts.to_svg(figure)


def test_a_map_of_a_place_needs_no_flows_and_a_png_is_one(tmp_path: Path) -> None:
    path = tmp_path / "place.png"
    assert run(["chart", "locator", "51", "--sample", "--dpi", "50", "--output", str(path)]) == 0
    assert path.read_bytes()[1:4] == b"PNG"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["balance", "51", "--freq", "year", "--output", "x.svg"], "chart balance has no --freq; it has --by, --top"),
        (["comparison", "51", "--output", "x.svg"], "takes two territories or more"),
        (["balance", "51", "10", "--output", "x.svg"], "takes one TERRITORY, and 2 are given"),
        (["balance", "51", "--output", "x.jpg"], "must end in .svg, .png, .pdf"),
        (["balance", "51"], "Missing option '--output'"),
        (["sanky", "51", "--output", "x.svg"], "Invalid value for 'NAME': 'sanky': did you mean sankey?"),
        (["map", "--value", "change", "--output", "x.svg"], "chart map --value change needs --since, the earlier year"),
    ],
)
def test_wrong_options(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["chart", *words, "--sample"]) == 2
    assert told in capsys.readouterr().err
