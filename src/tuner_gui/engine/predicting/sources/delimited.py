"""CSV and its relatives: the person's bytes stay, ours are put behind each record."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.encoding import chosen_encoding, encoding_name, find_encoding
from tuner_gui.engine.data.reading.dialect import QUOTED
from tuner_gui.engine.data.reading.quotes import survey_quotes
from tuner_gui.engine.data.reading.source import as_text, first_lines
from tuner_gui.engine.predicting.sources.dialect import Dialect, carrier_of, find_dialect
from tuner_gui.engine.predicting.sources.records import Record, split_records
from tuner_gui.engine.predicting.sources.source import NUMBER_FORMATS, Added, Cells, Kind, Row
from tuner_gui.engine.safe_cells import is_formula, safe_cell
from tuner_gui.errors import DataError

_HEAD_BYTES = (1 << 21, 1 << 26)
"""What a table is judged by; more where the first rows do not fit into it."""


def _is_regular(file: BinaryIO, dialect: Dialect) -> bool:
    """Whether every quotation mark of the file stands where one may: then each is meant as one."""
    carrier = dialect.carrier
    if dialect.style != QUOTED or carrier.name != "latin-1":
        return False
    return survey_quotes(file, dialect.delimiter, carrier.mark).regular


class DelimitedSource:
    """A delimited text file."""

    def __init__(self, path: Path, reading: Reading) -> None:
        """Look at the file.

        Raises:
            DataError: it holds no table, or cannot be written in its encoding.
        """
        self._path = path
        with path.open("rb") as file:
            encoding = (
                chosen_encoding(file, reading.encoding)
                if reading.encoding
                else find_encoding(file, path.name)
            )
            carrier = carrier_of(encoding, path)
            for size in _HEAD_BYTES:
                head, cut = first_lines(file, size)
                text = as_text(head, path.name, encoding.codec)
                try:
                    self._dialect = find_dialect(text, path, reading, carrier, cut=cut)
                    break
                except DataError:
                    if not cut or size == _HEAD_BYTES[-1]:
                        raise
            self._regular = _is_regular(file, self._dialect)
        self.sample = self._dialect.sample

    def survey(self) -> tuple[int, set[str]]:
        """See `Source.survey`."""
        return sum(1 for _ in self.rows(())), set(self.sample.columns)

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        """See `Source.rows`."""
        places = [self.sample.columns.index(name) for name in columns]
        value = self._dialect.carrier.value
        with self._path.open("rb") as file:
            for record, is_row in self._records(self._lines(file)):
                if is_row:
                    fields = self._fitting(record)
                    yield None if fields is None else tuple(value(fields[place]) for place in places)

    def write(self, destination: Path, added: Added, cells: Iterator[Cells], *, excel_safe: bool) -> None:
        """See `Source.write`."""
        carrier = self._dialect.carrier
        with self._path.open("rb") as file, destination.open("wb") as target:
            target.write(file.read(carrier.mark))
            with io.TextIOWrapper(target, carrier.name, carrier.errors, newline="") as out:
                lines = self._lines(file)
                out.writelines(islice(lines, self._dialect.skipped_lines))
                for record, is_row in self._records(lines, skipped=True):
                    out.write(self._line(record, is_row, added, cells, excel_safe=excel_safe))

    def _line(
        self, record: Record, is_row: bool, added: Added, cells: Iterator[Cells], *, excel_safe: bool
    ) -> str:
        if record.blank:
            return record.raw + record.ending
        own = self._safe(record) if excel_safe else record.raw
        if not is_row:
            return own + self._cells(added.names, added.kinds) + record.ending
        new = next(cells)
        if not record.closed:  # what is put behind would become part of the quoted value
            return own + record.ending
        missing = len(self.sample.columns) - len(record.fields)
        padding = self._dialect.delimiter * (missing if new is not None else 0)
        return own + padding + self._cells(new or [""] * len(added.names), added.kinds) + record.ending

    def _cells(self, cells: Sequence[str | float], kinds: Sequence[Kind]) -> str:
        """As they are put behind a record."""
        return "".join(
            self._dialect.delimiter
            + self._quoted(safe_cell(cell) if isinstance(cell, str) else NUMBER_FORMATS[kind].format(cell))
            for cell, kind in zip(cells, kinds, strict=True)
        )

    def _quoted(self, value: str) -> str:
        """A value in the way of the file."""
        carried, delimiter, quote = self._carried(value), self._dialect.delimiter, self._dialect.style.quote
        special = any(mark in value for mark in (delimiter, quote or "\n", "\n", "\r"))
        if not quote:  # nothing can protect it
            return " ".join(carried.replace(delimiter, " ").split()) if special else carried
        if not special and not (self._dialect.quotes_all and value):
            return carried
        escape = self._dialect.style.escape
        inner = carried.replace(escape, escape * 2) if escape else carried
        return f"{quote}{inner.replace(quote, (escape or quote) + quote)}{quote}"

    def _carried(self, value: str) -> str:
        try:
            return self._dialect.carrier.carried(value)
        except UnicodeEncodeError as error:
            name = encoding_name(self._dialect.carrier.codec)
            raise DataError(
                f"“{value}” cannot be written in the encoding of “{self._path.name}”, {name}.",
                hint="Save the table as CSV (UTF-8) in your spreadsheet, and use that file.",
                detail=repr(error),
            ) from error

    def _safe(self, record: Record) -> str:
        """The record with cells that might act as formulas made plain; unchanged where there are none."""
        values = [self._dialect.carrier.value(field) for field in record.fields]
        if not any(map(is_formula, values)):
            return record.raw
        return self._dialect.delimiter.join(self._quoted(safe_cell(value)) for value in values)

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        carrier = self._dialect.carrier
        file.seek(carrier.mark)
        try:
            yield from io.TextIOWrapper(file, carrier.name, carrier.errors, newline="")
        except UnicodeDecodeError as error:
            raise DataError(
                f"“{self._path.name}” cannot be read to its end: parts of it are not "
                f"{encoding_name(carrier.codec)}.",
                hint="The file may be damaged or cut off. Save the table again as CSV (UTF-8).",
                detail=repr(error),
            ) from error

    def _records(self, lines: Iterator[str], *, skipped: bool = False) -> Iterator[tuple[Record, bool]]:
        """All records, and whether each is a data row; the others are blank, or the names of the columns."""
        dialect = self._dialect
        if not skipped:
            lines = islice(lines, dialect.skipped_lines, None)
        place = 0
        width = len(self.sample.columns)
        for record in split_records(lines, dialect.delimiter, dialect.style, width, regular=self._regular):
            if record.blank:
                yield record, False
                continue
            yield record, place != dialect.header
            place += 1

    def _fitting(self, record: Record) -> list[str] | None:
        """The values of a row; None if it does not fit.

        Behind tabs, which stand in no prose, empty columns at the end may be left out.
        """
        missing = len(self.sample.columns) - len(record.fields)
        if not record.closed or missing < 0 or (missing and self._dialect.delimiter != "\t"):
            return None
        return record.fields + [""] * missing
