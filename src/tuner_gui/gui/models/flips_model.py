"""Rows that flipped, for a table view; only what is seen is ever taken out of the Arrow table."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from tuner_gui.gui import text, way_words
from tuner_gui.gui.flips_control import FoundFlips
from tuner_gui.gui.theme import colors

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

COLUMNS = 7
ROW, TEXT, TRUE, SAID_A, SURE_A, SAID_B, SURE_B = range(COLUMNS)
SHOWN = 300
"""Characters of a text that the table shows; the reader below it shows all."""


class FlipsModel(QAbstractTableModel):
    """Those that were found, in the order in which they were."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: FoundFlips | None = None

    def set_found(self, found: FoundFlips | None) -> None:
        """Show other rows; None: none."""
        self.beginResetModel()
        self._found = found
        self.endResetModel()

    @property
    def found(self) -> FoundFlips | None:
        """What is shown."""
        return self._found

    def row_at(self, line: int) -> int:
        """Index of the row in `line`."""
        assert self._found is not None
        return int(self._found.rows[line])

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Rows shown."""
        return 0 if parent.isValid() or self._found is None else len(self._found.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Titles: the names of the two ways stand above what they say."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        a, b = (way_words.way_name(way) for way in self._found.names) if self._found else ("", "")
        sure = self.tr("off by") if self._regression else self.tr("sure")
        return (self.tr("Row"), self.tr("Text"), self.tr("True"), a, sure, b, sure)[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell."""
        assert self._found is not None
        i, column = self.row_at(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(i, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._tone(i, column)
        if role == Qt.ItemDataRole.ToolTipRole and column in (TRUE, SAID_A, SAID_B):
            return self.words(i, column)
        return None

    def words(self, i: int, column: int) -> str:
        """What stands in a cell of row `i`."""
        assert self._found is not None
        flips = self._found.flips
        if column == ROW:
            return text.count(flips.number(i))
        if column == TEXT:
            return "  ·  ".join(" ".join(part[:SHOWN].split()) for part in flips.texts(i))
        if column == TRUE:
            return self._label(flips.true(i))
        side: Literal["a", "b"] = "a" if column in (SAID_A, SURE_A) else "b"
        label, sure = flips.said(i, side)
        if column in (SAID_A, SAID_B):
            return self._label(label)
        return text.number(sure) if self._regression else f"{sure * 100:.0f} %"

    @property
    def _regression(self) -> bool:
        return self._found is not None and self._found.flips.regression

    def _label(self, words: str) -> str:
        if self._regression:
            return text.number(float(words))
        return words or self.tr("(none)")

    def _tone(self, i: int, column: int) -> QColor | None:
        c = colors()
        if column in (ROW, SURE_A, SURE_B):
            return QColor(c.muted)
        if column in (SAID_A, SAID_B):
            assert self._found is not None
            gained = int(self._found.flips.gained[i]) * (1 if column == SAID_A else -1)
            return QColor(c.success if gained > 0 else c.danger)
        return None

    def _alignment(self, section: int) -> Qt.AlignmentFlag:
        numbers = section in (ROW, SURE_A, SURE_B)
        numbers = numbers or (self._regression and section in (TRUE, SAID_A, SAID_B))
        side = Qt.AlignmentFlag.AlignRight if numbers else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
