"""Workbooks of one région: three years, A129, found by column names; what is off is told with its line and field."""

from __future__ import annotations

import tracemalloc
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

import trade_territories as tt
from trade_territories.errors import IncompleteCoverageError, MissingLevelError, ReleaseFormatError

from .builders import noted

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

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
            workbook([["13", "51", "E", "C11Z", "US", 1, 2, "1,234"]]),
            "line 2, field annee2024_valeur_en_euros: .* found '1,234'",
        ),
        (workbook([["13", "51", "E", "C11Z", "US", 1, 2, "NaN"]]), "field annee2024_valeur_en_euros.*found 'NaN'"),
        (workbook([["13", "51", "E", "C11Z", "US", 1, 2, "inf"]]), "field annee2024_valeur_en_euros.*found 'inf'"),
        (workbook([["13", "51", "E", "C11Z", "US", 1, 2, "1e400"]]), "field annee2024_valeur_en_euros.*found '1e400'"),
        (
            workbook([["13", "51", "E", "C11Z", "US", 1, 2, "1 0e90"]]),
            "field annee2024_valeur_en_euros.*found '1 0e90'",
        ),
        (workbook([["13", "51", "E", "C11Z", 'U"S', 1, 2, 3]]), "line 2, field Pays: a text that cannot be a code"),
        (workbook(ROWS, [*HEADER, "annee2022_valeur_en_euros", "annee2023_valeur_en_milliers", "c"]), "in thousands"),
        (workbook(ROWS, [*HEADER, "trimestre", YEARS[1], YEARS[2]]), "by quarter, or in thousands"),
        (workbook(ROWS, [*HEADER, "T1_2024", "T2_2024", "T3_2024"]), "by quarter, or in thousands"),
        (workbook(ROWS, [*HEADER, "annee2024_T1", "annee2024_T2", "annee2024_T3"]), "by quarter, or in thousands"),
        (workbook(ROWS, [*HEADER, *(f"annee{year}_valeur_en_k€" for year in (22, 2023, 2024))]), "in thousands"),
        (workbook(ROWS, [*HEADER, *(f"annee{year}_valeur_en_keuros" for year in (2022, 2023, 2024))]), "in thousands"),
        (
            workbook([["13", "51", "E", "C11Z", "US", 52.011, 0.123, 7.5]]),
            "in thousands of euros; found '2 of 3 values with three decimals",
        ),
        (
            workbook([["13", "51", "E", "C11Z", f"A{letter}", 52.011, 0.123, 7.5] for letter in "ABCDEFGHIJKL"]),
            "in thousands of euros; found '24 of 36 values with three decimals",
        ),
        (workbook([["13", "51", "X", "C11Z", "US", 1, 2, 3]]), "line 2, field Flux: a flow that is neither E nor I"),
        (
            workbook([["13", "51", "E", "C11Z", "US", 1, 2, 2e15]]),
            "field annee2024_valeur_en_euros.*found '2000000000000000'",
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


# Values that are not whole, numbers in text, totals


def read(folder: Path, rows: list[list[Any]], header: list[str] | None = None) -> pd.DataFrame:
    return tt.read_flows(archive(folder, EXPORT=workbook(rows, header)))


def test_values_that_are_not_whole_are_rounded_and_told(tmp_path: Path) -> None:
    flows = read(
        tmp_path, [["13", "51", "E", "C11Z", "US", 100.4, 0.5, 1e3], ["13", "08", "E", "C11Z", "US", 99.6, 7, -2.5]]
    )
    assert tt.totals(flows, "51", year=2022)["value_eur"].tolist() == [100, 0]
    assert flows.groupby("year")["value_eur"].sum().to_dict() == {2022: 200, 2023: 8, 2024: 997}
    told = tt.notices(flows, "51", year=2022, lang="en").set_index("code")["text"]
    assert told["rounded_values"].startswith("Values that were not whole, rounded to the euro: 1 (")
    notes = {note.year: note for note in noted(flows, "rounded_values")}
    assert (notes[2022].rows, notes[2022].value_eur, notes[2022].amounts({"51"})) == (2, 200, (1, 100))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1000", 1000),
        ("1 000", 1000),
        ("1\u202f000,4", 1000),
        ("12,5", 13),
        ("-3", -3),
        ("1.5e3", 1500),
        ("  ", 0),
        ("", 0),
    ],
)
def test_numbers_in_text_are_read_and_told(tmp_path: Path, text: str, value: int) -> None:
    flows = read(tmp_path, [["13", "51", "E", "C11Z", "US", text, None, 7]])
    assert flows[flows["year"] == 2022]["value_eur"].sum() == value
    assert bool(noted(flows, "text_values")) == bool(value)


