"""One way of training of a comparison, and what can be done with the model that was kept of it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui import actions, icons, way_words
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import label, row
from tuner_gui.gui.widgets.inputs import ComboBox

WIDEST = 320


class WayBar(QWidget):
    """The recommended way of training, until another is chosen."""

    results_clicked = Signal()
    try_clicked = Signal()
    export_clicked = Signal()
    way_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wayBar")
        self._result: ExperimentResult | None = None
        self._by_hand = False
        self._box = ComboBox("wayBox", self.tr("Model of"))
        self._box.setToolTip(self.tr("Of each way of training the best model was kept."))
        self._box.setMaximumWidth(WIDEST)
        self._box.activated.connect(self._on_activated)
        results = QPushButton(self.tr("Results"))
        results.setObjectName("wayResultsButton")
        results.setToolTip(self.tr("What this model gets right and wrong."))
        results.clicked.connect(self.results_clicked)
        tried = QPushButton(self.tr("Try it"))
        tried.setObjectName("wayTryButton")
        tried.setToolTip(self.tr("Type a text and see what this model says."))
        tried.clicked.connect(self.try_clicked)
        export = actions.button("export", name="wayExportButton")
        icons.set_icon(results, "table")
        layout = row(spacing=SPACE_2)
        layout.addWidget(label(self.tr("Model of"), "muted"))
        layout.addWidget(self._box, 1)
        layout.addStretch()
        for button in (results, tried, export):
            layout.addWidget(button)
        self.setLayout(layout)
        self.hide()

    @property
    def kept(self) -> str:
        """Key of the member whose model is meant; empty: there is none."""
        way = self._box.currentData()
        if self._result is None or not way:
            return ""
        return self._result.way(way).kept

    def show_result(self, result: ExperimentResult | None) -> None:
        """Offer the ways of which there is a model."""
        if result is None or self._result is None or result.config != self._result.config:
            self._by_hand = False
        self._result = result
        ways = [each.mode for each in result.summary if each.kept] if result is not None else []
        before = self._box.currentData()
        with QSignalBlocker(self._box):
            self._box.clear()
            for way in ways:
                self._box.addItem(way_words.way_name(way), way)
        best = result.decision.recommended if result is not None and result.decision is not None else ""
        self._choose(before if self._by_hand and before in ways else best if best in ways else "")
        self.setVisible(bool(ways))

    def choose(self, way: str) -> None:
        """Mean `way`, where there is a model of it."""
        if way and self._box.findData(way) >= 0:
            self._by_hand = True
            self._choose(way)

    def _choose(self, way: str) -> None:
        self._box.setCurrentIndex(max(0, self._box.findData(way)) if self._box.count() else -1)

    def _on_activated(self) -> None:
        self._by_hand = True
        self.way_chosen.emit(self._box.currentData() or "")
