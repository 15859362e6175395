"""A stream of bytes -> blocks of whole lines in UTF-8, with the checksum of the bytes and what needs a careful reading."""

from __future__ import annotations

import codecs
import hashlib
from typing import IO, TYPE_CHECKING

import numpy as np

from trade_territories.release.layout import HEAD_BYTES, LONGEST_LINE, form_of, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator


class NotAsPublishedError(Exception):
    """Something is wrong in the block that was read; the careful reading finds the line."""


class TextBlocks:
    """The text of a stream in blocks of whole lines, without its header line.

    Parameters
    ----------
    stream
        The bytes.
    size
        Bytes that are read at once; more than the longest line takes.

    Attributes
    ----------
    form
        How the text is written.
    is_doubtful
        Whether a block that was looked at may hold a quote, or a number that only pyarrow takes for one: the careful
        reading tells.
    """

    def __init__(self, stream: IO[bytes], size: int) -> None:
        self._stream = stream
        self._size = size
        self._sha256 = hashlib.sha256()
        self.is_doubtful = False
        self._head = self._raw(HEAD_BYTES)
        self.form = form_of(self._head)
        self._to_utf8 = codecs.getincrementaldecoder(self.form.encoding)() if self.form.encoding != "utf-8" else None

    def __iter__(self) -> Iterator[bytes]:
        """Yield the blocks in order; none is empty, and nothing was looked for in them."""
        rest = self._first()
        while raw := self._raw(self._size):
            text = self._transcoded(raw)
            if end := text.rfind(b"\n") + 1:
                # The bytes of a block are copied once.
                yield b"".join((rest, memoryview(text)[:end]))
                rest = text[end:]
                continue
            rest += text
            if end := rest.rfind(b"\n") + 1 or rest.rfind(b"\r") + 1:
                yield rest[:end]
                rest = rest[end:]
            elif len(rest) > LONGEST_LINE:
                raise NotAsPublishedError("a line without end")
        rest += self._transcoded(b"", final=True)
        if rest:
            yield rest

    def hexdigest(self) -> str:
        """Return the SHA-256 of the bytes read so far."""
        return self._sha256.hexdigest()

    def looked_at(self, block: bytes) -> bytes:
        """Return a block for pyarrow to parse; what it would misread is refused, or makes the text doubtful."""
        # pyarrow takes 0x1F for a whole number.
        if b'"' in block or _holds_hexadecimal(block):
            self.is_doubtful = True
        # pyarrow complains on standard error of a line that is no text, and drops a byte order mark from each block.
        if not block.isascii():
            try:
                text = block.decode("utf-8")
            except UnicodeDecodeError as error:
                raise NotAsPublishedError("bytes that are not UTF-8") from error
            if text.startswith("\ufeff"):
                raise NotAsPublishedError("a byte order mark inside the file")
        return block

    def _first(self) -> bytes:
        text = self._transcoded(self._head).removeprefix(codecs.BOM_UTF8)
        return _without_first_line(text) if self.form.has_header else text

    def _raw(self, size: int) -> bytes:
        block = self._stream.read(size)
        self._sha256.update(block)
        return block

    def _transcoded(self, block: bytes, *, final: bool = False) -> bytes:
        if self._to_utf8 is None:
            return block
        try:
            return self._to_utf8.decode(block, final).encode("utf-8")
        except UnicodeError as error:
            raise NotAsPublishedError(f"bytes that are no {self.form.encoding.upper()}") from error


def _holds_hexadecimal(block: bytes) -> bool:
    """Return whether ``0x`` or ``0X`` stands anywhere."""
    if b"x" in block and b"0x" in block:
        return True
    signs = np.frombuffer(block, dtype=np.uint8)
    # Codes of countries hold X and numbers 0: comparing all neighbours is several times faster than searching.
    return bool(((signs[1:] == ord("X")) & (signs[:-1] == ord("0"))).any())


def _without_first_line(text: bytes) -> bytes:
    """Return the text after its first line that is not blank."""
    for line in text.splitlines(keepends=True):
        text = text[len(line) :]
        if not is_blank(line.decode("utf-8", errors="replace")):
            break
    return text
