"""What the Customs' files look like, without their figures: to be kept, and compared with what they look like later."""

from __future__ import annotations

import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, Final

from range_reader import PartsError, RangeReader

from trade_territories.diagnosis import text_facts
from trade_territories.download import SiteDownError
from trade_territories.errors import DownloadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from trade_territories.diagnosis import Diagnosis, Facts
    from trade_territories.download import Client, Step
    from trade_territories.sources import Published

#: Rows of a year move by a few percent; more than this is a change of what is counted.
ROWS_TOLERANCE: Final = 0.25
_SAMPLED_BYTES: Final = 1 << 18
_MONTH = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?!\d)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")

Profile = dict[str, Any]


def pattern_of(name: str) -> str:
    """Return a name with its months and years taken out.

    Examples
    --------
    >>> pattern_of("Regional-2024-export/Region_2024_Export.txt"), pattern_of("202412-Regional-2024-export.zip")
    ('Regional-YEAR-export/Region_YEAR_Export.txt', 'MONTH-Regional-YEAR-export.zip')
    """
    return _YEAR.sub("YEAR", _MONTH.sub("MONTH", name))


def profile_of_places(steps: Sequence[Step]) -> Profile:
    """Return which place lists which kinds of names; a place that did not answer is left out."""
    return {
        "places": {
            step.place.name: sorted({pattern_of(file.name) for file in step.files if file.certainty != "unnamed"})
            for step in steps
            if not step.is_down
        }
    }


def profile_of_start(file: Published, client: Client) -> Profile:
    """Return the members of an archive and the form of its data, from its start and its list of members alone.

    A file that is listed and cannot be had, or is no archive, has a profile as well: what is wrong with it.

    Raises
    ------
    PartsError
        Its server gives no parts of files.
    SiteDownError
        Its server does not answer.
    """
    patience = client.patience(has_other=False)
    try:
        with RangeReader(file, client=client, patience=patience) as remote, zipfile.ZipFile(remote) as archive:
            members = archive.infolist()
            data = max(members, key=lambda member: member.file_size)
            with archive.open(data) as stream:
                facts = text_facts(stream.read(_SAMPLED_BYTES), is_whole=data.file_size <= _SAMPLED_BYTES)
    except (PartsError, SiteDownError):
        raise
    except DownloadError as error:
        return _unusable(error.reason)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
        return _unusable(f"no archive that can be opened ({type(error).__name__})")
    return {"archive": _archive_profile((member.filename for member in members), data.filename, facts)}


def _unusable(reason: str) -> Profile:
    return {"archive": {"members": [], "data": reason, "encoding": None, "line_ends": None, "fields": []}}


def profile_of_year(diagnosis: Diagnosis) -> Profile:
    """Return the form and the size of a year that was read whole."""
    profile: Profile = {"rows": {}, "unknown_codes": {}}
    for section in diagnosis.sections:
        for check in section.checks:
            kind, _, rest = check.name.partition("_")
            if kind == "data" and check.status == "ok":
                profile["rows"][rest] = check.facts["rows"]
            elif kind == "note" and check.facts["codes"]:
                profile["unknown_codes"][rest] = sorted(check.facts["codes"])
            elif kind == "members" and check.status == "ok" and rest == "export":
                profile["archive"] = _from_members(check.facts["members"])
    return profile


def differences(found: Facts, kept: Facts) -> list[str]:
    """Return what has changed, in sentences; what was not looked at this time is left out.

    Examples
    --------
    >>> differences({"rows": {"export": 900}}, {"rows": {"export": 1000}})
    []
    >>> differences({"rows": {"export": 100}}, {"rows": {"export": 1000}})
    ['rows of export: 100, where 1,000 were kept']
    """
    changes: list[str] = []
    for part, now in found.items():
        before = kept.get(part, {})
        # A place that did not answer this time may be as it was.
        for name in sorted(now if part == "places" else {*now, *before}):
            if part == "rows":
                changes += _changed_rows(name, now.get(name), before.get(name))
            elif now.get(name) != before.get(name):
                changes.append(f"{part}, {name}: {_shown(now.get(name))}, where {_shown(before.get(name))} was kept")
    return changes


def _changed_rows(flow: str, now: int | None, before: int | None) -> list[str]:
    if before is None or now is None:
        return [] if now == before else [f"rows of {flow}: {_shown(now)}, where {_shown(before)} were kept"]
    is_near = abs(now - before) <= ROWS_TOLERANCE * before
    return [] if is_near else [f"rows of {flow}: {now:,}, where {before:,} were kept"]


def _from_members(members: Sequence[Facts]) -> Profile:
    data = max(members, key=lambda member: member["bytes"])
    return _archive_profile((str(member["name"]) for member in members), str(data["name"]), data)


def _archive_profile(names: Iterable[str], data: str, facts: Facts) -> Profile:
    return {
        "members": sorted(pattern_of(name) for name in names),
        "data": pattern_of(data),
        "encoding": facts.get("encoding"),
        "line_ends": facts.get("line_ends"),
        "fields": sorted(facts.get("fields_per_line", {})),
    }


def _shown(value: object) -> str:
    return "nothing" if value in (None, [], "") else str(value)[:300]
