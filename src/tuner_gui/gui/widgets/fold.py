"""A line that opens into more."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from tuner_gui.gui import icons
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import column


class Fold(QWidget):
    """A link with an arrow; what lies in `body` is hidden until it is pressed.

    Args:
        words: on the link.
        name: object name of the link.
        tip: what is to be found there.
        parent: the widget it stands in.
    """

    opened = Signal()

    def __init__(self, words: str, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._toggle = QPushButton(words)
        self._toggle.setObjectName(name)
        self._toggle.setCheckable(True)
        self._toggle.setProperty("kind", "link")
        self._toggle.setToolTip(tip)
        self._toggle.toggled.connect(self._on_toggled)
        icons.set_icon(self._toggle, "collapsed", "link", 12)
        self._panel = QWidget()
        self.body: QVBoxLayout = column(spacing=SPACE_2)
        self._panel.setLayout(self.body)
        self._panel.hide()
        layout = column(spacing=SPACE_2)
        layout.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._panel)
        self.setLayout(layout)

    def open(self) -> None:
        """Show what lies in it."""
        self._toggle.setChecked(True)

    def _on_toggled(self, opened: bool) -> None:
        icons.set_icon(self._toggle, "expanded" if opened else "collapsed", "link", 12)
        self._panel.setVisible(opened)
        if opened:
            self.opened.emit()
