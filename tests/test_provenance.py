"""What is known beside the rows: filled on reading and in the store, cheap to carry, and kept by pandas."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from trade_territories import schema
from trade_territories.charts._telling import query_source
from trade_territories.document._method import release_words
from trade_territories.flows import read_flows, sample_flows
from trade_territories.measures import change
from trade_territories.provenance import ATTRS, FlowsInfo, NoteCell, info_from_json, info_of
from trade_territories.query import Query
from trade_territories.tables import releases

from .builders import customs_rows, known, noted, write_release

if TYPE_CHECKING:
    from pathlib import Path

    from trade_territories.text import Lang

    from .builders import CustomsRow, FlowRow


def test_holdings_count_what_the_rows_hold() -> None:
    flows = sample_flows()
    info = known(flows)
    expected = flows.groupby(["flow", "year", "quarter", "departement"], observed=True)["value_eur"].agg(
        ["size", "sum"]
    )
    found = {cell[:4]: (cell.rows, cell.value_eur) for cell in info.holdings}
    assert found == {key: (int(row["size"]), int(row["sum"])) for key, row in expected.iterrows()}
    assert (info.rows, info.value_eur) == (len(flows), flows["value_eur"].sum())
    assert [release.rows for release in info.releases] == flows.groupby("release", observed=True).size().tolist()


def test_yearly_and_large_values_are_counted_exactly(tmp_path: Path) -> None:
    large = 10**15
    path = tmp_path / "202502-Regional-2024-export.txt"
    path.write_text("".join(f"E;1;2024;51;13;C11Z;{code};US;{large - 1};1\n" for code in range(1000, 1020)))
    assert known(read_flows(path)).value_eur == 20 * (large - 1)


def test_pandas_operations_share_the_record() -> None:
    flows = sample_flows()
    info = known(flows)
    assert copy.deepcopy(info) is info
    assert copy.copy(info) is info
    assert known(flows[flows["departement"] == "51"]) is info
    assert known(flows.head()).rows == len(flows)
    assert known(pd.concat([flows, flows])) == info
    assert known(flows.copy()) is info


@pytest.mark.whole
def test_the_record_survives_pickle_and_parquet(tmp_path: Path) -> None:
    flows = sample_flows()
    assert known(pickle.loads(pickle.dumps(flows))) == known(flows)  # noqa: S301  # our own bytes
    flows.to_parquet(tmp_path / "flows.parquet")
    assert known(pd.read_parquet(tmp_path / "flows.parquet")) == known(flows)


def test_what_another_version_or_program_wrote_is_not_read() -> None:
    assert info_of(None) is None
    assert info_of(pd.DataFrame()) is None
    values: tuple[object, ...] = ([], [0], [1], {"releases": []}, "text", [1, "a", 2, 3, 4, 5, 6, 7])
    for value in values:
        frame = pd.DataFrame()
        frame.attrs[ATTRS] = value
        assert info_of(frame) is None
    assert info_from_json([*FlowsInfo()]) == FlowsInfo()


def test_amounts_of_a_note_are_known_by_departement(tmp_path: Path) -> None:
    rows: list[CustomsRow] = [
        ("E", 1, 2024, "51", "13", "C11Z", "1101", "ZQ", 10, 1),
        ("E", 2, 2024, "75", "03", "C11Z", "1101", "ZQ", 40, 1),
        ("E", 2, 2024, "9D", "24", "C99Z", "9999", "US", 30, 1),
    ]
    flows = read_flows(write_release(tmp_path / "202502-Regional-2024-export.zip", rows))
    (partner,) = noted(flows, "unknown_partner")
    assert partner.cells == (NoteCell(1, "51", 1, 10), NoteCell(2, "75", 1, 40))
    assert (partner.amounts({"75"}), partner.amounts({"51"}, {2}), partner.amounts()) == ((1, 40), (0, 0), (2, 50))
    (product,) = noted(flows, "unknown_product")
    assert (product.rows, product.value_eur, product.codes) == (1, 30, ("9999", "C99Z"))
    assert product.cells == (NoteCell(2, "974", 1, 30),)
    schema.validate(flows)


MONTHS = (
    "de janvier", "de février", "de mars", "d’avril", "de mai", "de juin", "de juillet", "d’août", "de septembre",
    "d’octobre", "de novembre", "de décembre",
)  # fmt: skip
DAY, NO_DATE = (2025, 2, 7), (1980, 1, 1)


def source_of(folder: Path, names: dict[str, tuple[int, int, int]], lang: Lang = "fr") -> str:
    """The line under every chart, of an archive for each direction with a name and the date of its data."""
    for (name, date), flow in zip(names.items(), ("export", "import"), strict=True):
        rows: list[FlowRow] = [(flow, 2024, quarter, "51", "C11Z", "1102", "US", 100, 1) for quarter in (1, 2, 3, 4)]
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_release(folder / name, customs_rows(rows), date=(*date, 8, 45, 0))
    words = query_source(Query.of(read_flows(folder), "51", lang=lang))
    plain = words.replace("\u202f", " ").replace("\xa0", " ")
    return plain.split(" ; calculs")[0].split("; calculations")[0]


@pytest.mark.whole
@pytest.mark.parametrize(("number", "words"), list(enumerate(MONTHS, start=1)))
def test_the_month_in_a_name_is_that_of_the_results_with_its_elision(tmp_path: Path, number: int, words: str) -> None:
    names = {f"2024{number:02}-Regional-2024-{flow}.zip": DAY for flow in ("export", "import")}
    assert source_of(tmp_path, names) == f"Source : Douanes françaises, résultats {words} 2024"


@pytest.mark.parametrize(
    ("names", "french", "english"),
    [
        ({"Regional-2024-export.zip": DAY, "Regional-2024-import.zip": DAY},
         "fichier publié le 7 février 2025", "file published on 7 February 2025"),
        ({"Regional-2024-export.zip": (2025, 8, 1), "Regional-2024-import.zip": (2025, 10, 11)},
         "fichiers publiés le 1er août 2025 et le 11 octobre 2025", "files published on 1 August 2025 and on 11 October 2025"),
        ({"2025-10/Regional-2024-export.zip": DAY, "2025-10/Regional-2024-import.zip": DAY},
         "fichier publié en octobre 2025", "file published in October 2025"),
        ({"202412-Regional-2024-export.zip": DAY, "Regional-2024-import.zip": DAY},
         "résultats de décembre 2024 et fichier publié le 7 février 2025",
         "results of December 2024 and file published on 7 February 2025"),
        ({"202412-Regional-2024-export.zip": DAY, "202408-Regional-2024-import.zip": DAY},
         "résultats d’août 2024 et de décembre 2024", "results of August 2024 and December 2024"),
        ({"202412-Regional-2024-export.zip": DAY, "Regional-2024-import.zip": NO_DATE},
         "résultats de décembre 2024 et fichier sans date", "results of December 2024 and a file without a date"),
        ({"Regional-2024-export.zip": NO_DATE, "Regional-2024-import.zip": NO_DATE}, "", ""),
        ({"2025-04-Regional-2024-export.zip": DAY, "202413-Regional-2024-import.zip": DAY},
         "fichier publié le 7 février 2025", "file published on 7 February 2025"),
    ],
    ids=["day", "two days", "folder", "month and day", "two months", "month and no date", "no date", "other numbers"],
)  # fmt: skip
def test_what_is_of_publication_is_said_to_be(
    tmp_path: Path, names: dict[str, tuple[int, int, int]], french: str, english: str
) -> None:
    comma = ", " if french else ""
    assert source_of(tmp_path, names) == f"Source : Douanes françaises{comma}{french}"
    assert source_of(tmp_path, names, "en") == f"Source: French Customs{comma}{english}"


def test_the_date_of_a_copy_is_no_day_of_publication(tmp_path: Path) -> None:
    path = tmp_path / "Region_2024_Export.txt"
    path.write_text("E;1;2024;51;13;C11Z;1101;US;1500;12\r\n", encoding="utf-8")
    flows = read_flows(path)
    assert releases(flows)["published"].tolist() == [""]
    assert query_source(Query.of(flows, "51", lang="en")).startswith("Source: French Customs; calculations")


def test_the_list_of_releases_tells_both_dates_as_what_they_are() -> None:
    record = (
        known(sample_flows())
        .releases[0]
        ._replace(results_month="202408", published="2025-02-07", published_from="noted")
    )
    words = release_words(record, "fr")["text"]
    assert ", résultats d’août 2024, fichier publié le 7 février 2025, fichier " in words
    words = release_words(record._replace(results_month="", published="202510"), "fr")["text"]
    assert "résultats" not in words
    assert ", fichier publié en octobre 2025, fichier " in words


def test_a_change_between_files_of_two_months_names_them_as_what_they_are(tmp_path: Path) -> None:
    for year, name in ((2023, "202408-Regional-2023-export.zip"), (2024, "Regional-2024-export.zip")):
        rows: list[FlowRow] = [
            ("export", year, quarter, "51", "C11Z", "1102", "US", 100, 1) for quarter in (1, 2, 3, 4)
        ]
        write_release(tmp_path / name, customs_rows(rows), year=year, date=(*DAY, 8, 45, 0))
    table = change(read_flows(tmp_path), "51", base_year=2023, year=2024, flow="export")
    (note,) = [note for note in table.attrs["notes"] if "millésimes" in note]
    assert "millésimes différents (résultats d’août 2024 et fichier publié le 7 février 2025)" in note
