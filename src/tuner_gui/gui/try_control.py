"""Asks one or two models about a text, soon after the last key was pressed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from tuner_gui.engine.requests import PredictJob
from tuner_gui.errors import TunerError
from tuner_gui.gui.model_tasks import ModelJob, ModelTask, folder_of
from tuner_gui.gui.session import Session

PAUSE_MS = 60
"""Shorter than anybody's pause for thought, longer than most pauses between two keys."""
PATIENCE_MS = 400
"""When there is no answer by then, the person is told what takes so long."""

Texts = tuple[str, ...]


class TryControl(QObject):
    """The newest question wins; answers to older ones are dropped."""

    answered = Signal(object, object)
    """Folder of the run, Predicted."""
    status_changed = Signal(str)
    """Why there is no answer; empty once there is one."""
    problem_raised = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._texts: Texts = ()
        self._folders: tuple[Path, ...] = ()
        self._task: ModelTask | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._on_patience_lost)
        session.run.state_changed.connect(self._on_run_state_changed)

    @property
    def busy_reason(self) -> str:
        """Why models cannot be asked now; empty when they can."""
        if self._session.run.active:
            return self.tr("A run is under way. The models answer again when it has ended.")
        return ""

    def set_question(self, texts: Texts, folders: Sequence[Path]) -> None:
        """Ask the runs in `folders` about `texts`; without texts nothing is asked."""
        self._texts, self._folders = texts, tuple(folders)
        self._task = None
        self._pause.start()

    def prepare(self, folders: Sequence[Path], width: int) -> None:
        """Have models that take `width` texts loaded before the first key is pressed."""
        if folders and not self.busy_reason:
            blank = (" ",) * width
            self._session.models.ask(*(PredictJob(run_dir=str(path), texts=(blank,)) for path in folders))

    def _ask(self) -> None:
        if not self._texts or not self._folders:
            self._patience.stop()
            self.status_changed.emit("")
            return
        if self.busy_reason:
            self.status_changed.emit(self.busy_reason)
            return
        self._task = None  # what waits in the queue is pushed aside, and that is as it should be
        jobs = [PredictJob(run_dir=str(folder), texts=(self._texts,)) for folder in self._folders]
        task = self._task = self._session.models.ask(*jobs)
        task.answered.connect(self._on_answered)
        task.failed.connect(self._on_failed)
        task.dropped.connect(self._on_dropped)
        if not self._patience.isActive():
            self._patience.start()

    def _on_answered(self, job: ModelJob, event: object) -> None:
        if self.sender() is self._task:
            self._patience.stop()
            self.status_changed.emit("")
            self.answered.emit(folder_of(job), event)

    def _on_failed(self, error: TunerError) -> None:
        if self.sender() is self._task:
            self._patience.stop()
            self.status_changed.emit(self.tr("The model could not answer."))
            self.problem_raised.emit(error)

    def _on_dropped(self) -> None:
        """A run came first, or somebody else asked something."""
        if self.sender() is self._task:
            self._task = None
            self._pause.start()

    def _on_patience_lost(self) -> None:
        if self._session.device is None:
            words = self.tr("Starting the engine…")
        elif self._session.queue.current is self._task:
            words = self.tr("Loading the model…")
        else:
            words = self.tr("Waiting until the engine is free…")
        self.status_changed.emit(words)

    def _on_run_state_changed(self) -> None:
        self._pause.start()
