r"""Paths of Windows: shares such as ``\\server\share``, drives, the long form; on Linux ``//folder`` stands for a share."""

from __future__ import annotations

import csv
import ntpath
import sys
import warnings
from pathlib import Path, PureWindowsPath

import pandas as pd
import pytest

import trade_territories as tt
from tests.builders import FlowRow, customs_rows, write_release
from trade_territories import _files, errors
from trade_territories.cli import run
from trade_territories.cli._console import OwnPath
from trade_territories.errors import ReleaseFormatError, install_command
from trade_territories.sources import _places

SHARE = r"\\serveur\partage\commerce"


class _Path(PureWindowsPath):
    """A path of Windows where there is none of it, and no home."""

    def expanduser(self) -> _Path:
        return self

    def exists(self) -> bool:
        return False


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let addresses become paths as they do on Windows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.14 keeps it for tests such as this one
        from nturl2path import url2pathname

    monkeypatch.setattr(_places, "Path", _Path)
    monkeypatch.setattr("urllib.request.url2pathname", url2pathname)


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    ("address", "path"),
    [
        (SHARE, SHARE),
        (SHARE + r"\données 2024\\", SHARE + r"\données 2024"),
        ("//serveur/partage/commerce", SHARE),
        ("file://serveur/partage/commerce", SHARE),
        ("file://serveur/partage$/donn%C3%A9es%202024", r"\\serveur\partage$\données 2024"),
        (r"\\?\UNC\serveur\partage\commerce", r"\\?\UNC\serveur\partage\commerce"),
        (r"Z:\commerce", r"Z:\commerce"),
        ("file:///Z:/commerce", r"Z:\commerce"),
        ("file://localhost/Z:/commerce", r"Z:\commerce"),
        ("https://serveur/partage/commerce", None),
    ],
)
def test_an_address_of_a_share_is_a_path(address: str, path: str | None) -> None:
    found: PureWindowsPath | None = _places.local_folder(address)  # type: ignore[assignment]  # see `windows`
    assert found == (None if path is None else PureWindowsPath(path))
    if found is not None:
        assert str(found / "202502-Regional-2024-export.zip").startswith(f"{path}\\")


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    ("noted", "source"),
    [("file://serveur/partage/t.whl", "//serveur\\partage\\t.whl"), ("file:///Z:/projet%20a", r"Z:\projet a")],
)
def test_an_extra_is_installed_from_a_share(monkeypatch: pytest.MonkeyPatch, noted: str, source: str) -> None:
    class Distribution:
        def read_text(self, _: str) -> str:
            return f'{{"url": "{noted}"}}'

    monkeypatch.setattr("importlib.metadata.distribution", lambda _: Distribution())
    assert install_command("dask") == f'python -m pip install "{source}[dask]"'
    assert PureWindowsPath(source).drive in ("Z:", r"\\serveur\partage")


def test_a_share_is_neither_a_pattern_nor_an_address_nor_a_name_that_windows_refuses() -> None:
    for path in (SHARE, rf"\\?\UNC{SHARE[1:]}", r"\\?\Z:\commerce"):
        with pytest.raises(ReleaseFormatError) as caught:
            tt.read_flows(path)
        assert path in str(caught.value)
        assert "pattern" not in str(caught.value)
        assert "address" not in str(caught.value)
        name = PureWindowsPath(path).name
        assert not _files._is_refused_by_windows(name), name
        assert ntpath.expanduser(path) == path
        assert str(OwnPath().convert(path, None, None)) == path
        assert errors.printable(path) == path


@pytest.mark.parametrize(("path", "words"), [("C:\\", "too long"), ("\\\\?\\C:\\", "there is no folder")])
def test_the_long_form_of_a_path_has_no_bound(monkeypatch: pytest.MonkeyPatch, path: str, words: str) -> None:
    monkeypatch.setattr(_files, "_IS_WINDOWS", True)
    monkeypatch.setattr(Path, "exists", lambda _: False)
    target = Path(path + "\\".join(["dossier"] * 40), "marne.csv")
    assert words in _files._reason(FileNotFoundError(2, "The system cannot find the path specified"), target)


@pytest.mark.parametrize("member", [r"\\serveur\partage\x.txt", r"C:\x.txt", r"C:x.txt", r"..\x.txt"])
def test_no_member_of_an_archive_leads_to_a_share(tmp_path: Path, member: str) -> None:
    path = write_release(tmp_path / "202502-Regional-2024-export.zip", [], member=member, inner_folder="")
    with pytest.raises(ReleaseFormatError, match="climbs out"):
        tt.read_flows(path)


def share_of(folder: Path) -> Path:
    """Return another path of a folder, as Windows names a share of this machine; Linux keeps two slashes apart from one."""
    if sys.platform == "win32":
        share = Path(rf"\\localhost\{folder.drive[0]}$", *folder.parts[1:])
        if not share.exists():
            pytest.skip("this machine shares no drive with itself")
        return share
    return Path("/" + str(folder))


@pytest.mark.whole
def test_all_that_takes_a_path_takes_a_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    share = share_of(tmp_path)
    rows: list[FlowRow] = [
        (flow, 2024, quarter, place, "C11Z", "1102", partner, 10 * quarter, 1)
        for flow in ("export", "import")
        for quarter in (1, 2, 3, 4)
        for place, partner in (("51", "US"), ("10", "DE"))
    ]
    (tmp_path / "mirror").mkdir()
    for flow in ("export", "import"):
        write_release(tmp_path / "mirror" / f"202502-Regional-2024-{flow}.zip", customs_rows(rows, flow), year=2024)
    monkeypatch.setenv("TRADE_TERRITORIES_CACHE", str(share / "cache"))
    monkeypatch.setenv("TRADE_TERRITORIES_INDEX_URL", str(share / "mirror"))
    flows = tt.load_flows(2024)
    pd.testing.assert_frame_equal(flows, tt.load_flows(2024, offline=True))
    assert tt.totals(tt.read_flows(share / "mirror"), "51")["value_eur"].tolist() == [100, 100]
    made = tt.export_store(str(share / "tables"), 2024, offline=True)
    assert all(Path(one).is_relative_to(share / "tables") for one in made)
    scanned = tt.scan_flows(2024, engine="duckdb", address=str(share / "tables"))
    assert tt.totals(scanned, "51")["value_eur"].tolist() == [100, 100]
    table = share / "out" / "totals.csv"
    table.parent.mkdir()
    assert run(["table", "totals", "51", "--offline", "--year", "2024", "--output", str(table)]) == 0
    with table.open(encoding="utf-8") as stream:
        assert [row["value_eur"] for row in csv.DictReader(stream)] == ["100", "100"]
    assert run(["fiche", "ti-4417", "--sample", "--format", "csv", "--output", str(share / "fiches")]) == 0
    written = capsys.readouterr().out.split("\n")
    assert all(Path(line).is_file() for line in written if line)
    assert {path.parent for path in (tmp_path / "fiches").iterdir()} == {tmp_path / "fiches"}
    figure = tt.charts.static.balance(flows, ["51", "10"], n=2)
    assert tt.charts.to_svg(figure, share / "out" / "solde.svg") is None
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["solde.svg", "totals.csv"]
    with pytest.raises(tt.TradeTerritoriesError, match="there is no folder") as caught:
        tt.charts.to_svg(figure, share / "nowhere" / "solde.svg")
    assert str(share / "nowhere") in str(caught.value)
