"""The real window with the real engine process, and hands to use it with."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot

from desk import Desk
from fake_engine import Script
from tuner_gui.engine.client import EngineClient
from tuner_gui.gui.engine_queue import Engine
from tuner_gui.gui.theme import Theme

PATIENCE_MS = 240_000


class RealDesk(Desk):
    """A window whose engine is a process."""

    def __init__(self, qtbot: QtBot, theme: Theme) -> None:
        self.clients: list[EngineClient] = []
        super().__init__(qtbot, theme, Script())

    def _make_engine(self) -> Engine:  # type: ignore[override]
        self.clients.append(EngineClient())
        return self.clients[-1]

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition; real work takes its time."""
        self.qtbot.waitUntil(lambda: bool(condition()) and self._caught_up, timeout=PATIENCE_MS)
