"""Archives and folders: what holds data, what is refused, which month a release is of."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.systems import WINDOWS
from tests.thorough import some
from trade_territories.errors import ReleaseFormatError
from trade_territories.flows import read_flows, sample_flows
from trade_territories.release import check_zip, data_files, inflate, sample, zips

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
    monkeypatch.setattr(zips, "RATIO_FREE_BYTES", 1_000_000)
    assert "far more" in refused(path).problem
    monkeypatch.setattr(zips, "MAX_TOTAL_BYTES", 2_000_000)
    monkeypatch.setattr(zips, "MAX_RATIO", 10_000)
    assert "far more" in refused(path).problem
    monkeypatch.setattr(zips, "MAX_MEMBERS", 0)
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


# Other packings, and what lies beside data


@pytest.mark.parametrize(
    ("method", "name"), [(9, "Deflate64"), (98, "PPMd"), (93, "Zstandard"), (95, "XZ"), (77, "method 77")]
)
def test_another_way_to_compress_is_named_with_the_way_out(tmp_path: Path, method: int, name: str) -> None:
    if method == getattr(zipfile, "ZIP_ZSTANDARD", 0):
        pytest.skip("this Python unpacks it")
    path = zipped(tmp_path / "a.zip", {"Region_2024_Export.txt": LINE})
    content = bytearray(path.read_bytes())
    for signature, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        content[content.index(signature) + offset] = method
    path.write_bytes(content)
    error = refused(path)
    assert (error.found, "7-Zip" in str(error.hint), "amaged" in str(error)) == (name, True, False)


METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


@pytest.mark.parametrize("method", METHODS)
def test_every_way_to_compress_that_python_knows_is_read(tmp_path: Path, method: int) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as written:
        written.writestr("Region_2024_Export.txt", LINE * 1000)
    assert read_flows(path)["value_eur"].tolist() == [1500 * 1000]


@pytest.mark.whole
@pytest.mark.thorough
@pytest.mark.parametrize("method", METHODS)
def test_a_damaged_archive_never_gives_other_figures_nor_another_error(tmp_path: Path, method: int) -> None:
    path = tmp_path / "202502-Regional-2024-export.zip"
    text = b"".join(LINE.replace(b"1500", b"%d" % value) for value in range(40))
    with zipfile.ZipFile(path, "w", method) as written:
        written.writestr("Region_2024_Export.txt", text)
        written.writestr("Libelle_PAYS.txt", b"QX;Pays nouveau;202401;999912\n")
    whole = path.read_bytes()
    for place in some(range(0, len(whole), 5)):
        for value in (0x00, 0xFF, whole[place] ^ 0x10):
            path.write_bytes(whole[:place] + bytes([value]) + whole[place + 1 :])
            try:
                flows = read_flows(path)
            except ReleaseFormatError:
                continue
            assert flows["value_eur"].sum() == sum(range(40))


@pytest.mark.parametrize("size", [2**16, 2**31, 2**32 - 1])
@pytest.mark.parametrize("place", ["offset of the directory", "size of the directory", "offset of the member"])
def test_places_that_an_archive_cannot_have_are_told(tmp_path: Path, place: str, size: int) -> None:
    path = zipped(tmp_path / "202502-Regional-2024-export.zip", {"Region_2024_Export.txt": LINE * 3})
    content = path.read_bytes()
    end, directory = content.index(b"PK\x05\x06"), content.index(b"PK\x01\x02")
    where = {
        "offset of the directory": end + 16,
        "size of the directory": end + 12,
        "offset of the member": directory + 42,
    }[place]
    path.write_bytes(content[:where] + struct.pack("<L", size) + content[where + 4 :])
    assert path.name in str(refused(path))


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "7-Zip"), (b"\x1f\x8b\x08\x00", "gzip"), (b"\x28\xb5\x2f\xfd", "Zstandard"),
        (b"\xfd7zXZ\x00", "XZ"), (b"BZh91AY", "bzip2"), (b"Rar!\x1a\x07\x01\x00", "RAR"), (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"), (b"PAR1", "Parquet"), (b"\x04\x22\x4d\x18d", "LZ4"),
        (b"\x1f\x9d\x90", "compressed"), (b"\x5d\x00\x00\x80", "LZMA"), (b"a.txt".ljust(257, b"\0") + b"ustar", "tar"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["Region_2024_Export.7z", "Region_2024_Export.txt", "202502-Regional-2024-export.zip"])
def test_what_is_no_archive_and_no_text_is_told_with_the_way_out(
    tmp_path: Path, start: bytes, what: str, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(start + bytes(600))
    error = refused(path)
    assert what in str(error.found)
    assert error.hint
    assert "ownload it again" not in str(error)
    (tmp_path / "Regional_2024_Import.txt").write_bytes(b"I" + LINE[1:])
    assert what in str(refused(tmp_path).found), "beside data it is not left out in silence"


def test_an_archive_of_another_ending_in_a_folder_is_read(tmp_path: Path) -> None:
    # A browser that downloads a file twice writes ".zip.1"; a document of OpenDocument is an archive, too.
    zipped(tmp_path / "202502-import.zip.1", {"Region_2024_Import.txt": b"I" + LINE[1:]})
    zipped(tmp_path / "notes.odt", {"content.xml": b"<a/>"})
    zipped(tmp_path / "notes.sxw", {"content.xml": b"<a/>"})
    (tmp_path / "Region_2024_Export.txt").write_bytes(LINE)
    assert read_flows(tmp_path)["flow"].tolist() == ["export", "import"]
    (tmp_path / "x.7z").write_bytes(b"7z\xbc\xaf\x27\x1c")
    assert refused(tmp_path).file == str(tmp_path / "x.7z"), "whatever it is called, it may hold data"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and links in folders are Unix's")
@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_what_would_be_waited_for_or_leads_nowhere_is_refused(tmp_path: Path, kind: str) -> None:
    (tmp_path / "Region_2024_Export.txt").write_bytes(LINE)
    odd = tmp_path / "Region_2024_Import.txt"
    if kind == "pipe":
        os.mkfifo(odd)
        assert "pipe" in str(refused(odd))
    else:
        odd.symlink_to(tmp_path / "nothing.txt")
    assert refused(tmp_path).file == str(odd)
    odd.rename(tmp_path / ".lock")
    assert len(read_flows(tmp_path)) == 1


def test_many_members_of_nothing_but_line_ends_are_refused(tmp_path: Path) -> None:
    blank = {f"{place}.dat": b"\n" * 5000 for place in range(50)}
    assert len(read_flows(zipped(tmp_path / "a.zip", {"Region_2024_Export.txt": LINE, **blank}))) == 1
    path = zipped(tmp_path / "b.zip", {"Region_2024_Export.txt": LINE, **blank, "more.dat": b"\n" * 5000})
    assert "begin with blanks" in str(refused(path))


def test_an_old_workbook_of_labels_beside_data_is_no_archive(tmp_path: Path) -> None:
    book = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    path = zipped(tmp_path / "a.zip", {"Region_2024_Export.txt": LINE, "Libelles.xls": book})
    assert len(read_flows(path)) == 1
    zipped(path, {"Region_2024_Export.txt": LINE, "Region_2024_Import.xls": book})
    assert "Region_2024_Import.xls" in str(refused(path))


@pytest.mark.whole
@pytest.mark.parametrize("name", ["Region_2024_Export", "region_2024_export.DAT", "Libelle_export.txt", "EXPORT.TXT "])
@pytest.mark.parametrize("before", [b"", b"\r\n" * 4000, b" \t \n" * 3000])
def test_data_is_known_by_what_it_holds(tmp_path: Path, name: str, before: bytes) -> None:
    contents = {name: before + LINE, "Region_2024_Import.txt": b"I" + LINE[1:]}
    assert len(read_flows(zipped(tmp_path / "a.zip", contents))) == 2
    folder = tmp_path / "unpacked"
    folder.mkdir()
    for file, content in contents.items():
        # A name on Windows' disks cannot end in a blank; one in an archive can.
        (folder / (file.strip() if WINDOWS else file)).write_bytes(content)
    assert len(read_flows(folder)) == 2


@pytest.mark.parametrize("given", ["https://www.douane.gouv.fr/a.zip", "*.zip", "export-202[0-4].zip"])
def test_an_address_or_a_pattern_is_told_so(given: str) -> None:
    with pytest.raises(ReleaseFormatError, match=r"It looks like an? (address|pattern)"):
        read_flows(given)


def test_a_stream_is_told_so() -> None:
    with pytest.raises(TypeError, match="write it to a file first"):
        read_flows(io.BytesIO(LINE))  # type: ignore[arg-type]  # on purpose


def test_a_folder_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "Region_2024_Export.txt").write_bytes(LINE)
    scandir = os.scandir

    def refusing(path: str) -> object:
        if str(path).endswith("secret"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)
    error = refused(tmp_path)
    assert (error.problem, str(error.file).endswith("secret")) == ("a folder cannot be read", True)


# Bounds


@pytest.mark.whole
def test_only_so_many_bytes_of_labels_are_read(tmp_path: Path) -> None:
    """250 label files of 8 MiB, in an archive of 2 MB, took 4.1 GB."""
    many = {f"Libelle_PAYS_{place}.txt": bytes(1 << 20) for place in range(20)}
    path = zipped(tmp_path / "a.zip", {"Region_2024_Export.txt": LINE, **many})
    assert refused(path).problem == "a member is far larger than it can be"
    note = {"README.txt": bytes(20 << 20)}
    assert len(read_flows(zipped(tmp_path / "b.zip", {"Region_2024_Export.txt": LINE, **note}))) == 1


def test_a_label_that_is_far_too_long_is_told(tmp_path: Path) -> None:
    for text in (b"QX;" + b"a" * 200_000 + b"\n", b'QX;"' + b"a;b\n" * 50_000):
        error = refused(zipped(tmp_path / "a.zip", {"Region_2024_Export.txt": LINE, "Libelle_PAYS.txt": text}))
        assert "a label that is far too long" in error.problem


# Months


def test_months_of_folders(tmp_path: Path) -> None:
    """A folder called as its archive was tells the month of the results; another one tells when it was published."""
    places = {
        "202502-Regional-2024-export": ("202502", ""), "2025-03/07": ("", "202503"), "202504": ("", "202504"),
        "2025-05/202502-Regional-2024-export": ("202502", "202505"), "mes fichiers": ("", ""),
    }  # fmt: skip
    for folder, expected in places.items():
        path = tmp_path / folder / "Region_2024_Export.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(LINE)
        (found,) = (file for file in data_files(tmp_path) if file.path == path)
        assert (found.results_month, found.noted) == expected


def test_unpacked_beside_newer_archives_is_the_older_release(tmp_path: Path) -> None:
    rows = [("E", quarter, *ROW[2:8], 11, 1) for quarter in (1, 2, 3, 4)]
    write_release(tmp_path / "202508-Regional-2024-export.zip", rows)
    unpacked = tmp_path / "202502-Regional-2024-export" / "Region_2024_Export.txt"
    unpacked.parent.mkdir()
    unpacked.write_text("".join(";".join(map(str, (*row[:8], 10, 1))) + "\n" for row in rows))
    flows = read_flows(tmp_path)
    assert flows["value_eur"].tolist() == [11] * 4
    assert known(flows).releases[0].results_month == "202508"


@pytest.mark.parametrize("late_rows", [1, 7])
def test_late_rows_do_not_make_a_full_year_file_one_of_quarters(tmp_path: Path, late_rows: int) -> None:
    partners = [f"A{letter}" for letter in "DEFGILMNORSTUWZ"]
    rows = [("E", quarter, *ROW[2:7], partner, 10, 1) for quarter in (1, 2, 3, 4) for partner in partners]
    old = write_release(tmp_path / "202502-Regional-2024-export.zip", rows)
    dated = [(quarter, partner) for partner in partners[:late_rows] for quarter in (1, 4)]
    late = [*((*row[:8], 11, 1) for row in rows)]
    late += [("E", quarter, 2023, *ROW[3:7], partner, 5, 1) for quarter, partner in dated]
    new = write_release(tmp_path / "202508-Regional-2024-export.zip", late)
    flows = read_flows(old, new)
    assert flows.groupby("year")["value_eur"].sum().to_dict() == {2023: 10 * late_rows, 2024: 11 * len(rows)}


# The example


@pytest.mark.parametrize("how", ["renamed", "unpacked", "with other rows", "one quarter"])
def test_the_example_is_known_by_its_figures(tmp_path: Path, how: str) -> None:
    bundled = sample.CELLS.parent / "EXEMPLE_202502-Regional-2024-export.zip"
    with zipfile.ZipFile(bundled) as opened:
        lines = opened.read("Regional-2024-export/Region_2024_Export.txt").splitlines(keepends=True)
    path = tmp_path / "202502-Regional-2024-export.zip"
    if how == "renamed":
        path.write_bytes(bundled.read_bytes())
    elif how == "one quarter":
        zipped(path, {"Region_2024_Export.txt": b"".join(line for line in lines if line[2:3] == b"3")})
    else:
        more = [LINE.replace(b"2024", b"2023")] if how == "with other rows" else []
        path = tmp_path / "Region_2024_Export.txt"
        path.write_bytes(b"".join(line.replace(b"\r\n", b"\n") for line in [*lines, *more]))
    flows = read_flows(path)
    assert known(flows).is_sample
    assert all(release.startswith("sample-") for release in flows["release"].cat.categories)


def test_the_cells_of_the_example_are_those_of_its_files() -> None:
    lines = sample.CELLS.read_text(encoding="utf-8").splitlines()
    cells = [";".join(map(str, cell)) for cell in known(sample_flows(since=2022)).holdings if cell.rows >= 50]
    assert lines == cells


# Unpacking


@pytest.mark.parametrize("module", [zlib, inflate.fast_zlib])
@pytest.mark.parametrize("size", [1, 7, 4096, -1])
def test_members_are_unpacked_as_zipfile_does(tmp_path: Path, module: Any, size: int) -> None:
    if module is None:
        pytest.skip("isal is not installed")
    content = bytes(range(256)) * 20 + LINE * 200
    path = zipped(tmp_path / "é.zip", {"dossier/Région.txt": content, "vide.txt": b""})
    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        for name in archive.namelist():
            stream = inflate.Inflated(file, archive.getinfo(name), module)
            found = b"".join(iter(lambda: stream.read(size), b""))  # noqa: B023  # used up in the loop
            assert found == archive.read(name)


def test_without_isal_archives_are_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "a.zip", {"Region_2024_Export.txt": LINE * 100})
    monkeypatch.setattr(inflate, "fast_zlib", None)
    assert read_flows(path)["value_eur"].sum() == 1500 * 100
