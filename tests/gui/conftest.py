"""The real window with a scripted engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk import Desk
from fake_engine import write_table
from model_engine import ModelScript
from tuner_gui.gui.theme import Theme


@pytest.fixture
def script() -> ModelScript:
    """What the engines of this test do; change it before they are asked."""
    return ModelScript()


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, script: ModelScript) -> Iterator[Desk]:
    """The window; afterwards no thread and no engine is left."""
    desk = Desk(qtbot, Theme(qapp, "light"), script)
    qtbot.waitExposed(desk.window)
    yield desk
    for engine in desk.engines:
        engine.release()
    desk.session.run.cancel()
    desk.session.queue.close()
    desk.until(lambda: not desk.session.run.active or desk.session.queue.current is None)
    desk.window._leaving = True
    desk.window.close()
    owners = (desk.window, desk.session)
    threads = [thread for owner in owners for thread in owner.findChildren(QThread)]
    assert all(thread.isFinished() for thread in threads), "a thread is left"
    assert desk.engine.closed, "an engine is left"
    desk.theme.deleteLater()
    desk.session.deleteLater()
    desk.window.deleteLater()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table that can be learned from."""
    return write_table(tmp_path / "news.csv")


@pytest.fixture
def runs(tuner_home: Path) -> Path:
    """Where Tuner keeps its runs."""
    return tuner_home / "data" / "runs"
