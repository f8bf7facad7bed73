"""The table of runs: painted cells, columns that use the room, and a choice that outlives changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from tuner_gui.gui.models.runs_model import RunsModel
from tuner_gui.gui.run_order import DURATION, MODE, NAME, SCORE, SIZE, STARTED, STATUS, TREND
from tuner_gui.gui.theme import figures
from tuner_gui.gui.widgets.run_cells import Sparkline, TwoLines
from tuner_gui.runs.index import RunEntry

ROW_HEIGHT = 48
NARROW = {MODE: 150, SCORE: 146, TREND: 88, STATUS: 104, STARTED: 158, DURATION: 96, SIZE: 78}
WIDE = {MODE: 236, SCORE: 176, TREND: 120, STATUS: 120, STARTED: 166, DURATION: 108, SIZE: 92}
WIDE_FROM = 1160
"""Pixels of the whole table."""


class RunsTable(QTableView):
    """Several runs can be chosen; a name is edited with F2."""

    choice_changed = Signal()
    delete_pressed = Signal()
    editing_ended = Signal()
    renamed = Signal(object, str)
    """Folder of a run, and its new name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runsTable")
        self.setAccessibleName(self.tr("Runs"))
        self.runs = RunsModel(self)
        self._wanted: set[str] = set()
        self._place = 0
        self._widths: dict[int, int] = {}
        self.setModel(self.runs)
        self._set_look()
        self._set_header()
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)  # not while a name is edited
        delete.activated.connect(self.delete_pressed)
        self.runs.renamed.connect(self.renamed)
        self.runs.modelAboutToBeReset.connect(self._keep_choice)
        self.runs.modelReset.connect(self._choose_again)
        self.selectionModel().selectionChanged.connect(self.choice_changed)

    @property
    def chosen(self) -> list[RunEntry]:
        """The runs chosen, from top to bottom."""
        # One range of thousands of rows is quickly read; its indexes one by one are not.
        ranges = cast("Iterable[QItemSelectionRange]", self.selectionModel().selection())
        rows = {row for part in ranges for row in range(part.top(), part.bottom() + 1)}
        return [self.runs.entry(row) for row in sorted(rows)]

    def choose(self, folder: Path) -> None:
        """Choose one run, as soon as it is shown."""
        self.clearSelection()
        self._wanted = {str(folder)}
        self._choose_again()

    @property
    def editing(self) -> bool:
        """True while a name is typed."""
        return self.state() is QAbstractItemView.State.EditingState

    def edit_name(self) -> None:
        """Let the name of the run chosen be typed."""
        rows = self.selectionModel().selectedRows(NAME)
        if rows:
            self.edit(rows[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns what room there is."""
        super().resizeEvent(event)
        widths = WIDE if self.width() >= WIDE_FROM else NARROW
        if widths is not self._widths:  # afterwards they are as somebody pulled them
            self._widths = widths
            for section, width in widths.items():
                self.horizontalHeader().resizeSection(section, width)

    def _set_look(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setShowGrid(False)
        self.setFont(figures(self.font()))
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        two, mode, line = TwoLines(self), TwoLines(self, dot=True), Sparkline(self)
        two.closeEditor.connect(self.editing_ended)
        for section, delegate in ((NAME, two), (SCORE, two), (MODE, mode), (TREND, line)):
            self.setItemDelegateForColumn(section, delegate)

    def _set_header(self) -> None:
        numbers = self.verticalHeader()
        numbers.hide()
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicator(STARTED, Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)

    def _keep_choice(self) -> None:
        self._place = max(0, self.currentIndex().row())
        self._wanted = {entry.location for entry in self.chosen} or self._wanted

    def _choose_again(self) -> None:
        """The runs that were chosen; else the one that took their place, or the first that was found."""
        count = self.runs.rowCount()
        gone = self._wanted.isdisjoint(entry.location for entry in self.runs.entries)
        other = min(self._place, count - 1) if gone else 0
        rows = self.runs.rows_of(self._wanted) or ([other] if count else [])
        selection = QItemSelection()
        for first, last in stretches(rows):
            selection.select(self.runs.index(first, 0), self.runs.index(last, 0))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
        if rows:
            current = self.runs.index(rows[0], NAME)
            self.selectionModel().setCurrentIndex(current, flags.NoUpdate)
            self.scrollTo(current)
        self.choice_changed.emit()


def stretches(rows: list[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of ascending numbers without a gap: Qt wants few ranges."""
    found: list[tuple[int, int]] = []
    for number in rows:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found
