"""Past runs as a table."""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from tuner_gui.gui import text, wording
from tuner_gui.gui.theme import colors
from tuner_gui.runs.store import RunInfo

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

COLUMNS = 5
DATASET, MODE, SCORE, STATUS, WHEN = range(COLUMNS)


class RunsModel(QAbstractTableModel):
    """One row per run, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: list[RunInfo] = []

    def set_runs(self, runs: Sequence[RunInfo]) -> None:
        """Show `runs`."""
        self.beginResetModel()
        self._runs = list(runs)
        self.endResetModel()

    def run(self, row: int) -> RunInfo:
        """The run in `row`."""
        return self._runs[row]

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Number of runs."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else COLUMNS

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Column titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = (
            self.tr("Dataset"),
            self.tr("Training mode"),
            self.tr("Test score (95 % interval)"),
            self.tr("Status"),
            self.tr("Started"),
        )
        return titles[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell."""
        run, column = self._runs[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(run, column)
        if role == Qt.ItemDataRole.DecorationRole and column == MODE:
            return _dot(colors().series(run.config.mode))
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._tone(run, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return run.error or run.config.dataset.path
        return None

    def _words(self, run: RunInfo, column: int) -> str:
        if column == DATASET:
            return run.name
        if column == MODE:
            return wording.mode_short(run.config.mode)
        if column == SCORE:
            if run.metrics is None:
                return text.UNKNOWN
            score = run.metrics.test
            words = f"{wording.metric(score.metric)} {text.with_interval(score)}"
            return self.tr("{0} · {1} rows").format(words, text.count(score.n))
        if column == STATUS:
            return wording.status(run.status)
        return text.when(run.created, time.time())

    def _tone(self, run: RunInfo, column: int) -> QColor | None:
        c = colors()
        if column == STATUS:
            tones = {"interrupted": c.warning, "failed": c.danger, "cancelled": c.muted}
            return QColor(tones[run.status]) if run.status in tones else None
        if column == WHEN:
            return QColor(c.muted)
        return None


def _dot(tone: str) -> QPixmap:
    pixmap = QPixmap(20, 20)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tone))
    painter.drawEllipse(QPointF(5, 5), 4.5, 4.5)
    painter.end()
    return pixmap
