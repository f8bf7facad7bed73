"""The rows of a dataset for a table view; only what is seen is ever taken out of the Arrow table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from tuner_gui.gui import text

if TYPE_CHECKING:
    import numpy as np

    from tuner_gui.engine.data.table import Table

SHOWN = 400
"""Characters of a cell that the table shows; the reader below it shows all."""
CACHED = 4096
"""Cells kept, some screens full."""

Index = QModelIndex | QPersistentModelIndex


class RowsModel(QAbstractTableModel):
    """A table, or those of its rows that a filter lets through."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table: Table | None = None
        self._shown: np.ndarray | None = None
        self._numbers: np.ndarray | None = None
        self._columns: tuple[str, ...] = ()
        self._cells: dict[tuple[int, int], str] = {}

    @property
    def table(self) -> Table | None:
        """The table of which rows are shown."""
        return self._table

    @property
    def filtered(self) -> bool:
        """Whether only some of its rows are shown."""
        return self._shown is not None

    def set_table(self, table: Table | None, shown: np.ndarray | None = None) -> None:
        """Show `table`; `shown`: indices of the rows to show, None for all."""
        self.beginResetModel()
        if table is not self._table:
            self._numbers = table.row_numbers() if table is not None and table.bad_rows else None
            self._columns = table.columns if table is not None else ()
        self._table, self._shown = table, shown
        self._cells.clear()
        self.endResetModel()

    def row_index(self, line: int) -> int:
        """Index in the table of what stands in `line` of the view."""
        return line if self._shown is None else int(self._shown[line])

    def line_of(self, row: int) -> int:
        """Where row number `row` of the file stands in the view; -1 when it is not shown."""
        import numpy as np

        if self._table is None:
            return -1
        index = row - 1
        if self._numbers is not None:
            index = int(np.searchsorted(self._numbers, row))
        if self._shown is not None:
            index = _find(self._shown, index)
        return index if 0 <= index < self.rowCount() and self.number(index) == row else -1

    def number(self, line: int) -> int:
        """Number of the row in the file that stands in `line`, 1 for the first."""
        index = self.row_index(line)
        return index + 1 if self._numbers is None else int(self._numbers[index])

    def cell(self, line: int, name: str) -> str:
        """The whole content of a cell."""
        assert self._table is not None
        return str(self._table.data[name][self.row_index(line)].as_py())

    # --- what the view asks ----------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Rows shown."""
        if self._table is None or parent.isValid():
            return 0
        return self._table.rows if self._shown is None else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns of the table."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The beginning of a cell."""
        if role == Qt.ItemDataRole.DisplayRole and index.isValid():
            return self._short(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of the columns, numbers of the rows."""
        if role != Qt.ItemDataRole.DisplayRole or self._table is None:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self._columns[section]
        return text.count(self.number(section))

    def _short(self, line: int, column: int) -> str:
        key = (line, column)
        if key not in self._cells:
            assert self._table is not None
            if len(self._cells) >= CACHED:
                self._cells.clear()
            cell = self.cell(line, self._columns[column])
            self._cells[key] = " ".join(cell[: 2 * SHOWN].split())[:SHOWN]
        return self._cells[key]


def _find(ascending: np.ndarray, value: int) -> int:
    import numpy as np

    place = int(np.searchsorted(ascending, value))
    return place if place < len(ascending) and ascending[place] == value else -1
