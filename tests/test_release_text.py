"""Text files of ten fields: every trap of the Customs' files, and every way in which a file goes wrong."""

from __future__ import annotations

import io
import random
import zipfile
from typing import TYPE_CHECKING

import pytest

import trade_territories as tt
from tests.thorough import telling
from trade_territories import reference
from trade_territories.errors import ReleaseFormatError
from trade_territories.flows import read_flows
from trade_territories.release import TextReader, data_files, joined
from trade_territories.release.blocks import TextBlocks
from trade_territories.release.columns import VECTORS
from trade_territories.release.lines import usual_lines

from .builders import known, noted, write_release

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from .builders import CustomsRow

ROW: CustomsRow = ("E", 1, 2024, "51", "13", "C11Z", "1101", "US", 1500, 12)
LINE = "E;1;2024;51;13;C11Z;1101;US;1500;12"


def written(tmp_path: Path, *lines: str, name: str = "Regional_2024_Export.txt", end: str = "\n") -> Path:
    path = tmp_path / name
    path.write_bytes("".join(line + end for line in lines).encode())
    return path


def one_row(tmp_path: Path, **changes: str) -> pd.Series:
    """Read a file of one row, with some fields changed."""
    names = ("flow", "quarter", "year", "departement", "region", "a129", "cpf4", "partner", "value", "mass")
    fields = dict(zip(names, LINE.split(";"), strict=True)) | changes
    return read_flows(written(tmp_path, ";".join(fields.values()))).iloc[0]


def refused(path: Path) -> ReleaseFormatError:
    with pytest.raises(ReleaseFormatError) as caught:
        read_flows(path)
    return caught.value


# The traps


def test_the_producer_s_own_rows(tmp_path: Path) -> None:
    text = """I;3;2018;01;18;A01Z;0111;AR;52;11
I;3;2018;01;18;A01Z;0111;AT;29916;20815
E;3;2018;01;18;A01Z;0111;BE;406473;1210935
E;3;2018;01;18;A01Z;0111;BR;11228;250
E;1;2017;01;18;A01Z;0111;CH;1559516;6021171"""
    flows = read_flows(written(tmp_path, *text.splitlines(), name="REGIONAL_CPF4PAYSE.txt"))
    assert flows.groupby(["flow", "year"], observed=True)["value_eur"].sum().to_dict() == {
        ("export", 2017): 1559516,
        ("export", 2018): 406473 + 11228,
        ("import", 2018): 52 + 29916,
    }
    assert flows["departement"].unique().tolist() == ["01"]
    assert flows["region"].unique().tolist() == ["R84"]
    assert flows["mass_kg"].sum() == 11 + 20815 + 1210935 + 250 + 6021171


def test_namibia_is_a_country(tmp_path: Path) -> None:
    flows = read_flows(write_release(tmp_path / "a.zip", [(*ROW[:7], "NA", 7, 1)]))
    assert flows["partner"].tolist() == ["NA"]
    assert flows["partner"].notna().all()


@pytest.mark.parametrize(
    ("departement", "customs_region", "insee", "region"),
    [
        ("75", "03", "75", "R11"),
        ("59", "01", "59", "R32"),
        ("45", "04", "45", "R24"),
        ("20", "22", "20", "R94"),
        ("99", "21", "99", "R93"),
        ("9A", "24", "971", "R01"),
        ("9B", "24", "972", "R02"),
        ("9C", "24", "973", "R03"),
        ("9D", "24", "974", "R04"),
        ("9E", "24", "976", "R06"),
        ("01", "18", "01", "R84"),
    ],
)
def test_regions_are_insee_s_and_come_from_the_departement(
    tmp_path: Path, departement: str, customs_region: str, insee: str, region: str
) -> None:
    row = one_row(tmp_path, departement=departement, region=customs_region)
    assert (row["departement"], row["region"]) == (insee, region)


def test_leading_zeros_count(tmp_path: Path) -> None:
    assert one_row(tmp_path, cpf4="0111", a129="A01Z", departement="01")["cpf4"] == "0111"


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("crlf", [False, True])
def test_line_ends_and_bom(tmp_path: Path, *, crlf: bool, bom: bool) -> None:
    flows = read_flows(write_release(tmp_path / "a.zip", [ROW, (*ROW[:7], "DE", 3, 4)], crlf=crlf, bom=bom))
    assert flows["value_eur"].tolist() == [1500, 3]
    assert flows["mass_kg"].tolist() == [12, 4]
    assert flows["flow"].tolist() == ["export", "export"]


