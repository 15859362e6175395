"""The pages and files of the site that are no fiche: what their policy lets run, and tables that no spreadsheet runs."""

from __future__ import annotations

import csv
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import trade_territories as tt
from trade_territories import reference
from trade_territories.document._maker import Maker
from trade_territories.site import _data, _pages
from trade_territories.site._pages import Pages

if TYPE_CHECKING:
    from pathlib import Path

CODES = ("51", "10", "R44", "FR", "ti-4417")
NAMES = ("index", "compare", "data", "method", "legal", "accessibility")


class _Page(HTMLParser):
    """The tags of a page, and the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.programs: list[str] = []
        self._is_program = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._is_program = tag == "script" and dict(attrs).get("type") != "application/json"

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._is_program = False

    def handle_data(self, data: str) -> None:
        if self._is_program:
            self.programs.append(data)

    def policy(self) -> dict[str, list[str]]:
        """Give the one policy of the page, by directive; it must come before what it is to hold back."""
        found = [
            rank for rank, (tag, one) in enumerate(self.tags) if one.get("http-equiv") == "Content-Security-Policy"
        ]
        held = [rank for rank, (tag, _) in enumerate(self.tags) if tag in ("link", "style", "script")]
        assert len(found) == 1
        assert found[0] < min(held)
        words = [part.split() for part in str(self.tags[found[0]][1]["content"]).split(";")]
        return {name: values for name, *values in words}


@pytest.fixture(scope="module", params=["fr", "en"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the pages and the tables of a few territories, without their fiches."""
    made = tmp_path_factory.mktemp("site")
    maker = Maker(tt.cube(tt.sample_flows()), lang=request.param)
    places = tuple(reference.territory(code) for code in CODES)
    for name in ("assets", "data"):
        (made / name).mkdir()
    pages = Pages(made, maker, "EXEMPLE_", places)
    pages.write_assets()
    pages.write(_data.write_downloads(made, maker, "EXEMPLE_", places), (), None)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_page_runs_no_script_but_its_own(folder: Path, name: str) -> None:
    page = _Page((folder / f"{name}.html").read_text(encoding="utf-8"))
    policy = page.policy()
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == ["'none'"]
    assert policy["style-src"] == ["'self'"]
    hashes = [f"'sha256-{b64encode(sha256(one.encode()).digest()).decode()}'" for one in page.programs]
    expected = {"index": hashes, "compare": [*hashes, "'strict-dynamic'"]}
    assert policy.get("script-src", []) == expected.get(name, [])
    assert len(page.programs) == (name in expected)


@pytest.mark.parametrize("name", NAMES)
def test_page_has_nothing_that_its_policy_refuses(folder: Path, name: str) -> None:
    page = _Page((folder / f"{name}.html").read_text(encoding="utf-8"))
    for tag, attributes in page.tags:
        assert tag not in ("style", "base", "iframe", "object", "embed")
        assert not [key for key in attributes if key == "style" or key.startswith("on")], (tag, attributes)
        assert not (attributes.get("href") or "").startswith("javascript:")
        assert tag != "script" or "src" not in attributes


def test_no_page_is_left_out(folder: Path) -> None:
    assert {path.stem for path in folder.rglob("*.html")} == set(NAMES)
    assert not list(folder.rglob("assets/*.js"))


def test_policy_changes_with_the_script() -> None:
    first, second = (_pages.policy(program) for program in ("go()", "go() "))
    assert first != second
    assert "unsafe" not in first + _pages.policy("go()", loads=True) + _pages.policy()


def test_tables_of_the_site_start_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels come from files that others wrote; a number below zero stays a number."""
    (tmp_path / "data").mkdir()
    maker = Maker(tt.cube(tt.sample_flows()), lang="fr")
    hostile = ["=cmd|' /C calc'!A0", "+33", "-1+1", "@SUM(A1)", "Marne"]
    monkeypatch.setattr(
        _data, "_labels", lambda *_: pd.DataFrame({"kind": "partner", "code": list("ABCDE"), "label": hostile})
    )
    _data.write_downloads(tmp_path, maker, "", (reference.territory("51"),))
    with next((tmp_path / "data").glob("labels-*.csv")).open(encoding="utf-8", newline="") as stream:
        assert [row["label"] for row in csv.DictReader(stream)] == [*(f"'{one}" for one in hostile[:4]), "Marne"]
    kept = pd.read_parquet(next((tmp_path / "data").glob("labels-*.parquet")))
    assert kept["label"].tolist() == hostile


def test_no_cell_of_a_table_is_a_formula(folder: Path) -> None:
    tables = list((folder / "data").glob("*.csv"))
    assert len(tables) == 3
    for table in tables:
        with table.open(encoding="utf-8", newline="") as stream:
            for row in csv.reader(stream):
                for cell in row:
                    assert not re.match(r"\s*[=+@\t]|-(?![\d.])", cell), (table.name, cell)


def test_what_was_there_stays_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    maker = Maker(tt.cube(tt.sample_flows()), lang="fr")
    places = (reference.territory("51"),)
    _data.write_downloads(tmp_path, maker, "", places)
    before = {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(tt.TradeTerritoriesError, match="the disk is full"):
        _data.write_downloads(tmp_path, maker, "", places)
    assert {path.name: path.read_bytes() for path in (tmp_path / "data").iterdir()} == before
