"""Step 3: the training mode, and under Advanced the settings nobody has to touch."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from tuner_gui.engine.config import MODES, Mode
from tuner_gui.engine.facts import ModeEstimate
from tuner_gui.engine.replies import Estimated
from tuner_gui.gui.widgets.advanced import Advanced
from tuner_gui.gui.widgets.basics import StepCard, column
from tuner_gui.gui.widgets.fit_note import FitNote
from tuner_gui.gui.widgets.mode_row import ModeRow


class ModeCard(StepCard):
    """The modes as rows of one choice."""

    mode_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, QCoreApplication.translate("ModeCard", "Training mode"), parent)
        self._group = QButtonGroup(self)
        self._rows: dict[Mode, ModeRow] = {}
        rows = column(spacing=1)
        for mode in MODES:
            row = self._rows[mode] = ModeRow(mode)
            self._group.addButton(row)
            row.toggled.connect(self._on_toggled)
            rows.addWidget(row)
        self.body.addLayout(rows)
        self._note = FitNote()
        self.body.addWidget(self._note)
        self.advanced = Advanced()
        self.body.addWidget(self.advanced)
        self._estimate: Estimated | None = None
        self.set_mode(MODES[0])

    def set_mode(self, mode: Mode) -> None:
        """Check the row of `mode`."""
        self._rows[mode].setChecked(True)
        self._show_mode(mode)

    def set_estimate(self, estimate: Estimated | None) -> None:
        """Show what each mode costs; None: not known."""
        self._estimate = estimate
        by_mode = {each.mode: each for each in estimate.modes} if estimate is not None else {}
        for mode, row in self._rows.items():
            row.set_estimate(by_mode.get(mode))
        self._show_mode(self._mode())

    def _mode(self) -> Mode:
        return next(mode for mode, row in self._rows.items() if row.isChecked())

    def _on_toggled(self, checked: bool) -> None:
        if checked:
            mode = self._mode()
            self.mode_chosen.emit(mode)
            self._show_mode(mode)

    def _show_mode(self, mode: Mode) -> None:
        self.advanced.set_mode(mode)
        found = self._estimated(mode)
        self._note.set_estimate(found)
        if found is not None:
            self.advanced.set_defaults(found)

    def _estimated(self, mode: Mode) -> ModeEstimate | None:
        modes = self._estimate.modes if self._estimate is not None else ()
        return next((each for each in modes if each.mode == mode), None)
