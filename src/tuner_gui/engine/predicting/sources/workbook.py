"""Excel: cells are added to the rows of one sheet; looks, formulas and the other sheets stay as they are."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.header import column_names, looks_like_header
from tuner_gui.engine.data.read import preview_table
from tuner_gui.engine.data.reading.cells import cell_text
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.predicting.sources import sheet_xml
from tuner_gui.engine.predicting.sources.sheet_member import sheet_member
from tuner_gui.engine.predicting.sources.source import Added, Cells, Row
from tuner_gui.engine.safe_cells import safe_cell
from tuner_gui.errors import DataError

_SAMPLE = 1000
_LAST_COLUMN = 16384

_Line = tuple[int, list[str]]
"""Number of a row in the sheet and its cells; a row without any is left out."""


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
        preview = preview_table(path, reading) if reading.sheet else None  # says what is wrong with a name
        workbook = self._open()
        wanted = (preview.sheet,) if preview else workbook.sheet_names
        looked = (self._look(workbook, name, reading.header) for name in wanted)
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
        if self._last + len(added.names) > _LAST_COLUMN:
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
            zipfile.ZipFile(self._path) as source,
            zipfile.ZipFile(destination, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            member = sheet_member(source, self._found.sheet)
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

    @property
    def _header(self) -> int:
        """Number of the row with the names; 0: there is none."""
        return self._found.first if self.sample.has_header else 0

    def _is_row(self, number: int) -> bool:
        return number >= self._found.first and number != self._header

    def _open(self) -> Any:
        import python_calamine  # not before a workbook is opened

        try:
            return python_calamine.CalamineWorkbook.from_path(str(self._path))
        except python_calamine.CalamineError as error:
            raise DataError(
                f"“{self._path.name}” cannot be read as a workbook: it is damaged, cut off or protected.",
                hint="Open it in your spreadsheet and save it again, or save the sheet as CSV (UTF-8).",
                detail=repr(error),
            ) from error

    def _lines(self) -> Iterator[_Line]:
        yield from _lines_of(self._open(), self._found.sheet)

    def _look(self, workbook: Any, name: str, header: bool | None) -> _Found | None:
        """The table of a sheet begins with its first row of two values, or of one if no row has two."""
        lines = list(islice(_lines_of(workbook, name), _SAMPLE))
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


def _lines_of(workbook: Any, name: str) -> Iterator[_Line]:
    import python_calamine

    try:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is None:
            return
        _, left = sheet.start  # rows above the first with a value are given, columns beside it are not
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [""] * left + [cell_text(value) for value in row]
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                yield number, cells
    except python_calamine.CalamineError as error:
        raise DataError(
            f"The sheet “{name}” cannot be read: it is damaged.",
            hint="Open the workbook in your spreadsheet and save it again, or save the sheet as CSV (UTF-8).",
            detail=repr(error),
        ) from error
