"""Every error this library raises on purpose, under one base class.

A message says what was wrong, where, what was found, what was expected, and the way out, in one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class TradeTerritoriesError(Exception):
    """Base of all errors of this library; catch it to catch them all."""


class UnknownCodeError(TradeTerritoriesError):
    """A territory, product or partner that does not exist, with the closest names that do.

    Parameters
    ----------
    message
        The whole sentence for the reader.
    value
        What was asked for.
    close_matches
        Names or codes that look like it, best first.
    """

    def __init__(self, message: str, *, value: object = None, close_matches: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.value = value
        self.close_matches = tuple(close_matches)


class AmbiguousPeriodError(TradeTerritoriesError):
    """The table holds several years and none was chosen, or the year chosen is not there."""

    def __init__(self, message: str, *, years: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.years = tuple(years)


class IncompleteCoverageError(TradeTerritoriesError):
    """A figure needs départements, régions, quarters or a direction of trade that the table lacks."""

    def __init__(self, message: str, *, missing: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.missing = tuple(missing)


class MissingLevelError(TradeTerritoriesError):
    """A level of detail (CPF4, quarter, mass) that the source does not have."""


class EmptySelectionError(TradeTerritoriesError):
    """Nothing is left after the filters that were asked for."""


class ReleaseFormatError(TradeTerritoriesError):
    """A file is not what the Customs publish.

    Parameters
    ----------
    problem
        What is wrong, in a few words.
    file
        The file, or ``archive.zip!member``.
    line
        Number of the line, the first being 1.
    field
        Name of the field, as in the Customs' description.
    found, expected
        What stands there, and what should.
    hint
        The way out.
    """

    def __init__(
        self,
        problem: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        field: str | None = None,
        found: object = None,
        expected: object = None,
        hint: str | None = None,
    ) -> None:
        where = ", ".join(
            part
            for part in (
                str(file) if file is not None else "",
                f"line {line}" if line is not None else "",
                f"field {field}" if field else "",
            )
            if part
        )
        text = f"{where}: {problem}" if where else problem
        if found is not None:
            text += f"; found {_shown(found)}"
        if expected is not None:
            text += f"; expected {expected}"
        if hint:
            text += f". {hint}"
        super().__init__(text)
        self.problem = problem
        self.file = str(file) if file is not None else None
        self.line = line
        self.field = field
        self.found = found
        self.expected = expected
        self.hint = hint


class DataContractError(TradeTerritoriesError):
    """A table breaks the rules of ``Flows``; every failure is listed at once.

    Parameters
    ----------
    message
        The whole sentence.
    failures
        One line per broken rule: column, rule, number of rows, first examples.
    """

    def __init__(self, message: str, *, failures: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.failures = tuple(failures)


class DownloadError(TradeTerritoriesError):
    """The Customs' site answered something that cannot be used, or nothing at all."""


class OfflineError(DownloadError):
    """Something is needed that is not in the cache, and the network may not be used or does not answer."""


class MissingExtraError(TradeTerritoriesError):
    """An optional package is needed; the message holds the command that installs it."""

    def __init__(self, package: str, *, extra: str, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs the package {package!r}, which is not installed: pip install 'trade-territories[{extra}]'"
        )
        self.package = package
        self.extra = extra


def _shown(value: object, longest: int = 80) -> str:
    """Give a value as it stands in the file, in quotes and cut to one readable length."""
    if not isinstance(value, str):
        return str(value)
    text = repr(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…'"
