"""What a run was made with, what a person chose of it, and the learning rates of its layers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from tuner_gui.engine.config import RunConfig
from tuner_gui.engine.events import RunStarted
from tuner_gui.gui.dialogs.task_dialog import button
from tuner_gui.gui.rate_groups import groups_of
from tuner_gui.gui.run_settings import SettingLine, execution_words, setting_lines
from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_6
from tuner_gui.gui.widgets.basics import Card, column, label, row, strong
from tuner_gui.gui.widgets.layer_rates import LayerRates

WIDTH = 460


class RunSettingsDialog(QDialog):
    """Nothing can be changed here.

    Args:
        config: what was asked for.
        started: what became of it.
        parent: the window.
    """

    def __init__(self, config: RunConfig, started: RunStarted, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("runSettingsDialog")
        self.setWindowTitle(self.tr("Settings of the run"))
        self.setMinimumWidth(WIDTH)
        card = Card()
        card.body.setSpacing(SPACE_3)
        card.body.addLayout(self._table(setting_lines(config, started.hyperparameters)))
        card.body.addWidget(self._rates(config, started))
        words = self.tr("Computed on: {0}").format(execution_words(started.execution, started.device))
        card.body.addWidget(label(words, "small", wrap=True, name="runExecution"))
        close = button("runSettingsCloseButton", self.tr("Close"))
        close.clicked.connect(self.accept)
        buttons = row(spacing=SPACE_2)
        note = self.tr("Bold: chosen for this run. The others are the defaults for its model, mode and rows.")
        buttons.addWidget(label(note, "small", wrap=True), 1)
        buttons.addWidget(close)
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        layout.addWidget(card)
        layout.addLayout(buttons)
        self.setLayout(layout)
        close.setFocus()

    def _table(self, lines: Sequence[SettingLine]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(SPACE_1)
        grid.setColumnStretch(1, 1)
        for place, line in enumerate(lines):
            value = strong(line.value) if line.chosen else label(line.value)
            value.setObjectName("runSetting")
            spoken = self.tr("{0}: {1}, chosen") if line.chosen else self.tr("{0}: {1}")
            value.setAccessibleName(spoken.format(line.name, line.value))
            grid.addWidget(label(line.name, "muted"), place, 0)
            grid.addWidget(value, place, 1)
        return grid

    def _rates(self, config: RunConfig, started: RunStarted) -> LayerRates:
        rates = LayerRates(editable=False)
        for part in rates.findChildren(QWidget):
            if part.objectName():  # Advanced has a chart, too; names are for one widget each
                part.setObjectName(f"run_{part.objectName()}")
        rate = started.hyperparameters.learning_rate
        if rate:
            factors = config.hyperparameters.rate_factors
            rates.set_groups(groups_of(started.learning_rates, rate, rate, factors), config.mode)
        return rates
