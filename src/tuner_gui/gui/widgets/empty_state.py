"""What a page says while there is nothing to show: why, and the way to the first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.gui import icons
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import column, label

CENTER = Qt.AlignmentFlag.AlignHCenter


class NoModel(QWidget):
    """There is no finished run yet.

    Args:
        prefix: of the object names, such as `try`: `tryEmpty`, `tryTrainButton`.
        words: what the page will do once there is one.
        parent: the page.
    """

    train_clicked = Signal()

    def __init__(self, prefix: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}Empty")
        button = QPushButton(self.tr("Train a model"))
        button.setObjectName(f"{prefix}TrainButton")
        icons.set_icon(button, "play")
        button.clicked.connect(self.train_clicked)
        layout = column(spacing=SPACE_2)
        layout.addStretch(2)
        layout.addWidget(label(self.tr("No model yet"), "hero"), 0, CENTER)
        layout.addWidget(label(words, "muted"), 0, CENTER)
        layout.addSpacing(SPACE_2)
        layout.addWidget(button, 0, CENTER)
        layout.addStretch(3)
        self.setLayout(layout)
