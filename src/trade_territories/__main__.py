"""Start the command line, as ``trade-territories`` or ``python -m trade_territories``."""

import gc
import sys
from typing import Final

#: New objects between two collections. A command makes hundreds of thousands, of which nearly none lie in circles; by
#: default a tenth of its time goes into looking for them.
_BETWEEN_COLLECTIONS: Final = 500_000


def program() -> None:
    """Run the command line and leave with its exit status; Ctrl+C is one line from the first moment on."""
    gc.set_threshold(_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
    try:
        # Opening the modules takes a third of a second, in which nothing is written yet.
        from trade_territories.cli import program as run

        run()
    except KeyboardInterrupt:
        sys.exit("error: stopped")
    finally:
        # The process ends here, and its memory with it: nothing is looked through once more.
        gc.freeze()


if __name__ == "__main__":
    program()
