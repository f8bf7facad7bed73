"""JSON Lines: our keys are put before the brace that closes each record; all else stays byte by byte."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.encoding import chosen_encoding, encoding_name, find_encoding
from tuner_gui.engine.data.read import preview_table
from tuner_gui.engine.data.reading.cells import cell_text, flat_items
from tuner_gui.engine.data.reading.json_table import decode_json
from tuner_gui.engine.predicting.sources.source import Added, Cells, Row
from tuner_gui.errors import DataError


class JsonLinesSource:
    """One record in braces per line. There are no formulas in JSON, so labels stay as they are."""

    def __init__(self, path: Path, reading: Reading) -> None:
        """Look at the file.

        Raises:
            DataError: it holds no table, or is not UTF-8.
        """
        self._path = path
        with path.open("rb") as file:
            chosen = reading.encoding
            encoding = chosen_encoding(file, chosen) if chosen else find_encoding(file, path.name)
        if encoding.codec != "utf-8":
            raise DataError(
                f"“{path.name}” is in {encoding_name(encoding.codec)}, but JSON Lines are written in UTF-8.",
                hint="Save it again in UTF-8, or as CSV.",
            )
        self._mark = encoding.mark
        self.sample = preview_table(path, reading)

    def survey(self) -> tuple[int, set[str]]:
        """See `Source.survey`."""
        rows, names = 0, set(self.sample.columns)
        with self._path.open("rb") as file:
            for _, record in self._records(file):
                rows += record is not _BLANK
                names.update(record if isinstance(record, dict) else ())
        return rows, names

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        """See `Source.rows`."""
        with self._path.open("rb") as file:
            for _, record in self._records(file):
                if record is _BLANK:
                    continue
                if record is None:
                    yield None
                    continue
                cells = dict(flat_items(record))
                yield tuple(cell_text(cells.get(name)) for name in columns)

    def write(self, destination: Path, added: Added, cells: Iterator[Cells], *, excel_safe: bool) -> None:
        """See `Source.write`."""
        with self._path.open("rb") as file, destination.open("wb") as out:
            out.write(file.read(self._mark))
            for line, record in self._records(file):
                new = None if record is _BLANK else next(cells)
                out.write(line if record is _BLANK or record is None else _extended(line, added, new))

    def _records(self, file: BinaryIO) -> Iterator[tuple[bytes, Any]]:
        """Lines with their breaks, and what each says: a record, None if it is none, or `_BLANK`."""
        file.seek(self._mark)
        for line in file:
            if not line.strip():
                yield line, _BLANK
                continue
            value = decode_json(line)
            yield line, value if isinstance(value, dict) and value else None


_BLANK = object()


def _extended(line: bytes, added: Added, new: Cells) -> bytes:
    record = line.rstrip()
    ending = line[len(record) :]
    values: Sequence[str | float | None] = new or [None] * len(added.names)
    facts = json.dumps(dict(zip(added.names, values, strict=True)), ensure_ascii=False)
    return record[:-1].rstrip() + b", " + facts[1:].encode("utf-8", "replace") + ending
