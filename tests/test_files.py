"""Files appear whole or not at all, and every system accepts their names."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trade_territories as tt
from trade_territories import _files
from trade_territories.cli import run
from trade_territories.errors import ReleaseFormatError, TradeTerritoriesError
from trade_territories.flows import read_flows


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_text_is_utf_8_with_unix_line_ends(tmp_path: Path) -> None:
    _files.write_text(tmp_path / "a.csv", "é\n")
    assert (tmp_path / "a.csv").read_bytes() == b"\xc3\xa9\n"


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "full"), KeyboardInterrupt(), ValueError("drawing")])
def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, failure: BaseException) -> None:
    target = tmp_path / "marne.html"
    target.write_text("old", encoding="utf-8")

    def fail() -> None:
        with _files.replacing(target) as part:
            part.write_text("half", encoding="utf-8")
            raise failure

    with pytest.raises((TradeTerritoriesError, KeyboardInterrupt, ValueError)):
        fail()
    assert target.read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["marne.html"]


def test_a_full_disk_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(TradeTerritoriesError, match="the disk is full"), _files.replacing(tmp_path / "x"):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_open_elsewhere_is_told_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "marne.xlsx"
    target.write_bytes(b"old")

    def refused(self: Path, _: object) -> Path:
        raise PermissionError(errno.EACCES, "Access is denied", str(self))

    monkeypatch.setattr(Path, "replace", refused)
    monkeypatch.setattr(_files, "_PAUSES", (0.0,))
    with pytest.raises(TradeTerritoriesError, match="open in another program") as caught:
        _files.write_bytes(target, b"new")
    assert "\n" not in str(caught.value)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["marne.xlsx"]


def test_an_error_of_another_file_is_not_blamed_on_this_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="font"), _files.replacing(tmp_path / "a.pdf"):
        Path("/nowhere/font.ttf").read_bytes()


def test_a_file_held_for_a_moment_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        calls.append(target)
        if len(calls) == 1:
            raise PermissionError(errno.EACCES, "Access is denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", held)
    _files.write_bytes(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert len(calls) == 2


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "private.txt"
    elsewhere.write_text("private", encoding="utf-8")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "page.html").symlink_to(elsewhere)
    _files.write_text(folder / "page.html", "page")
    assert elsewhere.read_text(encoding="utf-8") == "private"
    assert (folder / "page.html").read_text(encoding="utf-8") == "page"
    assert not (folder / "page.html").is_symlink()


def test_a_linked_folder_is_refused_inside_an_output_folder_and_taken_as_one(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "51").symlink_to(elsewhere)
    with pytest.raises(TradeTerritoriesError, match="symbolic link"):
        _files.make_folder(tmp_path / "out" / "51" / "data", inside=tmp_path / "out")
    (tmp_path / "link").symlink_to(elsewhere)
    assert _files.make_folder(tmp_path / "link" / "data", inside=tmp_path / "link").is_dir()


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "51"
    target.mkdir()
    (target / "old.csv").touch()
    with _files.replacing_folder(target) as part:
        (part / "new.csv").touch()
        assert names(target) == ["old.csv"]
    assert names(target) == ["new.csv"]
    assert names(tmp_path) == ["51"]

    def stop() -> None:
        with _files.replacing_folder(target) as part:
            (part / "half.csv").touch()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert names(target) == ["new.csv"]
    assert names(tmp_path) == ["51"]


def test_a_linked_folder_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "private.txt").touch()
    (tmp_path / "51").symlink_to(elsewhere)
    with _files.replacing_folder(tmp_path / "51") as part:
        (part / "new.csv").touch()
    assert names(elsewhere) == ["private.txt"]
    assert not (tmp_path / "51").is_symlink()
    assert names(tmp_path) == ["51", "elsewhere"]


def test_a_folder_that_cannot_move_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "51"
    target.mkdir()
    (target / "old.csv").touch()
    replace = Path.replace

    def refused(self: Path, place: Path) -> Path:
        if place == target:
            raise PermissionError(errno.EACCES, "Access is denied")
        return replace(self, place)

    monkeypatch.setattr(Path, "replace", refused)
    monkeypatch.setattr(_files, "_PAUSES", (0.0,))
    with pytest.raises(TradeTerritoriesError, match="open in another program"), _files.replacing_folder(target) as part:
        (part / "new.csv").touch()
    assert names(target) == ["old.csv"]
    assert names(tmp_path) == ["51"]


def test_files_are_added_together_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "fiche-51-2024"
    folder.mkdir()
    for name in ("a.csv", "c.csv", "mine.txt"):
        (folder / name).write_text("old", encoding="utf-8")

    def add() -> None:
        with _files.adding_files(folder) as part:
            for name in ("a.csv", "b.csv", "c.csv", "d.csv"):
                (part / name).write_text("new", encoding="utf-8")
            assert (folder / "a.csv").read_text(encoding="utf-8") == "old"

    replace = Path.replace

    def refused(self: Path, place: Path) -> Path:
        # Excel has c.csv open, after a.csv was replaced and b.csv added.
        if place == folder / "c.csv" and self.read_text(encoding="utf-8") == "new":
            raise PermissionError(errno.EACCES, "Access is denied")
        return replace(self, place)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refused)
        patch.setattr(_files, "_PAUSES", (0.0,))
        with pytest.raises(TradeTerritoriesError, match=r"c\.csv cannot be written: it is open in another program"):
            add()
    assert names(folder) == ["a.csv", "c.csv", "mine.txt"]
    assert {path.read_text(encoding="utf-8") for path in folder.iterdir()} == {"old"}
    (folder / "d.csv").mkdir()
    with pytest.raises(TradeTerritoriesError, match=r"d\.csv cannot be written"):
        add()
    assert (folder / "a.csv").read_text(encoding="utf-8") == "old"
    assert names(folder) == ["a.csv", "c.csv", "d.csv", "mine.txt"]
    (folder / "d.csv").rmdir()
    add()
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == {
        "a.csv": "new", "b.csv": "new", "c.csv": "new", "d.csv": "new", "mine.txt": "old",
    }  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are files on POSIX only")
def test_a_pipe_is_written_to_directly(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    _files.write_bytes(pipe, b"rows")
    assert os.read(reader, 10) == b"rows"
    os.close(reader)
    assert names(tmp_path) == ["pipe"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nowhere/x.csv", "there is no folder"),
        (".", "it is a folder"),
        ("n" * 300, "too long"),
        ("file/x", "choose another"),
    ],
)
def test_what_cannot_be_written_says_why_and_the_way_out(tmp_path: Path, path: str, words: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TradeTerritoriesError, match=words):
        _files.write_text(tmp_path / path, "")


def test_long_paths_and_closed_folders_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("a" * 200) / ("b" * 100)
    with pytest.raises(TradeTerritoriesError, match="there is no folder"), _files.explained(deep):
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")
    monkeypatch.setattr(_files, "_IS_WINDOWS", True)
    with pytest.raises(TradeTerritoriesError, match=r"too long \(\d+ characters\)"), _files.explained(deep):
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")
    with pytest.raises(TradeTerritoriesError, match="may not be written to"), _files.explained(tmp_path / "new"):
        raise PermissionError(errno.EACCES, "Permission denied")
    with pytest.raises(TradeTerritoriesError, match="read-only"), _files.explained(tmp_path / "new"):
        raise OSError(errno.EROFS, "Read-only file system")


@given(st.text(max_size=300))
def test_names_are_accepted_everywhere(stem: str) -> None:
    name = _files.file_name(stem.encode("utf-8", "replace").decode(), ".html")
    assert name == _files.file_name(stem.encode("utf-8", "replace").decode(), ".html")
    assert not set(name) & set('<>:"/\\|?*')
    assert name.isprintable() or not any(ord(letter) < 32 for letter in name)
    assert len(name.encode("utf-8")) <= 105
    assert name.removesuffix(".html").rstrip(". ") == name.removesuffix(".html")
    assert name.partition(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}


def test_different_long_names_stay_different() -> None:
    first, second = "51+" * 90 + "10", "51+" * 90 + "08"
    assert _files.file_name(first) != _files.file_name(second)


def test_a_manifest_notices_a_cut_page_and_a_deleted_table(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    page, table = tmp_path / "page.html", tmp_path / "data" / "balance.csv"
    page.write_text("a page", encoding="utf-8")
    table.write_text("code", encoding="utf-8")
    _files.write_manifest(tmp_path, ".made", "figures of 2024")
    assert _files.matches_manifest(tmp_path, ".made", "figures of 2024")
    assert not _files.matches_manifest(tmp_path, ".made", "figures of 2023")
    page.write_text("a pagE", encoding="utf-8")
    assert not _files.matches_manifest(tmp_path, ".made", "figures of 2024")
    page.write_text("a page", encoding="utf-8")
    assert _files.matches_manifest(tmp_path, ".made", "figures of 2024")
    table.unlink()
    assert not _files.matches_manifest(tmp_path, ".made", "figures of 2024")


@pytest.mark.parametrize(
    "noted", ["", "[]", '{"key": "k"}', '{"key": "k", "files": {"a": 1}}', '{"key": "k", "files": 3}']
)
def test_a_damaged_manifest_matches_nothing(tmp_path: Path, noted: str) -> None:
    (tmp_path / ".made").write_text(noted, encoding="utf-8")
    assert not _files.matches_manifest(tmp_path, ".made", "k")


def test_a_folder_that_cannot_be_opened_is_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refused)
    _files.sync_folder(tmp_path)


def test_a_picture_that_cannot_be_drawn_leaves_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = tt.charts.static.locator("Marne")
    target = tmp_path / "marne.png"
    figure.savefig(target)
    before = target.read_bytes()
    assert before[1:4] == b"PNG"

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("matplotlib.backends.backend_agg.FigureCanvasAgg.print_png", stopped)
    with pytest.raises(KeyboardInterrupt):
        figure.savefig(target)
    assert target.read_bytes() == before
    monkeypatch.undo()
    figure.savefig(tmp_path / "without_ending")
    figure.savefig(tmp_path / "marne.svg")
    assert names(tmp_path) == ["marne.png", "marne.svg", "without_ending.png"]


@pytest.mark.whole
def test_the_home_folder_is_meant_by_a_tilde_wherever_a_path_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, here = tmp_path / "home", tmp_path / "here"
    (home / "out").mkdir(parents=True)
    here.mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.chdir(here)
    _files.write_text("~/out/marne.txt", "Épernay")
    assert run(["table", "totals", "51", "--sample", "--output", "~/out/totals.csv"]) == 0
    assert run(["fiche", "ti-4417", "--sample", "--output", "~/fiche", "--format", "csv"]) == 0
    assert names(home) == ["fiche", "out"]
    assert names(home / "out") == ["marne.txt", "totals.csv"]
    assert names(here) == []
    # Not a home: Excel's own file beside an open one.
    assert _files.own_path("~$marne.xlsx") == Path("~$marne.xlsx")
    with pytest.raises(ReleaseFormatError, match="no such file"):
        read_flows("~$2024-export.zip")


@pytest.mark.parametrize("name", ["CON", "nul.html", "com1.csv", "a:b.csv", "what?.html", "dot."])
def test_a_name_that_windows_refuses_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(_files, "_IS_WINDOWS", True)
    with pytest.raises(TradeTerritoriesError, match="Windows takes no such name: it is a device's"):
        _files.write_text(tmp_path / name, "lost")
    assert names(tmp_path) == []
