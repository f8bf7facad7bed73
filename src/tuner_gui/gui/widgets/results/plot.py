"""A small still plot: thin grid, names beside the lines, a readout under the mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QGraphicsItem, QSizePolicy, QWidget

from tuner_gui.gui.theme import SMALL_POINTS, colors
from tuner_gui.gui.tokens import Colors
from tuner_gui.gui.widgets.basics import column
from tuner_gui.gui.widgets.plot_menu import offer_plot_menu

Tone = str | Callable[[Colors], str]
"""Name of a colour in `Colors`, or what finds one there."""
HEIGHT = 236


class ResultPlot(QWidget):
    """Axes with fixed ranges; parts are added once and given their data again and again.

    Args:
        name: object name.
        words: what it shows, for readers for the blind and for the name of a picture.
        x_words: what the lower axis tells.
        y_words: what the left axis tells.
        parent: the widget it stands in.
    """

    hovered = Signal(object)
    """Position on the lower axis under the mouse, or None."""

    def __init__(
        self, name: str, words: str, x_words: str, y_words: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._words = words
        self._styles: list[Callable[[Colors], None]] = []
        self._columns: Callable[[], str] | None = None
        self._ends = ((0.0, 0.0), (0.0, 0.0))
        self._ticks: dict[str, tuple[tuple[float, str], ...]] = {}
        self._labels = (x_words, y_words)
        self._follows = False
        self.view: Any = pg.PlotWidget(viewBox=pg.ViewBox(enableMenu=False))
        self.view.setAntialiasing(True)
        self.view.setFrameShape(self.view.Shape.NoFrame)
        self.view.setAccessibleName(words)
        self.view.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        item = self.view.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.disableAutoRange()
        item.setMouseEnabled(x=False, y=False)
        item.showGrid(x=False, y=True, alpha=0.35)
        self._set_axes(x_words, y_words)
        self.view.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_menu_requested)
        layout = column(spacing=0)
        layout.addWidget(self.view)
        self.setLayout(layout)
        self.setFixedHeight(HEIGHT)
        self.set_range((0.0, 1.0), (0.0, 1.0))

    # --- parts -----------------------------------------------------------------------------------

    def line(
        self, tone: Tone, width: float = 2.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine, **options: Any
    ) -> Any:
        """A line; give it points with `setData(x, y)`."""
        result = pg.PlotCurveItem(**options)
        self._add(result, lambda c: result.setPen(pg.mkPen(_color(c, tone), width=width, style=style)))
        return result

    def dots(self, tone: Tone, size: float = 7.0, opacity: float = 1.0) -> Any:
        """Dots; give them points with `setData(x, y)`."""
        result = pg.ScatterPlotItem(size=size, pen=None)
        self._add(result, lambda c: result.setBrush(pg.mkBrush(_faint(_color(c, tone), opacity))))
        return result

    def bars(self, tone: Tone, opacity: float = 0.6) -> Any:
        """Bars; give them data with `setOpts(x0=…, x1=…, y0=…, y1=…)`."""
        result = pg.BarGraphItem(x0=[0.0], x1=[0.0], y0=0.0, y1=[0.0], pen=None)
        self._add(
            result,
            lambda c: result.setOpts(
                brush=pg.mkBrush(_faint(_color(c, tone), opacity)), pen=pg.mkPen(c.surface, width=1)
            ),
        )
        return result

    def upright(self, tone: Tone, *, movable: bool = False) -> Any:
        """A line from top to bottom."""
        result = pg.InfiniteLine(angle=90, movable=movable)
        self._add(result, lambda c: result.setPen(pg.mkPen(_color(c, tone), width=1.5)))
        return result

    def marks(self, tone: Tone, symbol: str, size: float = 9.0) -> Any:
        """Markers; give them points with `setData(x, y)`. `symbol` as pyqtgraph names it."""
        result = pg.ScatterPlotItem(size=size, symbol=symbol)

        def style(c: Colors) -> None:
            result.setBrush(pg.mkBrush(_color(c, tone)))
            result.setPen(pg.mkPen(c.surface, width=1))

        self._add(result, style)
        return result

    def whiskers(self, tone: Tone, width: float = 1.6) -> Any:
        """Intervals, as upright lines; give them data with `setData(x=…, y=…, top=…, bottom=…)`."""
        result = pg.ErrorBarItem(x=np.empty(0), y=np.empty(0), top=np.empty(0), bottom=np.empty(0))
        self._add(result, lambda c: result.setOpts(pen=pg.mkPen(_color(c, tone), width=width)))
        return result

    def set_ticks(self, side: str, ticks: Sequence[tuple[float, str]]) -> None:
        """Mark these positions of the axis at `left` or `bottom`, and no others."""
        if self._ticks.get(side) != tuple(ticks):
            self._ticks[side] = tuple(ticks)
            self.view.getAxis(side).setTicks([list(ticks)])

    def set_labels(self, x_words: str, y_words: str) -> None:
        """What the axes tell."""
        if self._labels == (x_words, y_words):
            return
        self._labels = (x_words, y_words)
        self.view.getAxis("bottom").setLabel(x_words)
        self.view.getAxis("left").setLabel(y_words)

    def words(self, text: str, tone: Tone, anchor: tuple[float, float] = (0.0, 1.0)) -> Any:
        """A name; put it beside what it names with `setPos(x, y)`."""
        result = pg.TextItem(text, anchor=anchor)
        font = QFont(self.font())
        font.setPointSizeF(SMALL_POINTS)
        font.setWeight(QFont.Weight.Medium)
        result.setFont(font)

        def style(c: Colors) -> None:
            result.setColor(QColor(_color(c, tone)))
            result.fill = pg.mkBrush(_faint(c.surface, 0.75))

        self._add(result, style)
        return result

    def set_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """The ends of both axes, with a little air added."""
        if self._ends == (x, y):
            return
        self._ends = (x, y)
        air_x, air_y = (x[1] - x[0]) * 0.02, (y[1] - y[0]) * 0.03
        box = self.view.getPlotItem().getViewBox()
        box.setRange(xRange=(x[0] - air_x, x[1] + air_x), yRange=(y[0] - air_y, y[1] + air_y), padding=0)

    @property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The range set, of the lower axis and of the left one."""
        return self._ends

    def show_crosshair(self) -> None:
        """Have a line follow the mouse: there are values to read under it."""
        self._cursor = self.upright("muted")
        self._cursor.hide()
        self._follows = True

    def set_columns(self, columns: Callable[[], str]) -> None:
        """What “Copy data” copies."""
        self._columns = columns

    def restyle(self) -> None:
        """Take the colours in force."""
        c = colors()
        self.view.setBackground(QColor(c.surface))
        for side in ("left", "bottom"):
            axis = self.view.getAxis(side)
            axis.setPen(pg.mkPen(c.border))
            axis.setTextPen(pg.mkPen(c.muted))
        for style in self._styles:
            style(c)

    def _add(self, item: Any, style: Callable[[Colors], None]) -> None:
        self.view.addItem(item, ignoreBounds=True)
        self._styles.append(style)
        style(colors())

    def _set_axes(self, x_words: str, y_words: str) -> None:
        font = QFont(self.font())
        font.setPointSizeF(SMALL_POINTS - 0.5)
        for side, words in (("left", y_words), ("bottom", x_words)):
            axis = self.view.getAxis(side)
            axis.setStyle(tickFont=font, tickLength=0, tickTextOffset=5, maxTickLevel=0)
            axis.enableAutoSIPrefix(False)
            axis.setLabel(words)
            axis.label.setFont(font)
            # Figures and grid take longer to paint than all lines, and change seldom.
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.view.getAxis("left").setWidth(52)
        self.view.getAxis("bottom").setHeight(38)
        self.restyle()

    # --- the person ------------------------------------------------------------------------------

    def _on_mouse_moved(self, position: QPointF) -> None:
        box = self.view.getPlotItem().getViewBox()
        inside = box.sceneBoundingRect().contains(position)
        self._point_at(box.mapSceneToView(position).x() if inside else None)

    def leaveEvent(self, event: Any) -> None:
        """The readout goes with the mouse."""
        self._point_at(None)
        super().leaveEvent(event)

    def _point_at(self, x: float | None) -> None:
        if self._follows:
            self._cursor.setVisible(x is not None)
            self._cursor.setValue(x if x is not None else 0.0)
        self.hovered.emit(x)

    def _on_menu_requested(self, position: QPoint) -> None:
        offer_plot_menu(self, self.view.mapToGlobal(position), self._words, self._columns)


def _color(c: Colors, tone: Tone) -> str:
    return str(getattr(c, tone)) if isinstance(tone, str) else tone(c)


def _faint(tone: str, opacity: float) -> QColor:
    result = QColor(tone)
    result.setAlphaF(opacity)
    return result


def columns_text(names: tuple[str, ...], *columns: np.ndarray) -> str:
    """Columns of numbers as a spreadsheet takes them from the clipboard."""
    lines = ["\t".join(names)]
    lines += ["\t".join(f"{value:.6g}" for value in values) for values in zip(*columns, strict=True)]
    return "\n".join(lines) + "\n"
