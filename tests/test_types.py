"""What type checkers say of a user's script: a wrong word is marked where it is written.

mypy (strict, so that an ignore that is not needed is an error) and pyright read this file in ``nox -s types``.
"""

from __future__ import annotations

import csv
import importlib.util
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, assert_type, get_args

import trade_territories as tt
from trade_territories.charts.static._figure import ChartFigure
from trade_territories.columns import LEVELS, PRODUCT_LEVELS, ProductRows, Rows

if TYPE_CHECKING:
    import pandas as pd


def a_users_script(flows: pd.DataFrame) -> None:
    """Only for type checkers: each ignore stands where both must find an error."""
    marne = tt.territory("Marne")
    assert_type(tt.charts.static.balance(flows, marne, by="group:technology"), ChartFigure)
    assert_type(tt.fiche(flows, "51").to_html(), str)
    tt.balance(flows, ["51", "10"], by="zone", n=3, only=["C11Z", "US"], lang="en")
    tt.charts.map(flows, only="boissons", value="change", base_year=2022, title="Boissons", width="narrow")
    tt.flow_matrix(flows, marne, flow="exports")  # type: ignore[arg-type]
    tt.ranking(flows, flow="exports")  # type: ignore[arg-type]
    tt.change(flows, marne, base_year=2023, year=2024, flow="exports")  # type: ignore[arg-type]
    tt.charts.sankey(flows, marne, flow="exports")  # type: ignore[arg-type]
    tt.charts.static.sankey(flows, marne, flow="imports")  # type: ignore[arg-type]
    tt.balance(flows, marne, by="country")  # type: ignore[arg-type]
    tt.activities(flows, marne, by="group:techology")  # type: ignore[arg-type]
    tt.charts.static.balance(flows, marne, by="A129")  # type: ignore[arg-type]
    tt.charts.map(flows, value="part")  # type: ignore[arg-type]
    tt.balance(flows, marne, lang="de")  # type: ignore[arg-type]
    tt.fiche(flows, marne, lang="de")  # type: ignore[arg-type]
    tt.charts.activities(flows, marne, lang="de")  # type: ignore[arg-type]
    tt.partner_profile(flows, "US", lang="de")  # type: ignore[arg-type]
    tt.evolution(flows, marne, freq="month")  # type: ignore[arg-type]
    tt.charts.evolution(flows, marne, freq="month")  # type: ignore[arg-type]
    tt.charts.balance(flows, marne, width="A3")  # type: ignore[arg-type]
    tt.balance(flows, marne, yer=2024)  # type: ignore[call-arg]
    tt.charts.balance(flows, marne, yer=2024)  # type: ignore[call-arg]
    tt.territory(44)  # type: ignore[arg-type]
    tt.load_flows("2024")  # type: ignore[arg-type]
    tt.territories(level="departements")  # type: ignore[arg-type]
    tt.balanc  # type: ignore[attr-defined]  # noqa: B018
    tt.charts.sanky  # type: ignore[attr-defined]  # noqa: B018


def test_what_rows_may_be_are_levels_and_the_families_of_groups() -> None:
    path = files("trade_territories.reference").joinpath("data", "groups.csv")
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    families = {row["family"]: row["kind"] for row in rows if row["family"]}
    assert set(get_args(Rows)) == {*LEVELS, *(f"group:{name}" for name in families)}
    of_products = {f"group:{name}" for name, kind in families.items() if kind == "product"}
    assert set(get_args(ProductRows)) == {*PRODUCT_LEVELS, *of_products}


def test_signatures_of_charts_are_those_of_the_catalogue() -> None:
    """Whoever adds a chart runs the script: its types and the names of charts in three packages are typed by nobody."""
    path = Path(__file__).parents[1] / "scripts" / "make_signatures.py"
    spec = importlib.util.spec_from_file_location("make_signatures", path)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    for target, content in script.files().items():
        assert target.read_text(encoding="utf-8") == content, "run python scripts/make_signatures.py"
