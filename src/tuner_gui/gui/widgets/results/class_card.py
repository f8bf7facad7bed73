"""Precision, recall, F1 and number of rows of every class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.gui import text
from tuner_gui.gui.models.facts_model import Cell, Column, FactsModel
from tuner_gui.gui.widgets.results.card import ResultCard
from tuner_gui.gui.widgets.results.facts_table import FactsTable

F1, ROWS = 3, 4


class ClassCard(ResultCard):
    """Sorted by number of rows until a title is clicked; a click on a class asks for its rows."""

    class_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Per class"), "classCard", parent)
        columns = (
            Column(self.tr("Class")),
            Column(self.tr("Precision"), self.tr("Of the rows given this label, how many have it."), _share),
            Column(
                self.tr("Recall"), self.tr("Of the rows that have this label, how many were found."), _share
            ),
            Column(
                self.tr("F1"), self.tr("Precision and recall in one number: their harmonic mean."), _share
            ),
            Column(self.tr("n"), self.tr("Test rows that have this label."), _count),
            Column(self.tr("Given"), self.tr("Test rows that were given this label."), _count),
        )
        self._model = FactsModel(columns, self)
        self.table = FactsTable(self._model, "classTable", self.tr("Scores per class"), (0,))
        self.table.set_sorted_by(ROWS, Qt.SortOrder.DescendingOrder)
        self.table.row_chosen.connect(self._on_row_chosen)
        self.body.addWidget(self.table)
        self.body.addStretch()

    def set_classes(self, rows: Sequence[tuple[Cell, ...]]) -> None:
        """Show label, precision, recall, F1, rows that have the label and rows that were given it."""
        self._model.set_rows(rows)
        words = self.tr("{0} classes. Where n is small, the scores say little.")
        self.set_note(words.format(text.count(len(rows))))

    def _on_row_chosen(self, cells: tuple[Cell, ...]) -> None:
        self.class_chosen.emit(str(cells[0]))


def _share(cell: Cell) -> str:
    return f"{float(cell) * 100:.1f}"


def _count(cell: Cell) -> str:
    return text.count(int(cell))
