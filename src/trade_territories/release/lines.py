"""Lines as nearly all are, read without looking for fields: what stands before the value has the same length in each of them.

``E;1;2024;01;18;A01Z;0111;AD;1893;599``: a flow, a quarter, a year and five codes take 28 bytes, then come two whole numbers.
Lines are looked at as numbers of 64 bits whose bytes they are: eight digits are read at once, and what stands before the partner
is compared with the line before in three steps. The Customs' files are in order, so that one line in ten begins anew. A block in
which any line is different in any way (a code of another length, a sign, a blank, a missing value, a number of more than 15
digits) is not read here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from trade_territories.rowkeys import run_starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from trade_territories.rowkeys import Vector

#: Where each field stands in a line.
_FIELDS: Final = np.dtype(
    {
        "names": ["flow", "quarter", "year", "departement", "region", "a129", "cpf4", "partner"],
        "formats": ["u1", "u1", "<u4", "<u2", "<u2", "<u4", "<u4", "<u2"],
        "offsets": [0, 2, 4, 9, 12, 15, 20, 25],
        "itemsize": 32,
    }
)
#: Bytes before the value.
_LENGTH: Final = 28
#: Bytes that are looked at of each line's beginning, and those of the shortest line: a digit, and no mass.
_BEGINNING: Final = _FIELDS.itemsize
_SHORTEST: Final = _LENGTH + 2
#: Four bytes of a line's beginning -> which of them are semicolons.
_SEMICOLONS: Final = {0: (1, 3), 2: (0, 3), 3: (2,), 4: (3,)}
#: Those before and after the partner, the bytes between them, and where these four bytes are.
_AROUND_PARTNER, _NO_PARTNER, _PARTNER = np.uint32(0xFF0000FF), np.uint32(0x3B00003B), 6
#: Words of eight bytes before that.
_WORDS_BEFORE_PARTNER: Final = 3
_LONGEST_NUMBER: Final = 15
_SEMICOLON, _NEWLINE, _RETURN = b";\n\r"

_WORD: Final = np.dtype("<u8")
_ZEROS = np.uint64(0x3030303030303030)
_SEMICOLON_EVERYWHERE = np.uint64(0x3B3B3B3B3B3B3B3B)
_HIGH_BITS = np.uint64(0x8080808080808080)
_LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
#: Added to a byte, it sets the high bit of what is larger than 9.
_MORE_THAN_NINE = np.uint64(0x7676767676767676)
#: Number of digits at the end of eight bytes -> the bits of those bytes.
_LAST_BYTES = np.array([0, *(2**64 - 2 ** (64 - 8 * count) for count in range(1, 9))], dtype=np.uint64)
#: Times a word in which one byte is 1: its place, in the highest byte.
_PLACES = np.uint64(0x0001020304050607)
#: What the exponent of a float64 is for the number 0x80, whose highest bit is that of the first byte.
_EXPONENT_BITS, _FIRST_EXPONENT = 52, 1023 + 7


class UsualLines(NamedTuple):
    """The fields of the lines of a block, as they are written where they are no numbers."""

    #: The first line of each run of lines that agree in all that stands before the partner.
    runs: Vector
    #: How many lines there are in each run.
    lengths: NDArray[np.intp]
    #: The partner in each line.
    partner: NDArray[np.uint16]
    #: Euros in each line.
    value: NDArray[np.int64]
    #: Kilograms in each line; 0 where the mass is missing.
    mass: NDArray[np.int64]
    #: Where nothing stands for the mass.
    mass_missing: NDArray[np.bool_]


def usual_lines(block: bytes) -> UsualLines | None:
    r"""Read a block of whole lines; None where any line is not as nearly all are.

    Examples
    --------
    >>> lines = usual_lines(b"E;1;2024;01;18;A01Z;0111;AD;1893;599\r\nE;1;2024;01;18;A01Z;0111;AM;134213;38172\r\n")
    >>> lines.value.tolist(), lines.mass.tolist(), lines.partner.tobytes()
    ([1893, 134213], [599, 38172], b'ADAM')
    >>> lines.runs["quarter"].tobytes(), lines.lengths.tolist()
    (b'1', [2])
    >>> usual_lines(b"E;1;2024;01;18;A01Z;0111;AD;-1893;599\n") is None
    True
    """
    signs = np.frombuffer(block, dtype=np.uint8)
    ends = _newlines(signs)
    if not len(ends) or ends[-1] != len(block) - 1:
        return None
    starts = np.zeros_like(ends)
    np.add(ends[:-1], 1, out=starts[1:])
    if (ends - starts).min() < _SHORTEST or len(block) - starts[-1] < _BEGINNING:
        return None
    lines = np.ndarray((len(block) - _BEGINNING + 1,), dtype=f"V{_BEGINNING}", buffer=block, strides=(1,))[starts]
    if signs[ends[0] - 1] == _RETURN:
        ends -= 1
        if not (signs[ends] == _RETURN).all():
            return None
    around = lines.view("<u4")[_PARTNER :: _BEGINNING // 4]
    if not ((around & _AROUND_PARTNER) == _NO_PARTNER).all():
        return None
    first = run_starts(lines.view(_WORD).reshape(len(lines), _BEGINNING // 8)[:, :_WORDS_BEFORE_PARTNER].T)
    runs = lines[first].view(_FIELDS)
    if not _have_usual_fields(runs):
        return None
    words = np.ndarray((len(block) - 7,), dtype=_WORD, buffer=block, strides=(1,))
    between = _between(words, ends)
    mass = None if between is None else _numbers(words, between + 1, ends, least=0)
    value = None if between is None or mass is None else _numbers(words, starts + _LENGTH, between, least=1)
    if between is None or mass is None or value is None:
        return None
    lengths, partner = np.diff(first, append=len(lines)), (around >> np.uint32(8)).astype(np.uint16)
    return UsualLines(runs, lengths, partner, value, mass, between == ends - 1)


def _newlines(signs: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return where lines end; None of them where two stand within eight bytes, as they never do."""
    # Eight bytes are looked at together: in a usual block one line ends in them at most.
    is_end = np.zeros(-(-len(signs) // 8) * 8, dtype=bool)
    np.equal(signs, _NEWLINE, out=is_end[: len(signs)])
    words = is_end.view(_WORD)
    found = np.flatnonzero(words != 0)
    words = words[found]
    if (words & (words - np.uint64(1))).any():
        return found[:0]
    found *= 8
    found += ((words * _PLACES) >> np.uint64(56)).view(np.int64)
    return found


def _have_usual_fields(runs: Vector) -> bool:
    """Return whether semicolons stand where they should; inside codes they are found when those are looked at."""
    words = runs.view("<u4").reshape(len(runs), _BEGINNING // 4)
    for place, bytes_there in _SEMICOLONS.items():
        mask = np.uint32(sum(0xFF << (8 * byte) for byte in bytes_there))
        wanted = np.uint32(sum(_SEMICOLON << (8 * byte) for byte in bytes_there))
        if not ((words[:, place] & mask) == wanted).all():
            return False
    # Nobody looks at the région later on: it must hide no field, no quote, no letter of another alphabet.
    region = runs["region"].astype("<u2").view(np.uint8)
    return bool(((region >= ord("0")) & (region <= ord("Z")) & (region != _SEMICOLON)).all())


def _between(words: NDArray[np.uint64], ends: NDArray[np.intp]) -> NDArray[np.intp] | None:
    """Return where the last semicolon of each line stands, of the 16 bytes before its end; None where there is none."""
    found = _last_semicolons(words[ends - 8])
    missing = np.flatnonzero(found < 0)
    found += ends
    found -= 8
    if len(missing):
        earlier = _last_semicolons(words[ends[missing] - 16])
        if (earlier < 0).any():
            return None
        found[missing] = earlier + ends[missing] - 16
    return found


def _last_semicolons(written: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Return where the last semicolon of eight bytes stands among them; a negative number where there is none."""
    bytes_there = written ^ _SEMICOLON_EVERYWHERE
    # Sets the high bit of the bytes that are zero, and of no other.
    flags = ~(((bytes_there & _LOW_BITS) + _LOW_BITS) | bytes_there) & _HIGH_BITS
    # The exponent of a float64 tells the highest bit; no such flags are rounded up to the next power of two.
    exponents = flags.astype(np.float64).view(np.int64)
    exponents >>= _EXPONENT_BITS
    exponents -= _FIRST_EXPONENT
    exponents >>= 3
    return exponents


def _numbers(
    words: NDArray[np.uint64], starts: NDArray[np.intp], ends: NDArray[np.intp], *, least: int
) -> NDArray[np.int64] | None:
    """Return the whole numbers that stand between places; None where one has another sign, too few digits or too many."""
    lengths = ends - starts
    if lengths.min() < least or lengths.max() > _LONGEST_NUMBER:
        return None
    numbers = _eight_digits(words[ends - 8], np.minimum(lengths, 8))
    long = np.flatnonzero(lengths > 8)
    if numbers is not None and len(long):
        higher = _eight_digits(words[ends[long] - 16], lengths[long] - 8)
        if higher is None:
            return None
        numbers[long] += higher * np.uint64(10**8)
    return None if numbers is None else numbers.view(np.int64)


def _eight_digits(written: NDArray[np.uint64], lengths: NDArray[np.intp]) -> NDArray[np.uint64] | None:
    """Return what the last digits of eight bytes mean; None where one of them is no digit."""
    written ^= _ZEROS
    written &= _LAST_BYTES.take(lengths)
    if (((written + _MORE_THAN_NINE) | written) & _HIGH_BITS).any():
        return None
    # Neighbours are put together: eight digits, four numbers of two, two of four, one of eight.
    for factor, shift, mask in (
        (2561, 8, 0x00FF00FF00FF00FF),
        (6553601, 16, 0x0000FFFF0000FFFF),
        (42949672960001, 32, 0x00000000FFFFFFFF),
    ):
        written *= np.uint64(factor)
        written >>= np.uint64(shift)
        written &= np.uint64(mask)
    return written
