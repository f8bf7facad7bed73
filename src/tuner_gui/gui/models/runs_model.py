"""The runs on disk as a table: searched, filtered and sorted, names to be edited in place."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from tuner_gui.gui import text, wording
from tuner_gui.gui.run_order import (
    COLUMNS,
    DURATION,
    MODE,
    NAME,
    SCORE,
    SIZE,
    STARTED,
    STATUS,
    TREND,
    Wanted,
    arrange,
)
from tuner_gui.gui.theme import colors
from tuner_gui.runs.index import RunEntry

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()

ENTRY_ROLE = Qt.ItemDataRole.UserRole
LINES_ROLE = Qt.ItemDataRole.UserRole + 1
"""The cell's words in two lines, where it has two."""

_RIGHT = (DURATION, SIZE)


class RunsModel(QAbstractTableModel):
    """One row per run that is wanted."""

    renamed = Signal(object, str)
    """Folder and new name, as a person typed it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[RunEntry] = []
        self._shown: list[RunEntry] = []
        self._now = time.time()
        self.wanted = Wanted()

    def set_entries(self, entries: Sequence[RunEntry]) -> None:
        """Show what of `entries` is wanted."""
        self._all = list(entries)
        self._arrange()

    def want(self, **changes: object) -> None:
        """Show others, or in another order; see `Wanted`."""
        wanted = replace(self.wanted, **changes)  # type: ignore[arg-type]
        if wanted != self.wanted:
            self.wanted = wanted
            self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; the table's header asks for it."""
        self.want(column=column, descending=order is Qt.SortOrder.DescendingOrder)

    @property
    def entries(self) -> list[RunEntry]:
        """All runs, whether shown or not."""
        return self._all

    def entry(self, row: int) -> RunEntry:
        """The run in `row`."""
        return self._shown[row]

    def rows_of(self, locations: set[str]) -> list[int]:
        """Where the runs in these folders are shown, if they are; ascending."""
        return [row for row, entry in enumerate(self._shown) if entry.location in locations]

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Number of runs shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else COLUMNS

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Names can be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == NAME else flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Column titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = {
            NAME: self.tr("Run"),
            MODE: self.tr("Training mode"),
            SCORE: self.tr("Test score"),
            TREND: self.tr("Validation"),
            STATUS: self.tr("Status"),
            STARTED: self.tr("Started"),
            DURATION: self.tr("Took"),
            SIZE: self.tr("Size"),
        }
        return titles[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One cell."""
        entry, column = self._shown[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._words(entry, column)
            case Qt.ItemDataRole.EditRole:
                return entry.name
            case Qt.ItemDataRole.ForegroundRole:
                return _tone(entry, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(entry, column)
        if role == ENTRY_ROLE:
            return entry
        return self._lines(entry, column) if role == LINES_ROLE else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a name that was typed; it is shown once it is on the disk."""
        if role != Qt.ItemDataRole.EditRole or index.column() != NAME:
            return False
        entry = self._shown[index.row()]
        if str(value).strip() != entry.name:
            self.renamed.emit(entry.folder, str(value))
        return True

    def _arrange(self) -> None:
        self.beginResetModel()
        self._now = time.time()
        self._shown = arrange(self._all, self.wanted)
        self.endResetModel()

    def _words(self, entry: RunEntry, column: int) -> str:
        if column == SCORE and entry.score is not None:
            score = entry.score
            value = f"{wording.metric(score.metric)} {text.with_interval(score)}"
            return self.tr("{0} · {1} rows").format(value, text.count(score.n))
        words = {
            NAME: entry.name,
            MODE: wording.mode_short(entry.mode),
            SCORE: text.UNKNOWN,
            TREND: "",
            STATUS: wording.status(entry.status),
            STARTED: text.when(entry.created, self._now),
            DURATION: text.duration(entry.seconds) if entry.seconds is not None else text.UNKNOWN,
            SIZE: text.size(entry.use.total),
        }
        return words[column]

    def _lines(self, entry: RunEntry, column: int) -> tuple[str, str] | None:
        if column == NAME:
            return entry.name, self._origin(entry)
        if column == MODE:
            return wording.mode_short(entry.mode), wording.base_model(entry.base_model)
        score = entry.score
        if column != SCORE or score is None:
            return None
        value = text.metric(score.metric, score.value)
        rows = self.tr("{0} · {1} rows").format(text.interval(score), text.count(score.n))
        return f"{wording.metric(score.metric)} {value}", rows

    def _origin(self, entry: RunEntry) -> str:
        """The table's name, whether its labels were corrected, and tags."""
        words = [entry.dataset.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]]
        if entry.corrections:
            words.append(self.tr("· {0} labels corrected").format(text.count(entry.corrections)))
        return " ".join((*words, *(f"#{tag}" for tag in entry.notes.tags)))

    def _tip(self, entry: RunEntry, column: int) -> str:
        if column == STATUS:
            return entry.error
        if column == SIZE:
            use = entry.use
            words = self.tr("Model {0}, checkpoints {1}, the rest {2}")
            sizes = (use.model, use.checkpoints, use.rest + use.cache)
            return words.format(*(text.size(size) for size in sizes))
        if column in (SCORE, TREND):
            return self._words(entry, SCORE) if entry.score is not None else ""
        return "\n\n".join(part for part in (entry.dataset, entry.notes.note) if part)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in _RIGHT else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _tone(entry: RunEntry, column: int) -> QColor | None:
    c = colors()
    if column == STATUS:
        tones = {"interrupted": c.warning, "failed": c.danger, "cancelled": c.muted, "running": c.link}
        return QColor(tones[entry.status]) if entry.status in tones else None
    return QColor(c.muted) if column in (STARTED, DURATION, SIZE) else None
