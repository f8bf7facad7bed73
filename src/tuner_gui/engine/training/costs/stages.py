"""How long the stages of a run take."""

from __future__ import annotations

from tuner_gui.engine.events import AnyEvent, Stage, StageChanged
from tuner_gui.engine.training.costs import clock


class Stages:
    """Listens to a run."""

    def __init__(self) -> None:
        self._spent: dict[Stage, float] = {}
        self._now: Stage | None = None
        self._since = 0.0

    def __call__(self, event: AnyEvent) -> None:
        """Take note of an event, where it changes the stage."""
        if isinstance(event, StageChanged):
            self._close()
            self._now = event.stage

    def seconds(self) -> dict[Stage, float]:
        """Of each stage so far; the one that lasts is ended by this."""
        self._close()
        self._now = None
        return dict(self._spent)

    def _close(self) -> None:
        now = clock.seconds()
        if self._now is not None:
            self._spent[self._now] = self._spent.get(self._now, 0.0) + now - self._since
        self._since = now
