"""Row headings in a tagged PDF: typst tags the cells of a table's head as such, and has no way to say that a cell heads its row.

Objects of the structure are written by typst one after the other, uncompressed, with a plain table of addresses; only those of
cells are changed here, and the addresses of what comes after them.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LOG = logging.getLogger("trade_territories")

_TABLE = re.compile(rb"^\d+ 0 obj\n<</Type/StructElem/S/Table/", re.MULTILINE)
_CHILDREN = re.compile(rb"/K\[((?:\d+ 0 R ?)+)\]>>$")
_REFERENCE = re.compile(rb"(\d+) 0 R")
_HEADS_OF_CELL = re.compile(rb"<</O/Table/Headers\[[^\]]*\]>>")
_ADDRESSES = re.compile(rb"xref\n0 (\d+)\n")
_ENTRY: Final = 20


def with_row_headings(pdf: bytes, *, skipped: int = 0) -> bytes:
    """Return the document with the first cell of each row as its heading (TH, scope Row).

    Cells name no heads any more: with a scope on each heading, readers find those of row and column by themselves.

    Parameters
    ----------
    skipped
        Number of tables at the beginning whose rows have no heading.
    """
    try:
        objects = _Objects(pdf)
        edits = sorted(edit for table in objects.tables()[skipped:] for edit in objects.edits(table))
    except (AttributeError, ValueError, IndexError) as error:
        LOG.warning("rows of the PDF's tables have no headings: this typst writes its structure otherwise (%s)", error)
        return pdf
    return objects.edited(edits)


class _Objects:
    """The objects of a document, by number."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.start = int(pdf[pdf.rindex(b"startxref") :].split()[1])
        head = _ADDRESSES.match(pdf, self.start)
        if head is None:
            raise ValueError("no plain table of addresses")
        self.first_entry, self.count = head.end(), int(head[1])
        self.addresses = [int(pdf[at : at + 10]) for at in self._entries()]

    def _entries(self) -> Iterator[int]:
        return (self.first_entry + _ENTRY * number for number in range(self.count))

    def text(self, number: int) -> bytes:
        start = self.addresses[number]
        return self.pdf[start : self.pdf.index(b"\nendobj", start)]

    def children(self, number: int) -> list[int]:
        found = _CHILDREN.search(self.text(number))
        return [int(number) for number in _REFERENCE.findall(found[1])] if found else []

    def tables(self) -> list[int]:
        """Return the numbers of the tables' objects, in the order of the document."""
        return [int(match[0].split()[0]) for match in _TABLE.finditer(self.pdf)]

    def edits(self, table: int) -> Iterator[tuple[int, bytes, bytes]]:
        """Yield where a cell's object is, how it reads and how it shall read."""
        for part in self.children(table):
            if b"/S/TBody/" not in self.text(part):
                continue
            for row in self.children(part):
                for place, cell in enumerate(self.children(row)):
                    text = self.text(cell)
                    if b"/S/TD/" not in text:
                        raise ValueError(f"object {cell} is no cell")
                    if place == 0:
                        new = _HEADS_OF_CELL.sub(b"<</O/Table/Scope/Row>>", text.replace(b"/S/TD/", b"/S/TH/", 1))
                        if b"/Scope/Row" not in new:
                            raise ValueError(f"object {cell} has no attributes of a cell")
                    else:
                        new = _HEADS_OF_CELL.sub(b"", text).replace(b"/A[]", b"")
                    yield self.addresses[cell], text, new

    def edited(self, edits: list[tuple[int, bytes, bytes]]) -> bytes:
        """Return the document with objects replaced, and every address moved by what was added or taken away before it."""
        parts, done, shift = [], 0, 0
        places, shifts = [], [0]
        for start, old, new in edits:
            parts += [self.pdf[done:start], new]
            done = start + len(old)
            shift += len(new) - len(old)
            places.append(start)
            shifts.append(shift)
        parts.append(self.pdf[done : self.first_entry])
        for at, address in zip(self._entries(), self.addresses, strict=True):
            entry = self.pdf[at : at + _ENTRY]
            moved = address + shifts[bisect_left(places, address)]
            parts.append(b"%010d" % moved + entry[10:] if entry[17:18] == b"n" else entry)
        end = self.pdf[self.first_entry + _ENTRY * self.count :]
        parts.append(end.replace(b"startxref\n%d" % self.start, b"startxref\n%d" % (self.start + shift)))
        return b"".join(parts)
