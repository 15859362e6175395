"""Every error this library raises on purpose, under one base class.

A message says what was wrong, where, what was found, what was expected, and the way out, in one line.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class TradeTerritoriesError(Exception):
    """Base of all errors of this library; catch it to catch them all.

    Examples
    --------
    >>> import trade_territories as tt
    >>> try:
    ...     tt.balance(tt.sample_flows(), "Marne", n=0)
    ... except tt.TradeTerritoriesError as error:
    ...     print(error)
    n=0 is not valid; give a whole number from 1 up, or None for all rows
    """

    def __init__(self, *args: object) -> None:
        # Codes, labels and names of files are quoted in messages: none of their signs may be an order to a terminal.
        super().__init__(*(printable(arg) if isinstance(arg, str) else arg for arg in args))


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

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.territory("Marnne")
    Traceback (most recent call last):
    ...
    trade_territories.errors.UnknownCodeError: there is no territory 'Marnne'; did you mean Marne (51), ...
    """

    def __init__(self, message: str, *, value: object = None, close_matches: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.value = value
        self.close_matches = tuple(close_matches)


class AmbiguousPeriodError(TradeTerritoriesError):
    """The table holds several years and none was chosen, or the year chosen is not there.

    Parameters
    ----------
    message
        The whole sentence.
    years
        The years that the table holds.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.totals(tt.sample_flows(), "Marne", year=2023)
    Traceback (most recent call last):
    ...
    trade_territories.errors.AmbiguousPeriodError: year 2023 is not in the table, which holds 2024
    """

    def __init__(self, message: str, *, years: Sequence[int] = ()) -> None:
        super().__init__(message)
        self.years = tuple(years)


class IncompleteCoverageError(TradeTerritoriesError):
    """A figure needs départements, régions, quarters or a direction of trade that the table lacks.

    Parameters
    ----------
    message
        The whole sentence.
    missing
        Codes or words of what lacks.

    Examples
    --------
    >>> import trade_territories as tt
    >>> flows = tt.sample_flows()
    >>> tt.shares(flows[flows.region != "R44"], "France")
    Traceback (most recent call last):
    ...
    trade_territories.errors.IncompleteCoverageError: the figures of France in 2024 need all of it, ...Grand Est (R44)...
    """

    def __init__(self, message: str, *, missing: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.missing = tuple(missing)


class MissingLevelError(TradeTerritoriesError):
    """A level of detail (CPF4, quarter, mass) that the source does not have.

    Examples
    --------
    >>> import trade_territories as tt
    >>> flows = tt.sample_flows()
    >>> flows["cpf4"] = flows["cpf4"].cat.set_categories([])
    >>> tt.activities(flows, "Marne", by="cpf4")
    Traceback (most recent call last):
    ...
    trade_territories.errors.MissingLevelError: some of these rows have no CPF4: their finest products are A129; ...
    """


class EmptySelectionError(TradeTerritoriesError):
    """Nothing is left after the filters that were asked for.

    Examples
    --------
    >>> import trade_territories as tt
    >>> flows = tt.sample_flows()
    >>> tt.compare(flows, flows.assign(year=2023))
    Traceback (most recent call last):
    ...
    trade_territories.errors.EmptySelectionError: the tables have no period in common: one holds [2024], the other [2023]
    """


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

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.read_flows("nowhere.zip")
    Traceback (most recent call last):
    ...
    trade_territories.errors.ReleaseFormatError: nowhere.zip: no such file or folder
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

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.totals([], "Marne")
    Traceback (most recent call last):
    ...
    trade_territories.errors.DataContractError: a table of Flows was expected, not list; ...
    """

    def __init__(self, message: str, *, failures: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.failures = tuple(failures)


class DownloadError(TradeTerritoriesError):
    """The Customs' site answered something that cannot be used, or nothing at all.

    Parameters
    ----------
    message
        The whole sentence.
    reason
        What happened, without the address and the way out.

    Examples
    --------
    >>> import trade_territories as tt
    >>> issubclass(tt.OfflineError, tt.DownloadError)
    True
    """

    def __init__(self, message: str, reason: str | None = None) -> None:
        super().__init__(message)
        self.reason = reason or message


class OfflineError(DownloadError):
    """Something is needed that is not in the cache, and the network may not be used or does not answer.

    Examples
    --------
    >>> import trade_territories as tt
    >>> tt.load_flows(1950, offline=True)
    Traceback (most recent call last):
    ...
    trade_territories.errors.OfflineError: 1950 is not in the cache, ...
    """


class MissingExtraError(TradeTerritoriesError):
    """An optional package is needed; the message holds the command that installs it.

    Parameters
    ----------
    package
        What could not be imported.
    extra
        The extra of this library that brings it.
    purpose
        What it was needed for.

    Examples
    --------
    >>> import trade_territories as tt
    >>> raise tt.MissingExtraError("dask", extra="dask", purpose="engine='dask'")
    Traceback (most recent call last):
    ...
    trade_territories.errors.MissingExtraError: engine='dask' needs the package 'dask', which is not installed: python ...
    """

    def __init__(self, package: str, *, extra: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs the package {package!r}, which is not installed: {install_command(extra)}")
        self.package = package
        self.extra = extra


def install_command(extra: str) -> str:
    """Return the command that installs an extra the way this package was installed: from a folder, a file, or an index.

    Double quotes are understood by PowerShell, cmd and POSIX shells alike.

    Examples
    --------
    >>> install_command("dask").endswith('[dask]"')
    True
    """
    import json
    from importlib import metadata
    from urllib.parse import urlsplit
    from urllib.request import url2pathname

    source = "trade-territories"
    try:
        noted = json.loads(metadata.distribution(source).read_text("direct_url.json") or "{}")
        if noted["url"].startswith("file:"):
            parts = urlsplit(noted["url"])
            # pip notes a folder of a Windows share as file://server/share/folder.
            source = (f"//{parts.netloc}" if parts.netloc else "") + url2pathname(parts.path)
    except (metadata.PackageNotFoundError, ValueError, KeyError, TypeError, OSError):
        pass
    return f'python -m pip install "{source}[{extra}]"'


def printable(text: str) -> str:
    r"""Return a text without the signs that a terminal would obey: each is written as Python does.

    Examples
    --------
    >>> print(printable("Marne\x1b[2J\u202e.zip"))
    Marne\x1b[2J\u202e.zip
    """
    if text.isprintable():
        return text
    # French numbers and names have spaces that do not break.
    return "".join(sign if sign.isprintable() or sign in "\u00a0\u202f" else repr(sign)[1:-1] for sign in text)


def readable(text: str) -> str:
    r"""Return a text of the user's own for documents: without signs that nobody sees, control characters written out.

    Lines and tabs stay; marks of direction and joiners that come along when a text is copied are left out.

    Examples
    --------
    >>> print(readable("Pays\ufeff de\u200b Bray\x1b[2J\nMarne"))
    Pays de Bray\x1b[2J
    Marne
    """
    # French numbers and names have spaces that do not break.
    if text.replace("\u00a0", "").replace("\u202f", "").isprintable():
        return text
    return "".join(map(_readable_sign, text.replace("\r\n", "\n")))


def _readable_sign(sign: str) -> str:
    kind = unicodedata.category(sign)
    if kind == "Cf" and sign != "\u00ad":
        return ""
    is_no_text = kind in ("Cc", "Cs") and sign not in "\n\t"
    return printable(sign) if is_no_text or ord(sign) & 0xFFFE == 0xFFFE else sign


def _shown(value: object, longest: int = 80) -> str:
    """Return a value as it stands in the file, in quotes and cut to one readable length."""
    if not isinstance(value, str):
        return str(value)
    text = repr(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…'"
