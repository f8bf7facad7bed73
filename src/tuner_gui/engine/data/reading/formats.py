"""Which reader a file gets, by its content rather than its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.encoding import not_text
from tuner_gui.engine.data.reading.archive import Archive, only_table
from tuner_gui.engine.data.reading.columnar import is_columnar, read_columnar
from tuner_gui.engine.data.reading.delimited import read_delimited
from tuner_gui.engine.data.reading.json_table import is_document, is_json, read_json
from tuner_gui.engine.data.reading.saved_dataset import is_saved_dataset, read_saved_dataset
from tuner_gui.engine.data.reading.source import (
    MAX_BYTES,
    Text,
    as_text,
    first_lines,
    is_compressed,
    too_large,
    unpack,
)
from tuner_gui.engine.data.reading.text_folder import members_of, read_text_folder
from tuner_gui.engine.data.reading.workbook import read_workbook
from tuner_gui.engine.data.table import Table
from tuner_gui.errors import DataError

_PREVIEW_BYTES = 1 << 21
_HEAD_BYTES = 4096
_DEEPEST = 2
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_file(
    file: BinaryIO, path: Path, reading: Reading, rows: int | None, depth: int = 0, inner: str = ""
) -> Table:
    """Read an open file.

    Args:
        file: can be sought in.
        path: where it came from.
        reading: what a person decided.
        rows: no more than about so many are needed; None: all.
        depth: in how many archives it was.
        inner: its name in the archive.

    Raises:
        DataError: it holds no table.
        OSError: it cannot be read.
    """
    if depth > _DEEPEST:
        raise DataError(
            f"“{path.name}” is an archive of archives.",
            hint="Unpack it, then choose the table that is in it.",
        )
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    if not head:
        raise DataError(f"“{path.name}” is empty: it has no bytes in it.", hint="Choose another file.")
    if is_compressed(head):
        return _read_packed(partial(unpack, file, path.name), path, reading, rows, depth + 1, inner)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _read_archive(file, path, reading, rows, depth)
    if head.startswith(_OLD_WORKBOOK):
        return read_workbook(file, path, reading, rows)
    if is_columnar(head):
        return read_columnar(file, path, rows)
    return _read_text(file, path, reading, rows, inner or path.name)


def _read_archive(file: BinaryIO, path: Path, reading: Reading, rows: int | None, depth: int) -> Table:
    archive = Archive(file, path.name)
    if archive.workbook:
        return read_workbook(file, path, reading, rows)
    if archive.document:
        raise not_text(path.name, f"it is {archive.document}")
    archive.check()
    entry = archive.table()
    if entry is None:
        return read_text_folder(archive.members(), path, rows)
    inner = PurePosixPath(entry.filename).name
    return _read_packed(partial(archive.open, entry), path, reading, rows, depth + 1, inner)


def _read_packed(
    unpacked: Callable[[int | None], BinaryIO],
    path: Path,
    reading: Reading,
    rows: int | None,
    depth: int,
    inner: str,
) -> Table:
    """Read what is in an archive; of a text, the beginning is enough for a preview."""
    if rows is not None:
        try:
            return read_file(unpacked(_PREVIEW_BYTES + 1), path, reading, rows, depth, inner)
        except DataError:  # cut, many a format cannot be read; what is really wrong comes out below
            pass
    return read_file(unpacked(None), path, reading, rows, depth, inner)


def _read_text(file: BinaryIO, path: Path, reading: Reading, rows: int | None, inner: str) -> Table:
    if rows is None:
        _refuse_large(file, path)
        return _parse_text(as_text(file, path.name, reading.encoding), path, reading, rows, inner)
    head, cut = first_lines(file, _PREVIEW_BYTES)
    text = as_text(head, path.name, reading.encoding)
    if cut and is_document(text, _suffixes(inner)):
        text, cut = as_text(file, path.name, reading.encoding), False
    try:
        table = _parse_text(text, path, reading, rows, inner, cut=cut)
    except DataError:
        if not cut:
            raise
        return _read_text(file, path, reading, None, inner)  # the beginning may hold no whole row
    return replace(table, is_preview=cut)


def _parse_text(
    text: Text, path: Path, reading: Reading, rows: int | None, inner: str, *, cut: bool = False
) -> Table:
    suffixes = _suffixes(inner)
    if is_json(text, suffixes):
        return read_json(text, path, suffixes, reading, rows)
    return read_delimited(text, path, reading, partial=cut)


def _suffixes(name: str) -> list[str]:
    return [suffix.lower() for suffix in PurePosixPath(name).suffixes]


def _refuse_large(file: BinaryIO, path: Path) -> None:
    size = file.seek(0, 2)
    if size > MAX_BYTES:
        raise too_large(path.name, f"has {size / 1e9:.1f} GB")


def read_folder(path: Path, rows: int | None) -> Table:
    """Read a folder: one that `datasets` saved, or text files in one folder per class.

    Raises:
        DataError: it is neither.
        OSError: it cannot be read.
    """
    if is_saved_dataset(path):
        return read_saved_dataset(path, rows)
    members = members_of(path)
    if not members:
        raise DataError(
            f"“{path.name}” is a folder without any files.",
            hint="Choose the file with your texts and labels.",
        )
    names = [member.name for member in members]
    place = only_table(names, path.name)
    if place is not None:
        raise DataError(
            f"“{path.name}” is a folder, and the table is a file in it: “{names[place]}”.",
            hint="Choose that file.",
        )
    return read_text_folder(members, path, rows)
