"""A frame round what the keyboard is at, and none after a click: `:focus-visible`, which Qt's sheets lack."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from tuner_gui.gui.widgets.basics import restyle

PROPERTY = "keyFocus"


class FocusRing(QObject):
    """Sets the dynamic property `keyFocus` on the widget that a key brought the focus to."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and isValid(old):
            restyle(old, PROPERTY, False)
        if new is not None:
            by_key = new.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
            restyle(new, PROPERTY, by_key)


def has_ring(widget: QWidget) -> bool:
    """Whether a widget that draws itself should draw the frame."""
    return widget.hasFocus() and bool(widget.property(PROPERTY))
