"""Lines as nearly all are, read without looking for fields: what stands before the value has the same length in each of them.

``E;1;2024;01;18;A01Z;0111;AD;1893;599``: a flow, a quarter, a year and five codes take 28 bytes, then come two whole numbers.
Eight digits are read at once, as one number of 64 bits whose bytes they are. A block in which any line is different in any
way (a code of another length, a sign, a blank, a missing mass, a number of more than 15 digits) is not read here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

#: Where each field stands in a line.
_FIELDS: Final = np.dtype(
    {
        "names": ["flow", "quarter", "year", "departement", "region", "a129", "cpf4", "partner"],
        "formats": ["u1", "u1", "<u4", "<u2", "<u2", "<u4", "<u4", "<u2"],
        "offsets": [0, 2, 4, 9, 12, 15, 20, 25],
        "itemsize": 28,
    }
)
_LENGTH: Final = _FIELDS.itemsize
#: Four bytes of a line's beginning -> which of them are semicolons.
_SEMICOLONS: Final = {0: (1, 3), 2: (0, 3), 3: (2,), 4: (3,), 6: (0, 3)}
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
#: High bits of the bytes of a word, from the first byte on.
_FLAGS = np.array([0x80 << (8 * byte) for byte in range(8)], dtype=np.uint64)


class UsualLines(NamedTuple):
    """The fields of the lines of a block: those before the numbers as they are written, and the numbers."""

    fields: NDArray[Any]
    value: NDArray[np.int64]
    mass: NDArray[np.int64]


def usual_lines(block: bytes) -> UsualLines | None:
    r"""Read a block of whole lines; None where any line is not as nearly all are.

    Examples
    --------
    >>> lines = usual_lines(b"E;1;2024;01;18;A01Z;0111;AD;1893;599\r\nE;1;2024;01;18;A01Z;0111;AM;134213;38172\r\n")
    >>> lines.value.tolist(), lines.mass.tolist(), lines.fields["quarter"].tobytes()
    ([1893, 134213], [599, 38172], b'11')
    >>> usual_lines(b"E;1;2024;01;18;A01Z;0111;AD;-1893;599\n") is None
    True
    """
    signs = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(signs == _NEWLINE)
    if not len(ends) or ends[-1] != len(block) - 1:
        return None
    starts = np.zeros_like(ends)
    np.add(ends[:-1], 1, out=starts[1:])
    if signs[ends[0] - 1] == _RETURN:
        ends -= 1
        if not (signs[ends] == _RETURN).all():
            return None
    # The shortest line has a digit for each number.
    if (ends - starts).min() < _LENGTH + 3:
        return None
    fields = np.ndarray((len(block) - _LENGTH + 1,), dtype=f"V{_LENGTH}", buffer=block, strides=(1,))[starts].view(
        _FIELDS
    )
    if not _have_usual_fields(fields):
        return None
    words = np.ndarray((len(block) - 7,), dtype=_WORD, buffer=block, strides=(1,))
    last = _last_semicolons(words, ends)
    mass = None if last is None else _numbers(words, last + 1, ends)
    value = None if last is None or mass is None else _numbers(words, starts + _LENGTH, last)
    return None if value is None or mass is None else UsualLines(fields, value, mass)


def _have_usual_fields(fields: NDArray[Any]) -> bool:
    """Return whether semicolons stand where they should; inside codes they are found when those are looked at."""
    words = fields.view("<u4").reshape(len(fields), _LENGTH // 4)
    for place, bytes_there in _SEMICOLONS.items():
        mask = np.uint32(sum(0xFF << (8 * byte) for byte in bytes_there))
        wanted = np.uint32(sum(_SEMICOLON << (8 * byte) for byte in bytes_there))
        if not ((words[:, place] & mask) == wanted).all():
            return False
    # Nobody looks at the région later on: it must hide no field, and no end of a line.
    region = fields["region"].astype("<u2").view(np.uint8)
    return bool(((region >= ord("0")) & (region != _SEMICOLON)).all())


def _last_semicolons(words: NDArray[np.uint64], ends: NDArray[np.intp]) -> NDArray[np.intp] | None:
    """Return where the last semicolon of each line stands, of the 16 bytes before its end; None where there is none."""
    found = np.empty_like(ends)
    rows: NDArray[np.intp] | slice = slice(None)
    for distance in (8, 16):
        starts = ends[rows] - distance
        bytes_there = words[starts] ^ _SEMICOLON_EVERYWHERE
        # Sets the high bit of the bytes that are zero, and of no other.
        flags = ~(((bytes_there & _LOW_BITS) + _LOW_BITS) | bytes_there) & _HIGH_BITS
        last = np.searchsorted(_FLAGS, flags, side="right") - 1
        found[rows] = starts + last
        missing = np.flatnonzero(last < 0)
        if not len(missing):
            return found
        rows = missing
    return None


def _numbers(words: NDArray[np.uint64], starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.int64] | None:
    """Return the whole numbers that stand between places; None where one has no digit, another sign or too many."""
    lengths = ends - starts
    if lengths.min() < 1 or lengths.max() > _LONGEST_NUMBER:
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
    written &= _LAST_BYTES[lengths]
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
