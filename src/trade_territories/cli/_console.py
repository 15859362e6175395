"""What goes to a terminal: UTF-8 on every system, one line for each note and error, and no control character."""

from __future__ import annotations

import io
import os
import re
import sys
from contextlib import suppress
from difflib import get_close_matches
from typing import Any

import click

from trade_territories._files import own_path
from trade_territories.text import with_known_spaces

#: Control characters, and those that turn the direction of what follows: a name in a file could steer a terminal with them.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_WHITE = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029]+")


def prepare_streams() -> None:
    """Make standard output UTF-8 with Unix line ends, and let no character stop standard error."""
    # A program without a console, or whose output was closed, has none.
    for stream, settings in (
        (sys.stdout, {"encoding": "utf-8", "errors": "backslashreplace", "newline": "\n"}),
        (sys.stderr, {"errors": "backslashreplace"}),
    ):
        if isinstance(stream, io.TextIOWrapper):
            with suppress(ValueError, OSError):
                stream.reconfigure(**settings)  # type: ignore[arg-type]  # each setting has its own type


class OwnPath(click.Path):
    """A path as users write it: ``~`` is the home folder on Windows as well, whose shells leave it as it is."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path, without ``~``."""
        return super().convert(own_path(value), param, ctx)


class Names(click.Choice[str]):
    """One of many names: a mistyped one is answered with the nearest, and help lists them in its text instead of its usage."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, or say which are near."""
        if value not in self.choices:
            near = get_close_matches(str(value).lower().replace("_", "-"), self.choices, n=3)
            hint = f"did you mean {', '.join(near)}? It is " if near else "choose "
            self.fail(f"{visible(str(value))!r}: {hint}one of {', '.join(self.choices)}", param, ctx)
        return super().convert(value, param, ctx)


def visible(text: str) -> str:
    r"""Return a text with its control characters written out.

    Examples
    --------
    >>> print(visible("Vins\x1b[2J"))
    Vins\x1b[2J
    """
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def one_line(text: str) -> str:
    """Return a text on one line, with its control characters written out."""
    return visible(_WHITE.sub(" ", text)).strip()


def note(text: str) -> None:
    """Write a note about the figures to standard error."""
    _say(f"note: {one_line(text)}")


def fail(reason: str) -> int:
    """Write why a command fails to standard error, in one line, and return its exit status."""
    _say(f"error: {one_line(reason)}")
    return 1


def _say(line: str) -> None:
    # Standard error may be closed; the exit status tells all the same. In a Windows code page it has no such signs.
    with suppress(OSError, ValueError):
        click.echo(with_known_spaces(line).replace("\u2212", "-"), err=True)


def discard_output() -> None:
    """Let standard output lead nowhere: its reader has gone, and Python would complain once more at its end."""
    with suppress(OSError, ValueError, AttributeError):
        handle = os.open(os.devnull, os.O_WRONLY)
        os.dup2(handle, sys.stdout.fileno())
        os.close(handle)
