"""A painted widget of rows that are chosen with the mouse, or with arrow keys and Return."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget


class RowsWidget(QWidget):
    """Knows which row the mouse or the keys are at; what the rows are, its children know."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.at = -1
        """Row under the mouse, or where the keys are; -1: none."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def lines(self) -> int:
        """Number of rows."""
        raise NotImplementedError

    def line_at(self, point: QPointF) -> int:
        """Row at a place; -1: none."""
        raise NotImplementedError

    def choose(self, line: int) -> None:
        """Do what a row is chosen for."""
        raise NotImplementedError

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark what a click would choose."""
        self._mark(self.line_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Mark nothing."""
        super().leaveEvent(event)
        self._mark(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Wait for the button to be let go; nobody else needs to know."""
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked."""
        self._mark(self.line_at(event.position()))
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from row to row, Return and the space bar choose."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None and self.lines():
            self._mark(max(0, min(self.lines() - 1, self.at + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            super().keyPressEvent(event)

    def _mark(self, line: int) -> None:
        if line != self.at:
            self.at = line
            self.setCursor(Qt.CursorShape.PointingHandCursor if line >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()

    def _choose(self) -> None:
        if 0 <= self.at < self.lines():
            self.choose(self.at)
