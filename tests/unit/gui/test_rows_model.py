"""Rows of a table for a view, filtered and counted right, without taking whole columns out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from PySide6.QtCore import Qt

from tuner_gui.engine.data.table import BadRow, Table
from tuner_gui.gui.models.rows_model import CACHED, SHOWN, RowsModel


def make(rows: int, bad: tuple[int, ...] = ()) -> Table:
    data = pa.table({"text": [f"text\n number {n}" for n in range(rows)], "label": ["a"] * rows})
    return Table(
        path=Path("x.csv"),
        data=data,
        encoding="UTF-8",
        delimiter=",",
        has_header=True,
        bad_rows=tuple(BadRow(line=row + 1, reason="", row=row) for row in bad),
    )


def header(model: RowsModel, line: int) -> str:
    return str(model.headerData(line, Qt.Orientation.Vertical))


def test_cells_are_one_line_and_shortened_and_whole_on_demand() -> None:
    model, table = RowsModel(), make(1)
    long = "word " * 300
    model.set_table(Table(**{**table.__dict__, "data": pa.table({"text": [long]})}))
    assert len(model.index(0, 0).data()) == SHOWN
    assert model.cell(0, "text") == long
    model.set_table(table)
    assert model.index(0, 0).data() == "text number 0"


def test_rows_are_numbered_as_in_the_file() -> None:
    model = RowsModel()
    model.set_table(make(5, bad=(2, 4)))
    assert [header(model, line) for line in range(5)] == ["1", "3", "5", "6", "7"]
    assert [model.line_of(row) for row in (1, 2, 3, 7, 8)] == [0, -1, 1, 4, -1]


def test_a_filter_keeps_numbers_and_places() -> None:
    model, table = RowsModel(), make(2_000)
    model.set_table(table, np.array([3, 1_500]))
    assert model.rowCount() == 2
    assert header(model, 1) == "1,501"
    assert model.index(1, 0).data() == "text number 1500"
    assert [model.line_of(row) for row in (4, 1_501, 5)] == [0, 1, -1]


def test_only_what_is_looked_at_is_kept() -> None:
    model = RowsModel()
    model.set_table(make(3 * CACHED))
    for line in range(3 * CACHED):
        model.index(line, 0).data()
    assert len(model._cells) <= CACHED


def test_nothing_is_shown_without_a_table() -> None:
    model = RowsModel()
    assert (model.rowCount(), model.columnCount(), model.line_of(1)) == (0, 0, -1)
