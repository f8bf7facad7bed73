"""What a job says while it works, and where it hears that it is to end."""

from __future__ import annotations

import time
from collections.abc import Callable

from tuner_gui.engine.control import Control
from tuner_gui.engine.events import (
    AnyEvent,
    Logged,
    Progressed,
    Stage,
    StageChanged,
)
from tuner_gui.errors import CancelledError

Emit = Callable[[AnyEvent], None]


class SuspendedError(Exception):
    """The run was asked to suspend; its checkpoint is written."""


class Reporter:
    """Stages, progress and lines for the person; every one is an occasion to end.

    Args:
        emit: receives the events.
        control: asked whether to end.
        alone: False where other processes take part: they would wait for this one, so only the trainer,
            which asks them all, ends the run.
    """

    def __init__(self, emit: Emit, control: Control, *, alone: bool = True) -> None:
        self.emit = emit
        self._control = control
        self._alone = alone

    def stage(self, stage: Stage) -> None:
        """The job enters another stage."""
        self.check_ending()
        self.emit(StageChanged(stage=stage))

    def log(self, message: str, *, warning: bool = False) -> None:
        """A line for the person."""
        self.emit(Logged(message=message, level="warning" if warning else "info", time=time.time()))

    def bytes_loaded(self, done: int, total: int) -> None:
        """Progress of a download."""
        self.emit(Progressed(stage="downloading", done=done, total=total, unit="bytes"))

    def rows_of(self, stage: Stage, total: int) -> Callable[[int], None]:
        """What is to be told the number of rows done of `total`."""

        def report(done: int) -> None:
            self.check_ending()
            self.emit(Progressed(stage=stage, done=done, total=total))

        return report

    def check_ending(self) -> None:
        """Outside training there is nothing to keep: cancel and suspend end the job at once.

        Raises:
            CancelledError: the person cancelled.
            SuspendedError: the person suspended.
        """
        if not self._alone:
            return
        if self._control.ending == "cancel":
            raise CancelledError("The run was cancelled.")
        if self._control.ending == "suspend":
            raise SuspendedError
