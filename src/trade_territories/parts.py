"""Parts of trade that a question keeps (``only=``) or leaves out (``excluding=``): products, partners and groups of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from trade_territories import reference
from trade_territories.errors import UnknownCodeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trade_territories.frames import FlowsFrame
    from trade_territories.query import Query

#: What ``only=`` and ``excluding=`` take: a code, a name, a group, or several of them.
PartsLike = str | Iterable[str] | None
_LEVELS = ("a129", "cpf4", "partner")


@dataclass(frozen=True)
class Part:
    """One product or partner.

    Parameters
    ----------
    code
        Its code.
    column
        Column of Flows that holds it.
    members
        Codes of that column that it stands for.
    """

    code: str
    column: str
    members: frozenset[str]

    @property
    def kind(self) -> str:
        """Whether it is a ``product`` or a ``partner``."""
        return "partner" if self.column == "partner" else "product"

    def name(self, query: Query) -> str:
        """Return its name inside a sentence: goods in small letters, countries as they are."""
        short = query.label(self.column, self.code, short=True)
        return short if self.column == "partner" else _lowered(short)


@dataclass(frozen=True)
class Parts:
    """Several products and partners; false where there are none."""

    parts: tuple[Part, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.parts)

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.parts)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the parts, as asked for."""
        return tuple(part.code for part in self.parts)

    @cached_property
    def by_column(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Codes by column of Flows."""
        columns: dict[str, frozenset[str]] = {}
        for part in self.parts:
            columns[part.column] = columns.get(part.column, frozenset()) | part.members
        return tuple(sorted(columns.items()))

    def and_also(self, other: Parts) -> Parts:
        """Return these parts and others, each once."""
        return Parts(tuple(sorted({*self.parts, *other.parts}, key=lambda part: (part.column, part.code))))

    def names(self, query: Query, kind: str | None = None) -> list[str]:
        """Return the names of the parts inside a sentence: of all, or of one kind (``product`` or ``partner``)."""
        return [part.name(query) for part in self.parts if kind in (None, part.kind)]

    def long_names(self, query: Query) -> list[str]:
        """Return the full names of the parts with their codes."""
        return [f"{query.label(part.column, part.code)} ({part.code})" for part in self.parts]


NO_PARTS = Parts()


def resolve_parts(asked: PartsLike, argument: str, frame: FlowsFrame, years: Sequence[int]) -> Parts:
    """Find the products and partners that are asked for.

    Parameters
    ----------
    asked
        A code, a name or several.
    argument
        ``only`` or ``excluding``, for messages.
    frame
        The table: a code that only occurs there is known, too.
    years
        The years of the period, on which membership of a group depends.

    Raises
    ------
    UnknownCodeError
        No such product or partner; with close matches.
    """
    if asked is None:
        return NO_PARTS
    if not isinstance(asked, Iterable):
        raise TypeError(f"{argument}: give a code or several, such as 'C11Z' or ['C11Z', 'US'], not {asked!r}")
    found = [_part(code, argument, frame) for code in ([asked] if isinstance(asked, str) else asked)]
    return Parts(tuple(sorted(set(found), key=lambda part: (part.column, part.code))))


def _part(code: str, argument: str, frame: FlowsFrame) -> Part:
    if not isinstance(code, str):
        raise TypeError(f"{argument}: codes are texts, not {type(code).__name__}: {code!r}")
    column = "partner" if len(code) == 2 else "cpf4" if code.isdigit() else "a129"
    if code in reference.labels(column) or code in frame.codes(column):
        return Part(code, column, frozenset({code}))
    known = sorted({one for level in _LEVELS for one in reference.labels(level)})
    close = difflib.get_close_matches(code.upper(), known, n=3, cutoff=0.4)
    hint = f"; close to it: {', '.join(close)}" if close else ""
    raise UnknownCodeError(
        f"{argument}: {code!r} is neither an A129 or CPF4 product nor a partner{hint}", value=code, close_matches=close
    )


def _lowered(name: str) -> str:
    """Begin a name with a small letter inside a sentence, unless it is an acronym."""
    first, *_ = name.split(" ")
    return name if len(first) > 1 and first.isupper() else name[:1].lower() + name[1:]
