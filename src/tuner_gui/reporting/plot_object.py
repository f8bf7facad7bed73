"""Plots in the text of a PDF, painted as the vectors they are. Qt, like `pdf`."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QRect, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPyTextObject, QTextDocument, QTextFormat
from PySide6.QtSvg import QSvgRenderer


class PlotObject(QPyTextObject):
    """Draws `<img src="NAME">` as the SVG of that name, as wide as the text. Nothing else is ever loaded.

    Args:
        plots: SVG by name.
        width: of the text.
        parent: owns it.
    """

    def __init__(self, plots: Mapping[str, str], width: float, parent: QObject) -> None:
        super().__init__(parent)
        self._renderers = {name: QSvgRenderer(str(plot).encode()) for name, plot in plots.items()}
        self._width = width

    def intrinsicSize(  # noqa: N802
        self, document: QTextDocument, position: int, look: QTextFormat
    ) -> QSizeF:
        """Of the plot; of an unknown one, nothing."""
        renderer = self._renderer(look)
        if renderer is None:
            return QSizeF()
        size = QSizeF(renderer.defaultSize())
        return size * (self._width / size.width())

    def drawObject(  # noqa: N802
        self,
        painter: QPainter,
        area: QRectF | QRect,
        document: QTextDocument,
        position: int,
        look: QTextFormat,
    ) -> None:
        """Paint it."""
        renderer = self._renderer(look)
        if renderer is not None:
            renderer.render(painter, QRectF(area))

    def _renderer(self, look: QTextFormat) -> QSvgRenderer | None:
        return self._renderers.get(look.toImageFormat().name())
