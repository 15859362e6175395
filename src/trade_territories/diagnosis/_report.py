"""The report of a diagnosis: checks in sections, as a page of text and as JSON, with nothing private in it."""

from __future__ import annotations

import getpass
import html
import json
import os
import platform
import re
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias
from urllib.parse import quote, urlsplit
from urllib.request import getproxies

from trade_territories import sources
from trade_territories._files import own_path, write_text
from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Status = Literal["ok", "problem", "fact"]

#: Version of the JSON report.
FORMAT: Final = 1
_MARKS: Final = {"ok": "✓", "problem": "✗", "fact": "·"}
_MOST_SHOWN = 12
#: Names that many machines share, and that are words besides.
_SHARED_NAMES = ("root", "user", "admin", "administrator", "ubuntu", "runner", "localhost", "export", "import", "data")
_USER_IN_ADDRESS = re.compile(r"//[^/@\s]+@")


#: What the JSON report says beside a check: numbers, texts, and lists or records of them.
Facts: TypeAlias = "Mapping[str, Any]"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    #: What it is, the same in every report.
    name: str
    #: ``ok``, ``problem``, or ``fact`` where nothing can be wrong.
    status: Status
    #: What was found, in a line.
    text: str
    #: What to do about a problem.
    todo: str = ""
    #: More of it, for the JSON report.
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """Checks about one thing."""

    #: What they are about.
    title: str
    #: The checks, in order.
    checks: tuple[Check, ...]


@dataclass(frozen=True, repr=False)
class Diagnosis:
    """What ``doctor`` found: ``print()`` shows the page, ``write(folder)`` keeps it with the JSON report."""

    #: When (UTC).
    made: str
    #: Version of the package.
    version: str
    #: What was looked at.
    sections: tuple[Section, ...]
    #: Years of which both directions can be loaded.
    years: tuple[int, ...]

    @property
    def can_load(self) -> bool:
        """Whether a year can be loaded."""
        return bool(self.years)

    @property
    def problems(self) -> tuple[Check, ...]:
        """The checks that found something wrong."""
        return tuple(check for section in self.sections for check in section.checks if check.status == "problem")

    def to_text(self) -> str:
        """Return the page: a line for each check, and what to do about each problem."""
        lines = [f"trade-territories {self.version}: diagnosis of {self.made}"]
        for section in self.sections:
            lines += ["", section.title]
            for check in section.checks:
                lines.append(f"  {_MARKS[check.status]} {check.text}")
                if check.todo:
                    lines.append(f"      to do: {check.todo}")
        lines += ["", self._conclusion()]
        return _without("\n".join(lines) + "\n", _private())

    def to_json(self) -> str:
        """Return the report for an issue: every check with its facts."""
        content = {
            "format": FORMAT,
            "made": self.made,
            "version": self.version,
            "can_load": self.can_load,
            "years": list(self.years),
            "sections": [asdict(section) for section in self.sections],
        }
        return json.dumps(_cleaned(content, _private()), ensure_ascii=False, indent=1, default=str)

    def write(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write ``doctor.txt`` and ``doctor.json`` into a folder, and return their paths.

        Raises
        ------
        TradeTerritoriesError
            They cannot be written.
        """
        place = own_path(folder)
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TradeTerritoriesError(
                f"{place}: the folder cannot be made ({error.strerror or type(error).__name__}); choose another one"
            ) from error
        paths = [place / "doctor.txt", place / "doctor.json"]
        for path, content in zip(paths, (self.to_text(), self.to_json()), strict=True):
            write_text(path, content)
        return paths

    def _conclusion(self) -> str:
        if self.years:
            years = ", ".join(map(str, self.years))
            return f"✓ {years} can be loaded: tt.load_flows({self.years[-1]})"
        return (
            "✗ no year can be loaded; attach doctor.json (--output DIR writes it) to an issue, or see what to do above"
        )

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        years = ", ".join(map(str, self.years)) or "none"
        return f"<Diagnosis: years that can be loaded: {years}; {len(self.problems)} problems>"

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.to_text())}</pre>"


def _without(text: str, private: Sequence[tuple[str, str]]) -> str:
    """Return a text without names and paths of this machine, its user, its proxies and its mirror."""
    for name, shown in private:
        text = text.replace(name, shown)
    return _USER_IN_ADDRESS.sub("//<user>@", text)


def _private() -> list[tuple[str, str]]:
    """Return names and paths that must not stand in a report, longest first, and what stands for each."""
    found: dict[str, str] = {}
    with suppress(RuntimeError):
        found[str(Path.home())] = "<home>"
    found[str(Path.cwd())] = "<folder>"
    found[tempfile.gettempdir()] = "<temp>"
    if moved := os.environ.get("TRADE_TERRITORIES_CACHE"):
        found[moved] = "<cache>"
    if mirror := sources.mirror():
        found[mirror] = "<mirror>"
        found[_netloc(mirror)] = "<mirror host>"
    for address in getproxies().values():
        found[address] = "<proxy>"
        found[_netloc(address)] = "<proxy>"
        found[_netloc(address).rpartition("@")[2].partition(":")[0]] = "<proxy>"
    with suppress(OSError, KeyError, ImportError):
        found[getpass.getuser()] = "<user>"
    found[platform.node()] = "<machine>"
    kept = {text: shown for text, shown in found.items() if len(text) > 3 and text.lower() not in _SHARED_NAMES}
    for text, shown in tuple(kept.items()):
        # As it stands in addresses of files, and with other separators on Windows.
        forward = text.replace("\\", "/")
        kept |= {forward: shown, quote(forward): shown, quote(text, safe="/:\\"): shown}
    return sorted(kept.items(), key=lambda pair: len(pair[0]), reverse=True)


def _netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _cleaned(value: object, private: Sequence[tuple[str, str]]) -> object:
    """Return what a report holds with every text cleaned and no text or list without end."""
    if isinstance(value, str):
        return _without(value[:2000], private)
    if isinstance(value, dict):
        return {str(key): _cleaned(item, private) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_cleaned(item, private) for item in value]
    return value


def shortened(names: list[str]) -> str:
    """Return some names as a text, and how many more there are.

    Examples
    --------
    >>> shortened(["a", "b"])
    'a, b'
    """
    rest = len(names) - _MOST_SHOWN
    return ", ".join(names[:_MOST_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
