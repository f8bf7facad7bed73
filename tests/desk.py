"""The real window with a scripted engine, and hands to use it with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from fake_engine import Script
from model_engine import ModelEngine
from tuner_gui.gui import icons
from tuner_gui.gui.main_window import MainWindow
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import Theme

W = TypeVar("W", bound=QWidget)


class Desk:
    """A window on the screen and hands to use it with."""

    def __init__(self, qtbot: QtBot, theme: Theme, script: Script) -> None:
        self.qtbot = qtbot
        self.engines: list[ModelEngine] = []
        self.script = script
        self.settings = Settings()
        self.theme = theme
        self.session = Session(self._make_engine)
        self.window = MainWindow(self.session, self.settings, theme)
        self.window.show()
        icons.load()

    def _make_engine(self) -> ModelEngine:
        self.engines.append(ModelEngine(self.script))
        return self.engines[-1]

    @property
    def engine(self) -> ModelEngine:
        """The engine in use."""
        return self.engines[-1]

    def find(self, name: str, kind: type[W]) -> W:
        """The one widget of that name."""
        found = self.window.findChildren(kind, name)
        assert len(found) == 1, f"{name}: {len(found)}"
        return found[0]

    def button(self, name: str) -> QAbstractButton:
        return self.find(name, QAbstractButton)

    def text(self, name: str) -> str:
        return self.find(name, QLabel).text()

    def click(self, name: str) -> None:
        """A real click; the button has to be there and enabled."""
        button = self.button(name)
        assert button.isVisible(), f"{name} is not visible"
        assert button.isEnabled(), f"{name} is disabled"
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def drag(self, *paths: Path) -> QDropEvent:
        """Drag files over the window."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        self._data = data  # an event does not own its data
        rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.window, QDragEnterEvent(QPoint(300, 300), *rest))
        return QDropEvent(QPointF(300, 300), *rest)

    def drop(self, *paths: Path) -> None:
        """Drag files over the window and let go."""
        QApplication.sendEvent(self.window, self.drag(*paths))

    def open(self, path: Path) -> None:
        """Drop a good table and wait until it can be started."""
        self.drop(path)
        self.until(lambda: self.session.why_not_start == "")
        if not self.session.run.active:
            self.until(lambda: self.find("dataView", QWidget).isVisible())

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition, and for the view of the data to catch up with it."""
        self.qtbot.waitUntil(lambda: bool(condition()) and self._caught_up, timeout=10_000)

    @property
    def _caught_up(self) -> bool:
        data = self.session.data.dataset
        return data is None or self.window._train.data_controller.shown is data

    def until_state(self, state: RunState) -> None:
        self.until(lambda: self.session.run.state is state)

    @property
    def message(self) -> str:
        """What the message bar says; empty when it is not there."""
        bar = self.find("messageBar", QWidget)
        return self.text("messageText") if bar.isVisible() else ""
