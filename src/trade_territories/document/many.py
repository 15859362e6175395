"""Many fiches: data read once, drawn on all cores; it goes on where it was stopped, and no failure stops the others."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import forkserver, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from trade_territories import _version, aggregate, reference
from trade_territories.document._maker import Maker
from trade_territories.document.files import write_files
from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.context import ForkServerContext

    from trade_territories.reference import Level, Territory

#: What each process would open by itself: the server opens it once for all.
_PRELOADED = (
    __name__,
    "trade_territories.measures",
    "trade_territories.document.html",
    "trade_territories.document.pdf",
    "trade_territories.charts.layout",
    "fontTools.ttLib",
    "typst",
)
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
    interactive: bool
    fingerprint: str

    def is_done(self, place: Territory) -> bool:
        """Tell whether the folder notes the same fingerprint."""
        note = self.folder / place.code / DONE
        return note.is_file() and note.read_text(encoding="utf-8").strip() == self.fingerprint

    def make(self, maker: Maker, place: Territory) -> None:
        """Make the fiche beside its place and move it there whole: what is there is never half of one."""
        target, part = self.folder / place.code, self.folder / f".{place.code}.part"
        try:
            shutil.rmtree(part, ignore_errors=True)
            write_files(maker.make(place), part, self.formats, interactive=self.interactive)
            (part / DONE).write_text(self.fingerprint + "\n", encoding="utf-8")
            shutil.rmtree(target, ignore_errors=True)
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)


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
    interactive: bool = False,
    jobs: int | None = None,
    told: Callable[[Outcome], object] | None = None,
    **options: Any,
) -> list[Outcome]:
    """Make the fiches of many territories, each in a folder of its own named by its code.

    Parameters
    ----------
    jobs
        How many processes; as many as there are cores if not given.
    told
        Called with each outcome, as soon as it is known.
    **options
        As :class:`Maker` takes them: year, quarter, excluding, lang, product, top.

    Returns
    -------
    list of Outcome
        One per territory, in the order given.
    """
    summed = aggregate.cube(flows)
    maker = Maker(summed, **options)
    job = FolderJob(
        Path(folder), tuple(formats), interactive, fingerprint(summed, sorted(formats), interactive, options)
    )
    job.folder.mkdir(parents=True, exist_ok=True)
    return run(maker, job, places, jobs=jobs, told=told)


def run(
    maker: Maker,
    job: Job,
    places: Sequence[Territory],
    *,
    jobs: int | None = None,
    told: Callable[[Outcome], object] | None = None,
) -> list[Outcome]:
    """Do a job for many territories, on all cores; give the outcomes in the order of the territories."""
    found = {}
    for outcome in _outcomes(maker, job, places, max(1, min(jobs or _cores(), len(places)))):
        found[outcome.code] = outcome
        if told:
            told(outcome)
    return [found[place.code] for place in places]


def _outcomes(maker: Maker, job: Job, places: Sequence[Territory], count: int) -> Iterator[Outcome]:
    todo = []
    for place in places:
        if job.is_done(place):
            yield Outcome(place.code, place.name, "kept")
        else:
            todo.append(place)
    if count == 1 or len(todo) < 2:
        yield from (_made(maker, job, place) for place in todo)
        return
    lost = []
    for place, outcome in _in_processes(maker, job, todo, count):
        if outcome is None:
            lost.append(place)
        else:
            yield outcome
    # A process that dies takes its neighbours' work along: each is tried once more, by itself.
    for one in lost:
        for place, outcome in _in_processes(maker, job, [one], 1):
            yield outcome or Outcome(
                place.code, place.name, "failed", "its process was ended, perhaps for lack of memory"
            )


def _in_processes(
    maker: Maker, job: Job, places: Sequence[Territory], count: int
) -> Iterator[tuple[Territory, Outcome | None]]:
    """Do the job in processes; give each territory with its outcome, or without one where its process died."""
    with ProcessPoolExecutor(count, mp_context=_context(), initializer=_begin, initargs=(maker, job)) as pool:
        waiting = {pool.submit(_work, place): place for place in places}
        for future in as_completed(waiting):
            place, error = waiting[future], future.exception()
            if error is None:
                yield place, future.result()
            elif isinstance(error, BrokenProcessPool):
                yield place, None
            else:
                yield place, Outcome(place.code, place.name, "failed", _reason(error))


def _context() -> ForkServerContext:
    """Give processes from a server that begins with one thread: forking one whose libraries run threads may hang."""
    context = get_context("forkserver")
    context.set_forkserver_preload(list(_PRELOADED))
    return context


def get_ready(jobs: int | None = None) -> None:
    """Let the server open what all processes need while this one reads the data."""
    if (jobs or _cores()) > 1:
        _context()
        forkserver.ensure_running()


_HERE: dict[str, Any] = {}


def _begin(maker: Maker, job: Job) -> None:
    # As many processes as cores: threads of the typesetter's own would only stand in each other's way.
    os.environ["RAYON_NUM_THREADS"] = "1"
    _HERE.update(maker=maker, job=job)


def _work(place: Territory) -> Outcome:
    return _made(_HERE["maker"], _HERE["job"], place)


def _made(maker: Maker, job: Job, place: Territory) -> Outcome:
    try:
        job.make(maker, place)
    except (TradeTerritoriesError, OSError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        return Outcome(place.code, place.name, "failed", _reason(error))
    return Outcome(place.code, place.name, "made")


def fingerprint(flows: Any, *options: object) -> str:
    """Sum up what files depend on: figures, options, and the version that draws."""
    figures = aggregate.releases(flows)[["release", "flow", "value_eur", "sha256"]].to_dict(orient="records")
    text = json.dumps([figures, options, _version.__version__], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
