"""What can be asked of a finished run's model: export it, try it, label rows with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tuner_gui.engine.config import ExportJob, PredictJob, PredictRowsJob
from tuner_gui.engine.events import (
    AnyEvent,
    Exported,
    Predicted,
    Progressed,
    RowsPredicted,
    RunCancelled,
    StageChanged,
)
from tuner_gui.errors import TunerError
from tuner_gui.gui.engine_queue import EngineQueue, EngineTask, Kind


class _FolderTask(EngineTask):
    """A task about the run in `folder`, which its answers must name."""

    def __init__(self, folder: Path, job: ExportJob | PredictJob | PredictRowsJob) -> None:
        # What writes files is never pushed aside by something newer.
        kind: Kind = "predict" if isinstance(job, PredictJob) else "export"
        super().__init__(kind, lambda engine: engine.run(job))
        self.folder = folder
        self.exports = isinstance(job, ExportJob)


class ModelTasks(QObject):
    """Exports and predictions, answered with the run folder they belong to."""

    exported = Signal(object, object)
    """Folder of the run, Exported."""
    export_progressed = Signal(object, object)
    """Folder of the run, StageChanged or Progressed."""
    export_failed = Signal(object)
    """Folder of the run whose export failed or was given up."""
    predicted = Signal(object, object)
    """Folder of the run, Predicted."""
    predict_failed = Signal(object)
    rows_predicted = Signal(object, object)
    """Folder of the run, RowsPredicted."""
    rows_progressed = Signal(object, object)
    """Folder of the run, Progressed."""
    rows_failed = Signal(object)
    """Folder of the run whose rows are not labelled: it failed or was given up."""
    problem_raised = Signal(object)

    def __init__(self, queue: EngineQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._rows_task: _FolderTask | None = None

    def export(self, folder: Path, destination: Path) -> None:
        """Export the model of the run in `folder` into the new folder `destination`."""
        job = ExportJob(run_dir=str(folder), destination=str(destination))
        self._submit(_FolderTask(folder, job), self._on_export_failed)

    def predict(self, folder: Path, texts: tuple[str, ...]) -> None:
        """Label one text (or pair) with the model of the run in `folder`."""
        job = PredictJob(run_dir=str(folder), texts=(texts,))
        self._submit(_FolderTask(folder, job), self._on_predict_failed)

    def predict_rows(self, folder: Path, destination: Path) -> None:
        """Label the rows without a label of the run in `folder` into the new file `destination`."""
        job = PredictRowsJob(run_dir=str(folder), destination=str(destination))
        self._rows_task = _FolderTask(folder, job)
        self._submit(self._rows_task, self._on_rows_failed)

    def cancel_rows(self) -> None:
        """Give up labelling rows."""
        task = self._rows_task
        if task is None:
            return
        if self._queue.withdraw(task):
            self.rows_failed.emit(task.folder)
        elif self._queue.current is task:
            self._queue.send("cancel")

    def _submit(self, task: _FolderTask, on_failed: Callable[[TunerError], None]) -> None:
        task.received.connect(self._on_event)
        task.failed.connect(on_failed)
        self._queue.submit(task)

    def _on_event(self, event: AnyEvent) -> None:
        task = self.sender()
        assert isinstance(task, _FolderTask)
        match event:
            case Exported():
                self.exported.emit(task.folder, event)
            case Predicted():
                self.predicted.emit(task.folder, event)
            case RowsPredicted():
                self.rows_predicted.emit(task.folder, event)
            case StageChanged() | Progressed() if task.exports:
                self.export_progressed.emit(task.folder, event)
            case Progressed():
                self.rows_progressed.emit(task.folder, event)
            case RunCancelled() if task.kind == "export":
                (self.export_failed if task.exports else self.rows_failed).emit(task.folder)
            case _:
                pass

    def _on_export_failed(self, error: TunerError) -> None:
        task = self.sender()
        assert isinstance(task, _FolderTask)
        self.export_failed.emit(task.folder)
        self.problem_raised.emit(error)

    def _on_rows_failed(self, error: TunerError) -> None:
        task = self.sender()
        assert isinstance(task, _FolderTask)
        self.rows_failed.emit(task.folder)
        self.problem_raised.emit(error)

    def _on_predict_failed(self, error: TunerError) -> None:
        task = self.sender()
        assert isinstance(task, _FolderTask)
        self.predict_failed.emit(task.folder)
        self.problem_raised.emit(error)
