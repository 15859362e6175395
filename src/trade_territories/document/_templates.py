"""Compiled templates, kept between processes as Python keeps compiled modules: they take longer to compile than to fill in."""

from __future__ import annotations

import pickle
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import jinja2

from trade_territories._version import __version__

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

#: What a file that another program wrote, or half of one, can cause.
_UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    TypeError,
    AttributeError,
    ImportError,
    IndexError,
    pickle.UnpicklingError,
)


class _KeptTemplates(jinja2.FileSystemBytecodeCache):
    """The user's own folder among temporary files; what cannot be read or written there is compiled again."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except _UNREADABLE:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def kept_templates() -> jinja2.BytecodeCache | None:
    """Return where compiled templates are kept; None where Python is told to keep none, or there is no safe folder."""
    if sys.dont_write_bytecode:
        return None
    try:
        return _KeptTemplates(pattern=f"trade-territories-{__version__}-{jinja2.__version__}-%s.cache")
    except (OSError, RuntimeError):
        return None
