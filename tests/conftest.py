"""What every test gets: a home of its own, no network, and a tiny model to play with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TUNER_DEVICE"] = "cpu"
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
# Tiny models gain nothing from threads, and waiting threads spin against one another on a busy machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def tuner_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Runs, settings and logs go to a temporary folder."""
    home = tmp_path / "tuner-home"
    monkeypatch.setenv("TUNER_HOME", str(home))
    return home


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a random two-layer BERT."""
    from tiny_models import make_tiny_model

    return make_tiny_model(tmp_path_factory.mktemp("tiny") / "bert")


@pytest.fixture
def qtbot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> QtBot:
    """As pytest-qt makes it, but for how it waits.

    Its `wait`, on which `waitUntil` is built, connects a timer to a method of Python's every ten
    milliseconds. Once, in many thousand times on a busy computer, PySide6 6.11 never called that method,
    though Qt knew the connection, and the test hung. Here Qt ends the wait by itself.
    """
    from PySide6.QtCore import SIGNAL, SLOT, QEventLoop, QTimer

    def wait(milliseconds: int) -> None:
        loop = QEventLoop()
        timer = QTimer(loop, singleShot=True, interval=milliseconds)
        QTimer.connect(timer, SIGNAL("timeout()"), loop, SLOT("quit()"))
        timer.start()
        loop.exec()

    monkeypatch.setattr(qtbot, "wait", wait)
    return qtbot


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as Tuner makes it."""
    from tuner_gui.gui.app import make_application

    return make_application()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real datasets; tests that need it skip where it is not set."""
    folder = os.environ.get("TUNER_TEST_DATA")
    if not folder:
        pytest.skip("TUNER_TEST_DATA is not set to the folder of real datasets")
    return Path(folder)
