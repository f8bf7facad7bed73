"""What is asked of the engine besides runs: of a finished run's model, and which learning rate to take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tuner_gui.engine.events import (
    AnyEvent,
    Failed,
    Progressed,
    RateTried,
    RunCancelled,
    StageChanged,
    TerminalEvent,
)
from tuner_gui.engine.requests import (
    ExplainJob,
    ExportJob,
    FindRateJob,
    PredictJob,
    PredictRowsJob,
    PredictTableJob,
    PublishJob,
)
from tuner_gui.gui.engine_queue import Engine, EngineQueue, EngineTask, Kind

ModelJob = PredictJob | ExplainJob | PredictRowsJob | PredictTableJob | ExportJob | PublishJob | FindRateJob

_KINDS: dict[type[ModelJob], Kind] = {PredictJob: "predict", ExplainJob: "explain", FindRateJob: "rate"}
"""What writes files is never pushed aside by something newer: it is all of the kind `export`."""


def folder_of(job: ModelJob) -> Path:
    """Of the model that a job is about; of one that has no model yet, where it works."""
    match job:
        case PredictTableJob(model=folder) | FindRateJob(scratch_dir=folder):
            return Path(folder)
        case _:
            return Path(job.run_dir)


class ModelTask(EngineTask):
    """Jobs of one kind, done one after the other, and their answers.

    Whoever asks keeps the task, and so knows whether an answer is still to what was asked last.
    """

    answered = Signal(object, object)
    """A job and the event that answers it."""
    progressed = Signal(object)
    """StageChanged, Progressed or RateTried."""
    gave_up = Signal()
    """Some job has no answer: it failed (`failed` says why), was cancelled or pushed aside."""

    def __init__(self, *jobs: ModelJob) -> None:
        super().__init__(_KINDS.get(type(jobs[0]), "export"), self._ask)
        self.jobs = jobs
        self._done = 0
        self.received.connect(self._on_received)
        self.failed.connect(self.gave_up)
        self.dropped.connect(self.gave_up)

    def _ask(self, engine: Engine) -> Iterator[AnyEvent]:
        for job in self.jobs:
            for event in engine.run(job):
                yield event
                if isinstance(event, RunCancelled):  # something more important came
                    return

    def _on_received(self, event: AnyEvent) -> None:
        if isinstance(event, StageChanged | Progressed | RateTried):
            self.progressed.emit(event)
        if not isinstance(event, TerminalEvent):
            return
        job = self.jobs[self._done]
        self._done += 1
        if isinstance(event, RunCancelled):
            self.gave_up.emit()
        elif not isinstance(event, Failed):
            self.answered.emit(job, event)


class ModelTasks(QObject):
    """Asks the engine, which does one thing at a time."""

    def __init__(self, queue: EngineQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue

    def ask(self, *jobs: ModelJob) -> ModelTask:
        """Have `jobs` done; connect to the task before the next turn of the event loop."""
        task = ModelTask(*jobs)
        self._queue.submit(task)
        return task

    def uses(self, folder: Path) -> bool:
        """Whether something that was asked still needs the model in `folder`."""
        tasks = (task for task in self._queue.tasks if isinstance(task, ModelTask))
        return any(folder_of(job) == folder for task in tasks for job in task.jobs)

    def cancel(self, task: ModelTask) -> None:
        """Give `task` up: at once when it was not started, otherwise as soon as the engine lets go."""
        if not self._queue.withdraw(task) and self._queue.current is task:
            self._queue.send("cancel")
