"""Which two ways of training are put side by side, and what may be said of them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui import verdict_words, way_words
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import label, row
from tuner_gui.gui.widgets.compare.compare_card import CompareCard
from tuner_gui.gui.widgets.inputs import ComboBox

BOX_WIDTH = 290


class PairCard(CompareCard):
    """Two choosers, and the difference between what is chosen."""

    wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Two side by side"), "comparePairCard", parent)
        self._result: ExperimentResult | None = None
        self._ways: tuple[str, ...] = ()
        self.first = self._box("firstWayBox", self.tr("One way of training"))
        self.second = self._box("secondWayBox", self.tr("The other way of training"))
        boxes = row(spacing=SPACE_2)
        boxes.addWidget(self.first, 8)
        boxes.addWidget(label(self.tr("and"), "muted"))
        boxes.addWidget(self.second, 8)
        boxes.addStretch(1)
        self.body.addLayout(boxes)
        self._words = label(wrap=True, name="pairWords", numbers=True)
        self.body.addWidget(self._words)
        self.set_note("")

    @property
    def words(self) -> str:
        """What is said of the two."""
        return self._words.text()

    def suits(self, result: ExperimentResult) -> bool:
        """Two are needed."""
        return len(result.summary) > 1

    def show_result(self, result: ExperimentResult) -> None:
        """Offer all ways."""
        self._result = result
        ways = tuple(way.mode for way in result.summary)
        if ways != self._ways:
            self._ways = ways
            chosen = self.first.currentData(), self.second.currentData()
            for box, way in zip((self.first, self.second), chosen, strict=True):
                box.blockSignals(True)
                box.clear()
                for each in ways:
                    box.addItem(way_words.way_name(each), each)
                box.setCurrentIndex(max(0, box.findData(way)))
                box.blockSignals(False)
        self._say()

    def set_pair(self, a: str, b: str) -> None:
        """Show which two are looked at."""
        for box, way in ((self.first, a), (self.second, b)):
            box.blockSignals(True)
            box.setCurrentIndex(box.findData(way))
            box.blockSignals(False)
        self._say()

    def _say(self) -> None:
        result, a, b = self._result, self.first.currentData(), self.second.currentData()
        pairs = result.test.pairs if result is not None and result.test is not None else ()
        if result is None or result.test is None or {a, b} not in [{pair.a, pair.b} for pair in pairs]:
            self._words.setText("")
            return
        pair = result.test.pair(a, b)
        names = way_words.way_name(a), way_words.way_name(b)
        words = self.tr("{0} against {1}: {2}, {3}.")
        difference = verdict_words.difference_words(pair, result.metric)
        self._words.setText(words.format(*names, difference, verdict_words.pair_words(pair)))

    def _box(self, name: str, words: str) -> ComboBox:
        result = ComboBox(name, words)
        result.setMaximumWidth(BOX_WIDTH)
        result.activated.connect(self._on_chosen)
        return result

    def _on_chosen(self) -> None:
        a, b = self.first.currentData(), self.second.currentData()
        if a == b:  # the other one steps aside
            moved = self.second if self.sender() is self.first else self.first
            moved.setCurrentIndex(next(i for i in range(moved.count()) if moved.itemData(i) != a))
            a, b = self.first.currentData(), self.second.currentData()
        self.pair_chosen.emit(a, b)
