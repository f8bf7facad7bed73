"""Scores per class of two ways of training."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from tuner_gui.engine.experiment_result import ClassScore, ExperimentResult
from tuner_gui.gui import text, way_words
from tuner_gui.gui.theme import SPACE_1
from tuner_gui.gui.widgets.basics import row
from tuner_gui.gui.widgets.compare.class_dumbbells import ClassDumbbells, Dumbbell
from tuner_gui.gui.widgets.compare.compare_card import CompareCard


class ClassesCard(CompareCard):
    """The largest difference first."""

    wide = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Class by class"), "compareClassesCard", parent)
        self._result: ExperimentResult | None = None
        self._pair = ("", "")
        self.dumbbells = ClassDumbbells()
        self._switch = QButtonGroup(self)
        tabs = row(spacing=SPACE_1)
        self._measures = (
            ("f1Tab", self.tr("F1")),
            ("recallTab", self.tr("Recall")),
            ("precisionTab", self.tr("Precision")),
        )
        for number, (name, words) in enumerate(self._measures):
            tab = QPushButton(words)
            tab.setObjectName(name)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            self._switch.addButton(tab, number)
            tabs.addWidget(tab)
        self._switch.button(0).setChecked(True)
        self._switch.idClicked.connect(self._show)
        self.controls.addLayout(tabs)
        self.body.addWidget(self.dumbbells)

    def suits(self, result: ExperimentResult) -> bool:
        """A regression has no classes."""
        return sum(bool(way.classes) for way in result.summary) > 1

    def show_result(self, result: ExperimentResult) -> None:
        """Take the classes of all ways."""
        self._result = result
        self._show()

    def set_pair(self, a: str, b: str) -> None:
        """Compare two."""
        self._pair = a, b
        self._show()

    def restyle(self) -> None:
        """Take the colours in force."""
        self.dumbbells.viewport().update()

    def _show(self) -> None:
        a, b = (self._classes(way) for way in self._pair)
        number = self._switch.checkedId()
        lines = [
            Dumbbell(label, self._value(each, number), self._value(b[label], number), each.n)
            for label, each in a.items()
            if label in b
        ]
        lines.sort(key=lambda line: (-abs(line.difference), line.label.casefold()))
        names = [way_words.way_name(way) for way in self._pair]
        words = self.tr(
            "{0} classes, the largest difference first. Filled: {1}. Hollow: {2}. Differences are of points; "
            "where a class has few test rows, they say little."
        )
        self.set_note(words.format(text.count(len(lines)), *names) if lines else "")
        self.dumbbells.set_lines(lines, self._pair, self._measures[number][1])

    def _classes(self, way: str) -> dict[str, ClassScore]:
        ways = self._result.summary if self._result is not None else ()
        return next(({each.label: each for each in w.classes} for w in ways if w.mode == way), {})

    @staticmethod
    def _value(score: ClassScore, number: int) -> float:
        return (score.f1, score.recall, score.precision)[number]
