"""How a running job is told to pause, stop, cancel or suspend. The trainer polls it every step."""

from __future__ import annotations

import threading

from tuner_gui.engine.requests import Action


class Control:
    """Set from any thread, polled by the one that works.

    `cancel` outranks `suspend`, which outranks `stop`; `pause` and `resume` toggle waiting.
    """

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._paused = False
        self._ending: Action | None = None

    _RANK = {"stop": 1, "suspend": 2, "cancel": 3}

    def request(self, action: Action) -> None:
        """Ask for `action`; a weaker request never overrides a stronger one."""
        with self._condition:
            if action == "pause":
                self._paused = True
            elif action == "resume":
                self._paused = False
            elif self._ending is None or self._RANK[action] > self._RANK[self._ending]:
                self._ending = action
            self._condition.notify_all()

    def reset(self) -> None:
        """Forget everything asked for; called before a job starts."""
        with self._condition:
            self._paused = False
            self._ending = None

    @property
    def ending(self) -> Action | None:
        """`stop`, `suspend` or `cancel` once asked for."""
        with self._condition:
            return self._ending

    @property
    def paused(self) -> bool:
        """True while the job should wait; an ending request ends the waiting."""
        with self._condition:
            return self._paused and self._ending is None

    def wait_while_paused(self) -> None:
        """Block until resumed or told to end."""
        with self._condition:
            self._condition.wait_for(lambda: not self._paused or self._ending is not None)
