"""Which classes are taken for which: the matrix, and beside it what is confused most often."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from tuner_gui.gui import text
from tuner_gui.gui.models.facts_model import Cell, Column, FactsModel
from tuner_gui.gui.theme import SPACE_1, SPACE_4
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.plot_menu import offer_plot_menu
from tuner_gui.gui.widgets.results.card import ResultCard
from tuner_gui.gui.widgets.results.confusion_map import ConfusionMap
from tuner_gui.gui.widgets.results.facts_table import FactsTable

MOST_CONFUSIONS = 40
LISTED_FROM = 9
"""With fewer classes the matrix says it all at a glance."""
COUNTS, SHARES = range(2)


class ConfusionCard(ResultCard):
    """A click on a cell, or on a confusion in the list, asks for its rows."""

    rows_wanted = Signal(str, str)
    """True and predicted label."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Confusion matrix"), "confusionCard", parent)
        self._labels: tuple[str, ...] = ()
        self._counts = np.zeros((0, 0), dtype=np.int64)
        self.map = ConfusionMap()
        self._switch = QButtonGroup(self)
        for number, (name, words) in enumerate(
            (("confusionCounts", self.tr("Rows")), ("confusionShares", self.tr("Row %")))
        ):
            tab = QPushButton(words)
            tab.setObjectName(name)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._switch.addButton(tab, number)
            self.controls.addWidget(tab)
        self._switch.button(COUNTS).setChecked(True)
        self._switch.idClicked.connect(self._on_switched)
        rows = Column(self.tr("Rows"), self.tr("How often it happened."), lambda cell: text.count(int(cell)))
        self._model = FactsModel((Column(self.tr("True")), Column(self.tr("Predicted")), rows), self)
        self.list = FactsTable(self._model, "confusionList", self.tr("Most frequent confusions"), (0, 1))
        self._none = label(self.tr("Nothing was confused."), "muted")
        self._beside = QWidget()
        beside = column(spacing=SPACE_1)
        beside.addWidget(label(self.tr("Confused most often"), "small"))
        beside.addWidget(self.list)
        beside.addWidget(self._none)
        beside.addStretch()
        body = row(spacing=SPACE_4)
        body.addWidget(self.map, 3, Qt.AlignmentFlag.AlignTop)
        self._beside.setLayout(beside)
        body.addWidget(self._beside, 2)
        self.body.addLayout(body)
        self.body.addStretch()
        self.map.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.map.customContextMenuRequested.connect(self._on_menu_requested)
        self.map.cell_chosen.connect(self._on_cell_chosen)
        self.list.row_chosen.connect(self._on_confusion_chosen)

    def set_confusion(self, counts: np.ndarray, labels: tuple[str, ...]) -> None:
        """Show `counts`, int64 [true, predicted]."""
        self._labels, self._counts = labels, counts
        self.wide = len(labels) >= LISTED_FROM
        self._beside.setVisible(self.wide)
        self.map.set_matrix(counts, labels)
        confusions = most_confused(counts, labels)
        self._model.set_rows(confusions)
        self.list.setVisible(bool(confusions))
        self._none.setVisible(not confusions)
        words = self.tr("{0} test rows; colour tells the share of the row. Click a cell to see its rows.")
        self.set_note(words.format(text.count(int(counts.sum()))))

    def restyle(self) -> None:
        """Take the colours in force."""
        self.map.viewport().update()

    def _on_menu_requested(self, position: QPoint) -> None:
        offer_plot_menu(self.map, self.map.mapToGlobal(position), self.accessibleName(), self._as_text)

    def _as_text(self) -> str:
        """True classes down, predicted ones across, as a spreadsheet takes it from the clipboard."""
        return matrix_text(self._counts, self._labels)

    def _on_switched(self, number: int) -> None:
        self.map.set_as_shares(number == SHARES)

    def _on_cell_chosen(self, true: int, predicted: int) -> None:
        self.rows_wanted.emit(self._labels[true], self._labels[predicted])

    def _on_confusion_chosen(self, cells: tuple[Cell, ...]) -> None:
        self.rows_wanted.emit(str(cells[0]), str(cells[1]))


def most_confused(counts: np.ndarray, labels: tuple[str, ...]) -> list[tuple[Cell, ...]]:
    """True label, predicted label and rows of what went wrong, the most frequent first."""
    wrong = counts.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(-wrong, axis=None, kind="stable")[:MOST_CONFUSIONS]
    pairs = (divmod(int(place), len(labels)) for place in order)
    return [
        (labels[true], labels[predicted], int(wrong[true, predicted]))
        for true, predicted in pairs
        if wrong[true, predicted]
    ]


def matrix_text(counts: np.ndarray, labels: tuple[str, ...]) -> str:
    """`counts`, int64 [true, predicted], as columns of text, with the labels at both sides."""
    names = [" ".join(label.split()) for label in labels]
    lines = [["", *names]]
    lines += [[name, *map(str, values)] for name, values in zip(names, counts.tolist(), strict=True)]
    return "".join("\t".join(line) + "\n" for line in lines)
