"""One training mode as a row: a radio button with two lines and what it costs."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from tuner_gui.engine.config import Mode
from tuner_gui.engine.facts import Fit, ModeEstimate
from tuner_gui.gui import text, wording
from tuner_gui.gui.focus_ring import has_ring
from tuner_gui.gui.theme import CONTROL_RADIUS, SMALL_POINTS, SPACE_2, colors, tabular

HEIGHT = 44
INDENT = 29
DOT = 16.0
BADGE_AIR = 6
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ModeRow(QRadioButton):
    """Name and what it does at the left, predicted time and memory at the right."""

    def __init__(self, mode: Mode, parent: QWidget | None = None) -> None:
        super().__init__(wording.mode_name(mode), parent)
        self.mode: Mode = mode
        self._time = ""
        self._memory = ""
        self._fit: Fit = "fits"
        self._advice = ""
        self.setObjectName(f"mode_{mode}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._describe()

    def set_estimate(self, estimate: ModeEstimate | None) -> None:
        """Show what this mode will cost here, or nothing while that is not known."""
        self._time = text.about(estimate.seconds) if estimate is not None else ""
        self._memory = text.size(estimate.memory_bytes) if estimate is not None else ""
        self._fit = estimate.fit if estimate is not None else "fits"
        self._advice = estimate.advice if estimate is not None else ""
        self._describe()
        self.update()

    def _describe(self) -> None:
        line = f"{wording.mode_line(self.mode)}."
        cost = self.tr("about {0}, {1} of memory").format(self._time.lstrip("~"), self._memory)
        said = [self.tr("Predicted here: {0}.").format(cost)] if self._time else []
        if self._fit != "fits":
            badge = wording.fit(self._fit)
            said.append(f"{badge[0].upper()}{badge[1:]}: {self._advice}" if self._advice else badge)
        self.setAccessibleDescription(" ".join([line, *said]))
        self.setToolTip("\n".join([line, *said]))

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(260, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Two lines, as narrow as need be."""
        return QSize(180, HEIGHT)

    def hitButton(self, position: QPoint) -> bool:
        """The whole row can be clicked."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        self._draw_dot(painter)
        self._draw_words(painter)
        painter.end()

    def _draw_ground(self, painter: QPainter) -> None:
        c = colors()
        ground = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        fill = (
            c.accent_tint if self.isChecked() else c.hover if self.underMouse() and self.isEnabled() else ""
        )
        painter.setPen(QPen(QColor(c.accent), 2) if has_ring(self) else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ground, CONTROL_RADIUS, CONTROL_RADIUS)

    def _draw_dot(self, painter: QPainter) -> None:
        c = colors()
        center = QPointF(INDENT / 2, 14)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.isChecked():
            painter.setPen(QPen(QColor(c.accent), 5))
            painter.drawEllipse(center, DOT / 2 - 2.5, DOT / 2 - 2.5)
        else:
            painter.setPen(QPen(QColor(c.muted), 1.4))
            painter.drawEllipse(center, DOT / 2 - 0.7, DOT / 2 - 0.7)

    def _draw_words(self, painter: QPainter) -> None:
        c = colors()
        right = self.width() - SPACE_2 + 2
        name_font = QFont(self.font())
        name_font.setWeight(QFont.Weight.Medium)
        small = tabular(self.font(), SMALL_POINTS, QFont.Weight.Normal)
        figures = tabular(self.font(), SMALL_POINTS + 0.5, QFont.Weight.Normal)
        lines = (
            (4, 20, name_font, c.text, self.text(), figures, c.text, self._time),
            (23, 18, small, c.muted, wording.mode_line(self.mode), small, c.muted, self._memory),
        )
        for top, height, font, tone, words, value_font, value_tone, value in lines:
            value_width = QFontMetrics(value_font).horizontalAdvance(value)
            painter.setFont(value_font)
            painter.setPen(QColor(value_tone))
            painter.drawText(QRectF(right - value_width - 2, top, value_width + 2, height), RIGHT, value)
            taken: float = value_width + (SPACE_2 if value else 0)
            if value is self._memory:
                taken += self._draw_badge(painter, right - taken, QRectF(0, top + 1, 0, height - 2))
            room = right - taken - INDENT
            painter.setFont(font)
            painter.setPen(QColor(tone))
            short = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(QRectF(INDENT, top, room, height), LEFT, short)

    def _draw_badge(self, painter: QPainter, right: float, line: QRectF) -> float:
        """A word on a tinted ground that ends at `right`; returns the width it takes."""
        words = wording.fit(self._fit)
        if not words:
            return 0.0
        c = colors()
        font = tabular(self.font(), SMALL_POINTS - 0.5, QFont.Weight.DemiBold)
        width = QFontMetrics(font).horizontalAdvance(words) + 2 * BADGE_AIR
        area = QRectF(right - width, line.top(), width, line.height())
        fails = self._fit == "wont_fit"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.danger_tint if fails else c.warning_tint))
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setPen(QColor(c.danger if fails else c.warning))
        painter.setFont(font)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)
        return width + SPACE_2
