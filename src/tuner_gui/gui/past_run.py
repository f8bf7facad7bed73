"""A run that was made earlier, as it lies on disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tuner_gui.gui.run_control import RunState, run_title
from tuner_gui.gui.run_history import RunHistory
from tuner_gui.runs.store import RunInfo, load_run, read_events

STATES: dict[str, RunState] = {
    "finished": RunState.FINISHED,
    "interrupted": RunState.INTERRUPTED,
    "cancelled": RunState.CANCELLED,
    "failed": RunState.FAILED,
}


@dataclass(frozen=True)
class PastRun:
    """A run and what it reported."""

    info: RunInfo
    history: RunHistory

    @property
    def state(self) -> RunState:
        """How it stands; IDLE when another Tuner is still at it."""
        return STATES.get(self.info.status, RunState.IDLE)


def read_past_run(folder: Path) -> PastRun:
    """Read a run and all its events. Takes a moment: for a thread.

    Raises:
        RunError: there is no readable run in `folder`.
    """
    info = load_run(folder)
    history = RunHistory(title=run_title(info.config), mode=info.config.mode, config=info.config)
    for event in read_events(folder):
        history.add(event, now=0.0)
    if history.metrics is None:
        history.metrics = info.metrics
    return PastRun(info, history)
