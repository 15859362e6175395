"""The archives of a year: what they are as files, what stands in them, and what of it is not as expected."""

from __future__ import annotations

import sys
import time
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from trade_territories import download, reference
from trade_territories import release as releases
from trade_territories.diagnosis._report import Check, Facts, shortened
from trade_territories.errors import DownloadError, ReleaseFormatError, TradeTerritoriesError
from trade_territories.release.zips import unpacking
from trade_territories.text import month_name
from trade_territories.text.numbers import millions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trade_territories.download import Client, Patience
    from trade_territories.release import RawRelease
    from trade_territories.sources import Flow, Published

_SAMPLED_BYTES = 1 << 16
_MOST_MEMBERS = 60
#: Ratio to the rows of the known file from which a difference is reported.
_FAR = 3.0
#: A département with fewer rows than this in the known file moves much from one year to the next.
_FEW_ROWS = 200


@dataclass(frozen=True)
class Asking:
    """How servers are asked for files, and how long may be waited for all of them together."""

    client: Client
    patience: Patience


@dataclass
class Looked:
    """What was found about a year of one flow."""

    #: What to report.
    checks: list[Check] = field(default_factory=list)
    #: The releases that hold it: the first whole one, and others of the same edition, which must not differ.
    releases: list[RawRelease] = field(default_factory=list)
    #: Whether files that may hold it failed, so that ``load_flows`` refuses the year.
    has_failed: bool = False
    #: Whether the first of those could not be had, rather than not be read: what is in the cache may do.
    was_absent: bool = False

    def fail(self, *, is_absent: bool) -> None:
        """Note that a file failed."""
        self.was_absent = self.was_absent or (is_absent and not self.has_failed)
        self.has_failed = True


def look_at(year: int, flow: Flow, files: Iterable[Published], folder: Path, asking: Asking | None) -> Looked:
    """Fetch and read the files that may hold a year of a flow, best first, as ``load_flows`` does, until one holds it whole.

    Parameters
    ----------
    year, flow
        What is looked for.
    files
        The candidates.
    folder
        Where files are fetched to.
    asking
        How servers are asked; None to look at the cache alone.
    """
    looked = Looked()
    last: Published | None = None
    for number, file in enumerate(files):
        is_whole = any(release.record.is_whole for release in looked.releases)
        if is_whole and last is not None and _edition(file) != _edition(last):
            continue
        last = file
        found = _looked_into(file, folder / f"{number}-{flow}", year, flow, asking, looked)
        if found is not None:
            looked.releases.append(found)
        elif looked.has_failed and file.kind == "regional" and file.is_trusted:
            # Nothing else stands in for it.
            return looked
    looked.has_failed = looked.has_failed and not looked.releases
    if last is None:
        where = "in the cache" if asking is None else "listed anywhere, or in the cache"
        text = f"{flow}s: no file of {year} is {where}"
        todo = f"load it once with a network: trade-territories download {year}"
        if asking is not None:
            todo = "see what the places above answer; where they list other years, ask for one of them"
        looked.checks.append(Check(f"archive_{flow}", "problem", text, todo))
    return looked


def _edition(file: Published) -> tuple[object, ...]:
    return file.kind, file.vintage, file.published


def _looked_into(
    file: Published, folder: Path, year: int, flow: Flow, asking: Asking | None, looked: Looked
) -> RawRelease | None:
    """Return what a file holds of a year and a flow; None where it cannot be had or read, or holds none of it."""
    where = _fetched(file, folder / download.safe_name(file.name), asking, looked)
    if where is None:
        looked.fail(is_absent=True)
        return None
    members = _members(where, flow)
    looked.checks.append(members)
    if members.status == "problem":
        looked.fail(is_absent=True)
        return None
    return _read(where, file, year, flow, looked)


def _fetched(file: Published, path: Path, asking: Asking | None, looked: Looked) -> Path | None:
    """Return where a file is, fetched or in the cache; None where it cannot be had."""
    facts: dict[str, object] = {
        "name": file.name, "address": file.address, "results": file.results, "published": file.published,
        "certainty": file.certainty,
    }  # fmt: skip
    name = f"archive_{file.flow or 'file'}"
    if asking is None:
        archive = download.cached(file.address)
        if archive is None:
            return None
        looked.checks.append(Check(name, "ok", f"{file.name}: in the cache, {archive.size:,} bytes", facts=facts))
        return archive.path
    path.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    try:
        received = download.fetch(file, path, client=asking.client, patience=asking.patience)
    except DownloadError as error:
        facts["error"] = str(error)
        todo = (
            "open its address in a browser: where it comes there, save it and give it with --from; else try again later"
        )
        looked.checks.append(Check(name, "problem", f"{file.name}: {error.reason}"[:500], todo, facts))
        return None
    seconds = time.monotonic() - began
    size = path.stat().st_size
    facts |= {
        "status": received.status, "bytes": size, "seconds": round(seconds, 2), "final_address": received.address,
        "etag": received.etag,
        "last_modified": received.last_modified, "content_type": received.content_type,
        "first_bytes": _first_bytes(path),
    }  # fmt: skip
    said = f"published {file.published}" if file.published else f"Last-Modified {received.last_modified or 'not given'}"
    month = f"results of {month_name(file.results, 'en')}, " if file.results else ""
    looked.checks.append(
        Check(name, "ok", f"{file.name}: {size:,} bytes in {seconds:.1f} s; {month}{said}", facts=facts)
    )
    return path


