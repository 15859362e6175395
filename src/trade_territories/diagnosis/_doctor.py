"""The diagnosis as a whole: machine, cache, places, the archives of a year, and published totals."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from trade_territories import download, sources
from trade_territories._version import __version__
from trade_territories.diagnosis._archives import Asking, Looked, look_at
from trade_territories.diagnosis._machine import cache, machine, without_network
from trade_territories.diagnosis._places import asked_places, section
from trade_territories.diagnosis._report import Check, Diagnosis, Section
from trade_territories.errors import TradeTerritoriesError
from trade_territories.flows import asked_years, assembled, client, load_flows
from trade_territories.measures import comparisons

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Sequence

    from trade_territories.download import Step
    from trade_territories.release import RawRelease
    from trade_territories.sources import Flow, Published

#: Longest wait for all files of a diagnosis together, where nothing comes in.
_PATIENCE_SECONDS = 60.0


def doctor(
    years: int | Iterable[int] | None = None,
    *,
    offline: bool = False,
    output: str | os.PathLike[str] | None = None,
) -> Diagnosis:
    """Look at this machine, the cache and the Customs' places, and say whether a year can be loaded.

    Files are fetched into a temporary folder, read to their end and removed: nothing is kept, and nothing that is kept
    changes. Without a network it ends in ten seconds with what works offline: a year that the cache holds is read from it as
    ``load_flows`` does.

    Parameters
    ----------
    years
        A year or several; the last one that both directions are listed of, if not given.
    offline
        Ask no server: this machine and the cache alone.
    output
        A folder for ``doctor.txt`` and ``doctor.json``, ready to be attached to an issue: no user name, no path and no
        proxy stands in them.

    Returns
    -------
    Diagnosis
        ``print()`` shows the page; ``can_load``, ``years``, ``problems`` and ``to_json()`` tell the same to programs.

    Raises
    ------
    TradeTerritoriesError
        What is given is no year, or the report cannot be written. Nothing else is raised: what fails is in the report.

    Examples
    --------
    >>> import trade_territories as tt
    >>> print(tt.doctor(2024, offline=True).to_text().splitlines()[2])
    This machine
    """
    wanted = asked_years(years)
    sections = [_guarded("This machine", machine), _guarded("Cache", cache)]
    steps: list[Step] = []
    asking: Asking | None = None
    if not offline:
        asked = replace(client(), attempts=2, longest_seconds=_PATIENCE_SECONDS)
        steps = asked_places(asked)
        sections.append(section(steps))
        if not all(step.is_down for step in steps):
            asking = Asking(asked, asked.patience(has_other=False))
    if asking is None:
        sections.append(without_network())
    found: list[int] = []
    for year in wanted or _last_year(steps):
        part, is_there = _year(year, steps, asking)
        sections.append(part)
        if is_there and (asking is None or _is_writable(sections)):
            found.append(year)
    if not wanted and not found:
        sections.append(Section("Years", (_no_year(),)))
    made = datetime.now(tz=UTC).isoformat(timespec="seconds")
    diagnosis = Diagnosis(made, __version__, tuple(sections), tuple(found))
    if output is not None:
        diagnosis.write(output)
    return diagnosis


def _is_writable(sections: Sequence[Section]) -> bool:
    """Return whether what is downloaded can be kept, without which nothing is loaded."""
    return not any(
        check.name == "cache_writable" and check.status == "problem" for section in sections for check in section.checks
    )


def _year(year: int, steps: Sequence[Step], asking: Asking | None) -> tuple[Section, bool]:
    """Return the checks of a year, and whether ``load_flows`` would load it."""
    title = f"{year}" if asking is not None else f"{year}, in the cache"
    checks: list[Check] = []
    read: list[RawRelease] = []
    has_failed = False
    with tempfile.TemporaryDirectory(prefix="doctor-", ignore_cleanup_errors=True) as folder:
        for flow in sources.FLOWS:
            try:
                looked = _looked(year, flow, _listed(year, flow, steps), Path(folder), asking)
            except Exception as error:  # noqa: BLE001  # a report with a hole tells more than a traceback
                checks.append(_unexpected(f"archive_{flow}", error))
                has_failed = True
                continue
            checks += looked.checks
            read += looked.releases
            has_failed = has_failed or looked.has_failed
        totals = _totals(read)
    if asking is None:
        return Section(title, (*checks, *totals)), _is_in_cache(year)
    is_table = any(check.name == "table" and check.status == "ok" for check in totals)
    return Section(title, (*checks, *totals)), is_table and not has_failed


def _is_in_cache(year: int) -> bool:
    """Return whether a year can be loaded without a network: its table may be whole where its archive is damaged."""
    try:
        load_flows(year, offline=True)
    except TradeTerritoriesError:
        return False
    return True


def _looked(year: int, flow: Flow, listed: Sequence[Published], folder: Path, asking: Asking | None) -> Looked:
    """Look at the files that may hold a year of a flow where they are published, else in the cache, as ``load_flows`` does."""
    looked = Looked() if asking is None else look_at(year, flow, listed, folder, asking)
    held = sources.candidates([archive.file for archive in download.cached_archives()], year, flow)
    if looked.releases or (looked.has_failed and not looked.was_absent) or (asking is not None and not held):
        return looked
    here = look_at(year, flow, held, folder, None)
    here.checks = [*looked.checks, *here.checks]
    return here


def _listed(year: int, flow: Flow, steps: Sequence[Step]) -> list[Published]:
    """Return the files that are published, or were, and may hold a year of a flow."""
    listed = [file for step in steps for file in sources.candidates(step.files, year, flow)]
    return list({file.address: file for file in [*listed, *sources.candidates(sources.known(), year, flow)]}.values())


def _totals(read: Sequence[RawRelease]) -> list[Check]:
    """Return how what was read stands beside published totals, and whether it makes a table of Flows."""
    if not read:
        return []
    try:
        flows = assembled(read)
        found = comparisons(flows)
    except TradeTerritoriesError as error:
        return [Check("table", "problem", str(error)[:500], "attach this report to an issue")]
    except Exception as error:  # noqa: BLE001  # as above
        return [_unexpected("table", error)]
    checks = [Check("table", "ok", f"a table of {len(flows):,} rows that keeps its rules")]
    for comparison in found:
        facts = {
            "published_eur": comparison.total.value_eur,
            "value_eur": comparison.here_eur,
            "source": comparison.total.source,
        }
        is_fine = comparison.verdict == "agrees"
        todo = "" if is_fine else "compare with the site's own figures, and attach this report to an issue"
        checks.append(Check("published_total", "ok" if is_fine else "problem", comparison.sentence, todo, facts))
    if not found:
        checks.append(Check("published_total", "fact", "no published total is known of this year"))
    return checks


def _last_year(steps: Sequence[Step]) -> list[int]:
    """Return the last year that both directions are listed of, or held in the cache; else one that a listed file may hold."""
    for files in [*(step.files for step in steps), [archive.file for archive in download.cached_archives()]]:
        both = [{file.year for file in files if file.flow == flow and file.year} for flow in sources.FLOWS]
        if common := set.intersection(*both) or set.union(*both):
            return [max(year for year in common if year)]
    listed = [file for step in steps for file in step.files]
    months = [file.results for file in listed if file.results]
    # The results of March are the first that make a quarter.
    latest = max(months, default=str(datetime.now(tz=UTC).year))
    return [int(latest[:4]) - (latest[4:] < "03")] if listed else []


def _no_year() -> Check:
    return Check(
        "years", "problem", "no year is listed anywhere, and none is in the cache",
        "give a year (trade-territories doctor 2024), or files already here with --from",
    )  # fmt: skip


def _guarded(title: str, look: Callable[[], Section]) -> Section:
    try:
        return look()
    except Exception as error:  # noqa: BLE001  # as above
        return Section(title, (_unexpected(title.lower().replace(" ", "_"), error),))


def _unexpected(name: str, error: Exception) -> Check:
    said = f"unexpected {type(error).__name__}: {error}"[:400]
    return Check(name, "problem", said, "attach this report to an issue: a fault of this program")
