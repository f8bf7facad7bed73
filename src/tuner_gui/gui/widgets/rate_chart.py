"""The learning rate of each layer group as a bar on a log scale, to be changed by mouse or keys."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from tuner_gui.engine.config import Mode
from tuner_gui.gui import text
from tuner_gui.gui.focus_ring import has_ring
from tuner_gui.gui.rate_groups import RateGroups, group_words
from tuner_gui.gui.theme import colors
from tuner_gui.gui.widgets.rate_painting import ChartPlace, paint_bars

HEIGHT = 116
KEY_STEP = 10 ** (1 / 20)
"""What one press of an arrow key multiplies a rate by: twenty make a tenfold."""
PAGE_STEP = 10 ** (1 / 4)


class RateChart(QWidget):
    """Bars, the embeddings at the left, the head at the right.

    Dragging a bar or the keys Up and Down change it, Left and Right go to the next, a double click or Delete
    takes its usual rate back; below the scale it does not learn at all.

    Args:
        editable: whether it can be changed.
        parent: the widget it stands in.
    """

    changed = Signal(object)
    """RateGroups: a person changed one."""
    pointed = Signal(int)
    """Place of the bar that is looked at, -1: none."""

    def __init__(self, parent: QWidget | None = None, *, editable: bool = True) -> None:
        super().__init__(parent)
        self.groups = RateGroups()
        self._mode: Mode = "layerwise"
        self._editable = editable
        self._at = -1
        self._grabbed: tuple[QPointF, float] | None = None
        """Where the mouse was pressed, and the rate there."""
        self._moved = False
        self._decades = self.groups.decades()
        self.setObjectName("rateChart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def set_groups(self, groups: RateGroups, mode: Mode) -> None:
        """Show other rates; nothing is emitted."""
        self.groups, self._mode = groups, mode
        self._decades = groups.decades()
        if self._at >= len(groups):
            self._at = -1
        self._describe()
        self.update()

    @property
    def at(self) -> int:
        """Place of the bar that is looked at; -1: none."""
        return self._at

    @property
    def place(self) -> ChartPlace:
        """Where things are."""
        return ChartPlace(self.width(), self.height(), len(self.groups), self._decades)

    def words(self, place: int) -> str:
        """`block 3 · 6.6e-5`, and how much of the learning rate that is."""
        groups = self.groups
        name = group_words(groups.names[place])
        if not groups.rate_of(place):
            return self.tr("{0} · does not learn").format(name)
        rate, factor = text.rate(groups.rate_of(place)), text.rate(groups.factor(place), 2)
        return self.tr("{0} · {1} (× {2})").format(name, rate, factor)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(260, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Bars may become thin."""
        return QSize(160, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw scale, bars and names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_bars(painter, self.place, self.groups, colors(), self._mode, self._at, ring=has_ring(self))
        painter.end()

    # --- the mouse -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the bar."""
        place = self.place.bar_at(event.position().x())
        self._point_at(place)
        if place >= 0 and self._editable and event.button() is Qt.MouseButton.LeftButton:
            rate = self.groups.rate_of(place) or 10.0 ** self._decades[0]
            self._grabbed, self._moved = (event.position(), rate), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the bar that is held, or look at the one below the mouse."""
        if self._grabbed is None:
            self._point_at(self.place.bar_at(event.position().x()))
            return
        start, rate = self._grabbed
        up = start.y() - event.position().y()
        if self._moved or abs(up) >= QApplication.startDragDistance() / 2:
            self._moved = True
            low, high = self._decades
            wanted = math.log10(rate) + up / self.place.decade
            self._show(0.0 if wanted < low else 10.0 ** min(wanted, high))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go: only now others hear of it."""
        if self._grabbed is not None and self._moved:
            self._tell()
        self._grabbed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to the usual rate."""
        self._grabbed = None
        self._reset()

    def leaveEvent(self, event: QEvent) -> None:
        """Look at nothing, unless the keyboard does."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._point_at(-1)

    # --- the keyboard ----------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin with the topmost bar."""
        super().focusInEvent(event)
        if self._at < 0 and len(self.groups):
            self._point_at(len(self.groups) - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Page Up and Down, Home, End and Delete."""
        key, last = Qt.Key(event.key()), len(self.groups) - 1
        steps = {
            Qt.Key.Key_Up: KEY_STEP,
            Qt.Key.Key_Down: 1 / KEY_STEP,
            Qt.Key.Key_PageUp: PAGE_STEP,
            Qt.Key.Key_PageDown: 1 / PAGE_STEP,
        }
        places = {
            Qt.Key.Key_Left: max(0, self._at - 1),
            Qt.Key.Key_Right: min(last, self._at + 1),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if last >= 0 and key in places:
            self._point_at(places[key])
        elif self._editable and self._at >= 0 and key in steps:
            self._multiply(steps[key])
        elif self._editable and self._at >= 0 and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._reset()
        else:
            super().keyPressEvent(event)

    def _multiply(self, by: float) -> None:
        """A bar that does not learn comes back at the bottom of the scale."""
        bottom = 10.0 ** self._decades[0]
        rate = self.groups.rate_of(self._at) * by or (bottom if by > 1 else 0.0)
        self._show(rate if rate >= bottom * 0.999 else 0.0)
        self._tell()

    # --- changing --------------------------------------------------------------------------------

    def _reset(self) -> None:
        if self._editable and self._at >= 0 and self.groups.is_changed(self._at):
            self._show(None)
            self._tell()

    def _show(self, rate: float | None) -> None:
        """Show another rate for the bar that is looked at; the scale stands still."""
        self.groups = self.groups.changed(self._at, rate)
        self._describe()
        self.update()
        self.pointed.emit(self._at)

    def _tell(self) -> None:
        self._decades = self.groups.decades()
        self.update()
        self.changed.emit(self.groups)

    def _point_at(self, place: int) -> None:
        if place != self._at:
            self._at = place
            self._describe()
            self.update()
            self.pointed.emit(place)

    def _describe(self) -> None:
        """A reader for the blind hears the bar that is looked at, then all of them."""
        every = ", ".join(self.words(place) for place in range(len(self.groups)))
        name = self.tr("Learning rates of the layers")
        self.setAccessibleName(f"{name}: {self.words(self._at)}" if self._at >= 0 else name)
        self.setAccessibleDescription(every)
        keys = self.tr(
            "Drag a bar, or use the arrow keys; a double click or Delete takes the usual rate back."
        )
        self.setToolTip(keys if self._editable else "")
