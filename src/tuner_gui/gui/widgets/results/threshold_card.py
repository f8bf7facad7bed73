"""From which probability on a label is given: a slider, and what it costs either way."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QSlider, QWidget

from tuner_gui.gui import text
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import label, row
from tuner_gui.gui.widgets.results.card import ResultCard
from tuner_gui.gui.widgets.results.plot import ResultPlot, columns_text

STEPS = 100
"""Of the slider: percent."""
USUAL = 0.5


class ThresholdCard(ResultCard):
    """Precision, recall and F1 on the validation rows, against the threshold."""

    threshold_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Threshold"), "thresholdCard", parent)
        self._lines = tuple(np.empty(0) for _ in range(4))
        self._best = USUAL
        self._chosen = USUAL
        self.plot = ResultPlot(
            "thresholdPlot", self.tr("Trade-off by threshold"), self.tr("threshold, %"), self.tr("%")
        )
        self._curves = (
            self.plot.line("accent"),
            self.plot.line("wrong", 2.0, Qt.PenStyle.DashLine),
            self.plot.line("text"),
        )
        names = (self.tr("precision"), self.tr("recall"), self.tr("F1"))
        tones = ("link", "warning", "text")
        self._names = tuple(self.plot.words(name, tone) for name, tone in zip(names, tones, strict=True))
        self._cursor = self.plot.upright("muted", movable=True)
        self._cursor.sigDragged.connect(self._on_dragged)
        self._cursor.sigPositionChangeFinished.connect(self._choose)
        self.plot.set_columns(self._columns)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("thresholdSlider")
        self.slider.setAccessibleName(self.tr("Threshold in percent"))
        self.slider.setRange(1, STEPS - 1)
        self.slider.setPageStep(5)
        self.slider.valueChanged.connect(self._on_slid)
        self.slider.sliderReleased.connect(self._choose)
        self._value = label(name="thresholdValue", numbers=True)
        self._words = label(kind="small", wrap=True, name="thresholdWords", numbers=True)
        self._use_best = QPushButton()
        self._use_best.setObjectName("bestThresholdButton")
        self._use_best.setToolTip(self.tr("The threshold at which F1 on the validation rows is highest."))
        self._use_best.clicked.connect(self._on_best_clicked)
        self._back = QPushButton(self.tr("Back to 50 %"))
        self._back.setObjectName("usualThresholdButton")
        self._back.clicked.connect(self._on_back_clicked)
        self._compose()

    def set_tradeoff(
        self,
        thresholds: np.ndarray,
        precision: np.ndarray,
        recall: np.ndarray,
        f1: np.ndarray,
        best: float,
    ) -> None:
        """Show the lines, each of shape [thresholds], 0..1; `best` is where F1 is highest."""
        self._lines = (thresholds, precision, recall, f1)
        self._best = best
        for curve, values in zip(self._curves, self._lines[1:], strict=True):
            # Where nothing is given any more, there is no precision to speak of.
            kept = recall > 0 if values is precision else np.ones(len(thresholds), dtype=bool)
            curve.setData(thresholds[kept] * 100, values[kept] * 100)
        self._name_lines()
        self._use_best.setText(self.tr("Use best ({0} %)").format(round(best * 100)))
        self._show(self._chosen)

    def set_threshold(self, threshold: float, note: str) -> None:
        """The threshold in force, and a line that says what it decides."""
        self._chosen = threshold
        self.set_note(note)
        self._show(threshold)

    def restyle(self) -> None:
        """Take the colours in force."""
        self.plot.restyle()

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        line = row(spacing=SPACE_2)
        line.addWidget(self.slider, 1)
        line.addWidget(self._value)
        self._value.setMinimumWidth(44)
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        bottom = row(spacing=SPACE_2)
        bottom.addWidget(self._words, 1)
        bottom.addWidget(self._back)
        bottom.addWidget(self._use_best)
        self.body.addWidget(self.plot)
        self.body.addLayout(line)
        self.body.addLayout(bottom)
        self.body.addStretch()

    def _name_lines(self) -> None:
        """Each name stands at its own line, far from the others; the axis begins where the lines do."""
        thresholds = self._lines[0]
        low = min(float(values.min(initial=1.0)) for values in self._lines[1:])
        low = float(np.floor(max(0.0, low - 0.1) * 10) * 10)
        self.plot.set_range((0.0, 100.0), (low, 100.0))
        for place, name, values in zip((0.84, 0.16, 0.66), self._names, self._lines[1:], strict=True):
            y = float(np.interp(place, thresholds, values)) * 100
            name.setAnchor((0.5, 1.0 if y < 100 - (100 - low) * 0.15 else 0.0))
            name.setPos(place * 100, y)

    def _show(self, threshold: float) -> None:
        percent = round(threshold * 100)
        self.slider.blockSignals(True)
        self.slider.setValue(percent)
        self.slider.blockSignals(False)
        if not self._cursor.moving:
            self._cursor.setValue(threshold * 100)
        self._value.setText(self.tr("{0} %").format(percent))
        if len(self._lines[0]):
            precision, recall, f1 = (
                text.percent(float(np.interp(threshold, self._lines[0], values)))
                for values in self._lines[1:]
            )
            words = self.tr("On the validation rows: precision {0}, recall {1}, F1 {2}")
            self._words.setText(words.format(precision, recall, f1))
        self._use_best.setEnabled(percent != round(self._best * 100))
        self._back.setEnabled(percent != round(USUAL * 100))

    def _columns(self) -> str:
        names = (self.tr("threshold"), self.tr("precision"), self.tr("recall"), self.tr("F1"))
        return columns_text(names, *self._lines)

    # --- choosing --------------------------------------------------------------------------------

    def _on_slid(self, percent: int) -> None:
        self._show(percent / 100)
        if not self.slider.isSliderDown():  # a key, or a click beside the handle
            self._choose()

    def _on_dragged(self) -> None:
        share = min(0.99, max(0.01, self._cursor.value() / 100))
        self._show(round(share, 2))

    def _on_best_clicked(self) -> None:
        self._show(self._best)
        self._choose()

    def _on_back_clicked(self) -> None:
        self._show(USUAL)
        self._choose()

    def _choose(self, _line: object = None) -> None:
        threshold = self.slider.value() / 100
        if round(threshold * 100) != round(self._chosen * 100):
            self._chosen = threshold
            self.threshold_chosen.emit(threshold)
