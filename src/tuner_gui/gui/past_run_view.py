"""One run that was made earlier, in full: its plots, its score, and what can be done with its model."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.gui import icons, text
from tuner_gui.gui.panel_controller import PanelController
from tuner_gui.gui.past_run import PastRun
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_4
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.run_panel import RunPanel


class PastRunView(QWidget):
    """Shows a `PastRun`, with a way back to the list."""

    back_clicked = Signal()
    resume_clicked = Signal()

    def __init__(self, session: Session, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panel = RunPanel()
        for part in self._panel.findChildren(QWidget):
            if part.objectName():  # the Train page has a panel too; names are for one widget each
                part.setObjectName(f"past_{part.objectName()}")
        self._panel.banner.offer_comparison(False)  # it would be of the dataset chosen now, not of this one
        self._panel.resume_clicked.connect(self.resume_clicked)
        self._controller = PanelController(self._panel, session, settings)
        self._when = label(kind="muted", name="runStarted")
        back = QPushButton(self.tr("All runs"))
        back.setObjectName("backButton")
        back.setProperty("kind", "quiet")
        icons.set_icon(back, "back")
        back.clicked.connect(self.back_clicked)
        top = row()
        top.setContentsMargins(SPACE_2, SPACE_3, SPACE_4, 0)
        top.addWidget(back)
        top.addStretch()
        top.addWidget(self._when)
        panel = row()
        panel.setContentsMargins(SPACE_2, 0, 0, 0)
        panel.addWidget(self._panel)
        layout = column(spacing=0)
        layout.addLayout(top)
        layout.addLayout(panel, 1)
        self.setLayout(layout)

    def show_run(self, past: PastRun, busy: str) -> None:
        """Show a run; see `set_busy`."""
        self._controller.set_run(Path(past.info.folder), past.info.config)
        self._panel.show_run(past.history, past.state)
        self._when.setText(self.tr("Started {0}").format(text.when(past.info.created, time.time())))
        self.set_busy(busy)

    def set_busy(self, reason: str) -> None:
        """Why it cannot be resumed now; empty when nothing keeps it."""
        self._panel.set_busy(reason)

    def restyle(self) -> None:
        """Take the colours in force."""
        self._panel.restyle()
