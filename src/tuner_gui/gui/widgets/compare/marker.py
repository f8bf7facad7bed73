"""Markers of the ways of training, the same in painted charts as in plots."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

SIZE = 11.0


def draw_marker(
    painter: QPainter, center: QPointF, symbol: str, tone: QColor, ground: QColor, size: float = SIZE
) -> None:
    """Draw a marker.

    Args:
        painter: antialiased.
        center: where.
        symbol: as pyqtgraph names it.
        tone: its colour; that of its outline where it has no inside.
        ground: of what lies behind it, for a seam round it.
        size: in pixels.
    """
    from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols  # late: it takes a while to import

    shapes: Any = Symbols
    painter.save()
    painter.translate(center)
    painter.scale(size, size)
    painter.setPen(QPen(ground, 1.5 / size))
    painter.setBrush(tone)
    painter.drawPath(shapes[symbol])
    painter.restore()


def draw_ring(painter: QPainter, center: QPointF, tone: QColor, ground: QColor, size: float = SIZE) -> None:
    """Draw a hollow dot."""
    painter.setPen(QPen(tone, 2.0))
    painter.setBrush(ground)
    painter.drawEllipse(center, size / 2 - 1, size / 2 - 1)
    painter.setBrush(Qt.BrushStyle.NoBrush)
