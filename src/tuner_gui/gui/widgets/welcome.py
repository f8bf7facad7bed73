"""Before any run: three quiet steps."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tuner_gui.gui.theme import SPACE_1, SPACE_4, SPACE_6, colors
from tuner_gui.gui.widgets.basics import column, label, number_label, row, strong

CENTER = Qt.AlignmentFlag.AlignHCenter
STEPS_WIDTH = 480


class _Sketch(QWidget):
    """A learning curve as it may come out: falls steeply, then levels off."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(280, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        c = colors()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, height = self.width(), self.height()
        painter.setPen(QPen(QColor(c.border), 1))
        for line in range(4):
            y = 8 + line * (height - 16) / 3
            painter.drawLine(QPointF(0, y), QPointF(width, y))
        path = QPainterPath()
        for step in range(101):
            share = step / 100
            wave = 0.03 * math.sin(share * 26) * (1 - share)
            point = QPointF(
                6 + share * (width - 12), 10 + (height - 26) * (1 - math.exp(-3.4 * share) + wave)
            )
            if step:
                path.lineTo(point)
            else:
                path.moveTo(point)
        painter.setPen(QPen(QColor(c.series("layerwise")), 2.5, c=Qt.PenCapStyle.RoundCap))
        painter.drawPath(path)
        painter.setPen(QPen(QColor(c.text), 1.6))
        painter.setBrush(QColor(c.window))
        for share in (0.2, 0.4, 0.6, 0.8, 1.0):
            y = 4 + (height - 26) * (1 - math.exp(-2.9 * share)) * 0.96
            painter.drawEllipse(QPointF(6 + share * (width - 12), y), 3.6, 3.6)
        painter.end()


class Welcome(QWidget):
    """What Tuner is for, in three steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("welcome")
        steps = (
            (self.tr("Drop a table"), self.tr("A column of texts and a column of labels, as you have them.")),
            (
                self.tr("Keep or change the training mode"),
                self.tr("A base model is built in, and a good mode is chosen already."),
            ),
            (
                self.tr("Start, watch, export"),
                self.tr("Scored on rows it never saw. Nothing leaves this computer."),
            ),
        )
        layout = column(spacing=SPACE_4)
        layout.setContentsMargins(SPACE_6, SPACE_6, SPACE_6, SPACE_6)
        layout.addStretch(2)
        layout.addWidget(_Sketch(), 0, CENTER)
        layout.addSpacing(SPACE_4)
        layout.addWidget(label(self.tr("Teach a model your labels"), "hero"), 0, CENTER)
        block = column(spacing=SPACE_4)
        for number, (title, words) in enumerate(steps, start=1):
            block.addWidget(_step(number, title, words))
        holder = QWidget()
        holder.setLayout(block)
        holder.setFixedWidth(STEPS_WIDTH)
        layout.addSpacing(SPACE_1)
        layout.addWidget(holder, 0, CENTER)
        layout.addStretch(3)
        self.setLayout(layout)


def _step(number: int, title: str, words: str) -> QWidget:
    text = column(spacing=1)
    text.addWidget(strong(title))
    text.addWidget(label(words, "muted", wrap=True))
    layout = row(spacing=SPACE_4)
    layout.addWidget(number_label(number), 0, Qt.AlignmentFlag.AlignTop)
    layout.addLayout(text, 1)
    result = QWidget()
    result.setLayout(layout)
    result.setFixedWidth(STEPS_WIDTH)
    return result
