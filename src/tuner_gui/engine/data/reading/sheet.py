"""Rows of cells, as spreadsheets have them, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.header import column_names, looks_like_header
from tuner_gui.engine.data.reading.cells import cell_text
from tuner_gui.engine.data.table import BadRow, is_filled

_CHUNK = 2000
_SAMPLE = 200


@dataclass(frozen=True)
class Sheet:
    """What was found among the cells."""

    data: pa.Table
    has_header: bool
    above: tuple[BadRow, ...]
    """Titles and notes above the table."""


def table_of_rows(rows: Iterable[Sequence[Any]], header: bool | None) -> Sheet | None:
    """Find the table in rows of cells; None if there is none.

    Blank rows and columns are left out. The table begins with the first row that has two values.

    Args:
        rows: cells of any type; all rows are equally long.
        header: whether the first row names the columns; None: judged by the cells.
    """
    filled = ((line, row) for line, row in enumerate(map(_texts, rows), 1) if any(map(str.strip, row)))
    above: list[BadRow] = []
    sample: list[list[str]] = []
    for line, row in filled:
        if sum(map(bool, map(str.strip, row))) > 1:
            sample = [row, *(row for _, row in islice(filled, _SAMPLE))]
            break
        above.append(BadRow(line, "a title above the table", len(above) + 1, " ".join(row).strip()))
    if len(sample) < 2 and header is not False:
        return None
    chunks = [_columns(sample)]
    while chunk := [row for _, row in islice(filled, _CHUNK)]:
        chunks.append(_columns(chunk))
    data = _without_empty(pa.concat_tables(chunks))
    has_header = looks_like_header(_rows(data.slice(0, _SAMPLE))) if header is None else header
    names = [column[0].as_py() if has_header else "" for column in data.columns]
    data = data.slice(int(has_header)).rename_columns(column_names(names))
    return Sheet(data, has_header, tuple(above))


def _texts(row: Sequence[Any]) -> list[str]:
    return [cell_text(value) for value in row]


def _columns(rows: Sequence[Sequence[str]]) -> pa.Table:
    columns = [pa.array(values, pa.string()) for values in zip(*rows, strict=True)]
    return pa.table(columns, [str(position) for position in range(len(columns))])


def _without_empty(data: pa.Table) -> pa.Table:
    return data.select([name for name in data.column_names if pc.any(is_filled(data[name])).as_py()])


def _rows(data: pa.Table) -> list[list[str]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in data.columns), strict=True)]
