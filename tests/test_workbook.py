"""Workbooks of one région: three years, A129, found by column names; what is off is told with its line and field."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import trade_territories as tt
from trade_territories.errors import IncompleteCoverageError, MissingLevelError, ReleaseFormatError

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["Region", "Dep", "Flux", "CodeA129", "Pays"]
YEARS = [f"annee{year}_valeur_en_euros" for year in (2022, 2023, 2024)]
ROWS: list[list[Any]] = [
    ["13", "51", "E", "C11Z", "US", 10, 20, 30],
    ["13", "51", "E", "C11Z", "NA", None, 0, 7],
    ["13", "08", "E", "C24A", "DE", 1, 2, 3],
]


def workbook(rows: list[list[Any]], header: list[str] | None = None, *, sheet: str = "qdf", above: int = 0) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for _ in range(above):
        page.append(["Douanes françaises"])
    for row in [header or [*HEADER, *YEARS], *rows]:
        page.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def archive(folder: Path, **files: bytes) -> Path:
    path = folder / "region_13_A.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(f"REGION_13_A_{name}.xlsx", content)
    return path


def test_three_years_of_one_region_are_read(tmp_path: Path) -> None:
    imports = [[*row[:2], "I", *row[3:]] for row in ROWS]
    flows = tt.read_flows(archive(tmp_path, EXPORT=workbook(ROWS), IMPORT=workbook(imports)))
    assert tt.totals(flows, "51", year=2024)["value_eur"].tolist() == [37, 37]
    assert tt.totals(flows, "51", year=2022)["value_eur"].tolist() == [10, 10]
    assert tt.activities(flows, "08", year=2023)["value_eur"].tolist() == [2, 2]
    assert flows["quarter"].isna().all()
    assert flows["mass_kg"].isna().all()
    assert "NA" in flows["partner"].cat.categories
    assert all(release.startswith("workbook-13-") for release in flows["release"].cat.categories)


def test_levels_and_places_that_it_lacks_are_told(tmp_path: Path) -> None:
    flows = tt.read_flows(archive(tmp_path, EXPORT=workbook(ROWS)))
    with pytest.raises(MissingLevelError, match="no CPF4"):
        tt.activities(flows, "51", year=2024, by="cpf4")
    with pytest.raises(IncompleteCoverageError, match="Bretagne"):
        tt.totals(flows, "FR", year=2024)


@pytest.mark.parametrize("above", [1, 5])
def test_a_header_lower_down_is_found(tmp_path: Path, above: int) -> None:
    flows = tt.read_flows(archive(tmp_path, EXPORT=workbook(ROWS, above=above)))
    assert tt.totals(flows, "51", year=2024)["value_eur"].tolist() == [37, 0]


def test_a_departement_of_any_name_stands_second_and_a_half_number_is_no_code(tmp_path: Path) -> None:
    header = ["Region", "Lieu", *HEADER[2:], YEARS[2]]
    rows = [["13", 8, "E", "C24A", "DE", 5], ["13", 8.5, "E", "C24A", "DE", 7]]
    flows = tt.read_flows(archive(tmp_path, EXPORT=workbook(rows, header, sheet="QDF")))
    assert dict(zip(flows["departement"], flows["value_eur"], strict=True)) == {"08": 5, "8.5": 7}


def test_columns_are_found_by_name_in_any_order_and_numbers_keep_their_zero(tmp_path: Path) -> None:
    header = ["Pays", "Département", YEARS[2], "CODE_A129", "flux"]
    flows = tt.read_flows(archive(tmp_path, EXPORT=workbook([["DE", 8, 5, "C24A", "E"]], header)))
    assert tt.totals(flows, "08")["value_eur"].tolist() == [5, 0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (workbook(ROWS, sheet="Feuil1"), "no sheet 'qdf'; found 'Feuil1'"),
        (workbook(ROWS, [*HEADER, "a", "b", "c"]), "no column of values"),
        (workbook(ROWS, [*HEADER[:3], "Produit", "Pays", *YEARS]), "line 1: the column CodeA129 is missing"),
        (
            workbook([["13", "51", "E", "C11Z", "US", 1, 2, "30"]]),
            "line 2, field annee2024_valeur_en_euros: .* found '30'",
        ),
        (workbook([["13", "51", "E", "C11Z", "US", 1, 2, 1.5]]), "field annee2024_valeur_en_euros.*found 1.5"),
        (workbook([["13", "51", "X", "C11Z", "US", 1, 2, 3]]), "line 2, field Flux: a flow that is neither E nor I"),
        (
            workbook([["13", "51", "E", "C11Z", "US", 1, 2, 2e15]]),
            "field annee2024_valeur_en_euros.*found 2000000000000000",
        ),
        (workbook([["13", "51", "E", "C11Z", "US", 1, 2, "#N/A"]]), "shows an error.* found 'cell H2'"),
        (workbook([["13", "51", "E", "C11Z", "#REF!", 1, 2, 3]]), "shows an error.* found 'cell E2'"),
        (workbook([["13", "51", "E", "C11Z", "US", 1, 2, "=1+1"]]), "formula without a result; found 'cell H2'"),
        (
            workbook(ROWS, [*HEADER, YEARS[0], YEARS[1], YEARS[1]]),
            "line 1, field annee2023.*: a column that stands twice",
        ),
        (workbook(ROWS, ["Lieu", "Region", *HEADER[2:], *YEARS]), "line 1: the column Dep is missing"),
        (workbook([]), "holds no value"),
        (b"not a workbook", "no workbook"),
    ],
)
def test_what_is_off_is_told_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(ReleaseFormatError, match=message):
        tt.read_flows(archive(tmp_path, EXPORT=content))
