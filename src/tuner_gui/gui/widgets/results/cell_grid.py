"""Where the cells of a scrolled square matrix lie. Pure values."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize


@dataclass(frozen=True)
class CellGrid:
    """`many` lines and columns of equal cells, right of and below their labels. All in pixels."""

    many: int
    left: int
    """Room of the labels of the lines."""
    top: int
    """Room of the labels of the columns."""
    cell: QSize
    x: int = 0
    """How far it is scrolled to the right."""
    y: int = 0

    def rect(self, line: int, column: int) -> QRect:
        """Where a cell lies in the view."""
        x = self.left + column * self.cell.width() - self.x
        y = self.top + line * self.cell.height() - self.y
        return QRect(x, y, self.cell.width(), self.cell.height())

    def at(self, point: QPoint) -> tuple[int, int] | None:
        """Line and column of the cell at `point`."""
        if point.x() < self.left or point.y() < self.top:
            return None
        column = (point.x() - self.left + self.x) // self.cell.width()
        line = (point.y() - self.top + self.y) // self.cell.height()
        return (line, column) if max(line, column) < self.many else None

    def seen(self, view: QSize) -> tuple[range, range]:
        """Lines and columns that are at least partly in a view of this size."""
        line, column = self.y // self.cell.height(), self.x // self.cell.width()
        last_line = line + (view.height() - self.top) // self.cell.height() + 2
        last_column = column + (view.width() - self.left) // self.cell.width() + 2
        return range(line, min(self.many, last_line)), range(column, min(self.many, last_column))

    def hidden(self, view: QSize) -> tuple[int, int]:
        """How much of the width and of the height has to be scrolled to."""
        width = self.many * self.cell.width() - (view.width() - self.left)
        height = self.many * self.cell.height() - (view.height() - self.top)
        return max(0, width), max(0, height)
