"""The confusion matrix as a heat map that scrolls below its own labels: three classes or a hundred."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from tuner_gui.gui import text
from tuner_gui.gui.shades import mix, words_on
from tuner_gui.gui.theme import SMALL_POINTS, SPACE_1, SPACE_2, colors, tabular
from tuner_gui.gui.widgets.results.cell_grid import CellGrid

LEAST, WIDEST, HIGHEST = 16, 140, 52
"""Pixels of a cell: least width and height, most of either."""
LEAST_TONE = 0.05
"""Of a cell with any rows at all."""
WORDS_FROM = 30
"""Narrowest cell that holds a number."""
LABEL_WIDEST, LABEL_HIGHEST = 132, 96
TALLEST = 420
"""Height from which on the map scrolls."""
AXIS = 18
"""Room of the words that name the axes."""
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class ConfusionMap(QAbstractScrollArea):
    """True classes down, predicted ones across; colour is the share of the row.

    What is right is blue, what is wrong is orange. A click on a cell chooses it, and so do arrows and Return.
    """

    cell_chosen = Signal(int, int)
    """Indices of the true and of the predicted class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusionMap")
        self.setAccessibleName(self.tr("Confusion matrix"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setMouseTracking(True)
        self._counts = np.zeros((0, 0), dtype=np.int64)
        self._shares = np.zeros((0, 0))
        self._labels: tuple[str, ...] = ()
        self._widest = 0
        """Pixels of the longest label."""
        self._as_shares = False
        self._at: tuple[int, int] | None = None
        font = QFont(self.font())
        font.setPointSizeF(SMALL_POINTS)
        self._label_font = font
        self._number_font = tabular(font, SMALL_POINTS + 0.5, QFont.Weight.Medium)

    def set_matrix(self, counts: np.ndarray, labels: tuple[str, ...]) -> None:
        """Show `counts`, int64 [true, predicted]."""
        self._counts, self._labels, self._at = counts, labels, None
        metrics = QFontMetrics(self._label_font)
        self._widest = max((metrics.horizontalAdvance(label) for label in labels), default=0)
        self._shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
        self._arrange()
        self.updateGeometry()
        self.viewport().update()

    def set_as_shares(self, shares: bool) -> None:
        """Write the share of the row into the cells instead of the number of rows."""
        self._as_shares = shares
        self.viewport().update()

    def words(self, true: int, predicted: int) -> str:
        """What stands in a cell."""
        rows = int(self._counts[true, predicted])
        if not self._as_shares:
            return text.count(rows)
        return f"{self._shares[true, predicted] * 100:.0f}" if rows else "0"

    def cell_sentence(self, true: int, predicted: int) -> str:
        """A cell in words."""
        words = self.tr("{0} of {1} rows that are “{2}” were labelled “{3}” ({4})")
        return words.format(
            text.count(int(self._counts[true, predicted])),
            text.count(int(self._counts[true].sum())),
            self._labels[true],
            self._labels[predicted],
            text.percent(float(self._shares[true, predicted])),
        )

    # --- geometry --------------------------------------------------------------------------------

    @property
    def _left(self) -> int:
        return min(LABEL_WIDEST, self._widest) + SPACE_2 + AXIS

    @property
    def _top(self) -> int:
        upright = min(LABEL_HIGHEST, self._widest) + SPACE_2
        return AXIS + (upright if self._turned else QFontMetrics(self._label_font).height() + SPACE_1)

    @property
    def _turned(self) -> bool:
        """Whether the labels across are too long to lie."""
        return min(self._widest, LABEL_WIDEST) + SPACE_2 > self._cell.width()

    @property
    def _cell(self) -> QSize:
        room = self.viewport().width() - self._left
        width = min(WIDEST, max(LEAST, room // max(1, len(self._labels))))
        return QSize(width, min(HIGHEST, max(LEAST + 2, width)))

    @property
    def grid(self) -> CellGrid:
        """Where the cells lie in the viewport."""
        x, y = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return CellGrid(len(self._labels), self._left, self._top, self._cell, x, y)

    def sizeHint(self) -> QSize:
        """As high as the matrix, up to where it scrolls."""
        whole = self._top + len(self._labels) * self._cell.height() + SPACE_1
        bar = self.horizontalScrollBar()
        return QSize(320, min(TALLEST, whole + (bar.sizeHint().height() if bar.maximum() else 0)))

    def minimumSizeHint(self) -> QSize:
        """Still of use."""
        return QSize(200, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wider cells in a wider window."""
        super().resizeEvent(event)
        self._arrange()
        self.updateGeometry()

    def _arrange(self) -> None:
        cell, view = self._cell, self.viewport().size()
        across, down = self.grid.hidden(view)
        for bar, side, hidden, room in (
            (self.horizontalScrollBar(), cell.width(), across, view.width() - self._left),
            (self.verticalScrollBar(), cell.height(), down, view.height() - self._top),
        ):
            bar.setRange(0, hidden)
            bar.setPageStep(max(1, room))
            bar.setSingleStep(side)

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in view."""
        if not self._labels:
            return
        painter = QPainter(self.viewport())
        grid = self.grid
        lines, columns = grid.seen(self.viewport().size())
        painter.setClipRect(QRect(self._left, self._top, self.viewport().width(), self.viewport().height()))
        painter.setFont(self._number_font)
        for line in lines:
            for column in columns:
                self._draw_cell(painter, grid.rect(line, column), line, column)
        if self._at is not None:
            self._draw_mark(painter, self.grid.rect(*self._at))
        painter.setFont(self._label_font)
        self._draw_line_labels(painter, lines)
        self._draw_column_labels(painter, columns)
        painter.end()

    def _draw_cell(self, painter: QPainter, box: QRect, line: int, column: int) -> None:
        c, share = colors(), float(self._shares[line, column])
        tone = c.accent if line == column else c.wrong
        # The root lifts the few, so that one error in twenty can be seen at all.
        ground = mix(c.surface, tone, LEAST_TONE + share if line == column else LEAST_TONE + share**0.6)
        ground = ground if self._counts[line, column] else QColor(c.sunken)
        box = box.adjusted(0, 0, -1, -1)
        painter.fillRect(box, ground)
        if box.width() >= WORDS_FROM:
            rows = self._counts[line, column]
            painter.setPen(words_on(ground) if rows else mix(c.sunken, c.muted, 0.55))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.words(line, column))

    def _draw_mark(self, painter: QPainter, box: QRect) -> None:
        pen = QPen(QColor(colors().text), 2)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(box.adjusted(0, 0, -2, -2))

    def _draw_line_labels(self, painter: QPainter, lines: range) -> None:
        room = self._left - AXIS - SPACE_2
        painter.setClipRect(QRect(0, self._top, self._left, self.viewport().height()))
        for line in lines:
            box = self.grid.rect(line, 0)
            place = QRect(AXIS, box.y(), room, box.height())
            marked = self._at is not None and self._at[0] == line
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._draw_label(painter, place, self._labels[line], flags, marked=marked)
        view = QRectF(0, self._top, AXIS - SPACE_1, self.viewport().height() - self._top)
        self._draw_turned(painter, view, self.tr("true"), Qt.AlignmentFlag.AlignRight, muted=True)

    def _draw_column_labels(self, painter: QPainter, columns: range) -> None:
        painter.setClipRect(QRect(self._left, 0, self.viewport().width(), self._top))
        for column in columns:
            box = self.grid.rect(0, column)
            place = QRect(box.x(), AXIS, box.width(), self._top - AXIS - SPACE_1)
            marked = self._at is not None and self._at[1] == column
            if self._turned:
                words = self._short(self._labels[column], place.height())
                self._draw_turned(painter, QRectF(place), words, Qt.AlignmentFlag.AlignLeft, muted=not marked)
            else:
                flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
                self._draw_label(painter, place, self._labels[column], flags, marked=marked)
        painter.setPen(QColor(colors().muted))
        title = QRect(self._left, 0, self.viewport().width() - self._left, AXIS - 2)
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, self.tr("predicted"))

    def _draw_label(
        self, painter: QPainter, place: QRect, words: str, flags: Qt.AlignmentFlag, *, marked: bool
    ) -> None:
        painter.setPen(mix(colors().muted, colors().text, float(marked)))
        painter.drawText(place, flags, self._short(words, place.width()))

    def _draw_turned(
        self, painter: QPainter, place: QRectF, words: str, side: Qt.AlignmentFlag, *, muted: bool
    ) -> None:
        painter.save()
        painter.setPen(mix(colors().text, colors().muted, float(muted)))
        painter.translate(place.left(), place.bottom())
        painter.rotate(-90)
        lying = QRectF(0, 0, place.height(), place.width())
        painter.drawText(lying, side | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()

    def _short(self, words: str, room: int) -> str:
        return QFontMetrics(self._label_font).elidedText(words, Qt.TextElideMode.ElideRight, room)

    # --- choosing --------------------------------------------------------------------------------

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what the cell under the mouse means."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            cell = self.grid.at(event.pos())
            words = self.tr("{0}.\nClick to see them.").format(self.cell_sentence(*cell)) if cell else ""
            QToolTip.showText(event.globalPos(), words, self.viewport())
            return True
        if event.type() is QEvent.Type.Leave:
            self._mark(None)
        return super().viewportEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark what a click would choose."""
        self._mark(self.grid.at(event.position().toPoint()))
        shape = Qt.CursorShape.PointingHandCursor if self._at else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked."""
        self._mark(self.grid.at(event.position().toPoint()))
        if event.button() is Qt.MouseButton.LeftButton and self._at is not None:
            self.cell_chosen.emit(*self._at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from cell to cell, Return and the space bar choose."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self._labels:
            last = len(self._labels) - 1
            line, column = self._at or (-step[0], -step[1])
            self._mark((min(last, max(0, line + step[0])), min(last, max(0, column + step[1]))))
            self._show_mark()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at:
            self.cell_chosen.emit(*self._at)
        else:
            super().keyPressEvent(event)

    def _mark(self, cell: tuple[int, int] | None) -> None:
        if cell != self._at:
            self._at = cell
            self.setAccessibleDescription(self.cell_sentence(*cell) if cell is not None else "")
            self.viewport().update()

    def _show_mark(self) -> None:
        assert self._at is not None
        bars, sides = (self.verticalScrollBar(), self.horizontalScrollBar()), self._cell.transposed()
        for bar, place, side in zip(bars, self._at, sides.toTuple(), strict=True):
            bar.setValue(min(place * side, max(bar.value(), (place + 1) * side - bar.pageStep())))
