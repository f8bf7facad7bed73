"""Reads any table that Tuner understands. pyarrow only, no torch: the window uses it for its preview."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.bad_rows import check_bad_rows, save_bad_rows
from tuner_gui.engine.data.delimited import read_delimited
from tuner_gui.engine.data.table import BadRow, Table
from tuner_gui.errors import DataError

__all__ = [
    "FILE_PATTERNS",
    "MAX_BYTES",
    "BadRow",
    "Table",
    "check_bad_rows",
    "preview_table",
    "read_table",
    "save_bad_rows",
]

FILE_PATTERNS = ("*.csv", "*.tsv", "*.tab", "*.txt")
"""Names that tables usually have, for a dialog that chooses files; any other name is read as well."""

MAX_BYTES = 2 << 30
"""Largest file that is read; it is held in memory several times over."""


AUTOMATIC = Reading()
"""Everything is detected."""


def read_table(path: Path, reading: Reading = AUTOMATIC) -> Table:
    """Read a whole table.

    The one place that decides which reader a file gets: all that is left after the checks is taken
    for delimited text. Rows that do not fit are in `Table.bad_rows`, however many they are.

    Raises:
        DataError: there is no such file, it cannot be read, or it holds no table.
    """
    content = _read_bytes(path)
    if not content:
        raise DataError(f"“{path.name}” is empty: it has no bytes in it.", hint="Choose another file.")
    return read_delimited(path, content)


def preview_table(path: Path, reading: Reading = AUTOMATIC, *, rows: int = 1000) -> Table:
    """The first rows of a table, in well under a second whatever its size.

    Raises:
        DataError: as `read_table`.
    """
    table = read_table(path, reading)
    return replace(table, data=table.data.slice(0, rows), is_preview=table.rows > rows)


def _read_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise DataError(
                f"“{path.name}” is a folder, not a file.", hint="Choose the file with your texts and labels."
            )
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DataError(
                f"“{path.name}” is too large: it has {size / 1e9:.1f} GB, and Tuner reads at most "
                f"{MAX_BYTES / 1e9:.1f} GB.",
                hint="Use a part of it: some ten thousand rows are plenty to learn from.",
            )
        return path.read_bytes()
    except OSError as error:
        raise _explain(error, path) from error


def _explain(error: OSError, path: Path) -> DataError:
    if isinstance(error, FileNotFoundError):
        return DataError(
            f"“{path.name}” does not exist: there is no such file in {path.parent}.",
            hint="It may have been moved, renamed or deleted. Check its name, or choose it again.",
            detail=repr(error),
        )
    if isinstance(error, PermissionError):
        return DataError(
            f"“{path.name}” cannot be opened: you have no permission to read it.",
            hint="Copy it to a folder of your own or change its permissions; close it in other programs.",
            detail=repr(error),
        )
    return DataError(
        f"“{path.name}” cannot be read: {error.strerror or error}.",
        hint="Copy it to this computer's own disk and choose the copy.",
        detail=repr(error),
    )
