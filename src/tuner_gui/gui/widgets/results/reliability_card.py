"""Whether the model is as sure as it should be, and one click that makes it so."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.gui import text
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import label, row
from tuner_gui.gui.widgets.results.card import ResultCard
from tuner_gui.gui.widgets.results.plot import ResultPlot, columns_text

DIGITS = 2


class ReliabilityCard(ResultCard):
    """The reliability diagram of the test rows, with the expected calibration error."""

    calibrate_clicked = Signal()
    undo_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Is it as sure as it should be?"), "reliabilityCard", parent)
        self._confidence = self._accuracy = np.empty(0)
        self._counts = np.empty(0, dtype=np.int64)
        self.plot = ResultPlot(
            "reliabilityPlot", self.tr("Reliability"), self.tr("confidence, %"), self.tr("right, %")
        )
        self._bars = self.plot.bars("accent", 0.4)
        self._perfect = self.plot.line("muted", 1.0, Qt.PenStyle.DashLine)
        self._dots = self.plot.dots("accent")
        self.plot.set_columns(self._columns)
        self.plot.show_crosshair()
        self.plot.hovered.connect(self._on_hovered)
        self._calibrate = QPushButton()
        self._calibrate.setObjectName("calibrateButton")
        self._calibrate.setToolTip(
            self.tr(
                "Divide the model's outputs by this number, found on the validation rows. Labels stay the "
                "same, probabilities become honest. It goes into exports and predictions."
            )
        )
        self._undo = QPushButton(self.tr("Undo"))
        self._undo.setObjectName("uncalibrateButton")
        self._undo.setToolTip(self.tr("Take the probabilities as the model gives them again."))
        self._calibrate.clicked.connect(self.calibrate_clicked)
        self._undo.clicked.connect(self.undo_clicked)
        self._words = label(kind="small", wrap=True, name="calibrationWords", numbers=True)
        self._caption = self.tr("dashed: as sure as right")
        self._readout = label(self._caption, "small", name="reliabilityReadout", numbers=True)
        self.controls.addWidget(self._readout)
        bottom = row(spacing=SPACE_2)
        bottom.addWidget(self._words, 1)
        bottom.addWidget(self._undo)
        bottom.addWidget(self._calibrate)
        self.body.addWidget(self.plot)
        self.body.addLayout(bottom)
        self.body.addStretch()

    def set_bins(
        self, edges: np.ndarray, confidence: np.ndarray, accuracy: np.ndarray, counts: np.ndarray
    ) -> None:
        """Show the bins.

        Args:
            edges: ends of the bins, shape [bins + 1], 0..1.
            confidence: mean of the probabilities in each bin, shape [bins]; NaN where it is empty.
            accuracy: share that was right, likewise.
            counts: rows (or decisions) in each bin.
        """
        kept = counts > 0
        self._confidence, self._accuracy = confidence[kept] * 100, accuracy[kept] * 100
        self._counts = counts[kept]
        low = float(np.floor(min(1.0, edges[:-1][kept].min(initial=1.0)) * 10) * 10)
        self._bars.setOpts(x0=edges[:-1][kept] * 100, x1=edges[1:][kept] * 100, y0=0.0, y1=self._accuracy)
        self._perfect.setData([low, 100.0], [low, 100.0])
        # As large as there are rows: what a single row did is no news.
        sizes = 4 + 8 * np.sqrt(self._counts / max(1, self._counts.max(initial=1)))
        self._dots.setData(self._confidence, self._accuracy, size=sizes)
        self.plot.set_range((low, 100.0), (0.0, 100.0))

    def set_calibration(
        self, error: float, before: float, temperature: float, fitted: float | None, after: float | None
    ) -> None:
        """Say how well calibrated it is, and offer what can be done.

        Args:
            error: expected calibration error as things stand, 0..1.
            before: the same at a temperature of 1.
            temperature: in force.
            fitted: what the validation rows suggest; None: they allow none.
            after: the error at the temperature fitted.
        """
        calibrated = temperature != 1.0
        self.set_note(self.tr("Expected calibration error {0} on the test rows").format(text.percent(error)))
        if calibrated:
            words = self.tr("Calibrated with temperature {0}; it was {1} before.")
            self._words.setText(words.format(_temperature(temperature), text.percent(before)))
        elif fitted is None or after is None:
            self._words.setText(self.tr("The validation rows are too few, or too alike, to calibrate with."))
        else:
            words = self.tr("{0} after calibration. Labels stay the same.")
            self._words.setText(words.format(text.percent(after)))
        if fitted is not None:
            self._calibrate.setText(self.tr("Calibrate (temperature {0})").format(_temperature(fitted)))
        self._calibrate.setVisible(fitted is not None and not calibrated)
        self._undo.setVisible(calibrated)

    def restyle(self) -> None:
        """Take the colours in force."""
        self.plot.restyle()

    def _columns(self) -> str:
        names = (self.tr("confidence, %"), self.tr("right, %"), self.tr("n"))
        return columns_text(names, self._confidence, self._accuracy, self._counts)

    def _on_hovered(self, x: float | None) -> None:
        if x is None or not len(self._counts):
            self._readout.setText(self._caption)
            return
        near = int(np.abs(self._confidence - x).argmin())
        words = self.tr("{0} % sure · {1} % right · n = {2}")
        self._readout.setText(
            words.format(
                f"{self._confidence[near]:.0f}",
                f"{self._accuracy[near]:.0f}",
                text.count(int(self._counts[near])),
            )
        )


def _temperature(value: float) -> str:
    return f"{value:.{DIGITS}f}"
