"""Lends the one engine process to one job at a time and replaces the process when it is spoilt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from tuner_gui.engine.events import (
    AnyEvent,
    EngineReady,
    Failed,
    TerminalEvent,
)
from tuner_gui.engine.requests import Action, AnyJob
from tuner_gui.errors import EngineDiedError, TunerError, error_named
from tuner_gui.gui.background import Background, unexpected
from tuner_gui.gui.run_thread import RunThread

IDLE_MINUTES = 10
"""After this long without work the engine process is dismissed, to give its memory back."""

Kind = Literal[
    "hello", "estimate", "inspect", "plan", "predict", "explain", "rate", "export", "fetch", "member", "run"
]
"""`member`: a part of an experiment. What a person asks for meanwhile gets its turn between two of them."""
REPLACEABLE: frozenset[Kind] = frozenset(
    {"hello", "estimate", "inspect", "plan", "predict", "explain", "rate"}
)
"""Of these kinds only the newest request matters, and a run need not wait for them."""
UNASKED: frozenset[Kind] = frozenset({"hello", "estimate", "inspect", "plan"})
"""Nobody waits for these: an experiment need not, either."""


class Engine(Protocol):
    """What the window needs of `engine.client.EngineClient`."""

    @property
    def pid(self) -> int | None: ...  # noqa: D102
    def warm(self) -> None: ...  # noqa: D102
    def run(self, job: AnyJob) -> Iterator[AnyEvent]: ...  # noqa: D102
    def send(self, action: Action) -> None: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


class EngineTask(QObject):
    """One thing asked of the engine, and where its answers arrive.

    Args:
        kind: decides its place in the queue.
        events: called in a thread with the engine; yields the events of the job.
    """

    received = Signal(object)
    failed = Signal(object)
    """A TunerError, also for a `Failed` event."""
    dropped = Signal()
    """It was never started, because something newer or more important came."""
    ended = Signal()
    """It was started, its thread is gone, and a spoilt engine is replaced."""

    def __init__(self, kind: Kind, events: Callable[[Engine], Iterator[AnyEvent]]) -> None:
        super().__init__()
        self.kind: Kind = kind
        self.events = events


class EngineQueue(QObject):
    """Runs tasks one after the other; a run goes first."""

    ready = Signal(object)
    """EngineReady: the process is up."""
    idle = Signal()
    """The last task has ended and its thread is gone."""

    def __init__(self, make_engine: Callable[[], Engine], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_engine = make_engine
        self._engine = make_engine()
        self._pending: list[EngineTask] = []
        self._current: EngineTask | None = None
        self._thread: RunThread | None = None
        self._answered = False
        self._spoilt = False
        self._outdated = False
        self._closed = False
        self._closer = Background(self)
        self._idle_timer = QTimer(self, singleShot=True, interval=IDLE_MINUTES * 60_000)
        self._idle_timer.timeout.connect(self._replace_engine)

    @property
    def engine(self) -> Engine:
        """The engine in use."""
        return self._engine

    @property
    def busy(self) -> bool:
        """True while a task is under way or waits."""
        return self._current is not None or bool(self._pending)

    @property
    def closed(self) -> bool:
        """True once the window is closing."""
        return self._closed

    @property
    def current(self) -> EngineTask | None:
        """The task under way."""
        return self._current

    @property
    def tasks(self) -> tuple[EngineTask, ...]:
        """What is under way and what waits."""
        current = () if self._current is None else (self._current,)
        return (*current, *self._pending)

    def warm(self) -> None:
        """Start the engine process now, so that it is ready when it is needed."""
        self._engine.warm()

    def renew(self) -> None:
        """Take another process for all that comes: now, or when the task under way has ended."""
        if self._thread is None:
            self._replace_engine()
        else:
            self._outdated = True

    def submit(self, task: EngineTask) -> None:
        """Queue `task`; see `Kind` for what it replaces."""
        if self._closed:
            return
        if task.kind in REPLACEABLE:
            self._drop(lambda other: other.kind == task.kind)
        if task.kind == "run":
            self._push_aside(REPLACEABLE)
            self._pending.insert(0, task)
        else:
            if task.kind == "member":
                self._push_aside(UNASKED)
            self._pending.append(task)
        self._start_next()

    def withdraw(self, task: EngineTask) -> bool:
        """Take back a task that has not been started. False when it is too late for that."""
        if task not in self._pending:
            return False
        self._drop(lambda other: other is task)
        return True

    def send(self, action: Action) -> None:
        """Tell the task under way something."""
        if self._current is not None:
            self._engine.send(action)

    def close(self) -> None:
        """End the process and wait for its thread: the window is closing."""
        self._closed = True
        self._drop(lambda _: True)
        self._idle_timer.stop()
        self._engine.close()
        if self._thread is not None:
            self._thread.wait()
        self._closer.wait()

    def _push_aside(self, kinds: frozenset[Kind]) -> None:
        self._drop(lambda other: other.kind in kinds)
        if self._current is not None and self._current.kind in kinds:
            self._engine.send("cancel")

    def _drop(self, unwanted: Callable[[EngineTask], bool]) -> None:
        dropped = [task for task in self._pending if unwanted(task)]
        self._pending = [task for task in self._pending if not unwanted(task)]
        for task in dropped:
            task.dropped.emit()

    def _start_next(self) -> None:
        if self._thread is not None or not self._pending:
            return
        self._idle_timer.stop()
        task = self._current = self._pending.pop(0)
        engine = self._engine
        self._answered = False
        thread = self._thread = RunThread(lambda: task.events(engine), self)
        thread.received.connect(self._on_received)
        thread.failed.connect(self._on_failed)
        thread.finished.connect(self._on_finished)
        thread.start()

    def _on_received(self, event: AnyEvent) -> None:
        assert self._current is not None
        if isinstance(event, EngineReady):
            self.ready.emit(event)
            return
        if isinstance(event, TerminalEvent):
            self._answered = True
        self._current.received.emit(event)
        if isinstance(event, Failed):
            self._spoilt = event.engine_unusable
            kind = error_named(event.kind)
            self._current.failed.emit(kind(event.message, hint=event.hint, detail=event.detail))

    def _on_failed(self, error: TunerError) -> None:
        assert self._current is not None
        self._answered = True
        self._spoilt = isinstance(error, EngineDiedError)
        self._current.failed.emit(error)

    def _on_finished(self) -> None:
        assert self._current is not None
        assert self._thread is not None
        self._thread.deleteLater()
        task, self._current, self._thread = self._current, None, None
        if not self._answered and not self._closed:
            task.failed.emit(unexpected())
        if self._closed:
            return
        if self._spoilt or self._outdated:
            self._replace_engine()
            self._engine.warm()
        task.ended.emit()
        self._start_next()
        if self._current is None:
            self._idle_timer.start()
            self.idle.emit()

    def _replace_engine(self) -> None:
        """End the process without waiting for it; a new one starts when there is work."""
        old, self._engine = self._engine, self._make_engine()
        self._spoilt = self._outdated = False
        self._closer.start(old.close)
