"""The rows that flipped between two ways of training: counted, filtered, read and written down."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QWidget,
)

from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui import icons, text, way_words
from tuner_gui.gui.flips_control import FlipsControl, FoundFlips
from tuner_gui.gui.models.flips_model import (
    ROW,
    SAID_A,
    SAID_B,
    SURE_A,
    SURE_B,
    TEXT,
    TRUE,
    FlipsModel,
)
from tuner_gui.gui.theme import figures
from tuner_gui.gui.widgets.basics import label
from tuner_gui.gui.widgets.compare.compare_card import CompareCard
from tuner_gui.gui.widgets.compare.flip_filters import FlipFilters
from tuner_gui.gui.widgets.quick_cells import QuickCells

LINE = 30
AIR = 13
"""Pixels left and right of the words of a cell: as wide as those of the titles."""
TABLE_HEIGHT = 330
READER_LINES = 4
TEXT_WIDTH = 200
"""Least pixels of the texts."""
WIDTHS = {ROW: 70, TRUE: 110, SAID_A: 120, SURE_A: 66, SAID_B: 120, SURE_B: 66}


class FlipsCard(CompareCard):
    """What both say of a row stands side by side; the text of the row chosen stands below in full."""

    wide = True
    problem_raised = Signal(object)
    rows_exported = Signal(Path)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Rows that flipped"), "flipsCard", parent)
        self._result: ExperimentResult | None = None
        self._pair = ("", "")
        self.control = FlipsControl(self)
        self.control.found.connect(self._on_found)
        self.control.problem_raised.connect(self.problem_raised)
        self.control.written.connect(self.rows_exported)
        self.filters = FlipFilters()
        self.filters.wanted_changed.connect(self.control.want)
        self.model = FlipsModel(self)
        self.table = self._build_table()
        self._none = label(self.tr("No rows like that."), "muted", name="noFlips")
        self._reader = QPlainTextEdit(readOnly=True)
        self._reader.setObjectName("flipText")
        self._reader.setProperty("kind", "field")
        self._reader.setAccessibleName(self.tr("Text of the row"))
        self._reader.setTabChangesFocus(True)
        lines = QFontMetrics(self._reader.font()).lineSpacing() * READER_LINES
        self._reader.setFixedHeight(lines + 18)
        self._save = QPushButton(self.tr("Save as CSV…"))
        self._save.setObjectName("saveFlipsButton")
        self._save.setProperty("kind", "small")
        self._save.setToolTip(self.tr("Write the rows listed into a table."))
        icons.set_icon(self._save, "table")
        self._save.clicked.connect(self._ask_where)
        self.controls.addWidget(self._save)
        for part in (self.filters, self.table, self._none, self._reader):
            self.body.addWidget(part)
        self._wait()

    # --- what is shown ---------------------------------------------------------------------------

    def suits(self, result: ExperimentResult) -> bool:
        """Two are needed."""
        return len(result.summary) > 1

    def set_folder(self, folder: Path | None) -> None:
        """Read rows from the runs of this experiment."""
        self.control.set_folder(folder)

    def show_result(self, result: ExperimentResult) -> None:
        """See whether other runs of the two are done."""
        self._result = result
        self._read()

    def set_pair(self, a: str, b: str) -> None:
        """Compare two."""
        if (a, b) != self._pair:
            self._pair = a, b
            self._wait()
            self._read()

    def restyle(self) -> None:
        """Take the colours in force."""
        self.table.viewport().update()

    def wait(self) -> None:
        """Block until nothing works in a thread any more."""
        self.control.wait()

    def _read(self) -> None:
        if self._result is not None and all(self._pair):
            self.control.show_pair(self._result, *self._pair)

    def _wait(self) -> None:
        """Nothing is there yet."""
        self.model.set_found(None)
        self._reader.clear()
        self._save.setEnabled(False)
        self._none.hide()
        self.filters.hide()
        self.set_note(self.tr("Reading what both say of every row…"))

    def _on_found(self, found: FoundFlips) -> None:
        self.filters.show_found(found)
        self.filters.show()
        self.model.set_found(found)
        self._fit_columns()
        self.set_note(self._said(found))
        there = bool(len(found.rows))
        self.table.setVisible(there)
        self._none.setVisible(not there)
        self._save.setEnabled(there)
        if there:
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().setCurrentIndex(self.model.index(0, TEXT), flags)
            self.table.scrollToTop()
        self._show_text()

    def _said(self, found: FoundFlips) -> str:
        a, b = (way_words.way_name(way) for way in found.names)
        only_a, only_b = (text.count(number) for number in found.flips.counts)
        rows = text.count(len(found.flips.gained))
        if found.flips.regression:
            words = self.tr(
                "Of {0} rows, {1} is closer in {2} and {3} in {4}; where they differ most, first."
            )
        else:
            words = self.tr(
                "Of {0} rows, {1} alone is right in {2} and {3} alone in {4}; where both are surest, first. "
                "Of several trainings the majority counts."
            )
        return words.format(rows, a, only_a, b, only_b)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the texts their room."""
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Room for the labels and for the names of the ways, as far as the texts keep theirs."""
        found = self.model.found
        if found is None:
            return
        metrics = self.table.fontMetrics()
        fixed = sum(WIDTHS[section] for section in (ROW, SURE_A, SURE_B))
        most = min(190, max(84, (self.table.viewport().width() - fixed - TEXT_WIDTH) // 3))
        labels = () if found.flips.regression else found.flips.a.labels
        widest = max((metrics.horizontalAdvance(each) for each in labels), default=60) + 26
        titles = (self.tr("True"), *(way_words.way_name(way) for way in found.names))
        for section, title in zip((TRUE, SAID_A, SAID_B), titles, strict=True):
            wanted = max(widest, metrics.horizontalAdvance(title) + 26)
            self.table.setColumnWidth(section, min(most, wanted))

    def _show_text(self) -> None:
        line, found = self.table.currentIndex().row(), self.model.found
        if found is None or not 0 <= line < self.model.rowCount():
            self._reader.clear()
            return
        texts, names = found.flips.texts(self.model.row_at(line)), found.flips.a.text_columns
        whole = texts[0] if len(texts) == 1 else "\n\n".join(map("{}:\n{}".format, names, texts))
        self._reader.setPlainText(whole)

    # --- parts -----------------------------------------------------------------------------------

    def _build_table(self) -> QTableView:
        view = QTableView()
        view.setObjectName("flipsTable")
        view.setAccessibleName(self.tr("Rows that flipped"))
        view.setModel(self.model)
        view.setItemDelegate(QuickCells(AIR, view))
        view.setFont(figures(view.font()))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setFixedHeight(TABLE_HEIGHT)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(LINE)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(60)
        header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        for section, width in WIDTHS.items():
            view.setColumnWidth(section, width)
        view.selectionModel().selectionChanged.connect(self._on_selected)
        return view

    # --- the person ------------------------------------------------------------------------------

    def _on_selected(self, _new: QItemSelection, _old: QItemSelection) -> None:
        self._show_text()

    def _ask_where(self) -> None:
        found = self.model.found
        if found is None:
            return
        names = tuple(way_words.way_name(way) for way in found.names)
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the rows"), self.tr("flipped rows.csv"), self.tr("Table (*.csv)")
        )
        if path:
            self.save(Path(path), (names[0], names[1]))

    def save(self, path: Path, names: tuple[str, str]) -> None:
        """Write the rows listed into a table."""
        if self.model.found is not None:
            self.control.save(path, self.model.found, names)