@pytest.mark.parametrize(
    "total",
    [
        ["Total", None, "E", None, None], ["13", "51", "E", "TOTAL", "TOTAL"], ["13", "Ensemble", None, "", ""],
        ["13", "51", "E", "Sous-total", "US"], ["13", "51", "E", None, None], [None, None, "E", None, None],
        ["TOTAL GÉNÉRAL", "", "", "", ""],
    ],
)  # fmt: skip
def test_rows_of_totals_are_never_counted(tmp_path: Path, total: list[Any]) -> None:
    rows = [["13", "51", "E", "C11Z", "US", 1, 2, 3], ["13", "51", "E", "C24A", "DE", 10, 20, 30]]
    flows = read(tmp_path, [*rows, [*total, 11, 22, 33]])
    assert flows.groupby("year")["value_eur"].sum().to_dict() == {2022: 11, 2023: 22, 2024: 33}


def test_a_label_that_is_also_a_word_of_totals_makes_no_total(tmp_path: Path) -> None:
    """The département of the Somme, and a product whose label begins with "Tous", stand beside their codes."""
    header = ["Region", "Dep", "LibelleDep", "Flux", "CodeA129", "Libellé A129", "Pays", *YEARS]
    rows: list[list[Any]] = [
        ["32", "80", "Somme", "E", "C11Z", "Tous types de boissons", "US", 1, 2, 3],
        ["32", "80", "Somme", "E", "C11Z", "Tous types de boissons", None, 10, 20, 30],
        ["32", "80", "Somme", "E", "Total", "", "", 11, 22, 33],
        ["32", "", "Total", "E", "", "", "", 11, 22, 33],
    ]
    flows = tt.read_flows(archive(tmp_path, EXPORT=workbook(rows, header)))
    assert flows.groupby("year")["value_eur"].sum().to_dict() == {2022: 11, 2023: 22, 2024: 33}
    assert [note.rows for note in noted(flows, "total_rows")] == [2, 2, 2]


def test_labels_that_begin_as_a_total_does_are_no_totals(tmp_path: Path) -> None:
    header = ["Region", "Dep", "Libellé du dép.", "Flux", "CodeA129", "Libellé", "CodePays", *YEARS]
    rows: list[list[Any]] = [
        ["01", "80", "Somme", "E", "C11Z", "Boissons", "US", 1, 2, 3],
        ["01", "02", "Aisne", "E", "C24A", "Tous produits sidérurgiques", "DE", 10, 20, 30],
        ["01", "02", "Aisne", "E", None, "Total", None, 10, 20, 30],
    ]
    flows = read(tmp_path, rows, header)
    assert flows.groupby("year")["value_eur"].sum().to_dict() == {2022: 11, 2023: 22, 2024: 33}
    assert flows.groupby("departement", observed=True)["value_eur"].sum().to_dict() == {"02": 60, "80": 6}
    assert [note.value_eur for note in noted(flows, "total_rows")] == [10, 20, 30]


def test_a_row_without_a_code_that_is_no_total_is_kept(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["13", "51", "E", "C11Z", "US", 1, 2, 3], ["13", "51", "E", None, "US", 10, 20, 30]]
    flows = read(tmp_path, rows)
    assert flows.groupby("year")["value_eur"].sum().to_dict() == {2022: 11, 2023: 22, 2024: 33}
    assert noted(flows, "unknown_product")


# The XML, written by hand


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
NAMES = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in (*HEADER, YEARS[2]))
CELLS = "".join(f'<c t="inlineStr"><is><t>{code}</t></is></c>' for code in ("13", "51", "E", "C11Z", "US"))


