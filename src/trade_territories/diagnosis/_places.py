"""The places where files are looked for, asked at once and each by itself: a silent one holds up no other."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from trade_territories import sources
from trade_territories.diagnosis._report import Check, Section, shortened
from trade_territories.download import Client, Discovery, SiteDownError, Step
from trade_territories.errors import DownloadError, TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A machine without a network is known after this; one whose first place answered waits longer for the others.
_FIRST_SECONDS, _ALL_SECONDS = 6.0, 30.0
_CONNECT_SECONDS = 3.0


def asked_places(client: Client) -> list[Step]:
    """Return what each place answers, in the order in which they would be asked.

    Parameters
    ----------
    client
        How servers are asked; each is asked once.
    """
    places = sources.official_places()
    hurried = replace(client, attempts=1, connect_seconds=min(client.connect_seconds, _CONNECT_SECONDS))
    answers: dict[str, Step] = {}
    threads = [
        threading.Thread(target=_ask, args=(place, hurried, answers), daemon=True, name=f"doctor-{place.name}")
        for place in places
    ]
    for thread in threads:
        thread.start()
    began = time.monotonic()
    while any(thread.is_alive() for thread in threads):
        has_answer = any(step.error is None or not step.is_down for step in answers.values())
        if time.monotonic() - began > (_ALL_SECONDS if has_answer else _FIRST_SECONDS):
            break
        time.sleep(0.02)
    late = SiteDownError("no answer in time")
    return [answers.get(place.name) or Step(place, (), 0, (), late, time.monotonic() - began) for place in places]


def section(steps: Sequence[Step]) -> Section:
    """Return the answers of places as checks."""
    has_files = any(step.error is None for step in steps)
    sought = Check(
        "places_sought", "fact", f"looked for {sources.LINKS_SOUGHT}, then for archives whose names say less"
    )
    checks = (_check(step, is_needed=not has_files) for step in steps)
    return Section("Where the files are looked for", (sought, *checks))


def _ask(place: sources.Place, client: Client, answers: dict[str, Step]) -> None:
    try:
        step = next(Discovery(client, client.patience(has_other=False), (place,)).steps())
    except TradeTerritoriesError as error:
        step = Step(place, (), 0, (), DownloadError(str(error)), 0.0)
    except Exception as error:  # noqa: BLE001  # whatever a place does is what the report is about
        step = Step(place, (), 0, (), DownloadError(f"unexpected {type(error).__name__}: {error}"), 0.0)
    answers[place.name] = step


def _check(step: Step, *, is_needed: bool) -> Check:
    facts = {
        "place": step.place.name, "address": step.place.address, "sought": step.place.sought, "links": step.links,
        "first_links": list(step.shown), "seconds": round(step.seconds, 2),
        "files": [
            {
                "name": file.name, "kind": file.kind, "flow": file.flow, "year": file.year, "results": file.results,
                "published": file.published, "certainty": file.certainty, "address": file.address,
            }
            for file in step.files
        ],
    }  # fmt: skip
    name = f"place_{step.place.name}"
    if step.error is None:
        names = shortened([file.name for file in step.files])
        return Check(
            name, "ok", f"{step.place.title}: {len(step.files)} of {step.links} links are files: {names}", facts=facts
        )
    facts["error"] = str(step.error)
    if not is_needed:
        return Check(name, "fact", f"{step.place.title}, which is not needed: {_reason(step)}", facts=facts)
    if "resolved" in _reason(step):
        todo = "connect this machine to a network, or set HTTPS_PROXY where a proxy stands between"
    elif step.links:
        todo = "the names of the files may have changed: attach this report to an issue"
    else:
        todo = (
            f"open {step.place.address} in a browser: where files stand there, save them and give them with --from; a proxy "
            "may stand between (HTTPS_PROXY, REQUESTS_CA_BUNDLE); where the page has moved, attach this report to an issue"
        )
    return Check(name, "problem", f"{step.place.title}: {_reason(step)}", todo, facts)


def _reason(step: Step) -> str:
    return (step.error.reason if step.error is not None else "")[:400]
