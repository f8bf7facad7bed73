"""How much better one of two ways does each class: a line with two dots per class, scrolled where many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from tuner_gui.gui import text, way_words
from tuner_gui.gui.focus_ring import has_ring
from tuner_gui.gui.theme import SMALL_POINTS, SPACE_1, SPACE_2, colors, tabular
from tuner_gui.gui.tokens import Colors
from tuner_gui.gui.widgets.compare.marker import draw_marker, draw_ring
from tuner_gui.gui.widgets.compare.scale import ScoreScale, scale_of
from tuner_gui.gui.widgets.plot_menu import offer_plot_menu

LINE = 26
FOOT = 20
MOST_LINES = 12
"""More of them scroll."""
NAME_SHARE = 0.34
NARROWEST = 0.2
"""Of the scores that the axis shows."""
TICK_ROOM = 70
"""Least pixels from one mark of the axis to the next."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Dumbbell:
    """One class."""

    label: str
    a: float
    """Score of the one way, 0..1."""
    b: float
    n: int
    """Test rows of the class."""

    @property
    def difference(self) -> float:
        """How much better the one is."""
        return self.a - self.b


class ClassDumbbells(QAbstractScrollArea):
    """The first way is a filled dot, the second a hollow one, each in its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("classDumbbells")
        self.setAccessibleName(self.tr("Scores per class of two ways of training"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lines: tuple[Dumbbell, ...] = ()
        self._ways = ("", "")
        self._measure = ""
        self._font = QFont(self.font())
        self._font.setPointSizeF(SMALL_POINTS + 0.5)
        self._figures = tabular(self._font, SMALL_POINTS + 0.5, QFont.Weight.Normal)

    def set_lines(self, lines: Sequence[Dumbbell], ways: tuple[str, str], measure: str) -> None:
        """Show classes in this order.

        Args:
            lines: a class each.
            ways: ids of the two.
            measure: what the scores are, such as F1.
        """
        self._lines, self._ways, self._measure = tuple(lines), ways, measure
        self.setAccessibleDescription("; ".join(self.sentence(each) for each in self._lines[:MOST_LINES]))
        self._arrange()
        self.updateGeometry()
        self.viewport().update()

    def sentence(self, line: Dumbbell) -> str:
        """A class in words."""
        words = self.tr("{0}, {1}: {2} {3}, {4} {5}, difference {6} points, {7} test rows")
        names = [way_words.way_name(way) for way in self._ways]
        scores = (f"{line.a * 100:.1f}", f"{line.b * 100:.1f}")
        cells = (names[0], scores[0], names[1], scores[1])
        return words.format(
            line.label, self._measure, *cells, f"{line.difference * 100:+.1f}", text.count(line.n)
        )

    def sizeHint(self) -> QSize:
        """As high as its classes, up to where it scrolls."""
        return QSize(320, min(MOST_LINES, len(self._lines)) * LINE + FOOT)

    def minimumSizeHint(self) -> QSize:
        """Still of use."""
        return QSize(220, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See how much has to be scrolled to."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        room = self.viewport().height() - FOOT
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, len(self._lines) * LINE - room))
        bar.setPageStep(max(1, room))
        bar.setSingleStep(LINE)

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in view."""
        if not self._lines:
            return
        c = colors()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, bottom = self.viewport().width(), self.viewport().height() - FOOT
        scale = self.scale
        painter.setFont(self._font)
        for mark in scale.ticks(max(2, int(scale.width / TICK_ROOM))):
            x = scale.x(mark)
            painter.setPen(QPen(QColor(c.border), 1))
            painter.drawLine(QLineF(x, 0, x, bottom))
            painter.setPen(QColor(c.muted))
            words = QRectF(x - 24, bottom, 48, FOOT)
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, f"{mark * 100:g}")
        painter.setClipRect(QRectF(0, 0, width, bottom))
        scrolled = self.verticalScrollBar().value()
        first = scrolled // LINE
        for number in range(first, min(len(self._lines), (scrolled + bottom) // LINE + 1)):
            self._draw_line(painter, self._lines[number], number * LINE - scrolled, scale, c)
        if has_ring(self):
            painter.setClipping(False)
            painter.setPen(QPen(QColor(c.accent), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, SPACE_1, SPACE_1)
        painter.end()

    @property
    def scale(self) -> ScoreScale:
        """Where scores lie."""
        metrics = QFontMetrics(self._font)
        widest = max((metrics.horizontalAdvance(line.label) for line in self._lines), default=0)
        left = min(widest + SPACE_2, int(self.viewport().width() * NAME_SHARE)) + SPACE_2
        right = QFontMetrics(self._figures).horizontalAdvance("+88.8") + 2 * SPACE_2
        scores = [score for line in self._lines for score in (line.a, line.b)] or [0.0, 1.0]
        # Never so near that a point looks like a world.
        ends = scale_of([*scores, max(0.0, max(scores) - NARROWEST)], "accuracy")
        room = self.viewport().width() - right - left - SPACE_2
        return ScoreScale(ends.low, ends.high, left, max(40.0, room))

    def _draw_line(self, painter: QPainter, line: Dumbbell, top: int, scale: ScoreScale, c: Colors) -> None:
        y = top + LINE / 2
        painter.setFont(self._font)
        painter.setPen(QColor(c.text))
        name_width = scale.left - SPACE_2 - SPACE_1
        words = QFontMetrics(self._font).elidedText(line.label, Qt.TextElideMode.ElideMiddle, int(name_width))
        painter.drawText(QRectF(0, top, name_width, LINE), _LEFT, words)
        a, b = QPointF(scale.x(line.a), y), QPointF(scale.x(line.b), y)
        better = self._ways[0] if line.difference > 0 else self._ways[1]
        painter.setPen(QPen(QColor(way_words.tone(better, c)), 3, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(a, b)
        ground = QColor(c.surface)
        draw_ring(painter, b, QColor(way_words.tone(self._ways[1], c)), ground)
        draw_marker(painter, a, "o", QColor(way_words.tone(self._ways[0], c)), ground)
        painter.setFont(self._figures)
        painter.setPen(QColor(c.text if line.difference else c.muted))
        place = QRectF(0, top, self.viewport().width() - SPACE_2, LINE)
        painter.drawText(place, _RIGHT, f"{line.difference * 100:+.1f}")

    # --- the person ------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the values under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            number = (event.pos().y() + self.verticalScrollBar().value()) // LINE
            words = self.sentence(self._lines[number]) if number < len(self._lines) else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().viewportEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer picture and numbers."""
        offer_plot_menu(self, event.globalPos(), self.accessibleName(), self.as_text)

    def as_text(self) -> str:
        """All classes as a spreadsheet takes them from the clipboard."""
        names = [way_words.way_name(way) for way in self._ways]
        lines = ["\t".join(("class", *names, "difference", "n"))]
        lines += [
            f"{' '.join(line.label.split())}\t{line.a:.6g}\t{line.b:.6g}\t{line.difference:.6g}\t{line.n}"
            for line in self._lines
        ]
        return "\n".join(lines) + "\n"
