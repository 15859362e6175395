"""Start the command line, as ``trade-territories`` or ``python -m trade_territories``."""

import sys


def program() -> None:
    """Run the command line and leave with its exit status; Ctrl+C is one line from the first moment on."""
    try:
        # Opening the modules takes a third of a second, in which nothing is written yet.
        from trade_territories.cli import program as run

        run()
    except KeyboardInterrupt:
        sys.exit("error: stopped")


if __name__ == "__main__":
    program()
