"""The chart of learning rates with its title, what it says of one bar, and a way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.engine.config import Mode
from tuner_gui.gui.rate_groups import RateGroups
from tuner_gui.gui.theme import SPACE_1, SPACE_2, figures
from tuner_gui.gui.widgets.basics import ElidedLabel, column, label, row
from tuner_gui.gui.widgets.rate_chart import RateChart


class LayerRates(QWidget):
    """Hidden while no rates are known.

    Args:
        editable: whether the rates can be changed.
        parent: the widget it stands in.
    """

    changed = Signal(object)
    """Factors by the name of the layer group, such as `Hyperparameters.rate_factors`."""

    def __init__(self, parent: QWidget | None = None, *, editable: bool = True) -> None:
        super().__init__(parent)
        self.chart = RateChart(editable=editable)
        self._editable = editable
        self._mode: Mode = "layerwise"
        self._readout = ElidedLabel(name="rateReadout")
        self._readout.setProperty("kind", "small")
        self._readout.setFont(figures(self._readout.font()))
        self._readout.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._reset = QPushButton(self.tr("Reset"))
        self._reset.setObjectName("resetRatesButton")
        self._reset.setProperty("kind", "link")
        self._reset.setToolTip(self.tr("Take the usual rate of every layer back."))
        self._reset.clicked.connect(self._on_reset)
        self.chart.pointed.connect(self._on_pointed)
        self.chart.changed.connect(self._on_changed)
        line = row(spacing=SPACE_2)
        line.addWidget(label(self.tr("Learning rate by layer"), "small"))
        line.addWidget(self._readout, 1)
        line.addWidget(self._reset)
        layout = column(spacing=SPACE_1)
        layout.addLayout(line)
        layout.addWidget(self.chart)
        self.setLayout(layout)
        self._reset.hide()
        self.hide()

    def set_groups(self, groups: RateGroups, mode: Mode) -> None:
        """Show other rates."""
        self._mode = mode
        self.chart.set_groups(groups, mode)
        self.setVisible(len(groups) > 0)
        self._reset.setVisible(self._editable and bool(groups.factors))
        self._on_pointed(self.chart.at)

    def _on_pointed(self, place: int) -> None:
        known = 0 <= place < len(self.chart.groups)
        self._readout.set_words(self.chart.words(place) if known else "")

    def _on_changed(self, groups: RateGroups) -> None:
        self._reset.setVisible(bool(groups.factors))
        self.changed.emit(dict(groups.factors))

    def _on_reset(self) -> None:
        groups = self.chart.groups
        self.set_groups(RateGroups(groups.names, groups.usual, groups.rate), self._mode)
        self.changed.emit({})
