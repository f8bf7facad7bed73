"""The rows that a model got wrong, and those whose label may be: listed, read and marked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Signal, SignalInstance
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableView, QWidget

from tuner_gui.gui import icons, text
from tuner_gui.gui.models.mistakes_model import (
    MARK,
    PREDICTED,
    ROW,
    SURE,
    TEXT,
    TRUE,
    MistakesModel,
    predicted_words,
)
from tuner_gui.gui.run_results import Marks
from tuner_gui.gui.theme import SPACE_3, figures
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.results.mistake_filters import MistakeFilters
from tuner_gui.gui.widgets.results.mistake_reader import MistakeReader

if TYPE_CHECKING:
    from tuner_gui.engine.results.mistakes import TestRows

LINE = 30
WIDTHS = {ROW: 76, TRUE: 130, PREDICTED: 130, SURE: 76, MARK: 130}


class MistakesView(QWidget):
    """Filters, table, reader, and what can be done with the marks."""

    label_wrong_clicked = Signal(int)
    """Index of a row."""
    model_wrong_clicked = Signal(int)
    unmark_clicked = Signal(int)
    why_clicked = Signal(int)
    save_clicked = Signal()
    retrain_clicked = Signal()
    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mistakesView")
        self._rows: TestRows | None = None
        self._marks: Marks = {}
        self.filters = MistakeFilters()
        self.reader = MistakeReader()
        self.model = MistakesModel(self)
        self.table = self._build_table()
        self._none = label(self.tr("No rows like that."), "muted", name="noMistakes")
        self._save = QPushButton(self.tr("Save as CSV…"))
        self._save.setObjectName("saveMistakesButton")
        self._save.setToolTip(self.tr("Write the rows listed, with their marks, into a table."))
        icons.set_icon(self._save, "table")
        self._note = label(kind="small", wrap=True, name="correctionsNote", numbers=True)
        self._retrain = QPushButton()
        self._retrain.setObjectName("retrainButton")
        self._retrain.setProperty("kind", "accent")
        icons.set_icon(self._retrain, "play", "on_accent")
        self._save.clicked.connect(self.save_clicked)
        self._retrain.clicked.connect(self.retrain_clicked)
        for asked, wanted in (
            (self.reader.label_wrong_clicked, self.label_wrong_clicked),
            (self.reader.model_wrong_clicked, self.model_wrong_clicked),
            (self.reader.unmark_clicked, self.unmark_clicked),
            (self.reader.why_clicked, self.why_clicked),
        ):
            asked.connect(partial(self._pass_on, wanted))
        self._compose()

    # --- what is shown ---------------------------------------------------------------------------

    def set_rows(self, rows: TestRows, marks: Marks, *, another: bool) -> None:
        """Show rows of a run; `another` than before."""
        self._rows, self._marks = rows, marks
        if another:
            self.model.set_rows(rows, np.empty(0, dtype=np.int64), marks)
            self._fit_columns(rows)
        self.filters.set_rows(rows, another=another)

    def show_found(self, found: np.ndarray) -> None:
        """Show those rows whose indices are `found`; the one chosen stays so, if it is among them."""
        chosen = self.chosen
        self.model.least_first = self.filters.wanted.least_sure_first
        self.model.set_rows(self._rows, found, self._marks)
        lines = np.flatnonzero(found == chosen) if chosen is not None else np.empty(0)
        if found.size:
            self._choose_line(int(lines[0]) if lines.size else 0)
        else:
            self._show_row()
        self.table.setVisible(bool(found.size))
        self._none.setVisible(not found.size)
        self._save.setEnabled(bool(found.size))

    def update_marks(self, corrections: int, why_not: str) -> None:
        """Marks are others now.

        Args:
            corrections: how many labels they correct.
            why_not: what keeps a new run from being started; empty when nothing does.
        """
        self.model.update_marks()
        self._show_row()
        self._retrain.setVisible(bool(corrections))
        words = self.tr("Train again with {0} corrections").format(text.count(corrections))
        self._retrain.setText(self.tr("Train again with 1 correction") if corrections == 1 else words)
        self._retrain.setEnabled(not why_not)
        self._retrain.setToolTip(why_not or self.tr("Start a new run with the settings of this one."))
        self._note.setText(
            self.tr(
                "Corrected rows make another version of the dataset: scores of the new run "
                "do not compare with those of this one."
            )
            if corrections
            else ""
        )

    def restyle(self) -> None:
        """Take the colours in force."""
        self.model.update_marks()
        self.reader.why.restyle()

    @property
    def chosen(self) -> int | None:
        """Index of the row that is read."""
        line = self.table.currentIndex().row()
        return self.model.row_at(line) if 0 <= line < self.model.rowCount() else None

    # --- parts -----------------------------------------------------------------------------------

    def _build_table(self) -> QTableView:
        view = QTableView()
        view.setObjectName("mistakesTable")
        view.setAccessibleName(self.tr("Rows"))
        view.setModel(self.model)
        view.setFont(figures(view.font()))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(LINE)
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._on_title_clicked)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        for section, width in WIDTHS.items():
            view.setColumnWidth(section, width)
        view.selectionModel().selectionChanged.connect(self._on_selected)
        return view

    def _compose(self) -> None:
        bottom = row(spacing=SPACE_3)
        bottom.addWidget(self._save)
        bottom.addWidget(self._note, 1)
        bottom.addWidget(self._retrain)
        layout = column(spacing=SPACE_3)
        layout.addWidget(self.filters)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._none, 1)
        layout.addWidget(self.reader)
        layout.addLayout(bottom)
        self.setLayout(layout)
        self._none.hide()

    def _fit_columns(self, rows: TestRows) -> None:
        """Labels get the width that the longest needs, within reason."""
        metrics = self.table.fontMetrics()
        if rows.scored.task == "regression":
            widest = 60
        else:
            widest = max((metrics.horizontalAdvance(name) for name in rows.scored.labels), default=60)
        width = min(190, max(96, widest + 28))
        for section in (TRUE, PREDICTED):
            self.table.setColumnWidth(section, width)
        marks = metrics.horizontalAdvance(self.model.model_wrong) + 28
        self.table.setColumnWidth(MARK, max(marks, width + metrics.horizontalAdvance("→ ")))

    def _choose_line(self, line: int) -> None:
        index = self.model.index(line, TEXT)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(index, flags)
        self.table.scrollTo(index)
        self._show_row()

    def _show_row(self) -> None:
        i, rows = self.chosen, self._rows
        if i is None or rows is None:
            self.reader.clear()
            return
        mark = self._marks.get((int(rows.number[i]), bool(rows.test[i])))
        self.reader.show_row(
            self._title(rows, i),
            rows.text(i),
            rows.scored.text_columns,
            mark.verdict if mark is not None else "",
        )

    def _title(self, rows: TestRows, i: int) -> str:
        none = self.tr("(none)")
        part = self.tr("test row {0}") if rows.test[i] else self.tr("validation row {0}")
        words = [
            part.format(text.count(int(rows.number[i]))),
            self.tr("true: {0}").format(rows.true[i] or none),
            self.tr("predicted: {0}").format(predicted_words(rows, i) or none),
        ]
        value = float(rows.confidence[i])
        if rows.scored.task == "regression":
            words.append(self.tr("off by {0}").format(text.number(value)))
        else:
            words.append(self.tr("{0} sure").format(text.percent(value)))
        if rows.suspect[i]:
            words.append(self.tr("the label may be wrong"))
        return " · ".join(words)

    # --- the person ------------------------------------------------------------------------------

    def _on_selected(self, _new: QItemSelection, _old: QItemSelection) -> None:
        self._show_row()
        if self.chosen is not None:
            self.row_chosen.emit(self.chosen)

    def _on_title_clicked(self, section: int) -> None:
        if section == SURE:
            self.filters.turn_order()

    def _pass_on(self, wanted: SignalInstance) -> None:
        """Say which row is meant."""
        if self.chosen is not None:
            wanted.emit(self.chosen)
