"""The bundled sample against what was published, read here without the library."""

from __future__ import annotations

import csv
import importlib.util
import io
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import trade_territories as tt

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "src" / "trade_territories" / "sample"
FLOWS = ("export", "import")
#: The month of results in the names of each year's archives.
VINTAGES = {2024: "202502", 2023: "202408", 2022: "202308"}
OF_EACH_YEAR = pytest.mark.parametrize("year", VINTAGES)
#: Millions of euros, as published for 2024, and the shares of the Marne in its région and in France.
PUBLISHED = {
    "export": {"51": "8105.8", "13": "67665.4", "FR": "580354.5", "region": "12", "france": "1.40"},
    "import": {"51": "5641.1", "13": "63519.7", "FR": "684776.3", "region": "8.9", "france": "0.82"},
}
#: Thousands of millions of euros, as published for earlier years: Grand Est, and Normandie in 2023.
PUBLISHED_EARLIER = {
    (2023, "13"): {"export": "71.8", "import": "71.3"},
    (2023, "05"): {"export": "38.7", "import": "49.2"},
    (2022, "13"): {"export": "73.5", "import": "70.8"},
}
DEPARTEMENTS = {f"{number:02}" for number in range(1, 96)} | {"99", "9A", "9B", "9C", "9D", "9E"}


def archive_of(flow: str, year: int) -> Path:
    return FOLDER / f"EXEMPLE_{VINTAGES[year]}-Regional-{year}-{flow}.zip"


@cache
def rows(flow: str, year: int = 2024) -> tuple[tuple[str, ...], ...]:
    with zipfile.ZipFile(archive_of(flow, year)) as archive:
        text = archive.read(f"Regional-{year}-{flow}/Region_{year}_{flow.capitalize()}.txt").decode("ascii")
    return tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"))


@cache
def sums(flow: str, *fields: int, year: int = 2024) -> Counter[tuple[str, ...]]:
    counted: Counter[tuple[str, ...]] = Counter()
    for row in rows(flow, year):
        counted[tuple(row[field] for field in fields)] += int(row[8])
    return counted


def labels(flow: str, name: str, encoding: str) -> list[list[str]]:
    with zipfile.ZipFile(archive_of(flow, 2024)) as archive:
        content = archive.read(f"Regional-2024-{flow}/{name}")
    assert content.endswith(b"\r\n")
    return list(csv.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=";"))


@cache
def load_script() -> Any:
    scripts = str(ROOT / "scripts")
    if not (ROOT / "scripts" / "make_sample.py").is_file():
        pytest.skip("scripts/ is not part of what was installed")
    sys.path.insert(0, scripts)
    try:
        spec = importlib.util.spec_from_file_location("make_sample", ROOT / "scripts" / "make_sample.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(scripts)
    return module


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_the_bundled_files_keep_every_rule_of_flows(year: int) -> None:
    """They are not checked again at each reading."""
    flows = tt.sample_flows(year)
    assert tt.check_flows(flows) is flows


@pytest.mark.parametrize("flow", FLOWS)
def test_totals_are_the_published_ones(flow: str) -> None:
    published = PUBLISHED[flow]
    marne, grand_est, france = sums(flow, 3)["51",], sums(flow, 4)["13",], sums(flow, 0).total()
    assert f"{marne / 1e6:.1f}" == published["51"]
    assert f"{grand_est / 1e6:.1f}" == published["13"]
    assert f"{france / 1e6:.1f}" == published["FR"]
    assert f"{100 * marne / grand_est:.{1 if flow == 'import' else 0}f}" == published["region"]
    assert f"{100 * marne / france:.2f}" == published["france"]


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize(("year", "region"), PUBLISHED_EARLIER)
def test_totals_of_earlier_years_are_the_published_ones(year: int, region: str, flow: str) -> None:
    assert f"{sums(flow, 4, year=year)[region,] / 1e9:.1f}" == PUBLISHED_EARLIER[year, region][flow]


@pytest.mark.parametrize("flow", FLOWS)
@OF_EACH_YEAR
def test_rows_have_the_order_and_the_proportions_of_a_real_file(flow: str, year: int) -> None:
    found = rows(flow, year)
    assert list(found) == sorted(found, key=lambda row: (row[1], *row[3:4], *row[5:8]))
    with (ROOT / "src/trade_territories/reference/data/known_rows.csv").open(encoding="utf-8", newline="") as file:
        counted = {(line["quarter"], line["departement"]): int(line["rows"]) for line in csv.DictReader(file)}
    made = Counter((row[1], row[3]) for row in found)
    both = [key for key in counted if key[1] != "98"]
    share = sum(made[key] for key in both) / sum(counted[key] for key in both)
    for key in both:
        assert made[key] == pytest.approx(counted[key] * share, abs=1.0), key
    assert share < (0.051 if year == 2024 else 0.0145)


@pytest.mark.parametrize("flow", FLOWS)
@OF_EACH_YEAR
def test_every_row_is_as_the_customs_write_theirs(flow: str, year: int) -> None:
    letters, quarters, years, departements, regions, a129, cpf4, partners, values, masses = map(
        set, zip(*rows(flow, year), strict=True)
    )
    assert letters == {flow[0].upper()}
    assert quarters == {"1", "2", "3", "4"}
    assert years == {str(year)}
    assert departements == DEPARTEMENTS
    assert len(regions) == 14
    assert all(len(code) == 4 for code in a129 | cpf4)
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in partners)
    assert all(value.isdecimal() and int(value) > 0 for value in values)
    assert all(mass.isdecimal() for mass in masses)
    keys = [row[:8] for row in rows(flow, year)]
    assert len(keys) == len(set(keys)), "one row for each key"


