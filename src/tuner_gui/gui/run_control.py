"""One run at a time: starts it, steers it, and knows how it stands."""

from __future__ import annotations

import enum
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tuner_gui.engine.config import RunConfig
from tuner_gui.engine.events import (
    AnyEvent,
    RunCancelled,
    RunFinished,
    RunStarted,
    RunSuspended,
    StageChanged,
)
from tuner_gui.engine.requests import TrainJob
from tuner_gui.errors import EngineDiedError, TunerError
from tuner_gui.gui import wording
from tuner_gui.gui.engine_queue import Engine, EngineQueue, EngineTask
from tuner_gui.gui.run_history import RunHistory


class RunState(enum.Enum):
    """How the run stands."""

    IDLE = enum.auto()
    PREPARING = enum.auto()
    RUNNING = enum.auto()
    PAUSED = enum.auto()
    STOPPING = enum.auto()
    FINISHED = enum.auto()
    CANCELLED = enum.auto()
    INTERRUPTED = enum.auto()
    FAILED = enum.auto()

    @property
    def active(self) -> bool:
        """True while the engine works on the run."""
        return self in _ACTIVE


_ACTIVE = {RunState.PREPARING, RunState.RUNNING, RunState.PAUSED, RunState.STOPPING}


@dataclass
class Run:
    """The run that is watched."""

    config: RunConfig
    folder: Path | None = None
    """None until the thread has made it."""
    resume: bool = False
    history: RunHistory = field(default_factory=RunHistory)

    def events(self, engine: Engine) -> Iterator[AnyEvent]:
        """Train and keep the run folder true. Called in the run's thread."""
        # Only here, in the thread: the window's first picture does not wait for what they import.
        from tuner_gui.runs.recorder import record
        from tuner_gui.runs.store import create_run, reopen_run

        if self.folder is None:
            self.folder = create_run(self.config)
        elif self.resume:
            reopen_run(self.folder)
        job = TrainJob(config=self.config, run_dir=str(self.folder), resume=self.resume)
        yield from record(self.folder, engine.run(job))


def run_title(config: RunConfig) -> str:
    """`Fine-tune · headlines.csv`."""
    return f"{wording.mode_short(config.mode)} · {Path(config.dataset.path).name}"


class RunControl(QObject):
    """Start, pause, stop and cancel; one run at a time."""

    started = Signal(object)
    """Run: it was just asked for."""
    event_received = Signal(object)
    state_changed = Signal(object)
    """RunState."""
    problem_raised = Signal(object)

    def __init__(self, queue: EngineQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.run: Run | None = None
        self.state = RunState.IDLE
        self._queue = queue
        self._task: EngineTask | None = None

    @property
    def active(self) -> bool:
        """True while a run is under way."""
        return self.state.active

    def start(self, config: RunConfig) -> None:
        """Start a new run."""
        self._begin(Run(config))

    def resume(self, folder: Path, config: RunConfig, history: RunHistory) -> None:
        """Continue an interrupted run from its last checkpoint; `history` is what it reported so far."""
        self._begin(Run(config, folder, resume=True, history=history))

    def pause(self) -> None:
        """Wait after the present step."""
        if self.state is RunState.RUNNING:
            self._queue.send("pause")

    def unpause(self) -> None:
        """Go on."""
        if self.state is RunState.PAUSED:
            self._queue.send("resume")

    def stop(self) -> None:
        """Finish early and keep the best model so far."""
        if self.state in (RunState.RUNNING, RunState.PAUSED):
            self._queue.send("stop")
            self._set_state(RunState.STOPPING)

    def suspend(self) -> None:
        """End with a checkpoint, so that the run can be resumed another day."""
        self._end_with(lambda: self._queue.send("suspend"))

    def cancel(self) -> None:
        """End and discard."""
        self._end_with(lambda: self._queue.send("cancel"))

    def _end_with(self, tell: Callable[[], None]) -> None:
        if not self.active or self._task is None:
            return
        if self._queue.withdraw(self._task):
            return  # it never began; `dropped` has said so
        tell()
        self._set_state(RunState.STOPPING)

    def _begin(self, run: Run) -> None:
        assert not self.active
        run.history.title, run.history.mode = run_title(run.config), run.config.mode
        run.history.config = run.config
        self.run = run
        task = self._task = EngineTask("run", run.events)
        task.received.connect(self._on_event)
        task.failed.connect(self._on_failed)
        task.dropped.connect(self._on_dropped)
        self._set_state(RunState.PREPARING)
        self.started.emit(run)
        self._queue.submit(task)

    def _set_state(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _on_event(self, event: AnyEvent) -> None:
        assert self.run is not None
        self.run.history.add(event, time.time())
        self.event_received.emit(event)
        state = self._state_after(event)
        # The person's wish to end outranks what the engine is still doing.
        if not (self.state is RunState.STOPPING and state.active):
            self._set_state(state)

    def _state_after(self, event: AnyEvent) -> RunState:
        match event:
            case RunStarted() | StageChanged(stage="training"):
                return RunState.RUNNING
            case StageChanged(stage="paused"):
                return RunState.PAUSED
            case RunFinished():
                return RunState.FINISHED
            case RunCancelled():
                return RunState.CANCELLED
            case RunSuspended():
                return RunState.INTERRUPTED
            case _:
                return self.state

    def _on_failed(self, error: TunerError) -> None:
        self._set_state(RunState.INTERRUPTED if isinstance(error, EngineDiedError) else RunState.FAILED)
        self.problem_raised.emit(error)

    def _on_dropped(self) -> None:
        self._set_state(RunState.CANCELLED)
