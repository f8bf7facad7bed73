"""What the dialogs have in common that ask something of a model and wait for it."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QPushButton, QWidget

from tuner_gui.engine.events import Progressed, StageChanged
from tuner_gui.errors import TunerError
from tuner_gui.gui import wording
from tuner_gui.gui.model_tasks import ModelJob, ModelTask, ModelTasks
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import label, row


class TaskDialog(QDialog):
    """A bar, a note, a place for what went wrong, and a task that can be given up.

    Args:
        models: asks the engine.
        name: prefix of the object names.
        parent: the window.
    """

    def __init__(self, models: ModelTasks, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Dialog")
        self._models = models
        self._task: ModelTask | None = None
        self._bar = QProgressBar(textVisible=False)
        self._bar.setObjectName(f"{name}Progress")
        self._bar.setAccessibleName(self.tr("Progress"))
        self._note = label(kind="small", wrap=True, name=f"{name}Note")
        self._problem = label(kind="invalid", wrap=True, name=f"{name}Problem")
        self._cancel = button(f"{name}CancelButton", self.tr("Cancel"))
        self._cancel.clicked.connect(self.reject)

    @property
    def busy(self) -> bool:
        """True while the engine is asked."""
        return self._task is not None

    def reject(self) -> None:
        """Give up what is under way, or close when nothing is."""
        if self._task is not None:
            self._note.setText(self.tr("Stopping…"))
            self._cancel.setEnabled(False)
            self._models.cancel(self._task)
        else:
            super().reject()

    # --- what each dialog says -------------------------------------------------------------------

    def _show_state(self) -> None:
        """Something is different now."""
        self._bar.setRange(0, 0)
        self._bar.setVisible(self.busy)
        self._problem.setVisible(bool(self._problem.text()))
        self._cancel.setEnabled(True)

    def _announce(self, event: object) -> None:
        """The answer is there."""
        raise NotImplementedError

    def _refused(self, job: ModelJob, error: TunerError) -> None:
        """It failed; what went wrong is shown."""

    # --- parts -----------------------------------------------------------------------------------

    def _foot(self, *buttons: QWidget, left: QWidget | None = None) -> QHBoxLayout:
        line = row(spacing=SPACE_2)
        if left is not None:
            line.addWidget(left)
        line.addStretch()
        for each in (self._cancel, *buttons):
            line.addWidget(each)
        return line

    def _ask(self, job: ModelJob) -> None:
        self._problem.clear()
        self._note.setText(self.tr("Waiting for the engine…"))
        task = self._task = self._models.ask(job)
        task.progressed.connect(self._on_progressed)
        task.answered.connect(self._on_answered)
        task.failed.connect(self._on_failed)
        task.gave_up.connect(self._on_gave_up)
        self._show_state()

    def _on_progressed(self, event: object) -> None:
        if isinstance(event, StageChanged):
            self._note.setText(wording.stage(event.stage) + "…")
            self._bar.setRange(0, 0)
        elif isinstance(event, Progressed) and event.total:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * event.done / event.total))

    def _on_answered(self, _job: ModelJob, event: object) -> None:
        self._task = None
        self._announce(event)
        self._show_state()

    def _on_failed(self, error: TunerError) -> None:
        self._problem.setText(f"{error.message}\n{error.hint}".strip())
        self._problem.setToolTip(error.detail)
        task = self.sender()
        if isinstance(task, ModelTask):
            self._refused(task.jobs[0], error)
        self._show_state()

    def _on_gave_up(self) -> None:
        self._task = None
        self._show_state()


def button(name: str, words: str, kind: str = "") -> QPushButton:
    """A button that Return presses only when it is the default one."""
    result = QPushButton(words)
    result.setObjectName(name)
    result.setAutoDefault(False)
    if kind:
        result.setProperty("kind", kind)
    return result
