"""Archives and folders: what holds data, what is refused, which month a release is of."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest

from trade_territories.errors import ReleaseFormatError
from trade_territories.flows import read_flows
from trade_territories.release import archive, check_zip, data_files

from .builders import LABEL_TEXTS, known, write_release

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .builders import CustomsRow

ROW: CustomsRow = ("E", 1, 2024, "51", "13", "C11Z", "1101", "US", 1500, 12)
LINE = b"E;1;2024;51;13;C11Z;1101;US;1500;12\r\n"


def zipped(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return path


def refused(path: Path) -> ReleaseFormatError:
    with pytest.raises(ReleaseFormatError) as caught:
        read_flows(path)
    return caught.value


@pytest.mark.parametrize("folder", ["", "Regional-2019-export/", "a/b/"])
@pytest.mark.parametrize(
    "name", ["Region_2019_Export.txt", "REGIONAL_2021_IMPORT.TXT", "REGIONAL_CPF4PAYSE.txt", "export.txt"]
)
def test_any_folder_and_any_name(tmp_path: Path, folder: str, name: str) -> None:
    path = write_release(tmp_path / "a.zip", [ROW], inner_folder=folder, member=name)
    assert read_flows(path)["value_eur"].tolist() == [1500]
    assert [file.member for file in data_files(path)] == [folder + name]


def test_what_desktops_leave_and_notes_are_not_data(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip",
        {
            "x/": b"",
            "x/Region_2024_Export.txt": LINE,
            "__MACOSX/x/._Region_2024_Export.txt": b"\x00\x05",
            "x/.DS_Store": b"\x00",
            "x/Lisez-moi_regional.txt": b"Fichiers des Douanes",
            "x/LISEZMOI.txt": "Données régionales ; avertissement".encode("cp1252"),
            "x/LIBELLE_PAYS.TXT": LABEL_TEXTS["Libelle_PAYS.txt"].encode(),
        },
    )
    (file,) = data_files(path)
    assert file.member == "x/Region_2024_Export.txt"
    assert file.label_files == ("x/LIBELLE_PAYS.TXT",)


def test_backslashes_in_names(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"Regional-2024-export\\Region_2024_Export.txt": LINE})
    assert len(read_flows(path)) == 1


def test_several_data_members(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"Region_2024_Export.txt": LINE, "Region_2024_Import.txt": b"I" + LINE[1:]})
    assert read_flows(path)["flow"].tolist() == ["export", "import"]


def test_a_folder_an_unpacked_folder_and_a_text_file(tmp_path: Path) -> None:
    unpacked = tmp_path / "202502-Regional-2024" / "Regional-2024-export"
    unpacked.mkdir(parents=True)
    (unpacked / "Region_2024_Export.txt").write_bytes(LINE)
    (unpacked / "Libelle_PAYS.txt").write_bytes(LABEL_TEXTS["Libelle_PAYS.txt"].encode())
    write_release(unpacked.parent / "202502-Regional-2024-import.zip", [("I", *ROW[1:])])
    flows = read_flows(unpacked.parent)
    assert flows["flow"].tolist() == ["export", "import"]
    assert {one.vintage for one in known(flows).releases} == {"202502"}
    assert len(read_flows(unpacked / "Region_2024_Export.txt")) == 1
    assert len(read_flows(str(unpacked))) == 1


@pytest.mark.parametrize("content", ["nothing", "note"])
def test_a_folder_without_data(tmp_path: Path, content: str) -> None:
    if content == "note":
        (tmp_path / "note.txt").write_text("À lire")
    assert refused(tmp_path).problem == "no data file in the folder"


def test_nothing_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.zip").problem == "no such file or folder"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "an empty file"),
        (b"<!DOCTYPE HTML><html>", "an HTML page"),
        (b"\n <html>", "an HTML page"),
        (LINE, "bytes"),
    ],
)
def test_no_archive_at_all(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "2024-export.zip"
    path.write_bytes(content)
    error = refused(path)
    assert error.problem == "not a ZIP archive"
    assert str(error.found).startswith(found)
    assert error.file == str(path)


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.7, 0.99])
def test_a_truncated_archive(tmp_path: Path, kept: float) -> None:
    path = write_release(tmp_path / "a.zip", [(*ROW[:8], value, 1) for value in range(500)])
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert "damaged or cut off" in str(refused(path)) or "not a ZIP" in str(refused(path))


def test_damaged_data_is_noticed_while_reading(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "a.zip", {"Region_2024_Export.txt": b"".join(LINE.replace(b"1500", b"%d" % i) for i in range(3000))}
    )
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    check_zip(path)
    assert refused(path).problem == "the archive is damaged or cut off"
    with pytest.raises(ReleaseFormatError):
        check_zip(path, crc=True)


def test_a_wrong_checksum(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as written:
        written.writestr("Region_2024_Export.txt", LINE * 100)
    content = path.read_bytes().replace(b";1500;", b";1600;", 1)
    path.write_bytes(content)
    assert "CRC" in str(refused(path))
    with pytest.raises(ReleaseFormatError, match="checksum"):
        check_zip(path, crc=True)


@pytest.mark.parametrize("members", [{}, {"note.txt": b"bonjour"}, {"data.bin": b"\x00"}])
def test_an_archive_without_data(tmp_path: Path, members: Mapping[str, bytes]) -> None:
    error = refused(zipped(tmp_path / "a.zip", members))
    assert error.problem == "no data file in the archive"
    assert all(name in str(error.found) for name in members)


def test_an_archive_of_archives(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as written:
        written.writestr("Region_2024_Export.txt", LINE)
    error = refused(zipped(tmp_path / "a.zip", {"inner.zip": inner.getvalue()}))
    assert error.hint is not None
    assert "unpack it" in error.hint


def test_an_archive_beside_data_is_not_left_out_in_silence(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"Region_2024_Import.txt": b"I" + LINE[1:], "Regional-2024-export.zip": b"PK"})
    error = refused(path)
    assert (error.problem, error.found) == (
        "archives in the archive",
        "Region_2024_Import.txt, Regional-2024-export.zip",
    )


def test_two_members_of_one_name(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("Region_2024.txt", LINE)
        with pytest.warns(UserWarning, match="Duplicate name"):
            written.writestr("Region_2024.txt", b"I" + LINE[1:])
    assert refused(path).problem == "two members have the same name"


def test_a_broken_data_file_is_never_taken_for_a_note(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"Region_2024_Export.txt": LINE, "REGIONAL_CPF4PAYSI.txt": b"I\n"})
    assert (refused(path).line, refused(path).problem) == (1, "1 field")


@pytest.mark.parametrize("name", ["../Region_2024_Export.txt", "a/../../b.txt", "/etc/b.txt", "C:\\b.txt", "..\\b.txt"])
def test_paths_that_climb_out(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as written:
        written.writestr(zipfile.ZipInfo(name), LINE)
    error = refused(path)
    assert "climbs out" in error.problem
    assert error.found == name


def test_an_encrypted_archive(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"Region_2024_Export.txt": LINE})
    content = bytearray(path.read_bytes())
    # The flag of encryption, in the member's own header and in the directory.
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    path.write_bytes(content)
    assert "encrypted" in refused(path).problem


def test_an_archive_that_would_fill_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "a.zip", {"Region_2024_Export.txt": b"0" * 3_000_000})
    monkeypatch.setattr(archive, "RATIO_FREE_BYTES", 1_000_000)
    assert "far more" in refused(path).problem
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 2_000_000)
    monkeypatch.setattr(archive, "MAX_RATIO", 10_000)
    assert "far more" in refused(path).problem
    monkeypatch.setattr(archive, "MAX_MEMBERS", 0)
    assert "too many" in refused(path).problem


def test_a_directory_that_lies_about_sizes(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"Region_2024_Export.txt": LINE * 1000})
    content = bytearray(path.read_bytes())
    start = content.index(b"PK\x01\x02") + 24
    content[start : start + 4] = struct.pack("<I", len(LINE) * 10)
    path.write_bytes(content)
    assert refused(path).problem == "the archive is damaged or cut off"


@pytest.mark.parametrize(
    ("name", "noted", "vintage", "vintage_from"),
    [
        ("202502-Regional-2024-export.zip", None, "202502", "name"),
        ("202502-Regional-2024-export.zip", "202511", "202502", "name"),
        ("Regional-2024-export-202508 (1).zip", None, "202508", "name"),
        ("2024-export.zip", "202511", "202511", "noted"),
        ("2024-export.zip", None, "202503", "member"),
        ("202413-export.zip", None, "202503", "member"),
        ("20250207.zip", None, "202503", "member"),
    ],
)
def test_vintages_of_archives(tmp_path: Path, name: str, noted: str | None, vintage: str, vintage_from: str) -> None:
    path = write_release(tmp_path / name, [ROW], date=(2025, 3, 31, 8, 0, 0))
    (file,) = data_files(path, vintage=noted)
    assert (file.vintage, file.vintage_from, file.date) == (vintage, vintage_from, "2025-03-31")


def test_vintage_of_a_text_file_is_its_date(tmp_path: Path) -> None:
    path = tmp_path / "Region_2024_Export.txt"
    path.write_bytes(LINE)
    os.utime(path, (1_740_000_000, 1_740_000_000))
    (file,) = data_files(path)
    assert (file.vintage, file.vintage_from, file.date) == ("202502", "file", "2025-02-19")


def test_a_zip_under_another_name_is_an_archive(tmp_path: Path) -> None:
    path = write_release(tmp_path / "a.zip", [ROW])
    renamed = path.rename(tmp_path / "download")
    assert len(read_flows(renamed)) == 1


def test_reading_writes_nothing(tmp_path: Path) -> None:
    path = write_release(tmp_path / "a.zip", [ROW])
    read_flows(path)
    assert list(tmp_path.iterdir()) == [path]
