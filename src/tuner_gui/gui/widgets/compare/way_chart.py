"""A row per way of training: dot and interval on a common axis, and beside them what it costs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from tuner_gui.engine.config import Metric
from tuner_gui.engine.experiment import way_parts
from tuner_gui.engine.experiment_result import ExperimentResult, WayResult
from tuner_gui.gui import text, way_words
from tuner_gui.gui.focus_ring import has_ring
from tuner_gui.gui.theme import SMALL_POINTS, SPACE_1, SPACE_2, SPACE_3, SPACE_4, colors, tabular
from tuner_gui.gui.tokens import Colors
from tuner_gui.gui.widgets.compare import way_facts
from tuner_gui.gui.widgets.compare.marker import draw_marker
from tuner_gui.gui.widgets.compare.rows_widget import RowsWidget
from tuner_gui.gui.widgets.compare.scale import ScoreScale, scale_of, tick_words
from tuner_gui.gui.widgets.plot_menu import offer_plot_menu

LINE, HEAD, FOOT = 34, 26, 22
TWO_LINES = 42
"""Height of a row that names its base model, too."""
NAME_SHARE = 0.3
"""Most that names may take of the width."""
TICK_ROOM = 56
"""Least pixels from one mark of the axis to the next."""
LEAST_PLOT = 150
"""Pixels that the axis keeps."""
FAR = 0.6
"""Of the range of the others."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class WayChart(RowsWidget):
    """Best first; a click, or arrows and Return, choose a way."""

    way_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wayChart")
        self.setAccessibleName(self.tr("Score and cost of each way of training"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._result: ExperimentResult | None = None
        self._ways: tuple[WayResult, ...] = ()
        self._metric: Metric = "accuracy"
        self._chosen = ""
        self._plain = QFont(self.font())
        self._small = QFont(self.font())
        self._small.setPointSizeF(SMALL_POINTS)
        self._figures = tabular(self._plain, self._plain.pointSizeF() - 0.5, QFont.Weight.Normal)
        self._line = LINE
        self._names = 0
        self._scores = 0
        """Pixels that the scores take right of their intervals."""
        self._costs: tuple[int, ...] = ()

    def set_result(self, result: ExperimentResult) -> None:
        """Show the ways of an experiment."""
        self._result, self._metric = result, result.metric
        if len(result.summary) != len(self._ways):
            self.at = -1
        self._ways = result.summary
        self._measure()
        sentences = [way_facts.sentence(way, self._metric) for way in self._ways]
        self.setAccessibleDescription(". ".join(sentences))
        self.updateGeometry()
        self.update()

    def set_chosen(self, way: str) -> None:
        """Mark one; empty: none."""
        self._chosen = way
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(560, HEAD + self._line * len(self._ways) + FOOT)

    def minimumSizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(320, self.sizeHint().height())

    # --- geometry --------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Widths that follow from the words: of names and of the columns of costs."""
        bold = QFont(self._plain)
        bold.setWeight(QFont.Weight.DemiBold)
        metrics, figures = QFontMetrics(bold), QFontMetrics(self._figures)
        small = QFontMetrics(self._small)
        names = [way_words.mode_words(way.mode) for way in self._ways]
        self._line = TWO_LINES if any(model for _, model in names) else LINE
        self._names = max((metrics.horizontalAdvance(each) for name in names for each in name), default=0)
        scores = [text.metric(self._metric, way.score) for way in self._ways]
        self._scores = max((figures.horizontalAdvance(score) for score in scores), default=0) + SPACE_2
        columns = zip(
            way_facts.cost_titles(), *(way_facts.cost_words(way) for way in self._ways), strict=True
        )
        self._costs = tuple(
            max(small.horizontalAdvance(title), *(figures.horizontalAdvance(cell) for cell in cells), 0)
            + SPACE_4
            for title, *cells in columns
        )

    @property
    def _name_width(self) -> int:
        return min(self._names + SPACE_2, int(self.width() * NAME_SHARE))

    @property
    def scale(self) -> ScoreScale:
        """Where scores lie."""
        ends = scale_of((end for way in self._ways if not self._far(way) for end in way.ci), self._metric)
        left = SPACE_2 + self._name_width + SPACE_3
        right = self.width() - sum(self._shown_costs) - SPACE_3 - self._scores
        return ScoreScale(ends.low, ends.high, left, max(40, right - left))

    @property
    def _shown_costs(self) -> tuple[int, ...]:
        """Widths of the columns there is room for: in a narrow window the last ones are left to the table."""
        room = self.width() - SPACE_2 - self._name_width - 2 * SPACE_3 - self._scores - LEAST_PLOT
        shown = self._costs
        while len(shown) > 1 and sum(shown) > room:
            shown = shown[:-1]
        return shown

    def _far(self, way: WayResult) -> bool:
        """Whether a baseline is so far behind that the others would get no room: an arrow points to it."""
        others = [end for each in self._ways if not each.baseline for end in each.ci]
        return way.baseline and bool(others) and way.ci[1] < min(others) - (max(others) - min(others)) * FAR

    def row_rect(self, line: int) -> QRect:
        """Where the row of a way lies."""
        return QRect(0, HEAD + line * self._line, self.width(), self._line)

    def lines(self) -> int:
        """Number of rows."""
        return len(self._ways)

    def line_at(self, point: QPointF) -> int:
        """Row at a place; -1: none."""
        line = int(point.y() - HEAD) // self._line
        return line if point.y() >= HEAD and line < len(self._ways) else -1

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axis, rows and costs."""
        if not self._ways:
            return
        c, scale = colors(), self.scale
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for line in range(len(self._ways)):
            self._draw_ground(painter, line, c)
        self._draw_axis(painter, scale, c)
        self._draw_titles(painter, c)
        for line, way in enumerate(self._ways):
            self._draw_name(painter, line, way, c)
            self._draw_score(painter, line, way, scale, c)
            self._draw_costs(painter, line, way, c)
        painter.end()

    def _draw_ground(self, painter: QPainter, line: int, c: Colors) -> None:
        chosen, at = self._ways[line].mode == self._chosen, line == self.at
        if not chosen and not at:
            return
        painter.setPen(QPen(QColor(c.accent), 1.5) if at and has_ring(self) else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.accent_tint if chosen else c.hover))
        painter.drawRoundedRect(QRectF(self.row_rect(line)).adjusted(1, 1, -1, -1), SPACE_1, SPACE_1)

    def _draw_axis(self, painter: QPainter, scale: ScoreScale, c: Colors) -> None:
        top, bottom = HEAD, HEAD + self._line * len(self._ways)
        painter.setFont(self._small)
        for score in scale.ticks(max(2, int(scale.width / TICK_ROOM))):
            x = scale.x(score)
            painter.setPen(QPen(QColor(c.border), 1))
            painter.drawLine(QLineF(x, top, x, bottom))
            painter.setPen(QColor(c.muted))
            place = QRectF(x - 30, bottom, 60, FOOT)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tick_words(score, self._metric))

    def _draw_titles(self, painter: QPainter, c: Colors) -> None:
        painter.setFont(self._small)
        painter.setPen(QColor(c.muted))
        right = self.width() - SPACE_2
        for title, width in self._from_right(way_facts.cost_titles()):
            painter.drawText(QRectF(right - width, 0, width, HEAD), _RIGHT, title)
            right -= width

    def _draw_name(self, painter: QPainter, line: int, way: WayResult, c: Colors) -> None:
        font = QFont(self._plain)
        if self._recommended(way):
            font.setWeight(QFont.Weight.DemiBold)
        place = self.row_rect(line).adjusted(SPACE_2, 0, 0, 0)
        place.setWidth(self._name_width)
        mode, model = way_words.mode_words(way.mode)
        upper = place.adjusted(0, 4, 0, -self._line // 2) if model else place
        self._write(painter, upper, mode, font, c.muted if way.baseline else c.text)
        self._write(painter, place.adjusted(0, self._line // 2, 0, -4), model, self._small, c.muted)

    def _write(self, painter: QPainter, place: QRect, words: str, font: QFont, tone: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(tone))
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place, _LEFT, shown)

    def _draw_score(self, painter: QPainter, line: int, way: WayResult, scale: ScoreScale, c: Colors) -> None:
        place = self.row_rect(line)
        y = place.top() + self._line / 2
        tone = QColor(way_words.tone(way.mode, c))
        if self._far(way):
            draw_marker(painter, QPointF(scale.left + SPACE_1, y), "t3", tone, QColor(c.surface))
            place.setLeft(round(scale.left) + SPACE_3)
            self._write(painter, place, text.metric(self._metric, way.score), self._figures, c.text)
            return
        low, high = (scale.x(end) for end in way.ci)
        painter.setPen(QPen(tone, 2.2, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QLineF(low, y, high, y))
        painter.setPen(QPen(tone, 1.6))
        for x in (low, high):
            painter.drawLine(QLineF(x, y - 4, x, y + 4))
        models = self._result.config.base_models if self._result is not None else ()
        symbol = way_words.symbol(way.mode, models)
        draw_marker(painter, QPointF(scale.x(way.score), y), symbol, tone, QColor(c.surface))
        painter.setFont(self._figures)
        painter.setPen(QColor(c.text))
        words = text.metric(self._metric, way.score)
        place = self.row_rect(line)
        place.setLeft(round(high) + SPACE_2)
        painter.drawText(place, _LEFT, words)

    def _draw_costs(self, painter: QPainter, line: int, way: WayResult, c: Colors) -> None:
        painter.setFont(self._figures)
        painter.setPen(QColor(c.text))
        place = self.row_rect(line)
        right = self.width() - SPACE_2
        for words, width in self._from_right(way_facts.cost_words(way)):
            painter.drawText(QRectF(right - width, place.top(), width, self._line), _RIGHT, words)
            right -= width

    def _from_right(self, words: tuple[str, ...]) -> list[tuple[str, int]]:
        """Cells of the columns shown and their widths, the last first."""
        return list(zip(words, self._shown_costs, strict=False))[::-1]

    def _recommended(self, way: WayResult) -> bool:
        decision = self._result.decision if self._result is not None else None
        return decision is not None and decision.recommended == way.mode

    # --- the person ------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Tell the values under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words_at(self, point: QPointF) -> str:
        """What is told of a place; empty where there is nothing."""
        line = self.line_at(point)
        if line >= 0:
            way = self._ways[line]
            # Where there are several base models, the whole name of this one.
            return "\n".join(filter(None, (way_facts.sentence(way, self._metric), way_parts(way.mode)[1])))
        right = self.width() - SPACE_2 - sum(self._shown_costs)
        for tip, width in zip(way_facts.cost_tips(), self._shown_costs, strict=False):
            if right <= point.x() < right + width and point.y() < HEAD:
                return tip
            right += width
        return ""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer picture and numbers."""
        result = self._result
        if result is not None:
            data = lambda: way_facts.columns_text(result)  # noqa: E731
            offer_plot_menu(self, event.globalPos(), self.accessibleName(), data)

    def choose(self, line: int) -> None:
        """Choose the way of a row."""
        self.way_chosen.emit(self._ways[line].mode)
