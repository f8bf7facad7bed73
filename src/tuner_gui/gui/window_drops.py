"""What is dragged over the window: a veil says what a drop would do, and the drop is done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from tuner_gui.errors import TunerError
from tuner_gui.gui.dropping import Drop
from tuner_gui.gui.widgets.drop_overlay import DropOverlay


class WindowDrops(QObject):
    """Watches the drags over `window`.

    Args:
        window: takes drops anywhere.
        judge: says what dropping files (local paths, empty for anything else) means now.
    """

    dropped = Signal(object)
    """A Drop that can be taken."""
    refused = Signal(object)
    """A TunerError: why it cannot."""

    def __init__(self, window: QWidget, judge: Callable[[list[str]], Drop]) -> None:
        super().__init__(window)
        self._judge = judge
        self._overlay = DropOverlay(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say what a drop would do; what cannot be taken is told too, and refused at the drop."""
        if isinstance(event, QDragEnterEvent):
            self._overlay.show_drop(self._meaning(event))
            event.acceptProposedAction()
        elif isinstance(event, QDragMoveEvent):
            event.acceptProposedAction()
        elif isinstance(event, QDropEvent):
            self._overlay.hide()
            event.acceptProposedAction()
            self._take(self._meaning(event))
        elif event.type() is QEvent.Type.DragLeave:
            self._overlay.hide()
        else:
            return super().eventFilter(watched, event)
        return True

    def _meaning(self, event: QDropEvent) -> Drop:
        return self._judge([url.toLocalFile() for url in event.mimeData().urls()])

    def _take(self, drop: Drop) -> None:
        if drop.path is None:
            self.refused.emit(TunerError(f"{drop.message}.", hint=drop.hint))
        else:
            self.dropped.emit(drop)
