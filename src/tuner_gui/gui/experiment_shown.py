"""The experiment that is shown, as it lies on disk: read in a thread, and told of when it changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tuner_gui.engine.experiment import Member
from tuner_gui.engine.experiment_result import ExperimentResult, MemberStatus
from tuner_gui.errors import TunerError
from tuner_gui.gui.background import Background
from tuner_gui.gui.experiment_steps import Standing
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.run_history import RunHistory

if TYPE_CHECKING:
    from tuner_gui.runs.experiments import ExperimentInfo

ExperimentState = RunState
"""How the experiment stands, in the words of a run: it is never cancelled, only interrupted."""


class ShownExperiment(QObject):
    """Base of the control: what is known of the experiment in `folder`."""

    state_changed = Signal(object)
    """ExperimentState."""
    shown_changed = Signal()
    """`folder` is another one, or none."""
    members_changed = Signal()
    """`statuses` or `member` are others."""
    compared = Signal(object)
    """ExperimentResult."""
    problem_raised = Signal(object)
    """TunerError."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = ExperimentState.IDLE
        self.folder: Path | None = None
        self.info: ExperimentInfo | None = None
        self.statuses: dict[str, MemberStatus] = {}
        self.member: Member | None = None
        """The one under way."""
        self.histories: dict[str, RunHistory] = {}
        """What the trainings have reported that were under way in this window, by key."""
        self.result: ExperimentResult | None = None
        self._standing: Standing | None = None
        self._worker = Background(self)
        self._worker.done.connect(self._on_looked)
        self._worker.failed.connect(self._on_not_looked)

    @property
    def active(self) -> bool:
        """True while the experiment is under way."""
        return self.state.active

    @property
    def history(self) -> RunHistory | None:
        """What the member under way has reported; None of a baseline."""
        return self.histories.get(self.member.key) if self.member is not None else None

    def clear(self) -> None:
        """Show none, unless one is under way."""
        if not self.active:
            self._worker.forget()
            self._standing = self.folder = self.info = self.result = None
            self.statuses, self.histories = {}, {}
            self._set_state(ExperimentState.IDLE)
            self.shown_changed.emit()

    def wait(self) -> None:
        """Block until nothing is being read."""
        self._worker.wait()

    def _look(self, work: Callable[[], Standing]) -> None:
        """Have `work` done in a thread; `_on_standing` comes next."""
        self._worker.start(work)

    def _on_standing(self) -> None:
        """It is known how things stand."""
        raise NotImplementedError

    def _take(self, standing: Standing) -> None:
        """Know how things stand."""
        other = standing.folder != self.folder
        news = standing.result is not None and standing.result != self.result
        self._standing = standing
        self.folder, self.info, self.result = standing.folder, standing.info, standing.result
        self.statuses = dict(standing.statuses)
        if other:
            self.histories = {}
            self.shown_changed.emit()
        self.members_changed.emit()
        if news:
            self.compared.emit(standing.result)

    def _settle(self) -> None:
        """Nothing comes any more."""
        standing = self._standing
        self.member = None
        done = standing is not None and standing.next is None and standing.info.ended is not None
        if standing is None:
            self._set_state(ExperimentState.IDLE)
        else:
            self._set_state(ExperimentState.FINISHED if done else ExperimentState.INTERRUPTED)
        self.members_changed.emit()

    def _set_state(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _set_status(self, key: str, status: MemberStatus) -> None:
        if self.statuses.get(key) != status:
            self.statuses[key] = status
            self.members_changed.emit()

    def _on_looked(self, standing: Standing) -> None:
        self._take(standing)
        self._on_standing()

    def _on_not_looked(self, error: TunerError) -> None:
        self.problem_raised.emit(error)
        self._settle()
