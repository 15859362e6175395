"""The tables that the shell prints, against plain loops over the same files, for every kind of territory."""

from __future__ import annotations

import csv
import io
import math
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import trade_territories as tt
from tests import oracle
from tests.builders import FlowRow, customs_rows, write_release
from tests.thorough import telling
from trade_territories.cli import run

SAMPLE = Path(tt.__file__).parent / "sample"
TERRITORIES = ["51", "20", "971", "99", "75", "R44", "R01", "FR", "ti-4417", "51+10"]
OVERSEAS = {"9A": "971", "9B": "972", "9C": "973", "9D": "974", "9E": "976"}


@cache
def sample_rows() -> list[FlowRow]:
    """Read the sample's archives with the csv module alone: no line of the library is asked."""
    rows: list[FlowRow] = []
    for path in sorted(SAMPLE.glob("*-2024-*.zip")):
        with zipfile.ZipFile(path) as archive:
            (member,) = [
                name for name in archive.namelist() if "region_2024" in name.lower() or "regional_2024" in name.lower()
            ]
            text = archive.read(member).decode("utf-8-sig")
        for flow, quarter, year, place, _, a129, cpf4, partner, value, mass in csv.reader(
            io.StringIO(text), delimiter=";"
        ):
            country = "GB" if partner in ("XI", "XU") else partner
            rows.append(
                (
                    {"E": "export", "I": "import"}[flow],
                    int(year),
                    int(quarter),
                    OVERSEAS.get(place, place),
                    a129,
                    cpf4,
                    country,
                    int(value),
                    int(mass),
                )
            )
    return rows


def places(code: str) -> list[str] | None:
    if code == "FR":
        return None
    if code.startswith("R"):
        return [place for place, region in oracle.regions().items() if region == code]
    return {"ti-4417": ["51", "52", "55"], "51+10": ["51", "10"]}.get(code, [code])


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, str]]:
    assert run(["table", *arguments]) == 0
    return list(csv.DictReader(io.StringIO(capsys.readouterr().out)))


def from_sample() -> list[str]:
    return [part for path in sorted(SAMPLE.glob("*-2024-*.zip")) for part in ("--from", str(path))]


def check(found: list[dict[str, str]], expected: list[tuple[Any, ...]], columns: list[str]) -> None:
    assert len(found) == len(expected)
    for row, values in zip(found, expected, strict=True):
        for column, value in zip(columns, values, strict=True):
            if isinstance(value, float):
                text = row[column]
                assert (text == "") == math.isnan(value)
                assert math.isnan(value) or float(text) == pytest.approx(value, rel=1e-12)
            else:
                assert row[column] == str(value)


@pytest.mark.whole
@pytest.mark.parametrize("code", telling(TERRITORIES, {"971", "FR", "51+10"}))
def test_every_table_of_every_kind_of_territory(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = from_sample()
    every = sample_rows()
    mine = oracle.of_places(every, places(code))
    check(printed(capsys, "totals", code, *data), oracle.totals(mine), ["flow", "value_eur", "mass_kg"])
    balance = ["code", "import_eur", "export_eur", "balance_eur"]
    check(
        printed(capsys, "balance", code, "--sample", "--by", "partner", "--top", "10"),
        oracle.balance(mine, "partner", 10),
        balance,
    )
    activities = ["flow", "code", "value_eur", "share_pct"]
    check(
        printed(capsys, "activities", code, "--sample", "--by", "a38"), oracle.activities(mine, "a38", None), activities
    )
    for flow in oracle.FLOWS:
        cells = printed(capsys, "flows", code, "--sample", "--flow", flow, "--top", "10")
        check(cells, oracle.flow_matrix(mine, flow, "a129", 10, 5), ["product", "partner", "value_eur", "highlighted"])


@pytest.mark.whole
@pytest.mark.parametrize(
    ("code", "region"),
    telling([("51", "R44"), ("20", None), ("971", None), ("99", "R93"), ("75", "R11")], 2),
)
def test_shares(code: str, region: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    found = printed(capsys, "shares", code, *from_sample())
    expected = oracle.shares(sample_rows(), [code], region)
    check(found, expected, ["flow", "value_eur", "share_region_pct", "share_france_pct"])
    assert {row["region"] for row in found} == {region or ""}


def test_the_partial_year_of_the_last_five_quarters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    moments = [(2024, 4), (2025, 1), (2025, 2)]
    rows: list[FlowRow] = [
        (flow, year, quarter, "51", "C11Z", "1102", partner, 10 * quarter + place, 1)
        for flow in oracle.FLOWS
        for year, quarter in moments
        for place, partner in enumerate(("US", "DE", "NA"))
    ]
    data = []
    for flow in oracle.FLOWS:
        name = tmp_path / f"202509-stat-regional-ce-{flow}.zip"
        member = f"REGIONAL_CPF4PAYS{'E' if flow == 'export' else 'I'}.txt"
        data += ["--from", str(write_release(name, customs_rows(rows, flow), member=member, inner_folder=""))]
    partial = [row for row in rows if row[1] == 2025]
    assert run(["table", "balance", "51", *data, "--year", "2025", "--top", "2", "--lang", "en"]) == 0
    out, err = capsys.readouterr()
    check(
        list(csv.DictReader(io.StringIO(out))),
        oracle.balance(partial, "partner", 2),
        ["code", "import_eur", "export_eur", "balance_eur"],
    )
    assert "2025, 1st and 2nd quarters" in err
