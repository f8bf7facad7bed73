"""The left side of the Compare page: which comparison, what it is to compare, and how its parts stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from tuner_gui.gui.experiment_control import ExperimentControl
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_4
from tuner_gui.gui.widgets.basics import column
from tuner_gui.gui.widgets.compare_start import CompareStart
from tuner_gui.gui.widgets.experiment_chooser import ExperimentChooser
from tuner_gui.gui.widgets.experiment_queue import ExperimentQueue
from tuner_gui.gui.widgets.experiment_setup import ExperimentSetup

WIDTH = 336


class CompareSide(QWidget):
    """Shows either the setup or the queue."""

    def __init__(self, control: ExperimentControl, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chooser = ExperimentChooser()
        self.setup = ExperimentSetup()
        self.start = CompareStart()
        self.queue = ExperimentQueue(control)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._asking())
        self._stack.addWidget(self.queue)
        self._stack.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = column(spacing=SPACE_3)
        layout.setContentsMargins(SPACE_4, SPACE_4, 0, SPACE_4)
        layout.addWidget(self.chooser)
        layout.addWidget(self._stack, 1)
        self.setLayout(layout)
        self.setFixedWidth(WIDTH)

    def show_queue(self, shown: bool) -> None:
        """The queue, or what is to be compared."""
        self._stack.setCurrentIndex(1 if shown else 0)

    def _asking(self) -> QWidget:
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setProperty("kind", "page")
        inner = column()
        inner.setContentsMargins(0, 0, SPACE_2, 0)
        inner.addWidget(self.setup)
        page.setLayout(inner)
        scroll.setWidget(page)
        layout = column(spacing=SPACE_3)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.start)
        result = QWidget()
        result.setLayout(layout)
        return result
