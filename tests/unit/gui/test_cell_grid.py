"""Where cells lie, and which one lies where."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize

from tuner_gui.gui.widgets.results.cell_grid import CellGrid

GRID = CellGrid(many=10, left=50, top=30, cell=QSize(20, 16), x=40, y=8)


def test_a_cell_is_found_where_it_lies() -> None:
    for cell in ((1, 2), (3, 7), (9, 9)):
        assert GRID.at(GRID.rect(*cell).center()) == cell
    assert GRID.rect(0, 0) == QRect(10, 22, 20, 16)


def test_labels_and_what_lies_beyond_are_no_cells() -> None:
    assert GRID.at(QPoint(49, 100)) is None
    assert GRID.at(QPoint(100, 29)) is None
    assert GRID.at(QPoint(50 + 200 - 40, 100)) is None


def test_only_what_is_in_view_is_drawn() -> None:
    lines, columns = GRID.seen(QSize(50 + 60, 30 + 32))
    assert (lines.start, columns.start) == (0, 2)
    assert lines.stop <= 4 and columns.stop <= 7
    for line in lines:
        assert GRID.rect(line, 2).bottom() >= 22
    assert GRID.seen(QSize(1000, 1000)) == (range(10), range(2, 10))


def test_what_does_not_fit_is_scrolled_to() -> None:
    assert GRID.hidden(QSize(50 + 60, 30 + 32)) == (140, 128)
    assert GRID.hidden(QSize(1000, 1000)) == (0, 0)
