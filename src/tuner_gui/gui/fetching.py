"""Something fetched from the Hub by the engine, one thing at a time, which can be given up."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from tuner_gui.engine.events import RunCancelled
from tuner_gui.engine.replies import DatasetFetched, ModelFetched
from tuner_gui.engine.requests import FetchDatasetJob, FetchModelJob
from tuner_gui.gui.engine_queue import EngineQueue, EngineTask


class Fetch(QObject):
    """The download under way."""

    fetched = Signal(object)
    """ModelFetched or DatasetFetched."""
    progressed = Signal(object)
    """StageChanged or Progressed."""
    failed = Signal(object)
    """A TunerError."""
    cancelled = Signal()

    def __init__(self, queue: EngineQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._task: EngineTask | None = None

    def start(self, job: FetchModelJob | FetchDatasetJob) -> None:
        """Fetch what `job` names; answered by one of the signals."""
        task = self._task = EngineTask("fetch", lambda engine: engine.run(job))
        task.received.connect(self._on_event)
        task.failed.connect(self.failed)
        self._queue.submit(task)

    def cancel(self) -> None:
        """Give it up."""
        if self._task is None or self._queue.withdraw(self._task):
            self.cancelled.emit()
        elif self._queue.current is self._task:
            self._queue.send("cancel")

    def _on_event(self, event: object) -> None:
        if isinstance(event, ModelFetched | DatasetFetched):
            self.fetched.emit(event)
        elif isinstance(event, RunCancelled):
            self.cancelled.emit()
        else:
            self.progressed.emit(event)
