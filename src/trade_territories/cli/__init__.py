"""The shell: thin. Figures go to standard output or to files, everything said about them to standard error."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

import click

from trade_territories._version import __version__
from trade_territories.cli import _commands
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


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status: 0, 1 with one line of error, or 2 for wrong usage."""
    try:
        main.main(args=None if arguments is None else list(arguments), standalone_mode=False)
    except click.UsageError as error:
        error.show()
        return 2
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _failed("stopped")
    except BrokenPipeError:
        # Whoever read standard output has enough; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (TradeTerritoriesError, click.ClickException, OSError, TypeError, MemoryError) as error:
        return _failed(str(error) or type(error).__name__)
    except Exception as error:  # whatever happens, whoever reads standard error gets one line
        LOG.debug("unexpected", exc_info=True)
        return _failed(f"unexpected {type(error).__name__}: {error}; this is a fault of the program, please report it")
    return 0


def _failed(reason: str) -> int:
    line = " ".join(reason.split())
    click.echo(f"error: {line}", err=True)
    return 1


def program() -> None:
    """Start from the shell."""
    sys.exit(run())
