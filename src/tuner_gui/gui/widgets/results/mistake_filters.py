"""Which rows of a run are listed: mistakes, all or likely label errors; with what words and labels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from tuner_gui.gui import text
from tuner_gui.gui.mistake_search import Wanted
from tuner_gui.gui.theme import SPACE_1, SPACE_2
from tuner_gui.gui.widgets.basics import column, row
from tuner_gui.gui.widgets.inputs import ComboBox, field

if TYPE_CHECKING:
    from tuner_gui.engine.results.mistakes import Only, TestRows

KINDS: tuple[Only, ...] = ("mistakes", "all", "suspect")
MISTAKES, ALL, SUSPECT = range(3)
BOX_WIDTH = 170


class MistakeFilters(QWidget):
    """A switch with counts, a line to search by, and a box for each of the two labels."""

    wanted_changed = Signal(object)
    """Wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = Wanted()
        self._labels: tuple[str, ...] = ()
        self._switch = QButtonGroup(self)
        self._kinds = QWidget()
        tabs = row(spacing=SPACE_1)
        for number, name in enumerate(("mistakesTab", "allRowsTab", "suspectTab")):
            tab = QPushButton()
            tab.setObjectName(name)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._switch.addButton(tab, number)
            tabs.addWidget(tab)
        tabs.addStretch()
        self._switch.button(SUSPECT).setToolTip(
            self.tr(
                "Rows whose label the model contradicts more firmly than it usually dares to: test and "
                "validation rows (confident learning, Northcutt et al. 2021)."
            )
        )
        self._switch.button(MISTAKES).setChecked(True)
        self._switch.idClicked.connect(self._on_switched)
        self._words = field("mistakeFilter", self.tr("Find rows"), self.tr("Only rows with these words."))
        self._words.setPlaceholderText(self.tr("Find in the texts…"))
        self._words.setClearButtonEnabled(True)
        self._words.textChanged.connect(self._on_words_changed)
        self._true = self._box("trueFilter", self.tr("True label"))
        self._predicted = self._box("predictedFilter", self.tr("Predicted label"))
        self._true.activated.connect(self._on_labels_chosen)
        self._predicted.activated.connect(self._on_labels_chosen)
        fields = row(spacing=SPACE_2)
        fields.addWidget(self._words, 1)
        fields.addWidget(self._true)
        fields.addWidget(self._predicted)
        layout = column(spacing=SPACE_2)
        self._kinds.setLayout(tabs)
        layout.addWidget(self._kinds)
        layout.addLayout(fields)
        self.setLayout(layout)

    @property
    def wanted(self) -> Wanted:
        """What is looked for."""
        return self._wanted

    def set_rows(self, rows: TestRows, *, another: bool) -> None:
        """Offer what there is to choose among `rows`; `another` run: nothing is filtered any more."""
        numbers = rows.scored.task == "regression"
        wrong = int((rows.test & ~rows.correct).sum())
        counts = (wrong, int(rows.test.sum()), int(rows.suspect.sum()))
        names = (
            self.tr("Mistakes"),
            self.tr("All test rows"),
            self.tr("Likely label errors"),
        )
        for number, (name, count) in enumerate(zip(names, counts, strict=True)):
            self._switch.button(number).setText(f"{name} · {text.count(count)}")
        for part in (self._kinds, self._true, self._predicted):
            part.setVisible(not numbers)  # of numbers, all are more or less wrong
        if rows.scored.labels != self._labels or another:
            self._labels = rows.scored.labels
            self._fill(self._true, self.tr("Any true label"))
            self._fill(self._predicted, self.tr("Any prediction"))
        if another:
            self.want(Wanted())

    def want(self, wanted: Wanted) -> None:
        """Look for this."""
        self._wanted = wanted
        self._switch.button(KINDS.index(wanted.only)).setChecked(True)
        self._words.blockSignals(True)
        self._words.setText(wanted.words)
        self._words.blockSignals(False)
        for box, label in ((self._true, wanted.true), (self._predicted, wanted.predicted)):
            box.setCurrentIndex(max(0, box.findData(label)))
        self.wanted_changed.emit(wanted)

    def turn_order(self) -> None:
        """The least sure first, or the surest again."""
        self._change(replace(self._wanted, least_sure_first=not self._wanted.least_sure_first))

    def _box(self, name: str, words: str) -> ComboBox:
        result = ComboBox(name, words)
        result.setFixedWidth(BOX_WIDTH)
        return result

    def _fill(self, box: ComboBox, first: str) -> None:
        box.clear()
        box.addItem(first, "")
        for label in self._labels:
            box.addItem(label, label)

    def _change(self, wanted: Wanted) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.wanted_changed.emit(wanted)

    def _on_switched(self, number: int) -> None:
        self._change(replace(self._wanted, only=KINDS[number]))

    def _on_words_changed(self, words: str) -> None:
        self._change(replace(self._wanted, words=words))

    def _on_labels_chosen(self) -> None:
        true, predicted = self._true.currentData(), self._predicted.currentData()
        self._change(replace(self._wanted, true=true, predicted=predicted))