@pytest.mark.parametrize("flow", FLOWS)
@OF_EACH_YEAR
def test_codes_agree_with_the_label_files_beside_the_data(flow: str, year: int) -> None:
    regions = {line[0]: line[2] for line in labels(flow, "Departement_region.txt", "utf-8")}
    classes = {line[0] for line in labels(flow, "Libelle_CPF4_rev2.1.txt", "cp1252")}
    groups = {line[0] for line in labels(flow, "Libelle_A129.txt", "utf-8-sig")}
    countries = {line[0] for line in labels(flow, "Libelle_PAYS.txt", "utf-8")}
    for row in rows(flow, year):
        assert regions[row[3]] == row[4], row
        assert row[5] in groups, row
        assert row[6] in classes, row
        assert row[7] in countries, row


@pytest.mark.parametrize("flow", FLOWS)
@OF_EACH_YEAR
def test_classes_stand_in_their_groups(flow: str, year: int) -> None:
    with (ROOT / "src/trade_territories/reference/data/products_cpf4.csv").open(encoding="utf-8", newline="") as file:
        group_of = {line["cpf4"]: line["a129"] for line in csv.DictReader(file)}
    assert {(row[5], row[6]) for row in rows(flow, year)} <= {(a129, cpf4) for cpf4, a129 in group_of.items()}


@pytest.mark.parametrize("flow", FLOWS)
def test_label_files_are_what_the_customs_really_publish(flow: str) -> None:
    with zipfile.ZipFile(archive_of(flow, 2024)) as archive:
        a129 = archive.read(f"Regional-2024-{flow}/Libelle_A129.txt")
        cpf4 = archive.read(f"Regional-2024-{flow}/Libelle_CPF4_rev2.1.txt")
        readme = archive.read(f"Regional-2024-{flow}/README.txt").decode()
    assert a129.startswith(b"\xef\xbb\xbf")
    assert b"\"Appareils de mesure, d'essai et de navigation ; articles d'horlogerie\"" in a129
    with pytest.raises(UnicodeDecodeError):
        cpf4.decode("utf-8")
    assert "œ" in cpf4.decode("cp1252")
    assert "FICTIVES" in readme
    assert "MADE-UP" in readme
    meanings = defaultdict(list)
    for code, _, _, end in labels(flow, "Libelle_PAYS.txt", "utf-8"):
        meanings[code].append(end == "999912")
    assert {code for code, current in meanings.items() if len(current) == 2} == {"QU", "XK", "XS"}
    assert meanings["QU"] == [False, True]
    assert meanings["XI"] == meanings["XU"] == [False]
    assert {len(line) for line in labels(flow, "Departement_region.txt", "utf-8")} == {4}


@pytest.mark.whole
def test_oddities_of_real_releases_are_there() -> None:
    partners = {row[7] for flow in FLOWS for row in rows(flow)}
    assert {"NA", "XI", "XU", "FR", "QR", "QS", "QU", "QQ", "XC", "XK", "XS"} <= partners
    assert "RS" not in partners


@OF_EACH_YEAR
@pytest.mark.parametrize("flow", FLOWS)
def test_nothing_in_it_can_pass_for_the_customs_own(flow: str, year: int) -> None:
    """Made archives of tests and benchmarks have the producer's rows, LISEZ-MOI and code 98, and are thrown away."""
    producer = {
        ("AR", "52", "11"), ("AT", "29916", "20815"), ("BE", "406473", "1210935"), ("BR", "11228", "250"),
        ("CH", "1559516", "6021171"), ("AR", "122", "30"), ("AT", "35259", "22446"), ("BE", "867425", "2153810"),
    }  # fmt: skip
    assert not producer & {(row[7], row[8], row[9]) for row in rows(flow, year)}
    assert {row[3] for row in rows(flow, year)} == DEPARTEMENTS
    with zipfile.ZipFile(archive_of(flow, year)) as archive:
        names = [name.rpartition("/")[2] for name in archive.namelist()]
        readme = archive.read(f"Regional-{year}-{flow}/README.txt").decode("utf-8")
    assert not [name for name in names if name.upper().startswith("LISEZ") or name.lower().endswith(".pdf")]
    assert readme.startswith("EXEMPLE - DONNEES FICTIVES / EXAMPLE - MADE-UP DATA")
    assert "no line comes from them" in readme


