"""Which of the rows that flipped are listed: whose gain, of what class, with what words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from tuner_gui.gui import text, way_words
from tuner_gui.gui.flips_control import FoundFlips, WantedFlips
from tuner_gui.gui.theme import SPACE_1, SPACE_2
from tuner_gui.gui.widgets.basics import column, row
from tuner_gui.gui.widgets.inputs import ComboBox, field

if TYPE_CHECKING:
    from tuner_gui.engine.results.flips import Side

SIDES: tuple[Side, ...] = ("both", "a", "b")
BOX_WIDTH = 190
NAME_WIDTH = 130
"""Most that the name of a way takes of a tab."""


class FlipFilters(QWidget):
    """A switch with counts, a box for the class and a line to search by."""

    wanted_changed = Signal(object)
    """WantedFlips."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = WantedFlips()
        self._labels: tuple[str, ...] = ()
        self._switch = QButtonGroup(self)
        tabs = row(spacing=SPACE_1)
        for number, name in enumerate(("allFlipsTab", "firstGainedTab", "secondGainedTab")):
            tab = QPushButton()
            tab.setObjectName(name)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._switch.addButton(tab, number)
            tabs.addWidget(tab)
        tabs.addStretch()
        self._switch.idClicked.connect(self._on_switched)
        self.words = field("flipFilter", self.tr("Find rows"), self.tr("Only rows with these words."))
        self.words.setPlaceholderText(self.tr("Find in the texts…"))
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(self._on_words_changed)
        self.label = ComboBox("flipClassFilter", self.tr("True class"))
        self.label.setFixedWidth(BOX_WIDTH)
        self.label.activated.connect(self._on_label_chosen)
        below = row(spacing=SPACE_2)
        below.addWidget(self.words, 1)
        below.addWidget(self.label)
        layout = column(spacing=SPACE_2)
        layout.addLayout(tabs)
        layout.addLayout(below)
        self.setLayout(layout)

    def show_found(self, found: FoundFlips) -> None:
        """Take names, counts and classes of what was found."""
        flips = found.flips
        names = [way_words.way_name(way) for way in found.names]
        metrics, middle = self.fontMetrics(), Qt.TextElideMode.ElideMiddle
        a, b = (metrics.elidedText(name, middle, NAME_WIDTH) for name in names)
        only_a, only_b = (text.count(number) for number in flips.counts)
        closer = self.tr("{0} closer: {1}")
        right = self.tr("Only {0} right: {1}")
        words = closer if flips.regression else right
        every = self.tr("All: {0}").format(text.count(sum(flips.counts)))
        for number, said in enumerate((every, words.format(a, only_a), words.format(b, only_b))):
            self._switch.button(number).setText(said)
            self._switch.button(number).setToolTip(names[number - 1] if number else "")
        self._wanted = found.wanted
        self._switch.button(SIDES.index(found.wanted.side)).setChecked(True)
        labels = () if flips.regression else flips.a.labels
        if labels != self._labels:
            self._labels = labels
            self.label.clear()
            self.label.addItem(self.tr("Any true class"), "")
            for each in labels:
                self.label.addItem(each, each)
        self.label.setVisible(bool(labels))
        self.label.setCurrentIndex(max(0, self.label.findData(found.wanted.label)))

    def _change(self, wanted: WantedFlips) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.wanted_changed.emit(wanted)

    def _on_switched(self, number: int) -> None:
        self._change(replace(self._wanted, side=SIDES[number]))

    def _on_words_changed(self, words: str) -> None:
        self._change(replace(self._wanted, words=words))

    def _on_label_chosen(self) -> None:
        self._change(replace(self._wanted, label=self.label.currentData()))
