"""Test rows for a table view; only what is seen is ever taken out of the Arrow table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from tuner_gui.engine.config import Task
from tuner_gui.gui import text
from tuner_gui.gui.run_results import Marks
from tuner_gui.gui.theme import colors

if TYPE_CHECKING:
    from tuner_gui.engine.results.mistakes import TestRows

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

COLUMNS = 6
ROW, TEXT, TRUE, PREDICTED, SURE, MARK = range(COLUMNS)
SHOWN = 300
"""Characters of a text that the table shows; the reader below it shows all."""


class MistakesModel(QAbstractTableModel):
    """Those of the `TestRows` that were found, in the order in which they were."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: TestRows | None = None
        self._found = np.empty(0, dtype=np.int64)
        self._marks: Marks = {}
        self.least_first = False
        """Whether the least sure come first."""

    def set_rows(self, rows: TestRows | None, found: np.ndarray, marks: Marks) -> None:
        """Show those rows whose indices are `found`, int64."""
        self.beginResetModel()
        self._rows, self._found, self._marks = rows, found, marks
        self.endResetModel()

    def update_marks(self) -> None:
        """Marks are others now."""
        if self._found.size:
            self.dataChanged.emit(self.index(0, 0), self.index(self._found.size - 1, COLUMNS - 1))

    @property
    def model_wrong(self) -> str:
        """What stands beside a row whose label is right."""
        return self.tr("model is wrong")

    @property
    def found(self) -> np.ndarray:
        """Indices of the rows shown; int64."""
        return self._found

    def row_at(self, line: int) -> int:
        """Index of the row in `line`."""
        return int(self._found[line])

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Rows shown."""
        return 0 if parent.isValid() else int(self._found.size)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        if role == Qt.ItemDataRole.ToolTipRole and section == SURE:
            return self.tr("Click to turn the order round.")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        sure = self.tr("Off by") if self._task == "regression" else self.tr("Sure")
        titles = (
            self.tr("Row"),
            self.tr("Text"),
            self.tr("True"),
            self.tr("Predicted"),
            f"{sure} {'↑' if self.least_first else '↓'}",
            self.tr("Marked"),
        )
        return titles[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell."""
        assert self._rows is not None
        i, column = self.row_at(index.row()), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(self._rows, i, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._tone(self._rows, i, column)
        if role == Qt.ItemDataRole.ToolTipRole and column in (TRUE, PREDICTED):
            return self._words(self._rows, i, column)
        return None

    @property
    def _task(self) -> Task:
        return self._rows.scored.task if self._rows is not None else "single_label"

    def _words(self, rows: TestRows, i: int, column: int) -> str:
        if column == ROW:
            return text.count(int(rows.number[i]))
        if column == TEXT:
            return "  ·  ".join(" ".join(part[:SHOWN].split()) for part in rows.text(i))
        if column == TRUE:
            return rows.true[i] or self.tr("(none)")
        if column == PREDICTED:
            return predicted_words(rows, i) or self.tr("(none)")
        if column == SURE:
            value = float(rows.confidence[i])
            return text.number(value) if self._task == "regression" else f"{value * 100:.0f} %"
        return self._mark_words(rows, i)

    def _mark_words(self, rows: TestRows, i: int) -> str:
        mark = self._marks.get((int(rows.number[i]), bool(rows.test[i])))
        if mark is None:
            return ""
        if mark.verdict == "model":
            return self.model_wrong
        return self.tr("→ {0}").format(mark.label or self.tr("(none)"))

    def _tone(self, rows: TestRows, i: int, column: int) -> QColor | None:
        c = colors()
        if column in (ROW, SURE):
            return QColor(c.muted)
        if column == PREDICTED and self._task != "regression":
            return QColor(c.success if rows.correct[i] else c.danger)
        return QColor(c.link) if column == MARK else None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        numbers = column in (ROW, SURE) or (self._task == "regression" and column in (TRUE, PREDICTED))
        side = Qt.AlignmentFlag.AlignRight if numbers else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def predicted_words(rows: TestRows, i: int) -> str:
    """What was predicted, a number with as many digits as mean something; empty for no label."""
    words = rows.predicted[i]
    return text.number(float(words)) if rows.scored.task == "regression" else words
