"""Says what a person should hear of wherever they are: that something has ended, or has to wait."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.errors import TunerError
from tuner_gui.gui import wording
from tuner_gui.gui.experiment_shown import ExperimentState
from tuner_gui.gui.notifier import Notifier
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.session import Session


class Announcer(QObject):
    """Listens to run and experiment."""

    noticed = Signal(object)
    """TunerError that is no error: words for the window itself."""

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._session = session
        self._notifier = Notifier(window)
        self._leaving = False
        self._watched = False
        """The experiment was under way; one that is merely shown is no news."""
        session.run.state_changed.connect(self._on_run_changed)
        session.run.started.connect(self._on_run_started)
        session.experiment.state_changed.connect(self._on_experiment_changed)

    def leave(self) -> None:
        """The window goes: nothing is news any more."""
        self._leaving = True

    def hide(self) -> None:
        """Take the notification away."""
        self._notifier.hide()

    def _on_run_started(self) -> None:
        if self._session.experiment.active:
            words = self.tr("The run begins as soon as the present part of the comparison is done.")
            self.noticed.emit(TunerError(words, hint=self.tr("Afterwards the comparison goes on.")))

    def _on_run_changed(self, state: RunState) -> None:
        run = self._session.run.run
        if state.active or self._leaving:
            return
        if state is RunState.FINISHED and run is not None and run.history.metrics is not None:
            words = wording.score_line(run.history.metrics.test)
            self._notifier.tell(self.tr("Training is done"), words)
        elif state in (RunState.FAILED, RunState.INTERRUPTED):
            self._notifier.tell(self.tr("The run has ended"), self.tr("Tuner says why."))

    def _on_experiment_changed(self, state: ExperimentState) -> None:
        if state.active:
            self._watched = True
            return
        watched, self._watched = self._watched, False
        if not watched or self._leaving:
            return
        result = self._session.experiment.result
        if state is ExperimentState.FINISHED and result is not None:
            self._notifier.tell(self.tr("The comparison is done"), result.verdict)
        elif state is ExperimentState.INTERRUPTED:
            words = self.tr("What is done stays; it can go on at any time.")
            self._notifier.tell(self.tr("The comparison has stopped"), words)