def written(folder: Path, sheet: str, *, strings: str = "", book: str = "") -> Path:
    """Write a workbook whose sheet is this XML."""
    path = folder / "REGION_13_A_EXPORT.xlsx"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "xl/workbook.xml": book
        or f'<workbook xmlns:r="{kinds}"><sheets><sheet name="qdf" r:id="a"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships><Relationship Id="a" Type="{kinds}/w" Target="worksheets/one.xml"/>'
        f'<Relationship Id="b" Type="{kinds}/sharedStrings" Target="/xl/strings.xml"/></Relationships>',
        "xl/worksheets/one.xml": sheet,
        **({"xl/strings.xml": f"<sst>{strings}</sst>"} if strings else {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in parts.items():
            zipped.writestr(name, text)
    return path


def one_value(cell: str) -> str:
    return SHEET.format(f'<row r="1">{NAMES}</row><row r="2">{CELLS}{cell}</row>')


@pytest.mark.parametrize(
    "cell",
    [
        "<c><f>A1+1</f><v/></c>", "<c><f>A1+1</f><v /></c>", "<c><f>A1+1</f><v></v></c>", "<c><f>A1+1</f></c>",
        '<c><f t="shared" si="0"/></c>', '<c><f t="shared" ref="A1:A9" si="0">A1</f><v/></c>',
        "<c>\n <f>A1</f>\n <v>\n </v>\n</c>",
        "<c><!-- x --><f>A1</f><!-- x --><v/></c>", "<c><f><![CDATA[A1]]></f><v><![CDATA[]]></v></c>",
        "<c><v>5</v><v>6</v></c>", "<c><v>5</v><is><t>6</t></is></c>", "<c><is><t>5</t></is><is><t>6</t></is></c>",
        "<c><v>5<b>6</b></v></c>", "<c><c><v>5</v></c></c>", '<c t="b"><v>1</v></c>', '<c t="d"><v>2024</v></c>',
        '<c t="x"><v>5</v></c>',
        "<c t='e'><v>#N/A</v></c>", '<c t="e"><f>A1/0</f><v>#DIV/0!</v></c>', "<x:c xmlns:x='y'><x:f>A1</x:f><x:v/></x:c>",
    ],
)  # fmt: skip
def test_a_cell_without_a_usable_value_is_refused_in_every_spelling(tmp_path: Path, cell: str) -> None:
    with pytest.raises(
        ReleaseFormatError,
        match=r"line 2, field annee2024.*(without a result|shows an error|several values|neither a number nor).*'cell F2'",
    ):
        tt.read_flows(written(tmp_path, one_value(cell)))


@pytest.mark.parametrize(
    "cell",
    [
        "<c><f>2+3</f><v>5</v></c>", "<c><v><![CDATA[5]]></v></c>", "<c>\n<v>\n5\n</v>\n</c>", "<c><v>5<!-- x --></v></c>",
        '<c t="str"><f>A1</f><v>5</v></c>', '<c t="inlineStr"><is><r><t>5</t></r><rPh><t>9</t></rPh></is></c>',
        "<c><v>5.0</v></c>", "<c><v>5</v><extLst><ext><x:v xmlns:x='y'>6</x:v></ext></extLst></c>",
        '<x:c xmlns:x="y"><x:v>5</x:v></x:c>', '<c r="F2" t="s"><v>0</v></c>',
    ],
)  # fmt: skip
def test_every_spelling_of_a_value_is_read(tmp_path: Path, cell: str) -> None:
    flows = tt.read_flows(written(tmp_path, one_value(cell), strings="<si><r><t>5</t></r><rPh><t>9</t></rPh></si>"))
    assert flows["value_eur"].tolist() == [5]


def test_an_error_in_another_sheet_or_column_does_no_harm(tmp_path: Path) -> None:
    flows = tt.read_flows(written(tmp_path, one_value("<c><v>5</v></c><c t='e'><v>#N/A</v></c>")))
    assert flows["value_eur"].tolist() == [5]


@pytest.mark.parametrize("place", ["XFD1048576", "ZY200001", "H200000"])
def test_a_stray_blank_far_away_costs_nothing(tmp_path: Path, place: str) -> None:
    row = "".join(sign for sign in place if sign.isdigit())
    blank = f'<row r="{row}"><c r="{place}" t="s"><v>0</v></c><c r="{place}"/></row>'
    sheet = one_value("<c><v>5</v></c>").replace("</sheetData>", f"{blank}</sheetData>")
    tracemalloc.start()
    flows = tt.read_flows(written(tmp_path, sheet, strings="<si><t> </t></si>"))
    assert tracemalloc.get_traced_memory()[1] < 50_000_000
    tracemalloc.stop()
    assert flows["value_eur"].tolist() == [5]


@pytest.mark.parametrize(
    ("sheet", "message"),
    [
        (
            one_value("<c><v>5</v></c>").replace(
                "</sheetData>", '<row r="9"><c r="XFD9"><v>3</v></c></row></sheetData>'
            ),
            "far outside",
        ),
        (one_value('<c r="F3"><v>5</v></c>'), "another row than its own"),
        (one_value('<c r="F2"><v>5</v></c><c r="F2"><v>6</v></c>'), "two cells of one place"),
        (one_value('<c r="f2"><v>5</v></c>'), "whose place cannot be"),
        (one_value("<c><v>5</v></c>").replace("</sheetData>", '<row r="2"/></sheetData>'), "rows that do not follow"),
        (
            one_value("<c><v>5</v></c>").replace("</sheetData>", '<row r="4"><row/></row></sheetData>'),
            "rows that do not",
        ),
        (one_value("<c><v>5</v></c>").replace("</sheetData>", '<row r="0x3"/></sheetData>'), "whose number cannot be"),
        ("<a>" * 65, "inside each other without end"),
        (f"<!-- {'x' * (3 << 20)} -->" + one_value("<c><v>5</v></c>"), "a comment without end"),
        (one_value("<c><v>5</v></c>") + " " * (9 << 20), "far larger than it can be"),
        (one_value('<c t="s"><v>7</v></c>'), "whose text is not in the workbook"),
        (one_value('<c t="s"><v>-1</v></c>'), "whose text is not in the workbook"),
        (one_value("<c><v>5</v></c>")[:-5], "is no XML"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + one_value("<c><v>5</v></c>"), "a document type inside"),
        (one_value(f'<c t="inlineStr"><is><t>{"9" * 40_000}</t></is></c>'), "longer than a cell can hold"),
        (one_value("<c><v>" + "9" * 50 + "</v></c>"), "a value that is no number"),
    ],
)
def test_impossible_sheets_are_refused(tmp_path: Path, sheet: str, message: str) -> None:
    with pytest.raises(ReleaseFormatError, match=message):
        tt.read_flows(written(tmp_path, sheet))


def test_parts_and_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    sheet = one_value("<c><v>5</v></c>")
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    sheets = '<sheet name="qdf" r:id="a"/><sheet name="QDF " r:id="a"/>'
    book = f'<workbook xmlns:r="{kinds}"><sheets>{sheets}</sheets></workbook>'
    with pytest.raises(ReleaseFormatError, match="two sheets of one name"):
        tt.read_flows(written(tmp_path, sheet, book=book))
    with zipfile.ZipFile(written(tmp_path, sheet), "a") as zipped:
        zipped.writestr("xl/Worksheets/One.xml", sheet)
    with pytest.raises(ReleaseFormatError, match="differ by case alone"):
        tt.read_flows(tmp_path / "REGION_13_A_EXPORT.xlsx")


def test_signs_that_a_terminal_obeys_are_no_codes_and_are_never_shown_raw(tmp_path: Path) -> None:
    sheet = one_value("<c><v>5</v></c>").replace(">US<", ">_x001B_[31mX<")
    with pytest.raises(ReleaseFormatError, match="line 2, field Pays") as caught:
        tt.read_flows(written(tmp_path, sheet))
    assert str(caught.value).isprintable()


@pytest.mark.whole
def test_single_flipped_bits_are_noticed_wherever_they_are(tmp_path: Path) -> None:
    strings = "".join(f"<si><t>{name}</t></si>" for name in ("13", "51", "E", "C11Z", "US"))
    cells = "".join(f'<c t="s"><v>{place}</v></c>' for place in range(5))
    sheet = SHEET.format(f'<row r="1">{NAMES}</row><row r="2">{cells}<c><v>5</v></c></row>')
    path = written(tmp_path, sheet, strings=strings)
    whole = path.read_bytes()
    right = tt.read_flows(path)
    for place in range(0, len(whole) * 8, 37):
        changed = bytearray(whole)
        changed[place // 8] ^= 1 << place % 8
        path.write_bytes(changed)
        try:
            flows = tt.read_flows(path)
        except ReleaseFormatError:
            continue
        assert flows["value_eur"].tolist() == right["value_eur"].tolist()
        assert flows["partner"].tolist() == right["partner"].tolist()


def test_a_workbook_of_labels_beside_the_data_is_no_data(tmp_path: Path) -> None:
    path = tmp_path / "region_13_A.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("REGION_13_A_EXPORT.xlsx", workbook(ROWS))
        zipped.writestr("LIBELLES.xlsx", workbook([["C11Z", "Boissons"]], ["Code", "Libellé"], sheet="Libellés"))
    assert tt.totals(tt.read_flows(path), "51", year=2024)["value_eur"].tolist() == [37, 0]