@pytest.mark.whole
def test_it_looks_like_french_trade() -> None:
    exports, imports = sums("export", 3, 5), sums("import", 3, 5)
    marne = sums("export", 3)["51",]
    assert 0.47 < exports["51", "C11Z"] / marne < 0.49, "the Marne sells drinks"
    assert sums("export", 3, 6)["51", "1102"] > 0.9 * exports["51", "C11Z"], "above all wine"
    assert max((value, key) for key, value in exports.items() if key[0] == "31")[1][1] == "C30C"
    hydrocarbons = {departement for departement, a129 in imports if a129 == "B06Z"}
    assert hydrocarbons == {"13", "44", "59", "75", "76", "9B"}, "ports, and Paris for what comes by pipeline"
    assert {departement for departement, a129 in exports | imports if a129 in {"D35A", "D35B"}} == {"75"}
    assert all(row[9] == "0" for flow in FLOWS for row in rows(flow) if row[5] == "D35A"), "electricity has no mass"


def test_size() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.zip")) <= 2_900_000
    for flow in FLOWS:
        assert len(rows(flow, 2023)) == len(rows(flow, 2022)) < len(rows(flow, 2024)) / 3


@pytest.mark.whole
@pytest.mark.parametrize("flow", FLOWS)
def test_years_differ_as_years_do(flow: str) -> None:
    """Hold that a change between years is one of trade, not of which rows happen to be in a smaller sample."""
    of_2024 = sums(flow, 3, 7)
    whole = of_2024.total() / 300
    for year in (2023, 2022):
        earlier = sums(flow, 3, 7, year=year)
        large = {key for key, value in of_2024.items() if value > max(whole / 10, sums(flow, 3)[key[0],] / 50)}
        ratios = sorted(earlier[key] / of_2024[key] for key in large)
        assert ratios[len(ratios) // 50] > 0.5
        assert ratios[-len(ratios) // 50] < 2.2


@pytest.mark.slow
@OF_EACH_YEAR
def test_made_again_it_is_the_same(tmp_path: Path, year: int) -> None:
    script = load_script()
    for flow in FLOWS:
        kept = FOLDER / script.archive_name(flow, year)
        made = script.members(flow, year)
        with zipfile.ZipFile(kept) as archive:
            assert archive.namelist() == list(made)
            for name, content in made.items():
                assert archive.read(name) == content, f"{name}: run scripts/make_sample.py and commit the archives"
        # The archives themselves depend on the zlib at hand, but on nothing else.
        for name in ("once.zip", "twice.zip"):
            script.write_archive(tmp_path / name, made)
        assert (tmp_path / "once.zip").read_bytes() == (tmp_path / "twice.zip").read_bytes()


@pytest.mark.slow
def test_another_process_writes_the_same_bytes(tmp_path: Path) -> None:
    for run in ("a", "b"):
        (tmp_path / run).mkdir()
        subprocess.run(
            [sys.executable, str(ROOT / "scripts" / "make_sample.py"), str(tmp_path / run)],
            check=True,
            env={"PYTHONHASHSEED": "1" if run == "a" else "2", "TZ": "Asia/Tokyo" if run == "a" else "UTC"},
        )
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


@pytest.mark.whole
def test_years_are_chosen_as_in_load_flows() -> None:
    assert set(tt.sample_flows()["year"]) == {2024}
    assert set(tt.sample_flows(2022)["year"]) == {2022}
    both = tt.sample_flows(since=2023)
    assert both.equals(tt.sample_flows([2023, 2024]))
    by_hand = sum(sums(flow, 2, year=year).total() for flow in FLOWS for year in (2023, 2024))
    assert int(both["value_eur"].sum()) == by_hand
    for wrong in (2019, [2019, 2024]):
        with pytest.raises(tt.TradeTerritoriesError, match="does not hold 2019; it holds 2022, 2023, 2024"):
            tt.sample_flows(wrong)
    with pytest.raises(tt.TradeTerritoriesError, match="does not hold 2030"):
        tt.sample_flows(since=2030)
    with pytest.raises(tt.TradeTerritoriesError, match="goes with one year"):
        tt.sample_flows([2023, 2024], since=2022)


@pytest.mark.whole
def test_the_regions_of_the_table_are_territories_that_add_up_to_france() -> None:
    flows = tt.sample_flows()
    exports = {code: int(tt.totals(flows, code)["value_eur"].iloc[0]) for code in flows["region"].unique()}
    by_hand = flows[flows["flow"] == "export"].groupby("region", observed=True)["value_eur"].sum().to_dict()
    assert exports == by_hand
    assert len(exports) == 18
    assert sum(exports.values()) == int(tt.totals(flows, "FR")["value_eur"].iloc[0])
