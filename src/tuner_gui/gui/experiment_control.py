"""One experiment at a time: has its members trained one after the other, and knows how it stands."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tuner_gui.engine.events import AnyEvent, EngineReady, StageChanged
from tuner_gui.engine.experiment import ExperimentConfig
from tuner_gui.engine.experiment_result import ExperimentPlan
from tuner_gui.engine.requests import Action
from tuner_gui.errors import TunerError
from tuner_gui.gui.engine_queue import EngineQueue
from tuner_gui.gui.experiment_planner import ExperimentPlanner
from tuner_gui.gui.experiment_shown import ExperimentState, ShownExperiment
from tuner_gui.gui.experiment_steps import (
    Change,
    CompareStep,
    ExperimentStep,
    MemberStep,
    Standing,
    changed,
    create,
    look,
    release,
    retrying,
    skipping,
)
from tuner_gui.gui.run_control import run_title
from tuner_gui.gui.run_history import RunHistory


class ExperimentControl(ShownExperiment):
    """Plan, start, pause, skip and stop; or show an earlier one."""

    planned = Signal(object)
    """ExperimentPlan of what was asked last."""
    plan_failed = Signal(object)
    """TunerError."""
    event_received = Signal(object)
    """Of the member under way."""

    def __init__(self, queue: EngineQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.began = 0.0
        """When the member under way was begun, by `time.monotonic`."""
        self.planner = ExperimentPlanner(queue, self)
        self._queue = queue
        self._step: ExperimentStep | None = None
        self._begun: ExperimentStep | None = None
        """The part from which something was heard."""
        self._changes: list[Change] = []
        """Wishes of the person that are not on the disk yet."""
        self._go_on = False
        self._pausing = False
        self._ending = False
        self._problem = False
        """Something went wrong in the part under way."""
        self.planner.planned.connect(self.planned)
        self.planner.failed.connect(self.plan_failed)

    # --- what can be asked -----------------------------------------------------------------------

    def plan(self, config: ExperimentConfig) -> None:
        """Have `config` filled in and its time predicted; `planned` or `plan_failed` tells."""
        self.planner.ask(config)

    def start(self, plan: ExperimentPlan) -> None:
        """Start a new experiment."""
        self._open(lambda: create(plan), go_on=True)

    def resume(self, folder: Path) -> None:
        """Go on with an interrupted one."""
        self._open(lambda: look(folder), go_on=True)

    def retry(self, keys: tuple[str, ...]) -> None:
        """Try members of the experiment shown again that failed or were skipped, once it is not under way."""
        folder = self.folder
        if folder is not None and not self.active:
            changes = [retrying(key) for key in keys]
            self._open(lambda: changed(folder, changes), go_on=True)

    def show(self, folder: Path) -> None:
        """Show an earlier one, unless one is under way."""
        if not self.active:
            self._open(lambda: look(folder), go_on=False)

    def pause(self) -> None:
        """Wait after the present step of a training, or before the next member."""
        if self.state in (ExperimentState.PREPARING, ExperimentState.RUNNING):
            self._pausing = True
            self._tell("pause")

    def unpause(self) -> None:
        """Go on."""
        self._pausing = False
        if self.state is not ExperimentState.PAUSED:
            return
        if self._step is not None:
            self._tell("resume")
        elif not self._worker.busy:
            self._proceed()

    def skip(self, key: str = "") -> None:
        """Leave a member out that is not done; empty: the one under way, or the next."""
        standing, step = self._standing, self._step
        if standing is None:
            return
        current = self.member.key if self.member is not None else ""
        coming = standing.next.key if standing.next is not None else ""
        key = key or current or coming
        if not key or self.statuses.get(key) in ("finished", "failed", "skipped"):
            return
        self._changes.append(skipping(key))
        self._set_status(key, "skipped")
        if step is None:
            self._look(lambda: changed(standing.folder, self._changes))
        elif key == current and not self._queue.withdraw(step):
            self._tell("cancel")

    def stop(self) -> None:
        """Suspend: what is done stays, the member under way keeps a checkpoint; `resume` goes on."""
        if not self.active:
            return
        step = self._step
        if step is None:
            self._give_up()
            return
        self._ending = True
        self._changes.append(release)
        if not self._queue.withdraw(step):
            self._tell("suspend")
            self._set_state(ExperimentState.STOPPING)

    def close(self) -> None:
        """The window goes: nothing is asked any more. Call it when the queue is closed."""
        self._ending = True
        self.planner.close()
        self.wait()

    # --- one thing after the other ---------------------------------------------------------------

    def _open(self, work: Callable[[], Standing], *, go_on: bool) -> None:
        assert not self.active
        self._pausing = self._ending = self._problem = False
        self._go_on = go_on
        self._changes.clear()
        if go_on:
            self._set_state(ExperimentState.PREPARING)
        self._look(work)

    def _on_standing(self) -> None:
        standing = self._standing
        if self._changes and standing is not None:
            self._look(lambda: changed(standing.folder, self._changes))
        elif self._go_on:
            self._proceed()
        else:
            self._settle()

    def _proceed(self) -> None:
        """Begin what comes next, if anything may."""
        standing = self._standing
        if self._ending or standing is None:
            self._settle()
        elif self._pausing:
            self._set_state(ExperimentState.PAUSED)
        elif standing.next is not None:
            self._submit(MemberStep(standing.folder, self._changes, standing.next, self._may_end))
        elif standing.info.ended is None:
            self._submit(CompareStep(standing.folder, self._changes, last=True))
        else:
            self._settle()

    def _submit(self, step: ExperimentStep) -> None:
        self._step, self._problem = step, False
        self.member = step.member if isinstance(step, MemberStep) else None
        step.received.connect(self._on_event)
        step.failed.connect(self._on_failed)
        step.dropped.connect(self._on_dropped)
        step.ended.connect(self._on_ended)
        if self.state is not ExperimentState.RUNNING:
            self._set_state(ExperimentState.PREPARING)
        self.members_changed.emit()
        self._queue.submit(step)

    def _begin_history(self, step: MemberStep) -> None:
        member = step.member
        if member.baseline is None:
            history = step.past or self.histories.get(member.key) or RunHistory()
            history.title, history.mode = run_title(member.config), member.config.mode
            history.config = member.config
            self.histories[member.key] = history

    def _tell(self, action: Action) -> None:
        if self._step is not None and self._queue.current is self._step:
            self._queue.send(action)

    def _may_end(self) -> bool:
        return self._ending or self._queue.closed

    def _give_up(self) -> None:
        """Leave it as it stands, for another time."""
        self._ending = True
        self._changes.append(release)
        if not self._worker.busy:
            self._on_standing()

    # --- what comes of it ------------------------------------------------------------------------

    def _on_event(self, event: AnyEvent) -> None:
        if isinstance(event, EngineReady):
            return
        if isinstance(self._step, MemberStep) and self._begun is not self._step:
            self._begun = self._step
            self.began = time.monotonic()
            self._begin_history(self._step)
            if self.statuses.get(self._step.member.key) != "skipped":
                self._set_status(self._step.member.key, "running")
        if self.state is not ExperimentState.STOPPING:
            paused = self.state is ExperimentState.PAUSED
            if isinstance(event, StageChanged):
                paused = event.stage == "paused"
            self._set_state(ExperimentState.PAUSED if paused else ExperimentState.RUNNING)
        if self.history is not None:
            self.history.add(event, time.time())
        self.event_received.emit(event)

    def _on_failed(self, error: TunerError) -> None:
        self._problem = True
        if not self._queue.closed:
            self.problem_raised.emit(error)

    def _on_dropped(self) -> None:
        """It never began: the person skipped it or stopped everything, or the window goes."""
        step, self._step = self._step, None
        if self._queue.closed or step is None:
            return
        self._look(lambda: changed(step.folder, self._changes))

    def _on_ended(self) -> None:
        step, self._step = self._step, None
        assert step is not None
        self.member = None
        if step.standing is None:  # nothing can be written or read any more
            self._settle()
        else:
            self._take(step.standing)
            self._after(step, step.standing)

    def _after(self, step: ExperimentStep, standing: Standing) -> None:
        if self._ending:
            self._settle()
        elif isinstance(step, MemberStep):
            key = step.member.key
            if standing.statuses.get(key) == "finished":
                self._submit(CompareStep(standing.folder, self._changes, last=standing.next is None))
            elif standing.next is not None and standing.next.key == key:
                self._give_up()  # it could not even be begun, and would fail again
            else:
                self._proceed()
        elif self._problem and standing.next is None:
            self._give_up()
        else:
            self._proceed()
