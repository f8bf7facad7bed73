"""Reads ZIP archives: of one table, or of text files in one folder per class."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import BinaryIO

from tuner_gui.engine.data.reading.source import MAX_BYTES, copy_bounded, too_large
from tuner_gui.engine.data.reading.text_folder import Member, is_junk
from tuner_gui.errors import DataError

TABLE_SUFFIXES = (
    *(".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".parquet", ".arrow", ".feather"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".gz", ".bz2", ".xz", ".zst"),
)
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Archive:
    """A ZIP archive that is open for reading.

    Raises:
        DataError: it is damaged, protected, or unpacks to more than `MAX_BYTES`.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = name
        try:
            file.seek(0)
            self._zip = zipfile.ZipFile(file)
        except _FAULTS as error:
            raise self._damaged(error) from error
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        self.entries = [entry for entry in entries if not is_junk(PurePosixPath(entry.filename))]

    @property
    def workbook(self) -> bool:
        """It is a workbook of Excel or LibreOffice."""
        names = {entry.filename for entry in self.entries}
        return any(name.startswith("xl/") for name in names) or self._mimetype().endswith("spreadsheet")

    @property
    def document(self) -> str:
        """What it is when it is a document of an office program and no workbook; empty: none."""
        for folder, what in (("word/", "a Word document"), ("ppt/", "a presentation")):
            if any(entry.filename.startswith(folder) for entry in self.entries) and self._has_types():
                return what
        return "a document and no table" if self._mimetype() else ""

    def check(self) -> None:
        """Refuse what cannot or must not be unpacked."""
        if any(entry.flag_bits & 1 for entry in self.entries):
            raise DataError(
                f"“{self.name}” is protected by a password.",
                hint="Unpack it with its password, then choose what was in it.",
            )
        if sum(entry.file_size for entry in self.entries) > MAX_BYTES:
            raise too_large(self.name, "unpacks to more than that")
        if not self.entries:
            raise DataError(f"“{self.name}” is empty: there is no file in it.", hint="Choose another file.")

    def table(self) -> zipfile.ZipInfo | None:
        """The one table in it; None if it has none.

        Raises:
            DataError: there are several.
        """
        if len(self.entries) == 1:
            return self.entries[0]
        place = only_table([PurePosixPath(entry.filename) for entry in self.entries], self.name)
        return None if place is None else self.entries[place]

    def open(self, entry: zipfile.ZipInfo, at_most: int | None) -> BinaryIO:
        """One file of it, unpacked."""
        try:
            with self._zip.open(entry) as packed:
                return copy_bounded(packed, self.name, at_most)
        except _FAULTS as error:
            raise self._damaged(error) from error

    def members(self) -> list[Member]:
        """All files in it."""
        return [
            Member(PurePosixPath(entry.filename), partial(self._read, entry), entry.file_size)
            for entry in self.entries
        ]

    def _read(self, entry: zipfile.ZipInfo) -> bytes:
        try:
            return self._zip.read(entry)
        except _FAULTS as error:
            raise self._damaged(error) from error

    def _mimetype(self) -> str:
        entry = next((entry for entry in self.entries if entry.filename == "mimetype"), None)
        return self._read(entry).decode(errors="replace").strip() if entry and entry.file_size < 200 else ""

    def _has_types(self) -> bool:
        return any(entry.filename == "[Content_Types].xml" for entry in self.entries)

    def _damaged(self, error: Exception) -> DataError:
        return DataError(
            f"“{self.name}” cannot be unpacked: this ZIP archive is damaged or was cut off.",
            hint="Download or copy it again, or unpack it with another program and use what is in it.",
            detail=repr(error),
        )


def only_table(names: Sequence[PurePosixPath], where: str) -> int | None:
    """Which of some files is a table by its name; None if none is.

    Raises:
        DataError: there are several.
    """
    found = [at for at, name in enumerate(names) if name.suffix.lower() in TABLE_SUFFIXES]
    if len(found) > 1:
        listed = ", ".join(f"“{names[at]}”" for at in found[:5]) + (", …" if len(found) > 5 else "")
        raise DataError(
            f"“{where}” holds {len(found):,} tables, and it is not clear which one is meant: {listed}.",
            hint="Take the one you want out of it and choose that one.",
        )
    return found[0] if found else None
