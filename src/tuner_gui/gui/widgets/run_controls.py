"""Pause, Stop and keep, Cancel: disabled as soon as they are pressed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.gui import actions, icons
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import label, row


class RunControls(QWidget):
    """The buttons of a run under way; gone when there is none."""

    pause_clicked = Signal()
    unpause_clicked = Signal()
    stop_clicked = Signal()
    cancel_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = RunState.IDLE
        self._pause = actions.button("pause")
        self._stop = actions.button("stop")
        self._cancel = actions.button("cancel")
        self._note = label(kind="muted")
        self._pause.clicked.connect(self._on_pause_clicked)
        self._stop.clicked.connect(self._on_stop_clicked)
        self._cancel.clicked.connect(self._on_cancel_clicked)
        layout = row(spacing=SPACE_2)
        layout.addWidget(self._note, 1)
        for button in (self._pause, self._stop, self._cancel):
            layout.addWidget(button)
        self.setLayout(layout)
        self.set_state(RunState.IDLE)

    def set_state(self, state: RunState) -> None:
        """Offer what makes sense now."""
        self._state = state
        self.setVisible(state.active)
        paused = state is RunState.PAUSED
        self._pause.setText(self.tr("Continue") if paused else self.tr("Pause"))
        icons.set_icon(self._pause, "resume" if paused else "pause")
        self._pause.setEnabled(state in (RunState.RUNNING, RunState.PAUSED))
        self._stop.setEnabled(state in (RunState.RUNNING, RunState.PAUSED))
        self._cancel.setEnabled(state.active and state is not RunState.STOPPING)
        self._note.setText(self.tr("Stopping…") if state is RunState.STOPPING else "")

    def _on_pause_clicked(self) -> None:
        self._pause.setEnabled(False)
        if self._state is RunState.PAUSED:
            self.unpause_clicked.emit()
        else:
            self._note.setText(self.tr("Pausing after this step…"))
            self.pause_clicked.emit()

    def _on_stop_clicked(self) -> None:
        self._disable_all()
        self.stop_clicked.emit()

    def _on_cancel_clicked(self) -> None:
        self._disable_all()
        self.cancel_clicked.emit()

    def _disable_all(self) -> None:
        for button in (self._pause, self._stop, self._cancel):
            button.setEnabled(False)