def test_carriage_returns_alone_end_lines_too(tmp_path: Path) -> None:
    assert len(read_flows(written(tmp_path, LINE, LINE.replace("US", "DE"), end="\r"))) == 2


@pytest.mark.parametrize("tail", ["\n\n\n", "   \n", "\r\n \r\n", "\x1a", "\n\x1a\n"])
def test_blank_lines_are_no_rows(tmp_path: Path, tail: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes((LINE + "\n" + tail).encode())
    assert read_flows(path)["value_eur"].tolist() == [1500]


@pytest.mark.whole
@pytest.mark.parametrize("blank", ["", " ", "\t\t", "\x1a", "\v \f"])
@pytest.mark.parametrize("end", telling(["\r\n", "\n"], 1, pytest.mark.whole))
def test_any_number_of_blank_lines_stands_anywhere(tmp_path: Path, blank: str, end: str) -> None:
    # More than a block at the start, between rows and at the end.
    many = (blank + end) * 30_000
    path = tmp_path / "202502-Regional-2024-export.txt"
    rows = [LINE.replace("1500", str(value)).replace("US", partner) for value, partner in enumerate(("US", "DE", "BE"))]
    path.write_bytes((many + many.join(row + end for row in rows) + many).encode())
    assert read_flows(path)["value_eur"].tolist() == [0, 1, 2]
    (file,) = data_files(path)
    assert joined(list(TextReader(file, block_bytes=1).batches())).value_eur.tolist() == [0, 1, 2]
    path.write_bytes(path.read_bytes() + b"E;x" + end.encode())
    assert refused(path).line == 120_004


def test_a_last_line_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(LINE)
    assert len(read_flows(path)) == 1


def test_blanks_around_codes_are_taken_off_and_reported(tmp_path: Path) -> None:
    flows = read_flows(written(tmp_path, "E;1;2024; 51;13;C11Z ;1101;US; 1500;12 "))
    assert flows["departement"].tolist() == ["51"]
    assert flows["a129"].tolist() == ["C11Z"]
    assert noted(flows, "trimmed_codes")[0].codes == ("A129: 'C11Z '", "département: ' 51'")


def test_codes_that_differ_by_blanks_are_one(tmp_path: Path) -> None:
    flows = read_flows(written(tmp_path, LINE, LINE.replace(";51;", ";51 ;")))
    assert flows["value_eur"].tolist() == [3000]
    assert noted(flows, "duplicate_keys")[0].rows == 1


def test_northern_ireland_is_part_of_the_united_kingdom_from_2021_on(tmp_path: Path) -> None:
    rows: list[CustomsRow] = [
        ("E", 1, year, "51", "13", "C11Z", "1101", partner, value, mass)
        for year in (2020, 2021)
        for partner, value, mass in (("GB", 100, 10), ("XI", 20, 2), ("XU", 3, 1))
    ]
    flows = read_flows(write_release(tmp_path / "a.zip", rows))
    found = flows.set_index(["year", "partner"])[["value_eur", "mass_kg"]].T.to_dict("list")
    assert found == {
        (2020, "GB"): [100, 10],
        (2020, "XI"): [20, 2],
        (2020, "XU"): [3, 1],
        (2021, "GB"): [123, 13],
    }
    (note,) = noted(flows, "merged_uk_parts")
    assert (note.year, note.rows, note.value_eur, note.codes) == (2021, 2, 23, ("XI", "XU"))
    assert not noted(flows, "duplicate_keys")


def test_northern_ireland_without_great_britain(tmp_path: Path) -> None:
    flows = read_flows(write_release(tmp_path / "a.zip", [(*ROW[:7], "XI", 5, 1)]))
    assert flows["partner"].tolist() == ["GB"]
    assert list(flows["partner"].cat.categories) == ["GB"]


def test_insee_s_codes_of_overseas_are_what_they_are_and_reported(tmp_path: Path) -> None:
    flows = read_flows(
        written(
            tmp_path,
            "E;1;2024;9A;24;C11Z;1101;US;1;1",
            "E;1;2024;971;24;C11Z;1101;US;2;1",
            "E;1;2024;975;24;C11Z;1101;US;4;1",
        )
    )
    assert dict(zip(flows["departement"], flows["value_eur"], strict=True)) == {"971": 3, "975": 4}
    assert flows["region"].tolist() == ["R01", "inconnu"]
    assert [note.codes for note in noted(flows, "insee_departement")] == [("971",)]
    assert [note.codes for note in noted(flows, "unknown_departement")] == [("975",)]
    told = tt.notices(flows, "971", lang="en").set_index("code")["text"]
    assert "971" in told["insee_departement"]


def test_unknown_codes_are_kept_and_reported(tmp_path: Path) -> None:
    flows = read_flows(
        written(
            tmp_path,
            "E;1;2024;2A;22;C11Z;1101;US;1;1",
            "E;1;2024;;;C11Z;1101;US;2;1",
            "E;1;2024;51;13;Z99Z;9999;QZ;4;1",
            "E;1;2024;51;13;;;;8;1",
        )
    )
    assert flows["value_eur"].sum() == 15
    assert flows["departement"].tolist() == ["2A", "", "51", "51"]
    assert flows["region"].tolist() == ["inconnu", "inconnu", "R44", "R44"]
    (departements,) = noted(flows, "unknown_departement")
    assert (departements.codes, departements.rows, departements.value_eur) == (("", "2A"), 2, 3)
    assert [note.codes for note in noted(flows, "unknown_product")] == [("", "9999", "Z99Z")]
    assert noted(flows, "unknown_partner")[0].codes == ("", "QZ")


def test_the_undocumented_departement_is_counted_in_france_without_a_note(tmp_path: Path) -> None:
    flows = read_flows(
        written(
            tmp_path, "E;1;2024;98;;C11Z;1101;US;7;1", "E;1;2024;51;13;C11Z;1101;US;1;1", name="Region_2024_Export.txt"
        )
    )
    assert flows["departement"].tolist() == ["98", "51"]
    assert flows["region"].tolist() == ["inconnu", "R44"]
    assert not noted(flows, "unknown_departement")
    assert flows["value_eur"].sum() == 8


def test_rows_of_one_key_are_added_up_and_reported(tmp_path: Path) -> None:
    other = (*ROW[:7], "DE", 4, 4)
    flows = read_flows(write_release(tmp_path / "a.zip", [ROW, other, (*ROW[:8], 500, 3), (*ROW[:8], 1, 0)]))
    assert flows["partner"].tolist() == ["US", "DE"]
    assert flows["value_eur"].tolist() == [2001, 4]
    assert flows["mass_kg"].tolist() == [15, 4]
    (note,) = noted(flows, "duplicate_keys")
    assert (note.rows, note.value_eur) == (2, 501)


@pytest.mark.parametrize("nothing", ["", " ", "            "])
def test_a_missing_mass_is_missing_and_reported(tmp_path: Path, nothing: str) -> None:
    flows = read_flows(written(tmp_path, LINE, f"E;2;2024;51;13;C11Z;1101;US;10;{nothing}"))
    assert flows["mass_kg"].isna().tolist() == [False, True]
    assert noted(flows, "missing_mass")[0].rows == 1


def test_a_missing_mass_beside_a_known_one_of_the_same_key(tmp_path: Path) -> None:
    flows = read_flows(written(tmp_path, "E;1;2024;51;13;C11Z;1101;US;10;", LINE))
    assert flows["mass_kg"].tolist() == [12]


def test_corrections_below_zero_are_kept_and_reported(tmp_path: Path) -> None:
    flows = read_flows(written(tmp_path, LINE, "E;2;2024;51;13;C11Z;1101;US;-10;-1"))
    assert flows["value_eur"].sum() == 1490
    assert noted(flows, "negative_values")[0].value_eur == -10


def test_both_flows_in_one_file(tmp_path: Path) -> None:
    flows = read_flows(written(tmp_path, LINE, "I" + LINE[1:]))
    assert sorted(release.flow for release in known(flows).releases) == ["export", "import"]
    assert not noted(flows, "missing_twin")


def test_batches_are_the_file_in_its_order(tmp_path: Path) -> None:
    lines = [f"E;{i % 4 + 1};2024;{i % 95 + 1:02};13;C11Z;1101;US;{i};{i}" for i in range(20_000)]
    (file,) = data_files(written(tmp_path, *lines))
    parts = list(TextReader(file, block_bytes=1).batches())
    assert len(parts) > 3
    assert joined(parts).value_eur.tolist() == list(range(20_000))
    assert joined(parts).codes["departement"].values()[:3] == ["01", "02", "03"]


# What is refused, and where it is said to be


@pytest.mark.parametrize(
    ("bad", "field", "found"),
    [
        ("e;1;2024;51;13;C11Z;1101;US;1;1", "flux", "e"),
        ("X;1;2024;51;13;C11Z;1101;US;1;1", "flux", "X"),
        (";1;2024;51;13;C11Z;1101;US;1;1", "flux", ""),
        ("E;5;2024;51;13;C11Z;1101;US;1;1", "trimestre", "5"),
        ("E;0;2024;51;13;C11Z;1101;US;1;1", "trimestre", "0"),
        ("E;;2024;51;13;C11Z;1101;US;1;1", "trimestre", ""),
        ("E;T1;2024;51;13;C11Z;1101;US;1;1", "trimestre", "T1"),
        ("E;1;24;51;13;C11Z;1101;US;1;1", "année", "24"),
        ("E;1;;51;13;C11Z;1101;US;1;1", "année", ""),
        ("E;1;2O24;51;13;C11Z;1101;US;1;1", "année", "2O24"),
        ("E;1;2024;51;13;C11Z;1101;US;12,5;1", "valeur", "12,5"),
        ("E;1;2024;51;13;C11Z;1101;US;12.5;1", "valeur", "12.5"),
        ("E;1;2024;51;13;C11Z;1101;US;1 500;1", "valeur", "1 500"),
        ("E;1;2024;51;13;C11Z;1101;US;1\u202f500;1", "valeur", "1\u202f500"),
        ("E;1;2024;51;13;C11Z;1101;US;1\u00a0500;1", "valeur", "1\u00a0500"),
        ("E;1;2024;51;13;C11Z;1101;US;1.500;1", "valeur", "1.500"),
        ("E;1;2024;51;13;C11Z;1101;US;0,052;1", "valeur", "0,052"),
        ("TOTAL;;;;;;;;1500;12", "flux", "TOTAL"),
        ("E;1;2024;51;13;C11Z;1101;US;;1", "valeur", ""),
        ("E;1;2024;51;13;C11Z;1101;US;NA;1", "valeur", "NA"),
        ("E;1;2024;51;13;C11Z;1101;US;1e5;1", "valeur", "1e5"),
        ("E;1;2024;51;13;C11Z;1101;US;0x1F;1", "valeur", "0x1F"),
        ("E;1;2024;51;13;C11Z;1101;US;99999999999999999999;1", "valeur", "99999999999999999999"),
        ("E;1;2024;51;13;C11Z;1101;US;9000000000000000000;1", "valeur", "9000000000000000000"),
        ("E;1;2024;51;13;C11Z;1101;US;1;n.d.", "masse", "n.d."),
        ("E;1;2024;51;13;C11Z;1101;US;  ;1", "valeur", ""),
        ("E;1;2024;51;13;C11Z;1101;US;1;12\x0c", "masse", "12\x0c"),
        ("E;1\x0b;2024;51;13;C11Z;1101;US;1;1", "trimestre", "1\x0b"),
        ("E;1;2024;5\x001;13;C11Z;1101;US;1;1", "département", "5\x001"),
        ("E;1;2024;51;13;C11Z;1101;United States;1;1", "pays", "United States"),
    ],
)
def test_a_field_that_cannot_be(tmp_path: Path, bad: str, field: str, found: str) -> None:
    error = refused(written(tmp_path, LINE, LINE.replace("US", "DE"), bad, LINE.replace("US", "IT")))
    assert (error.line, error.field, error.found) == (3, field, found)
    assert error.expected
    assert error.file is not None
    assert error.file.endswith("Regional_2024_Export.txt")


@pytest.mark.parametrize(
    ("codes", "field"),
    [
        ("TOTAL;;C11Z;1101;US", "département"),
        ("51;13;Sous-total;;US", "A129"),
        ("51;13;C11Z;Total;US", "CPF4"),
        ("51;13;C11Z;1101;Ensemble", "pays"),
    ],
)
def test_a_row_of_totals_is_refused_in_whichever_field_it_is_named(tmp_path: Path, codes: str, field: str) -> None:
    """Kept as an unknown code, it would count everything twice."""
    error = refused(written(tmp_path, LINE, f"E;1;2024;{codes};1500;12"))
    assert (error.line, error.field, error.problem) == (2, field, "a row of totals")


def test_lines_are_counted_as_they_stand_in_the_file(tmp_path: Path) -> None:
    path = write_release(tmp_path / "a.zip", [ROW, (*ROW[:8], "abc", 1)], bom=True)
    error = refused(path)
    assert error.line == 2
    assert error.file == f"{path}!Regional-2024-export/Region_2024_Export.txt"
    assert refused(written(tmp_path, LINE, "", " ", "E;9" + LINE[3:])).line == 4


@pytest.mark.parametrize(("fields", "bad"), [(9, LINE.rsplit(";", 1)[0]), (11, LINE + ";3")])
@pytest.mark.parametrize("position", [1, 2])
def test_nine_or_eleven_fields(tmp_path: Path, fields: int, bad: str, position: int) -> None:
    error = refused(written(tmp_path, *[LINE, bad][2 - position :]))
    assert (error.line, error.problem) == (position, f"{fields} fields")
    assert "ten fields" in str(error)


def test_an_error_late_in_a_large_file_is_found(tmp_path: Path) -> None:
    lines = [LINE] * 30_000
    lines[29_000] = LINE.replace(";1500;", ";15OO;")
    error = refused(written(tmp_path, *lines))
    assert (error.line, error.field, error.found) == (29_001, "valeur", "15OO")


@pytest.mark.parametrize(
    "line",
    [
        "E;01;2019;010121;A01Z;01012100;BE;1234;56;3",
        "I;12;2019;010121;A01Z;01012100;BE;1234;56;",
        "I;12;2019;010121;A01Z;01012100;BE;1234;56;3;4",
        "I;04;2019;010121;A01Z;01012100;BE;1234;56;0",
        "I;04;2019;010121;A01Z;01012100;BE;1234;56",
    ],
)
def test_the_national_file_given_by_mistake(tmp_path: Path, line: str) -> None:
    error = refused(written(tmp_path, line, line, name="National_2019_Import.txt"))
    assert error.line == 1
    assert "national" in error.problem
    assert error.hint is not None
    assert "Regional" in error.hint


HEADER = "FLUX;TRIMESTRE;ANNEE;DEPARTEMENT;REGION;A129;CPF4;PAYS;VALEUR;MASSE"


@pytest.mark.parametrize(
    "header", [HEADER, HEADER.lower(), "Sens;Trim;Année;Dép;Code région;Code A129;CPF4;Pays;Valeur;Masse"]
)
@pytest.mark.parametrize("before", ["", "\n \n", "\ufeff"])
def test_a_header_line_that_names_the_fields_is_understood(tmp_path: Path, header: str, before: str) -> None:
    flows = read_flows(written(tmp_path, before + header, LINE, LINE.replace("US", "BE")))
    assert flows["value_eur"].tolist() == [1500, 1500]


def test_a_header_line_tells_the_order_of_the_fields(tmp_path: Path) -> None:
    header = "Masse;Flux;Trimestre;Année;Département;Région;CPF4;A129;Pays;Valeur"
    flows = read_flows(written(tmp_path, header, "12;E;1;2024;51;13;1101;C11Z;US;1500"))
    assert [flows[name][0] for name in ("a129", "cpf4", "value_eur", "mass_kg")] == ["C11Z", "1101", 1500, 12]
    (note,) = noted(flows, "field_order")
    assert note.reason == "masse;flux;trimestre;année;département;région;CPF4;A129;pays;valeur"
    error = refused(
        written(tmp_path, header, "12;E;1;2024;51;13;1101;C11Z;US;1500", "12;E;1;2024;51;13;1101;C11Z;US;x")
    )
    assert (error.line, error.field, error.found) == (3, "valeur", "x")


def test_a_header_line_that_names_other_fields_is_told(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "FLUX;TRIMESTRE;ANNEE;DEPARTEMENT;REGION;A129;CPF4;PAYS;MONTANT;MASSE", LINE))
    assert (error.line, error.problem) == (1, "a header line that names other fields")