def _first_bytes(path: Path) -> str:
    with path.open("rb") as stream:
        return stream.read(16).hex(" ")


def _members(path: Path, flow: Flow) -> Check:
    """Return what stands in an archive: names, sizes, dates, and the start of each text."""
    name = f"members_{flow}"
    try:
        releases.check_zip(path)
        with unpacking(path.name), zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            facts = [_member(archive, member) for member in members[:_MOST_MEMBERS]]
    except ReleaseFormatError as error:
        return Check(
            name, "problem", f"{error.problem}: {error.found or 'which is refused'}",
            "open its address in a browser: where the archive comes there, give it with --from; attach this report to an issue",
        )  # fmt: skip
    names = shortened([member.filename for member in members])
    return Check(name, "ok", f"{len(members)} members: {names}{_form(facts)}", facts={"members": facts})


def _form(members: list[Facts]) -> str:
    """Return in a few words how the largest text among members is written."""
    texts = [member for member in members if "encoding" in member]
    if not texts:
        return ""
    data = max(texts, key=lambda member: member["bytes"])
    fields = " or ".join(data["fields_per_line"]) or "no"
    return f"; {Path(data['name']).name}: {data['encoding']}, {data['line_ends']}, {fields} fields per line"


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Facts:
    facts: dict[str, object] = {
        "name": member.filename, "bytes": member.file_size, "packed_bytes": member.compress_size,
        "date": "{:04}-{:02}-{:02}".format(*member.date_time[:3]),
    }  # fmt: skip
    if member.filename.lower().endswith((".txt", ".csv")) and not member.flag_bits & 1:
        with archive.open(member) as stream:
            facts |= text_facts(stream.read(_SAMPLED_BYTES), is_whole=member.file_size <= _SAMPLED_BYTES)
    return facts


def text_facts(start: bytes, *, is_whole: bool) -> Facts:
    r"""Return the encoding, line ends, fields and first line of the start of a text.

    Examples
    --------
    >>> text_facts(b"\xef\xbb\xbfE;1;2024\r\nE;2;2024\r\n", is_whole=True)["encoding"]
    'UTF-8 with BOM'
    """
    try:
        text = start.decode("utf-8-sig")
        encoding = "UTF-8 with BOM" if start.startswith(b"\xef\xbb\xbf") else "ASCII" if start.isascii() else "UTF-8"
    except UnicodeDecodeError as error:
        is_cut = not is_whole and error.start > len(start) - 4
        text = start.decode("utf-8" if is_cut else "cp1252", errors="replace")
        encoding = "UTF-8" if is_cut else "not UTF-8 (Windows-1252?)"
    lines = text.splitlines()
    whole = lines if is_whole else lines[:-1]
    ends = {"CRLF": start.count(b"\r\n"), "LF": start.count(b"\n") - start.count(b"\r\n")}
    return {
        "encoding": encoding,
        "line_ends": "and".join(f" {name} " for name, count in ends.items() if count).strip() or "none",
        "fields_per_line": dict(Counter(str(line.count(";") + 1) for line in whole if line.strip())),
        "first_line": (lines or [""])[0][:200],
        "quotes": '"' in text,
    }


