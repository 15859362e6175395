"""Many fiches: data read once, drawn on all cores; it goes on where it was stopped, and no failure stops the others."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from concurrent.futures import as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from trade_territories import _version, reference
from trade_territories._files import make_folder, matches_manifest, replacing_folder, write_manifest
from trade_territories.document._maker import Maker
from trade_territories.document.files import write_files
from trade_territories.errors import TradeTerritoriesError
from trade_territories.tables import cube

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future, ProcessPoolExecutor

    from trade_territories.reference import Level, Territory

#: What each process would open by itself: the server opens it once for all.
_PRELOADED = (
    __name__,
    "trade_territories.measures",
    "trade_territories.document.html",
    "trade_territories.document.pdf",
    "fontTools.ttLib",
    "typst",
)
#: Windows waits for at most 63 things at once.
_MOST_PROCESSES = 60
_MAIN = Lock()
#: What a folder was made of: kept beside the fiche, so that a second run knows what is done.
DONE = ".made"


@dataclass(frozen=True)
class Outcome:
    """What became of one fiche: ``made``, ``kept`` (it was there already) or ``failed``, and why."""

    code: str
    name: str
    status: str
    reason: str = ""


class Job(Protocol):
    """What all fiches of a run have in common: how each is made, and how to know that it is there."""

    def is_done(self, place: Territory) -> bool:
        """Tell whether an earlier run made it, of the same figures and in the same way."""
        ...

    def make(self, maker: Maker, place: Territory) -> None:
        """Make it, whole or not at all."""
        ...


@dataclass(frozen=True)
class FolderJob:
    """Each fiche in a folder of its own, named by its code."""

    folder: Path
    formats: tuple[str, ...]
    fingerprint: str

    def is_done(self, place: Territory) -> bool:
        """Tell whether the folder notes the same fingerprint, and holds every file as it was written."""
        return matches_manifest(self.folder / place.code, DONE, self.fingerprint)

    def make(self, maker: Maker, place: Territory) -> None:
        """Make the fiche beside its place and move it there whole: what is there is never half of one."""
        made = maker.make(place, annex="xlsx" in self.formats)
        with replacing_folder(self.folder / place.code) as part:
            write_files(made, part, self.formats)
            write_manifest(part, DONE, self.fingerprint)


def places_of(level: Level) -> tuple[Territory, ...]:
    """List the territories of a level; Territoires d'industrie come with the départements that they touch.

    Examples
    --------
    >>> len(places_of("departement")), len(places_of("region"))
    (101, 18)
    """
    chosen = [reference.territory(code) for code in reference.territories(level)["code"]]
    if level == "territoire_industrie":
        touched = sorted({code for place in chosen if len(place.departements) > 1 for code in place.departements})
        chosen = [*(reference.territory(code) for code in touched), *chosen]
    return tuple(chosen)


def make_many(
    flows: Any,
    places: Sequence[Territory],
    folder: Path,
    *,
    formats: Sequence[str] = ("html", "svg", "csv"),
    jobs: int | None = None,
    on_outcome: Callable[[Outcome], object] | None = None,
    **options: Any,
) -> list[Outcome]:
    """Make the fiches of many territories, each in a folder of its own named by its code.

    Parameters
    ----------
    jobs
        How many processes; as many as there are cores if not given.
    on_outcome
        Called with each outcome, as soon as it is known.
    **options
        As :class:`Maker` takes them: year, quarter, excluding, lang, by, n, edition, since, focus, tariffs.

    Returns
    -------
    list of Outcome
        One per territory, in the order given.
    """
    maker = Maker(cube(flows), **options)
    job = FolderJob(Path(folder), tuple(formats), fingerprint(maker, sorted(formats), options, maker.edition))
    make_folder(job.folder)
    return run(maker, job, places, jobs=jobs, on_outcome=on_outcome)


def run(
    maker: Maker,
    job: Job,
    places: Sequence[Territory],
    *,
    jobs: int | None = None,
    on_outcome: Callable[[Outcome], object] | None = None,
) -> list[Outcome]:
    """Do a job for many territories, on all cores; give the outcomes in the order of the territories."""
    found = {}
    for outcome in _outcomes(maker, job, places, max(1, min(jobs or _cores(), len(places)))):
        found[outcome.code] = outcome
        if on_outcome:
            on_outcome(outcome)
    return [found[place.code] for place in places]


def _outcomes(maker: Maker, job: Job, places: Sequence[Territory], count: int) -> Iterator[Outcome]:
    todo = []
    for place in places:
        if job.is_done(place):
            yield Outcome(place.code, place.name, "kept")
        else:
            todo.append(place)
    lost = []
    if count > 1 and len(todo) > 1 and (pool := _pool(maker, job, count)) is not None:
        for place, outcome in _in_processes(pool, todo):
            if outcome is None:
                lost.append(place)
            else:
                yield outcome
    else:
        yield from (_made(maker, job, place) for place in todo)
    # A process that dies takes its neighbours' work along: each is tried once more, in a process by itself.
    for place in lost:
        pool = _pool(maker, job, 1)
        for _, outcome in _in_processes(pool, [place]) if pool else ():
            yield outcome or Outcome(
                place.code, place.name, "failed", "its process was ended, perhaps for lack of memory"
            )


def _pool(maker: Maker, job: Job, count: int) -> ProcessPoolExecutor | None:
    """Return processes that make fiches; none where the system has none, as in a browser's Python."""
    try:
        from concurrent.futures import ProcessPoolExecutor

        return ProcessPoolExecutor(
            min(count, _MOST_PROCESSES), mp_context=_context(), initializer=_begin, initargs=(maker, job)
        )
    except (ImportError, NotImplementedError, OSError):
        return None


