"""Excel: cells are added to the rows of one sheet; looks, formulas and the other sheets stay as they are."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.header import column_names, looks_like_header
from tuner_gui.engine.data.reading.workbook import no_such_sheet
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.predicting.sources import sheet_xml
from tuner_gui.engine.predicting.sources.number_formats import NumberFormats
from tuner_gui.engine.predicting.sources.shared_strings import shared_strings
from tuner_gui.engine.predicting.sources.sheet_cells import LAST_COLUMN, Line, SheetRows
from tuner_gui.engine.predicting.sources.source import Added, Cells, Row
from tuner_gui.engine.predicting.sources.workbook_parts import WorkbookParts
from tuner_gui.engine.predicting.sources.xml_stream import damaged
from tuner_gui.engine.safe_cells import safe_cell
from tuner_gui.errors import DataError

_SAMPLE = 1000


@dataclass(frozen=True)
class _Found:
    """Where the table is."""

    sheet: str
    first: int
    """Number of the first row: that of the names, or the first data row."""
    sample: Table


class WorkbookSource:
    """One sheet of a workbook: the chosen one, or the first that holds a table."""

    def __init__(self, path: Path, reading: Reading) -> None:
        """Look at the workbook.

        Raises:
            DataError: it is damaged, or holds no table.
        """
        self._path = path
        with self._archive() as archive:
            self._parts = WorkbookParts.of(archive)
            self._strings = shared_strings(archive, self._parts.strings)
        names = tuple(self._parts.sheets)
        if reading.sheet and reading.sheet not in names:
            raise no_such_sheet(path.name, reading.sheet, names)
        looked = (self._look(name, reading.header) for name in ((reading.sheet,) if reading.sheet else names))
        found = next((one for one in looked if one), None)
        if found is None:
            raise DataError(
                f"There is no table in “{path.name}”.", hint="Choose another sheet, or another file."
            )
        self._found = found
        self._last = 0
        self.sample = found.sample

    def survey(self) -> tuple[int, set[str]]:
        """See `Source.survey`."""
        rows = 0
        for number, cells in self._lines():
            rows += self._is_row(number)
            self._last = max(self._last, len(cells))
        return rows, set(self.sample.columns)

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        """See `Source.rows`."""
        places = [self.sample.columns.index(name) for name in columns]
        for number, cells in self._lines():
            if self._is_row(number):
                yield tuple(cells[place] if place < len(cells) else "" for place in places)

    def write(self, destination: Path, added: Added, cells: Iterator[Cells], *, excel_safe: bool) -> None:
        """See `Source.write`.

        A text of a workbook is no formula, whatever it begins with: to be safe is to leave only values.
        """
        if not self._last:
            self.survey()
        if self._last + len(added.names) > LAST_COLUMN:
            raise DataError(f"“{self._path.name}” has no room for more columns.", hint="Save it as CSV.")
        numbers = (number for number, _ in self._lines() if self._is_row(number))
        waiting = next(numbers, 0)

        def new(number: int) -> Cells:
            nonlocal waiting
            if number == self._header:
                return added.names
            if number != waiting:
                return None
            waiting = next(numbers, 0)
            found = next(cells)
            return found and [safe_cell(cell) if isinstance(cell, str) else cell for cell in found]

        with (
            self._archive() as source,
            zipfile.ZipFile(destination, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            member = self._parts.sheets[self._found.sheet]
            for info in source.infolist():
                with source.open(info) as content, target.open(info.filename, "w", force_zip64=True) as out:
                    if info.filename != member:
                        shutil.copyfileobj(content, out)
                        continue
                    parts = sheet_xml.extended(
                        content,
                        self._last,
                        new,
                        self._header,
                        count=len(added.names),
                        plain=excel_safe,
                    )
                    for part in parts:
                        out.write(part)
        if waiting:  # a row that was read was not found again: its prediction would be lost without a word
            raise damaged(self._path, f"row {waiting} of {member} was not found")

    @property
    def _header(self) -> int:
        """Number of the row with the names; 0: there is none."""
        return self._found.first if self.sample.has_header else 0

    def _is_row(self, number: int) -> bool:
        return number >= self._found.first and number != self._header

    def _archive(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(self._path)
        except zipfile.BadZipFile as error:
            raise damaged(self._path, repr(error)) from error

    def _lines(self, sheet: str = "") -> Iterator[Line]:
        with self._archive() as archive:
            formats = NumberFormats(archive, self._parts.styles, from_1904=self._parts.from_1904)
            rows = SheetRows(self._strings, formats)
            yield from rows.lines(archive, self._parts.sheets[sheet or self._found.sheet])

    def _look(self, name: str, header: bool | None) -> _Found | None:
        """The table of a sheet begins with its first row of two values, or of one if no row has two."""
        lines = list(islice(self._lines(name), _SAMPLE))
        if not lines:
            return None
        least = min(2, max(sum(map(bool, cells)) for _, cells in lines))
        start = next(at for at, (_, cells) in enumerate(lines) if sum(map(bool, cells)) >= least)
        width = max(len(cells) for _, cells in lines[start:])
        rows = [cells + [""] * (width - len(cells)) for _, cells in lines[start:]]
        has_header = looks_like_header(rows) if header is None else header
        if len(rows) == int(has_header):
            return None
        names = column_names(rows[0] if has_header else [""] * width)
        columns = zip(*rows[int(has_header) :], strict=True)
        data = pa.table([pa.array(column, pa.string()) for column in columns], names)
        return _Found(name, lines[start][0], Table(self._path, data, "", "", has_header, format="Excel"))