def _read(path: Path, file: Published, year: int, flow: Flow, looked: Looked) -> RawRelease | None:
    """Return the release of a flow that holds a year, read to its end; None where the file holds none."""
    name = f"data_{flow}"
    began = time.monotonic()
    try:
        found = releases.read(path, vintage=file.published)
    except TradeTerritoriesError as error:
        todo = "attach this report to an issue: the layout may have changed"
        looked.checks.append(Check(name, "problem", _without_way_out(str(error)), todo, {"error": str(error)}))
        looked.fail(is_absent=False)
        return None
    except Exception as error:  # noqa: BLE001  # whatever a file does to the reader is what the report is about
        said = f"unexpected {type(error).__name__} while reading: {error}"
        looked.checks.append(
            Check(name, "problem", said[:400], "attach this report to an issue: a fault of this program")
        )
        looked.fail(is_absent=False)
        return None
    seconds = time.monotonic() - began
    held = [f"{release.record.flow}s of {', '.join(map(str, release.record.years))}" for release in found]
    fitting = [release for release in found if release.record.flow == flow and year in release.record.years]
    if not fitting:
        said = f"{file.name} holds {', '.join(held) or 'nothing'}, not {flow}s of {year}"
        if file.year == year and file.flow == flow:
            looked.checks.append(
                Check(name, "problem", said, "attach this report to an issue: it is not what its name says")
            )
            looked.fail(is_absent=False)
        else:
            looked.checks.append(Check(name, "fact", said))
        return None
    release = fitting[0].only([year])
    looked.checks += [
        _data_check(release, year, seconds),
        *_note_checks(release, flow),
        *_row_checks(release, year, flow),
    ]
    return release


def _data_check(release: RawRelease, year: int, seconds: float) -> Check:
    record = release.record
    quarters = record.quarters_of(year)
    facts = {
        "rows": record.rows, "value_eur": record.value_eur, "quarters": list(quarters), "kind": record.kind,
        "results_month": record.results_month, "published": record.published, "published_from": record.published_from,
        "data_member": record.data_member, "seconds": round(seconds, 2), "peak_memory_bytes": _peak_memory(),
    }  # fmt: skip
    peak = facts["peak_memory_bytes"]
    memory = f", at most {peak / 1e6:,.0f} MB of memory so far" if isinstance(peak, int) else ""
    part = "" if record.is_whole else f", quarters {', '.join(map(str, quarters))} only"
    held = f"{record.rows:,} rows, {millions(record.value_eur, 'en')}{part}"
    said = f"{record.flow}s of {year}: {held}, read in {seconds:.1f} s{memory}"
    return Check(f"data_{record.flow}", "ok", said, facts=facts)


def _note_checks(release: RawRelease, flow: Flow) -> list[Check]:
    """Return what the reader found odd: unknown codes first of all."""
    return [
        Check(
            f"note_{flow}_{note.code}", "fact",
            f"{flow}s: {note.code.replace('_', ' ')}: {note.rows:,} rows, {millions(note.value_eur, 'en')}"
            + (f" ({shortened(list(note.codes))})" if note.codes else ""),
            facts={"rows": note.rows, "value_eur": note.value_eur, "codes": list(note.codes)},
        )
        for note in release.notes
    ]  # fmt: skip


def _row_checks(release: RawRelease, year: int, flow: Flow) -> list[Check]:
    """Return how the numbers of rows stand beside those that are known of the Customs' own file."""
    counted = Counter[tuple[int, str]]()
    for cell in release.columns.cells:
        counted[cell.quarter, cell.departement] += cell.rows
    facts = {f"Q{quarter} {place}": rows for (quarter, place), rows in sorted(counted.items())}
    known = {(quarter, place): rows for (_, of, quarter, place), rows in reference.known_rows().items() if of == flow}
    is_same_file = year in {of for of, *_ in reference.known_rows()} and bool(known)
    if not known or not release.record.quarters_of(year):
        return [
            Check(
                f"rows_{flow}", "fact", f"{flow}s: rows in {len(counted)} pairs of quarter and département", facts=facts
            )
        ]
    absent = sorted({place for _, place in known} - {place for _, place in counted})
    far = [
        f"{place} in Q{quarter} ({counted[quarter, place]:,} rows, {rows:,} in 2019)"
        for (quarter, place), rows in sorted(known.items())
        if rows >= _FEW_ROWS and counted[quarter, place] and not 1 / _FAR < counted[quarter, place] / rows < _FAR
    ]
    equal = sum(counted[key] == rows for key, rows in known.items())
    said = f"{flow}s: rows by quarter and département beside those of 2019"
    if is_same_file:
        said += f": {equal} of {len(known)} equal"
    if absent or far:
        findings = [f"absent: {shortened(absent)}"] if absent else []
        findings += [f"far off: {shortened(far)}"] if far else []
        return [
            Check(f"rows_{flow}", "problem", f"{said}; {'; '.join(findings)}", "attach this report to an issue", facts)
        ]
    return [Check(f"rows_{flow}", "ok", f"{said}: nothing is far off", facts=facts)]


def _peak_memory() -> int | None:
    """Return the most memory that this process has taken so far, in bytes; None where the system does not say it."""
    peak: int | None = None
    if sys.platform != "win32":
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        peak = int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * unit
    return peak


def _without_way_out(text: str) -> str:
    return text.split(". Try again later", 1)[0].split(". Nothing was kept", 1)[0][:500]
