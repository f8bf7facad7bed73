"""The real window with the real engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from real_desk import RealDesk
from tuner_gui.gui.theme import Theme


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Iterator[RealDesk]:
    """The window; afterwards no thread and no engine process is left."""
    desk = RealDesk(qtbot, Theme(qapp, "light"))
    qtbot.waitExposed(desk.window)
    desk.session.warm()
    yield desk
    desk.session.run.cancel()
    desk.until(lambda: not desk.session.run.active)
    desk.window.close()
    threads = desk.window.findChildren(QThread) + desk.session.findChildren(QThread)
    assert all(thread.isFinished() for thread in threads), "a thread is left"
    assert not any(client.alive for client in desk.clients), "an engine process is left"
    for part in (desk.theme, desk.session, desk.window):
        part.deleteLater()
