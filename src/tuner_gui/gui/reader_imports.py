"""Importing what reads tables, which takes a fifth of a second, ahead of the first table."""

from __future__ import annotations

import codecs
import importlib
import os
import sys
from importlib.abc import MetaPathFinder

from tuner_gui.gui import data_words


def import_reader() -> None:
    """Import all that looking at a table needs, in the way that suits a window. May run in a thread."""
    import_arrow()
    for name in ("read", "survey"):
        importlib.import_module(f"tuner_gui.engine.data.{name}")
    for codec, _ in data_words.ENCODINGS:  # offered beside the table; each is a module
        codecs.lookup(codec)


def import_arrow() -> None:
    """Import pyarrow in the way that suits a window. May run in a thread."""
    _use_system_memory()
    _keep_pandas_out()


def _use_system_memory() -> None:
    """Have pyarrow take its memory from the system and give it back at once.

    Its own allocator keeps what was needed for a while: with a table of 250 MB this process took
    665 MB at most instead of 565, and 0.2 s longer.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # heeded when pyarrow is loaded


def _keep_pandas_out() -> None:
    """Have pyarrow believe that there is no pandas, which it imports with the first value it converts.

    The window never needs it, and it takes 0.4 s and 40 MB. Whoever calls `to_pandas` gets it all the same.
    """
    if "pandas" in sys.modules:
        return
    blocker = _NoPandas()
    sys.meta_path.insert(0, blocker)
    try:
        import pyarrow as pa

        pa.scalar("")  # it looks once, now
    finally:
        sys.meta_path.remove(blocker)


class _NoPandas(MetaPathFinder):
    """Makes an import of pandas fail."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        """Refuse pandas, leave all else to the other finders."""
        if name == "pandas":
            raise ModuleNotFoundError("pandas is kept out for a moment", name=name)
