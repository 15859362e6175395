"""What errors of a load say at their end: the ways out, and the command that shows what was looked for and found."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from trade_territories.errors import DataContractError, DownloadError, ReleaseFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from trade_territories.errors import TradeTerritoriesError

WAYS_OUT = (
    "load it once with a network, or give files already here with --from (tt.read_flows), or the made-up example with "
    "--sample (tt.sample_flows)"
)


@contextmanager
def telling_of_doctor(years: Sequence[int] = (), *, offline: bool) -> Iterator[None]:
    """Name the command that shows what was looked for and found in the error of what cannot be had."""
    try:
        yield
    except (DownloadError, ReleaseFormatError, DataContractError) as error:
        if offline:
            raise
        command = " ".join(["trade-territories doctor", *map(str, years), "--output doctor"])
        raise _with_way_out(error, f"To see what was looked for and found: {command}") from error


def _with_way_out(error: DownloadError | ReleaseFormatError | DataContractError, way_out: str) -> TradeTerritoriesError:
    """Return the same error with a sentence more."""
    if isinstance(error, ReleaseFormatError):
        return ReleaseFormatError(
            error.problem, file=error.file, line=error.line, field=error.field, found=error.found,
            expected=error.expected, hint=f"{error.hint}. {way_out}" if error.hint else way_out,
        )  # fmt: skip
    if isinstance(error, DataContractError):
        return DataContractError(f"{error}. {way_out}", failures=error.failures)
    return type(error)(f"{error}. {way_out}", error.reason)
