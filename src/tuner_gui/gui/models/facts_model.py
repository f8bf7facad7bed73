"""A few columns of words and numbers that can be sorted: per-class scores, frequent confusions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

Cell = str | float | int


class Told(float):
    """A number by which a column is sorted, told in words of its own; nothing known comes last.

    Copied, it is told in the same words.
    """

    words: str

    def __new__(cls, value: float | None, words: str) -> Self:
        """None: not known."""
        result = super().__new__(cls, -math.inf if value is None else value)
        result.words = words
        return result

    def __str__(self) -> str:
        return self.words


def told(cell: Cell) -> str:
    """For a column of `Told` cells."""
    return str(cell)


@dataclass(frozen=True)
class Column:
    """What stands above a column, and how its values are written."""

    title: str
    tip: str = ""
    words: Callable[[Cell], str] | None = None
    """None: the values are words themselves."""


class FactsModel(QAbstractTableModel):
    """Rows of cells, sorted by whichever column is clicked."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: list[tuple[Cell, ...]] = []
        self._given: list[tuple[str, ...]] | None = None
        """The rows in words, as they were given."""
        self._order: tuple[int, Qt.SortOrder] | None = None

    def set_rows(self, rows: Sequence[tuple[Cell, ...]]) -> None:
        """Show `rows`, one cell per column; they are sorted as the rows before them were.

        Nothing happens where they are the same as before.
        """
        given = [tuple(map(str, row)) for row in rows]
        if given == self._given:
            return
        self._given = given
        self.beginResetModel()
        self._rows = list(rows)
        self._sort()
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns, without rows for now, unsorted."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self._rows, self._order, self._given = [], None, None
        self.endResetModel()

    @property
    def order(self) -> tuple[int, Qt.SortOrder] | None:
        """By which column it is sorted, and which way round."""
        return self._order

    def row(self, line: int) -> tuple[Cell, ...]:
        """The cells of a line as it stands."""
        return self._rows[line]

    def title(self, section: int) -> str:
        """What stands above a column."""
        return self._columns[section].title

    def words(self, section: int) -> list[str]:
        """All cells of a column as they are written."""
        words = self._columns[section].words
        return [str(row[section]) if words is None else words(row[section]) for row in self._rows]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by `column`; rows that are equal in it stay as they are."""
        if column < 0:
            return
        self.layoutAboutToBeChanged.emit()
        self._order = (column, order)
        self._sort()
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def _sort(self) -> None:
        if self._order is None:
            return
        column, order = self._order

        def key(cells: tuple[Cell, ...]) -> tuple[str, float]:
            cell = cells[column]
            return (cell.casefold(), 0.0) if isinstance(cell, str) else ("", float(cell))

        self._rows.sort(key=key, reverse=order is Qt.SortOrder.DescendingOrder)

    def as_text(self) -> str:
        """All of it as a spreadsheet takes it from the clipboard, numbers in full."""
        lines = [tuple(column.title for column in self._columns), *self._rows]
        return "".join("\t".join(" ".join(str(cell).split()) for cell in line) + "\n" for line in lines)

    # --- what the view asks ----------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Titles, over words at the left, over numbers at the right."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        return {
            Qt.ItemDataRole.DisplayRole: column.title + self._arrow(section),
            Qt.ItemDataRole.ToolTipRole: column.tip or None,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment(section),
        }.get(Qt.ItemDataRole(role))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell; words are told whole in the tooltip."""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        cell, words = self._rows[index.row()][index.column()], self._columns[index.column()].words
        if words is not None:
            return words(cell) if role == Qt.ItemDataRole.DisplayRole else None
        return str(cell)

    def _arrow(self, section: int) -> str:
        """Beside the title: the style would draw it over it."""
        if self._order is None or self._order[0] != section:
            return ""
        return " ↑" if self._order[1] is Qt.SortOrder.AscendingOrder else " ↓"

    def _alignment(self, section: int) -> Qt.AlignmentFlag:
        return _RIGHT if self._columns[section].words is not None else _LEFT
