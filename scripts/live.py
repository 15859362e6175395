"""Look at the Customs' real site, and say what has changed since the profile beside this file was kept.

Run by ``nox -s live`` and, every week, by .github/workflows/live.yml; never by the other checks: it needs a network, and fails
for reasons that are not this project's. Exit status: 0 as kept, 1 something has changed, 2 nothing could be seen.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from range_reader import PartsError
from site_profile import differences, profile_of_places, profile_of_start, profile_of_year

import trade_territories as tt
from trade_territories import sources
from trade_territories.diagnosis import asked_places
from trade_territories.errors import TradeTerritoriesError
from trade_territories.flows import client

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trade_territories.download import Step

PROFILE = Path(__file__).with_name("live_profile.json")


def last_export(steps: Sequence[Step]) -> sources.Published | None:
    """Return the newest full-year export file of the first place that lists one."""
    for step in steps:
        files = [file for file in step.files if file.kind == "regional" and file.flow == "export" and file.year]
        if files:
            return max(files, key=lambda file: (file.year or 0, file.vintage or ""))
    return None


def looked_at(output: Path, *, is_whole: bool) -> tuple[dict[str, Any], int | None]:
    """Return what the site looks like now, and the year that was looked at; a year read whole leaves its diagnosis in a folder.

    Raises
    ------
    TradeTerritoriesError
        Nothing could be seen.
    """
    asking = client()
    steps = asked_places(asking)
    if all(step.is_down for step in steps):
        raise TradeTerritoriesError("no place answers")
    found: dict[str, Any] = profile_of_places(steps)
    file = last_export(steps)
    if file is None:
        return found, None
    try:
        found |= profile_of_start(file, asking)
    except PartsError:
        # Such a server is looked at whole each time.
        is_whole = True
    if not is_whole:
        return found, file.year
    return found | profile_of_year(tt.doctor(file.year, output=output)), file.year


def report(changes: Sequence[str], sure: str) -> str:
    """Return the text of an issue about changes; ``sure`` is what the kept profile says about itself."""
    lines = ["The Customs' site no longer looks as `scripts/live_profile.json` says:", ""]
    lines += [f"- {change}" for change in changes]
    lines += ["", f"The kept profile was not seen, it was {sure}."] if sure else []
    lines += ["", "See `docs/howto/watch.md` for what to do. The diagnosis is attached to the run as `doctor.json`."]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--whole", action="store_true", help="read the last year whole, not only the start of one archive"
    )
    parser.add_argument("--accept", action="store_true", help="keep what is found as the new profile")
    parser.add_argument(
        "--output", type=Path, default=Path("live"), help="folder for the report (default: %(default)s)"
    )
    parser.add_argument("--profile", type=Path, default=PROFILE)
    given = parser.parse_args(arguments)
    given.output.mkdir(parents=True, exist_ok=True)
    for name in ("changes.md", "doctor.txt", "doctor.json"):
        (given.output / name).unlink(missing_ok=True)
    kept = json.loads(given.profile.read_text(encoding="utf-8"))
    try:
        found, year = looked_at(given.output, is_whole=given.whole)
    except TradeTerritoriesError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    changes = differences(found, kept)
    if given.accept:
        found["places"] = kept.get("places", {}) | found["places"]
        kept = {name: value for name, value in kept.items() if name != "sure"} | found
        given.profile.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"{given.profile}: {len(changes)} changes are kept")
        return 0
    if not changes:
        print("as kept")
        return 0
    text = report(changes, kept.get("sure", ""))
    (given.output / "changes.md").write_text(text, encoding="utf-8")
    if not (given.output / "doctor.json").exists():
        tt.doctor(year, output=given.output)
    print(text)
    return 1


if __name__ == "__main__":
    sys.exit(main())
