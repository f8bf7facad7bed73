"""The Predict page."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from tuner_gui.gui.pages.page import Page
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings


class PredictPage(Page):
    """Of the run that `session.shown` shows."""

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("predictPage")
        self._session = session
        self._settings = settings