def _in_processes(pool: ProcessPoolExecutor, places: Sequence[Territory]) -> Iterator[tuple[Territory, Outcome | None]]:
    """Do the job in processes; yield each territory with its outcome, or without one where its process died."""
    from concurrent.futures.process import BrokenProcessPool

    is_broken = False
    waiting: dict[Future[Outcome], Territory] = {}
    try:
        with _no_main_module(), suppress(BrokenProcessPool):
            for place in places:
                waiting[pool.submit(_work, place)] = place
        # Where a process dies before all are handed out, the others wait for another try.
        is_broken = len(waiting) < len(places)
        yield from ((place, None) for place in places[len(waiting) :])
        for future in as_completed(waiting):
            place, error = waiting[future], future.exception()
            if error is None:
                yield place, future.result()
            elif isinstance(error, BrokenProcessPool):
                is_broken = True
                yield place, None
            else:
                yield place, Outcome(place.code, place.name, "failed", _reason(error))
    finally:
        # A process started while another one dies is not ended by a broken pool, which would wait for it without end.
        for process in list((pool._processes or {}).values()) if is_broken else ():
            process.kill()
        pool.shutdown(cancel_futures=True)


def _context() -> Any:
    """Return how processes start.

    Forking a process whose libraries run threads may hang, so a server that began with one thread forks where there is
    one; Windows has none, and starts each process anew.
    """
    from multiprocessing import get_all_start_methods, get_context

    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    return context


@contextmanager
def _no_main_module() -> Iterator[None]:
    """Hide the program's main module from processes that start meanwhile.

    They would run it again: a user's script without ``if __name__ == "__main__"`` would start processes without end.
    """
    with _MAIN:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


def get_ready(jobs: int | None = None) -> None:
    """Let the server of processes, where there is one, import what they need while this process reads the data."""
    try:
        if (jobs or _cores()) > 1 and _context().get_start_method() == "forkserver":
            from multiprocessing import forkserver

            forkserver.ensure_running()
    except (ImportError, NotImplementedError, OSError):
        return


_HERE: dict[str, Any] = {}


def _begin(maker: Maker, job: Job) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    # As many processes as cores: threads of the typesetter's own would only stand in each other's way.
    os.environ["RAYON_NUM_THREADS"] = "1"
    _HERE.update(maker=maker, job=job)


def _end_with_parent() -> None:
    """Wait for the parent process to end, then end this worker: a parent that is killed cannot stop its workers itself."""
    from multiprocessing import parent_process

    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _work(place: Territory) -> Outcome:
    return _made(_HERE["maker"], _HERE["job"], place)


def _made(maker: Maker, job: Job, place: Territory) -> Outcome:
    try:
        job.make(maker, place)
    except (TradeTerritoriesError, OSError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        return Outcome(place.code, place.name, "failed", _reason(error))
    return Outcome(place.code, place.name, "made")


def fingerprint(maker: Maker, *options: object) -> str:
    """Sum up what files depend on: figures, options, and the version that draws."""
    figures = [(release.release, release.flow, release.value_eur, release.sha256) for release in maker.france.releases]
    totals = [maker.france.total(flow) for flow in ("export", "import")]
    text = json.dumps([figures, totals, options, _version.__version__], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
