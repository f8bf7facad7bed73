"""What the engine computes on: shown at the top right, chosen there, remembered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from tuner_gui.engine.facts import DeviceInfo
from tuner_gui.errors import TunerError
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import DeviceChoice, Settings
from tuner_gui.gui.widgets.top_bar import TopBar


class DeviceControl(QObject):
    """Connects the chip with the engine.

    Args:
        top: where the chip is.
        session: its engine is replaced when another device is chosen.
        settings: the choice is remembered there; whoever makes engines looks there.
        show_notice: shows a message that is no failure.
    """

    def __init__(
        self, top: TopBar, session: Session, settings: Settings, show_notice: Callable[[TunerError], None]
    ) -> None:
        super().__init__(top)
        self._top = top
        self._session = session
        self._settings = settings
        self._show_notice = show_notice
        top.device_clicked.connect(self._on_clicked)
        session.device_changed.connect(self._on_device_changed)

    def _on_device_changed(self, device: DeviceInfo) -> None:
        if device.kind != "cpu":
            self._settings.gpu, self._settings.gpu_name = device.kind, device.name
        self._top.set_device(device)

    def _on_clicked(self) -> None:
        device = self._session.device
        if device is None:
            return
        if device.problem and self._settings.device == "auto":  # there is nothing else to choose
            self._explain()
        else:
            menu = self.menu()
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self._top.below_device)

    def _explain(self) -> None:
        device = self._session.device
        if device is not None:
            self._show_notice(TunerError(device.problem, hint=device.remedy))

    def menu(self) -> QMenu:
        """What can be chosen; whoever asks shows it and gives it up."""
        device = self._session.device
        menu = QMenu(self._top)
        menu.setObjectName("deviceMenu")
        menu.setAccessibleName(self.tr("What to compute on"))
        if device is not None and device.problem:
            why = menu.addAction(self.tr("What is wrong…"))
            why.setObjectName("deviceProblemAction")
            why.triggered.connect(self._explain)
            menu.addSeparator()
        group = QActionGroup(menu)
        for choice, words in self._choices():
            action = QAction(words, menu)
            action.setObjectName(f"device_{choice}")
            action.setCheckable(True)
            action.setChecked(choice == self._settings.device)
            action.triggered.connect(lambda _=False, choice=choice: self._choose(choice))
            group.addAction(action)
            menu.addAction(action)
        return menu

    def _choices(self) -> list[tuple[DeviceChoice, str]]:
        choices: list[tuple[DeviceChoice, str]] = [
            ("auto", self.tr("Choose automatically")),
            ("cpu", self.tr("Processor")),
        ]
        if self._settings.gpu:
            choices.append((self._settings.gpu, self._settings.gpu_name))
        known = {choice for choice, _ in choices}
        if self._settings.device not in known:  # such as one that is not in the computer any more
            choices.append((self._settings.device, self._settings.device.upper()))
        return choices

    def _choose(self, choice: DeviceChoice) -> None:
        if choice != self._settings.device:
            self._settings.device = choice
            self._top.set_starting()
            self._session.renew_engine()