def test_a129_and_cpf4_in_the_other_order_are_known_by_their_forms(tmp_path: Path) -> None:
    swapped = LINE.replace("C11Z;1101", "1101;C11Z")
    flows = read_flows(written(tmp_path, swapped, swapped.replace("US", "BE")))
    assert flows["a129"].tolist() == ["C11Z", "C11Z"]
    assert flows["cpf4"].tolist() == ["1101", "1101"]
    assert noted(flows, "field_order")
    for lines in ([LINE, swapped], [swapped, LINE]):
        error = refused(written(tmp_path, *lines))
        assert (error.line, error.problem) == (2, "A129 and CPF4 in another order than in the first line")
    unknown = LINE.replace("1101", "C11Z")
    assert read_flows(written(tmp_path, LINE, unknown))["cpf4"].tolist() == ["1101", "C11Z"], "an unknown code is kept"


@pytest.mark.parametrize(("first", "last"), [("13", "13"), ("51", "13"), ("US", "US"), ("1101", "12")])
def test_a_quote_is_an_error_with_its_line_whichever_field_it_opens(tmp_path: Path, first: str, last: str) -> None:
    """The région is not even looked at: a quote there swallowed whole lines up to the next one."""
    lines = [LINE.replace("1500", str(value)) for value in range(100, 200)]
    lines[10] = lines[10].replace(f";{first};", f';"{first};')
    lines[90] = lines[90].replace(f";{last};", f';"{last};')
    error = refused(written(tmp_path, *lines))
    assert (error.line, error.problem) == (11, "a quote in a line of data")


