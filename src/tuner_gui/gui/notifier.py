"""Tells the person that a run has ended while they were looking elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget


class Notifier(QObject):
    """Flashes the window's entry in the task bar, and shows a notification where there is a tray."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def tell(self, title: str, words: str) -> None:
        """Notify, unless the window is being looked at."""
        if self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            if self._tray is None:
                self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
                self._tray.messageClicked.connect(self._on_clicked)
            self._tray.show()
            self._tray.showMessage(title, words, self._window.windowIcon())

    def hide(self) -> None:
        """Take the tray icon away."""
        if self._tray is not None:
            self._tray.hide()

    def _on_clicked(self) -> None:
        self._window.showNormal()
        self._window.activateWindow()
        self.hide()
