"""Which reader a file gets, by its content rather than its name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.reading.delimited import read_delimited
from tuner_gui.engine.data.reading.source import (
    MAX_BYTES,
    as_text,
    first_lines,
    is_compressed,
    too_large,
    unpack,
)
from tuner_gui.engine.data.table import Table
from tuner_gui.errors import DataError

_PREVIEW_BYTES = 1 << 21
_HEAD_BYTES = 4096


def read_file(file: BinaryIO, path: Path, reading: Reading, rows: int | None) -> Table:
    """Read an open file.

    Args:
        file: can be sought in.
        path: where it came from.
        reading: what a person decided.
        rows: no more than about so many are needed; None: all.

    Raises:
        DataError: it holds no table.
        OSError: it cannot be read.
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if not head:
        raise DataError(f"“{path.name}” is empty: it has no bytes in it.", hint="Choose another file.")
    if is_compressed(head):
        limit = None if rows is None else _PREVIEW_BYTES
        return read_file(unpack(file, path.name, limit), path, reading, rows)
    return _read_text(file, path, reading, rows)


def _read_text(file: BinaryIO, path: Path, reading: Reading, rows: int | None) -> Table:
    partial = False
    if rows is None:
        _refuse_large(file, path)
    else:
        file, partial = first_lines(file, _PREVIEW_BYTES)
    text = as_text(file, path.name, reading.encoding)
    table = read_delimited(text, path, reading, partial=partial)
    return replace(table, is_preview=partial)


def _refuse_large(file: BinaryIO, path: Path) -> None:
    size = file.seek(0, 2)
    if size > MAX_BYTES:
        raise too_large(path.name, f"has {size / 1e9:.1f} GB")


def read_folder(path: Path, reading: Reading, rows: int | None) -> Table:
    """Read a folder."""
    raise DataError(
        f"“{path.name}” is a folder, not a file.", hint="Choose the file with your texts and labels."
    )