@pytest.mark.parametrize(
    ("text", "field"),
    [("0X1F", "valeur"), ("0x1F", "valeur"), ("-0X1F", "valeur"), ("0XFFFFFFFFFFFFFFFF", "masse"), ("0X7E8", "année")],
)
def test_hexadecimal_numbers_are_refused(tmp_path: Path, text: str, field: str) -> None:
    at = {"valeur": 8, "masse": 9, "année": 2}[field]
    fields = LINE.split(";")
    fields[at] = text
    error = refused(written(tmp_path, LINE, ";".join(fields)))
    assert (error.line, error.field, error.found) == (2, field, text)


@pytest.mark.parametrize("field", [8, 9])
def test_sums_that_could_overflow_are_refused(tmp_path: Path, field: int) -> None:
    fields = LINE.split(";")
    fields[field] = str(10**15)
    error = refused(written(tmp_path, *[";".join(fields)] * 9300))
    assert error.problem == "numbers that add up to more than can be counted"
    assert len(read_flows(written(tmp_path, *[";".join(fields)] * 4000))) == 1


def test_few_values_may_lack_and_are_told_and_many_may_not(tmp_path: Path) -> None:
    codes = [f"{one}{other}" for one in "ABCDEFGH" for other in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    lines = [LINE.replace("US", code) for code in codes]
    few = [line.replace("1500", "") if place == 7 else line for place, line in enumerate(lines)]
    flows = read_flows(written(tmp_path, *few))
    assert flows["value_eur"].sum() == 1500 * (len(codes) - 1)
    (note,) = noted(flows, "empty_values")
    assert (note.rows, note.value_eur, note.amounts({"51"}), note.amounts({"75"})) == (1, 0, (1, 0), (0, 0))
    many = [line.replace("1500", "") if place % 50 == 7 else line for place, line in enumerate(lines)]
    error = refused(written(tmp_path, *many))
    assert (error.line, error.field) == (8, "valeur")
    assert "an empty value is counted as 0 up to one row in a hundred" in str(error)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_utf_16_and_32_are_read(tmp_path: Path, encoding: str, mark: str) -> None:
    path = tmp_path / "202502-Regional-2024-export.txt"
    text = "".join(f"{LINE.replace('1500', str(value))}\r\n" for value in range(5000))
    path.write_bytes((mark + text).encode(encoding))
    assert read_flows(path)["value_eur"].sum() == sum(range(5000))
    path.write_bytes(path.read_bytes() + b"x")
    assert refused(path).line == 5001


def test_bytes_of_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(LINE.encode() + b"\n" + LINE.replace("US", "é").encode("cp1252") + b"\n")
    error = refused(path)
    assert (error.line, error.problem) == (2, "bytes that are not UTF-8")


def test_bytes_that_are_no_text_are_told_without_a_traceback(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(LINE.encode() + b"\n" + "été".encode("cp1252") + b"\n")
    assert (refused(path).line, refused(path).problem) == (2, "bytes that are not UTF-8")
    assert capfd.readouterr().err == ""


def test_a_sign_of_two_bytes_may_stand_where_a_block_ends(tmp_path: Path) -> None:
    line = "E;1;2024;51;13;C11Z;1101;é;1;1"
    # 38 bytes, then 32 each with the sign at the 26th and 27th: blocks of 64 KiB end inside one.
    path = written(tmp_path, line + "111111", *[line] * 6000)
    assert path.read_bytes()[65535:65537] == "é".encode()
    (file,) = data_files(path)
    parts = list(TextReader(file, block_bytes=1).batches())
    assert len(parts) > 1
    assert joined(parts).codes["partner"].categories == ("é",)


def test_a_quote_that_never_ends_swallows_no_line(tmp_path: Path) -> None:
    error = refused(written(tmp_path, LINE, 'E;1;2024;"51;13;C11Z;1101;US;1;1', 'E;1;2024;51";13;C11Z;1101;US;1;1'))
    assert error.line == 2


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "  \n"])
def test_a_file_without_rows(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(content, encoding="utf-8")
    assert refused(path).problem == "the file holds no row"
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("Region_2024_Export.txt", content)
    assert refused(tmp_path / "a.zip").problem == "the file holds no row"


def test_a_web_page_as_text(tmp_path: Path) -> None:
    error = refused(written(tmp_path, "<!DOCTYPE html>", "<html><body>503</body></html>"))
    assert error.line == 1
    assert error.hint is not None
    assert "web page" in error.hint


def test_a_line_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(LINE.encode() + b"\n" + b"7" * (9 << 20))
    assert refused(path).line == 2


# As many codes as rows


@pytest.mark.whole
@pytest.mark.parametrize("rows", [20_000, pytest.param(400_000, marks=pytest.mark.slow)])
def test_as_many_unknown_codes_as_rows_are_read_right(tmp_path: Path, rows: int) -> None:
    lines = [f"E;{i % 4 + 1};2024;D{i:X};13;A{i:X};C{i:X};P{i:X};{1000 + i};{i}" for i in range(rows)]
    path = written(tmp_path, *lines, LINE)
    flows = read_flows(path)
    assert len(flows) == rows + 1
    assert flows["value_eur"].sum() == sum(range(1000, 1000 + rows)) + 1500
    assert flows["partner"].tolist()[-2:] == [f"P{rows - 1:X}", "US"]
    (note,) = noted(flows, "unknown_departement")
    assert (note.rows, len(note.codes)) == (rows, rows)
    # What our tables lack is counted together, so that what is known beside the rows stays small.
    assert note.amounts({"51"}) == (0, 0)
    assert note.amounts() == (rows, sum(range(1000, 1000 + rows)))
    held = {cell.departement: cell.rows for cell in known(flows).holdings if cell.quarter == 1}
    assert held == {"51": 1, "inconnu": rows // 4}
    # A sentence names the first of them.
    (text,) = tt.notices(flows, "FR", lang="en").set_index("code").loc[["unknown_partner"], "text"]
    assert text.startswith("Unknown country codes: P0, P1, P10, ")
    assert len(text) < 400
    unknown = {f"P{i:X}" for i in range(rows)} - set(reference.labels("partner"))
    assert f", …, {len(unknown):,} in all (" in text


def test_many_unknown_codes_of_several_years_and_both_flows_are_noted_by_year(tmp_path: Path) -> None:
    lines = [f"{'EI'[i % 2]};1;{2000 + i % 20};51;13;A{i};C{i};P{i};{i};-1" for i in range(2000)]
    notes = [note for note in known(read_flows(written(tmp_path, *lines))).notes if note.code == "unknown_partner"]
    # Rows of even numbers are exports, of even years.
    expected = {
        (("export", "import")[place % 2], 2000 + place): (
            100,
            sum(range(place, 2000, 20)),
            tuple(sorted(f"P{i}" for i in range(place, 2000, 20))),
        )
        for place in range(20)
    }
    assert {(note.flow, note.year): (note.rows, note.value_eur, note.codes) for note in notes} == expected


def test_codes_of_other_lengths_beside_usual_ones_are_read_block_by_block(tmp_path: Path) -> None:
    # Blocks of the usual codes are read in one way, others in another: both give the same rows.
    usual = [f"E;{i % 4 + 1};2024;51;13;C11Z;{1000 + i};US;{i + 1};{i}" for i in range(4000)]
    odd = list(usual)
    odd[2000] = "E;1;2024; 51 ;13;C11Z; 3000;US ;2001; 2000"
    odd[3500] = "E;1;2024;51;13;C11Z;4500;United;3501;3500"
    (file,) = data_files(written(tmp_path, *odd))
    parts = joined(list(TextReader(file, block_bytes=1).batches()))
    (plain,) = data_files(written(tmp_path, *usual, name="Regional_2023_Export.txt"))
    others = joined(list(TextReader(plain, block_bytes=1).batches()))
    assert parts.codes["cpf4"].values() == others.codes["cpf4"].values()
    assert parts.value_eur.tolist() == others.value_eur.tolist() == list(range(1, 4001))
    assert parts.codes["departement"].values() == ["51"] * 4000
    assert [i for i, code in enumerate(parts.codes["partner"].values()) if code != "US"] == [3500]


@pytest.mark.parametrize("odd", ["", "E;1;2024; 51 ;13;C11Z; 1011;US ;7;"], ids=["usual lines", "an odd line"])
def test_rows_do_not_depend_on_the_order_of_lines(tmp_path: Path, odd: str) -> None:
    draw = random.Random(0)  # noqa: S311 - drawn the same every time
    keys = {
        ("E", draw.choice("1234"), "2024", *draw.choice([("51", "13"), ("2A", "20"), ("99", "99")]), *product, partner)
        for product in (("A01Z", "0111"), ("C11Z", "1101"), ("C11Z", "1102"))
        for partner in ("AD", "GB", "NA", "US", "XI", "XU", "ZZ")
        for _ in range(9)
    }
    in_order = sorted(f"{';'.join(key)};{draw.randrange(10**9)};{draw.randrange(10**9)}" for key in keys)
    shuffled = draw.sample(in_order, len(in_order))
    found = [
        read_flows(written(tmp_path, *lines, *([odd] if odd else []), name=f"Regional_2024_Export_{number}.txt"))
        for number, lines in enumerate((in_order, shuffled))
    ]
    assert len(in_order) > 100
    names = [name for name in found[0].columns if name != "release"]
    rows = [sorted(map(tuple, flows[names].astype("str").to_numpy().tolist())) for flows in found]
    assert rows[0] == rows[1]
    assert known(found[0]).holdings == known(found[1]).holdings


@pytest.mark.parametrize("seed", range(5))
def test_lines_of_the_usual_form_are_read_as_pyarrow_parses_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    draw = random.Random(seed)  # noqa: S311 - drawn the same every time
    lines = [
        ";".join(
            [
                draw.choice("EI"), draw.choice("1234"), draw.choice(["2023", "2024"]),
                *draw.choice([("51", "13"), ("99", "99"), ("98", "0X"), ("9D", "24")]),
                *draw.choice([("A01Z", "0111"), ("C11Z", "1101"), ("C0X1", "9999")]),
                draw.choice(["NA", "XI", "GB", "ZZ"]), str(draw.randrange(10 ** draw.randint(1, 12))),
                str(draw.randrange(10 ** draw.randint(1, 12))) if draw.random() < 0.9 else "",
            ]
        )
        for _ in range(draw.choice([2, 400]))
    ]  # fmt: skip
    path = written(tmp_path, *sorted(lines), LINE, end=draw.choice(["\n", "\r\n"]))
    (file,) = data_files(path)
    is_usual = [usual_lines(block) is not None for block in TextBlocks(io.BytesIO(path.read_bytes()), 1 << 16)]
    assert all(is_usual)
    quick = joined(list(TextReader(file).batches()))
    monkeypatch.setattr("trade_territories.release.text.usual_lines", lambda _: None)
    parsed = joined(list(TextReader(file).batches()))
    assert quick.cells == parsed.cells
    for name in VECTORS:
        assert getattr(quick, name).tolist() == getattr(parsed, name).tolist()
    for name, codes in quick.codes.items():
        assert codes.values() == parsed.codes[name].values()
