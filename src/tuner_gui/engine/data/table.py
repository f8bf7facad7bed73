"""What every reader of tables returns, whatever the format of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class BadRow:
    """A row of the file that is not in the table because it does not fit the others."""

    line: int
    """Line of the file on which the row begins, 1 for the first."""
    reason: str
    """For example `3 columns instead of 2`."""
    row: int
    """Its place among the data rows of the file, 1 for the first after the header."""
    text: str = ""
    """The row as it stands in the file."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table as a person sees it: every cell is text, a missing one is empty."""

    path: Path
    data: pa.Table
    """Every column is a string column without nulls."""
    encoding: str
    """For the screen, such as `UTF-8` or `Windows-1252`."""
    delimiter: str
    has_header: bool
    bad_rows: tuple[BadRow, ...] = ()
    """Rows that were skipped, in the order of the file."""
    stray_quotes: tuple[int, ...] = ()
    """Lines on which a quotation mark opens a value and none closes it properly."""
    format: str = "CSV"
    """For the screen, such as `CSV`, `Excel` or `JSON Lines`."""
    codec: str = ""
    """Python's name of the encoding, for `config.Reading`; empty where the format has none."""
    sheet: str = ""
    """Sheet of a workbook that was read."""
    sheets: tuple[str, ...] = ()
    """All sheets of a workbook."""
    quote: str = '"'
    """What values are put between, in delimited text; empty: all marks are plain characters."""
    escape: str = ""
    """What makes a mark inside a value plain, where it is not doubled."""
    is_preview: bool = False
    """True when only the first rows were read."""

    @property
    def rows(self) -> int:
        """Number of rows, skipped ones left out."""
        return cast(int, self.data.num_rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns in the order of the file; no two are the same."""
        return tuple(self.data.column_names)

    def column(self, name: str) -> list[str]:
        """All values of a column.

        Raises:
            KeyError: there is no such column.
        """
        return cast(list[str], self.data[name].to_pylist())

    def row_numbers(self) -> np.ndarray:
        """1-based place of each row among the data rows of the file; shape (rows,), int64."""
        numbers = np.arange(1, self.rows + len(self.bad_rows) + 1)
        return np.delete(numbers, [bad.row - 1 for bad in self.bad_rows])


def is_filled(column: Any) -> Any:
    """Which values of a string column hold more than white space; a boolean column."""
    return pc.not_equal(pc.utf8_trim_whitespace(column), "")


def usable_rows(table: Table, columns: Sequence[str]) -> np.ndarray:
    """Which rows have something in every one of `columns`; shape (rows,), bool."""
    usable = np.ones(table.rows, dtype=bool)
    for name in columns:
        usable &= is_filled(table.data[name]).to_numpy()
    return usable


def value_counts(column: Any) -> dict[str, int]:
    """How often each value occurs, most frequent first, then by name; empty values left out."""
    counted = pc.value_counts(column.filter(is_filled(column)))
    counts = zip(counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True)
    return dict(sorted(counts, key=lambda item: (-item[1], item[0])))
