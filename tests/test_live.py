"""The watch over the Customs' site: what it keeps of it, and what it says has changed."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import customs_server as faults
from tests.builders import customs_rows, write_release
from tests.customs_server import Customs
from tests.test_doctor import EMPTY_ZIP, ROWS
from trade_territories.download import Client
from trade_territories.errors import DownloadError
from trade_territories.flows import _loading as loading
from trade_territories.sources import recognised

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = Path(__file__).parents[1] / "scripts" / "live.py"


@pytest.fixture
def live(monkeypatch: pytest.MonkeyPatch) -> Any:
    if not SCRIPT.is_file():
        pytest.skip("scripts/ is not part of what was installed")
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    spec = importlib.util.spec_from_file_location("live", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["live"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def customs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Customs]:
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(loading, "CLIENT", Client(sleep=lambda _: None, read_seconds=1.0, connect_seconds=1.0))
    with Customs() as server:
        monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", server.index)
        for flow in ("export", "import"):
            content = write_release(tmp_path / "made.zip", customs_rows(ROWS, flow)).read_bytes()
            server.publish(f"202412-Regional-2024-{flow}.zip", content)
        yield server


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "profile.json"
    path.write_text('{"sure": "not yet"}', encoding="utf-8")
    return path


@pytest.mark.whole
@pytest.mark.parametrize("whole", [[], ["--whole"]], ids=["start", "whole"])
def test_what_is_kept_is_found_again_and_a_change_is_said(
    live: Any, customs: Customs, tmp_path: Path, profile: Path, whole: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = [*whole, "--profile", str(profile), "--output", str(tmp_path / "out")]
    assert live.main([*options, "--accept"]) == 0
    kept = json.loads(profile.read_text(encoding="utf-8"))
    assert "sure" not in kept
    assert kept["places"]["mirror"] == ["MONTH-Regional-YEAR-export.zip", "MONTH-Regional-YEAR-import.zip"]
    assert kept["archive"]["fields"] == ["10"]
    assert kept["archive"]["data"] == "Regional-YEAR-export/Region_YEAR_Export.txt"
    assert live.main(options) == 0
    assert (tmp_path / "out" / "doctor.json").is_file() == bool(whole)
    # Three more fields, another name, another member.
    rows = [(*row, "x") for row in customs_rows(ROWS, "export")]
    changed = write_release(tmp_path / "made.zip", rows, member="Donnees.txt").read_bytes()  # type: ignore[arg-type]
    customs.publish("202412-Regional-2024-export.zip", changed)
    assert live.main(options) == 1
    said = (tmp_path / "out" / "changes.md").read_text(encoding="utf-8")
    assert (
        "archive, data: Regional-YEAR-export/Donnees.txt, where Regional-YEAR-export/Region_YEAR_Export.txt was kept"
        in said
    )
    assert "archive, fields: ['11'], where ['10'] was kept" in said
    # The diagnosis is of the site, not of this machine alone.
    page = (tmp_path / "out" / "doctor.txt").read_text(encoding="utf-8")
    assert "the mirror that TRADE_TERRITORIES_INDEX_URL names: 2 of" in page
    assert "11 fields" in page
    assert live.main([*options, "--accept"]) == 0
    assert live.main(options) == 0
    assert not (tmp_path / "out" / "changes.md").exists()


@pytest.mark.whole
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "archive, data: the server answered 404 Not Found, where "),
        (faults.HTML, "archive, data: no archive that can be opened (BadZipFile), where "),
        (EMPTY_ZIP.getvalue(), "archive, data: no archive that can be opened (ValueError), where "),
    ],
    ids=["gone", "HTML", "empty archive"],
)
def test_a_listed_file_that_cannot_be_had_is_a_change(
    live: Any, customs: Customs, tmp_path: Path, profile: Path, content: bytes | None, said: str
) -> None:
    """It is what users meet, not a site that is silent for a moment."""
    options = ["--profile", str(profile), "--output", str(tmp_path / "out")]
    assert live.main([*options, "--accept"]) == 0
    (path,) = (link for link in customs.links if "export" in link)
    if content is None:
        del customs.files[path]
    else:
        customs.files[path].content = content
    assert live.main(options) == 1
    assert said in (tmp_path / "out" / "changes.md").read_text(encoding="utf-8")


@pytest.mark.whole
def test_a_server_without_parts_is_looked_at_whole_and_names_that_change_are_said(
    live: Any, customs: Customs, tmp_path: Path, profile: Path
) -> None:
    options = ["--profile", str(profile), "--output", str(tmp_path / "out")]
    for file in customs.files.values():
        file.ranges = False
    assert live.main([*options, "--accept"]) == 0
    assert json.loads(profile.read_text(encoding="utf-8"))["rows"] == {"export": 12, "import": 12}
    assert live.main(options) == 0
    customs.links.clear()
    assert live.main(options) == 1
    text = (tmp_path / "out" / "changes.md").read_text(encoding="utf-8")
    assert "places, mirror: nothing, where ['MONTH-Regional-YEAR-export.zip'" in text
    assert "not seen" not in text
    assert "✗ no year can be loaded" in (tmp_path / "out" / "doctor.txt").read_text(encoding="utf-8")


def test_a_place_that_is_silent_has_not_changed(live: Any) -> None:
    kept = {"places": {"index": ["a.zip"], "portal": ["b.zip"]}}
    assert live.differences({"places": {"index": ["a.zip"]}}, kept) == []
    assert live.differences({"places": {"index": []}}, kept) == ["places, index: nothing, where ['a.zip'] was kept"]


def test_the_watch_is_in_its_own_workflow_alone() -> None:
    root = SCRIPT.parents[1]
    if not (root / ".ci" / "run").is_file():
        pytest.skip("the workflows are not part of what was installed")
    assert "live" not in (root / ".ci" / "run").read_text(encoding="utf-8")
    others = [path for path in (root / ".github" / "workflows").glob("*.yml") if path.name != "live.yml"]
    assert not any("nox -s live" in path.read_text(encoding="utf-8") for path in others)
    watch = (root / ".github" / "workflows" / "live.yml").read_text(encoding="utf-8")
    assert "schedule:" in watch
    assert "--whole" in watch
    assert "gh issue create" in watch


def test_nothing_seen_is_no_change(live: Any, customs: Customs, tmp_path: Path, profile: Path) -> None:
    customs.always[faults.INDEX] = faults.status(503)
    assert live.main(["--profile", str(profile), "--output", str(tmp_path / "out")]) == 2


def test_the_kept_profile_says_how_sure_it_is(live: Any) -> None:
    kept = json.loads(live.PROFILE.read_text(encoding="utf-8"))
    assert set(kept) - {"sure"} == {"places", "archive", "rows", "unknown_codes"}


def test_the_examples_of_its_modules_are_true(live: Any) -> None:
    tested = [doctest.testmod(importlib.import_module(name)) for name in ("site_profile", "range_reader")]
    assert sum(result.attempted for result in tested) == 3
    assert not any(result.failed for result in tested)


@pytest.mark.usefixtures("live")
def test_a_part_of_a_file_is_read_alone(customs: Customs, tmp_path: Path) -> None:
    range_reader = importlib.import_module("range_reader")
    content = bytes(range(256)) * 4096
    file = recognised(customs.address + customs.publish("202412-Regional-2023-export.zip", content))
    assert file is not None
    client = Client(sleep=lambda _: None)
    with range_reader.RangeReader(file, client=client, patience=client.patience(has_other=False)) as remote:
        assert remote.size == len(content)
        remote.seek(-10, 2)
        assert remote.read(100) == content[-10:]
        remote.seek(131_000)
        assert remote.read(300) == content[131_000:131_300]
        with pytest.raises(OSError, match="before the start"):
            remote.seek(-1)
    customs.files[file.address.removeprefix(customs.address)].ranges = False
    with pytest.raises(DownloadError, match="no parts of files"):
        range_reader.RangeReader(file, client=client, patience=client.patience(has_other=False))
