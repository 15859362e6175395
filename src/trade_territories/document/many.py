"""Many fiches: data read once, drawn on all cores; it goes on where it was stopped, and no failure stops the others."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trade_territories import _version, aggregate, reference
from trade_territories.document._content import Maker
from trade_territories.document.files import write_files
from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trade_territories.reference import Level, Territory

#: What a folder was made of: kept beside the fiche, so that a second run knows what is done.
DONE = ".made"
_ROOM = "trade_territories.document.many"


@dataclass(frozen=True)
class Outcome:
    """What became of one fiche: ``made``, ``kept`` (it was there already) or ``failed``, and why."""

    code: str
    name: str
    status: str
    reason: str = ""


@dataclass(frozen=True)
class Job:
    """What all fiches of a run have in common."""

    folder: Path
    formats: tuple[str, ...]
    interactive: bool
    fingerprint: str


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
    told: Callable[[Outcome], None] | None = None,
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
    job = Job(Path(folder), tuple(formats), interactive, _fingerprint(summed, formats, interactive, options))
    job.folder.mkdir(parents=True, exist_ok=True)
    count = max(1, min(jobs or _cores(), len(places)))
    found = {}
    for outcome in _outcomes(maker, job, places, count):
        found[outcome.code] = outcome
        if told:
            told(outcome)
    return [found[place.code] for place in places]


def _outcomes(maker: Maker, job: Job, places: Sequence[Territory], count: int) -> Iterator[Outcome]:
    todo = []
    for place in places:
        if _is_done(job, place):
            yield Outcome(place.code, place.name, "kept")
        else:
            todo.append(place)
    if count == 1 or len(todo) < 2:
        yield from (_made(maker, job, place) for place in todo)
        return
    # A server that begins with one thread: forking a process whose libraries run threads may hang.
    context = get_context("forkserver")
    context.set_forkserver_preload([_ROOM])
    with ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(maker, job)) as pool:
        waiting = {pool.submit(_work, place): place for place in todo}
        for future in as_completed(waiting):
            place = waiting[future]
            error = future.exception()
            yield future.result() if error is None else Outcome(place.code, place.name, "failed", _reason(error))


_HERE: dict[str, Any] = {}


def _begin(maker: Maker, job: Job) -> None:
    _HERE.update(maker=maker, job=job)


def _work(place: Territory) -> Outcome:
    return _made(_HERE["maker"], _HERE["job"], place)


def _made(maker: Maker, job: Job, place: Territory) -> Outcome:
    """Make one fiche beside its place and move it there whole: what is there is never half of one."""
    target, part = job.folder / place.code, job.folder / f".{place.code}.part"
    try:
        shutil.rmtree(part, ignore_errors=True)
        write_files(maker.make(place), part, job.formats, interactive=job.interactive)
        (part / DONE).write_text(job.fingerprint + "\n", encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        part.rename(target)
    except (TradeTerritoriesError, OSError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        shutil.rmtree(part, ignore_errors=True)
        return Outcome(place.code, place.name, "failed", _reason(error))
    return Outcome(place.code, place.name, "made")


def _is_done(job: Job, place: Territory) -> bool:
    note = job.folder / place.code / DONE
    return note.is_file() and note.read_text(encoding="utf-8").strip() == job.fingerprint


def _fingerprint(flows: Any, formats: Sequence[str], interactive: bool, options: dict[str, Any]) -> str:
    """Sum up what the files depend on: figures, options, and the version that draws."""
    figures = aggregate.releases(flows)[["release", "flow", "value_eur", "sha256"]].to_dict(orient="records")
    text = json.dumps(
        [figures, sorted(formats), interactive, options, _version.__version__], sort_keys=True, default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
