"""The shell: thin. Figures go to standard output or to files, everything said about them to standard error."""

from __future__ import annotations

import errno
import logging
import sys
from typing import TYPE_CHECKING

import click

from trade_territories._version import __version__
from trade_territories.cli import _commands
from trade_territories.cli._console import discard_output, fail, prepare_streams
from trade_territories.errors import TradeTerritoriesError

if TYPE_CHECKING:
    from collections.abc import Sequence

LOG = logging.getLogger("trade_territories")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="trade-territories")
def main() -> None:
    """Foreign trade of French territories, from the Customs' files to four infographics.

    TERRITORY is a name, a code or a group: Marne, 51, R44, FR, ti-4421, 51+10.
    """


for _command in _commands.COMMANDS:
    main.add_command(_command)


#: What a file, a folder, a disk or an argument can cause; the rest is a fault of this program.
_FORESEEN = (TradeTerritoriesError, click.ClickException, OSError, MemoryError, UnicodeError)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0, 1 with one line of error, or 2 for wrong usage."""
    try:
        main.main(args=None if arguments is None else list(arguments), standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.UsageError as error:
        error.show()
        return 2
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        return fail("stopped; what is there is whole, and the same command goes on from it")
    except BrokenPipeError:
        discard_output()
        return 0
    except OSError as error:
        if error.errno == errno.EPIPE or (error.errno == errno.EINVAL and error.filename is None):
            # Windows' answer to a closed pipe.
            discard_output()
            return 0
        return fail(_reason(error))
    except _FORESEEN as error:
        return fail(_reason(error))
    except Exception as error:  # whatever happens, whoever reads standard error gets one line
        LOG.debug("unexpected", exc_info=True)
        return fail(f"unexpected {type(error).__name__}: {error}; this is a fault of the program, please report it")
    return 0


def _reason(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "the memory of this machine does not suffice; ask for fewer years, or choose --engine duckdb"
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror or type(error).__name__}"
    return str(error) or type(error).__name__


def program() -> None:
    """Start from the shell."""
    prepare_streams()
    sys.exit(run())
