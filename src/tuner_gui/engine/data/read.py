"""Reads any table that Tuner understands. No torch, no pandas: the window uses it for its preview."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.bad_rows import check_bad_rows, save_bad_rows
from tuner_gui.engine.data.reading.access import explain_failure, refuse_lock_file, refuse_special
from tuner_gui.engine.data.reading.formats import read_file, read_folder
from tuner_gui.engine.data.table import BadRow, Table

__all__ = [
    "FILE_PATTERNS",
    "BadRow",
    "Table",
    "check_bad_rows",
    "preview_table",
    "read_table",
    "save_bad_rows",
]

FILE_PATTERNS = (
    *("*.csv", "*.tsv", "*.tab", "*.txt", "*.json", "*.jsonl", "*.ndjson"),
    *("*.xlsx", "*.xlsm", "*.xlsb", "*.xls", "*.ods", "*.parquet", "*.arrow", "*.feather"),
    *("*.zip", "*.gz", "*.bz2", "*.xz", "*.zst"),
)
"""Names that tables usually have, for a dialog that chooses files; any other name is read as well."""
AUTOMATIC = Reading()
"""Everything is detected."""


def read_table(path: Path, reading: Reading = AUTOMATIC) -> Table:
    """Read a whole table.

    Rows that do not fit are in `Table.bad_rows`, however many they are: every row of the file is either
    there or in the table. Whether so many may be skipped is for `check_bad_rows` to say.

    Args:
        path: a file of any format that Tuner knows, or a folder.
        reading: what a person decided; the rest is detected.

    Raises:
        DataError: there is no such file, it cannot be read, or it holds no table.
    """
    return _read(path, reading, None)


def preview_table(path: Path, reading: Reading = AUTOMATIC, *, rows: int = 1000) -> Table:
    """The first rows of a table, in well under a second for text of any size.

    Raises:
        DataError: as `read_table`.
    """
    table = _read(path, reading, rows)
    if table.rows <= rows:
        return table
    bad = tuple(row for row in table.bad_rows if row.row <= rows)
    return replace(table, data=table.data.slice(0, rows), bad_rows=bad, is_preview=True)


def _read(path: Path, reading: Reading, rows: int | None) -> Table:
    refuse_lock_file(path)
    try:
        refuse_special(path)
        if path.is_dir():
            return read_folder(path, rows)
        with path.open("rb") as file:
            return read_file(file, path, reading, rows)
    except OSError as error:
        raise explain_failure(error, path) from error
