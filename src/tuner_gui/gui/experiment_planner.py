"""Asks the engine what an experiment would take, whenever what is chosen changes."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from tuner_gui.engine.events import AnyEvent
from tuner_gui.engine.experiment import ExperimentConfig
from tuner_gui.engine.experiment_result import ExperimentPlan
from tuner_gui.engine.replies import ExperimentPlanned
from tuner_gui.engine.requests import PlanExperimentJob
from tuner_gui.errors import TunerError
from tuner_gui.gui.engine_queue import EngineQueue, EngineTask

DELAY_MS = 300


class ExperimentPlanner(QObject):
    """Only the newest question matters. What is pushed aside by a run is asked again afterwards."""

    planned = Signal(object)
    """ExperimentPlan."""
    failed = Signal(object)
    """TunerError: with what is chosen there is no plan."""

    def __init__(self, queue: EngineQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: ExperimentPlan | None = None
        """Of what was asked last; None while that is not known."""
        self._queue = queue
        self._wanted: ExperimentConfig | None = None
        self._task: EngineTask | None = None
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._ask)
        queue.idle.connect(self._timer.start)

    def ask(self, config: ExperimentConfig) -> None:
        """Have `config` planned, unless that was asked last."""
        if config == self._wanted:
            return
        self.forget()
        self._wanted = config
        self._timer.start()

    def forget(self) -> None:
        """Nothing is asked any more."""
        self._wanted = self.plan = None
        task, self._task = self._task, None
        if task is not None and not self._queue.withdraw(task) and self._queue.current is task:
            self._queue.send("cancel")

    def close(self) -> None:
        """Ask nothing more."""
        self._wanted = None
        self._timer.stop()

    def _ask(self) -> None:
        config = self._wanted
        if config is None or self.plan is not None or self._task is not None:
            return
        if any(task.kind in ("run", "member") for task in self._queue.tasks):
            return  # asked again when the engine is idle
        task = self._task = EngineTask("plan", lambda engine: engine.run(PlanExperimentJob(config=config)))
        task.received.connect(self._on_received)
        task.failed.connect(self._on_failed)
        task.dropped.connect(self._on_gone)
        task.ended.connect(self._on_gone)
        self._queue.submit(task)

    def _on_received(self, event: AnyEvent) -> None:
        if self.sender() is self._task and isinstance(event, ExperimentPlanned):
            self.plan = event.plan
            self.planned.emit(event.plan)

    def _on_failed(self, error: TunerError) -> None:
        if self.sender() is self._task:
            self._wanted = None  # it would fail again
            self.failed.emit(error)

    def _on_gone(self) -> None:
        if self.sender() is self._task:
            self._task = None
