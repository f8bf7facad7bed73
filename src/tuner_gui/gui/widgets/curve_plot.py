"""One live plot: training as a line (faint raw, bold smoothed), validation as dots, the best epoch marked.

Ranges move in steps and are set outright, the grid is light, lines are thinned: a redraw takes a few
milliseconds where an auto-ranging plot with a full grid takes sixty.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from tuner_gui.gui import plot_math
from tuner_gui.gui.plot_math import Array
from tuner_gui.gui.run_history import Curve
from tuner_gui.gui.theme import SMALL_POINTS, SPACE_1, SPACE_2, SPACE_3, colors
from tuner_gui.gui.widgets.basics import Card, label, row
from tuner_gui.gui.widgets.plot_kinds import PlotKind
from tuner_gui.gui.widgets.plot_labels import PlotLabels
from tuner_gui.gui.widgets.plot_menu import offer_plot_menu

POINTS = 400
"""Most points of a line; more than a plot has pixels would not be seen."""
WHOLE_SIZE, SAMPLE_SIZE = 8, 5
"""Validations on all rows are filled dots, those on a sample of them smaller rings."""


class CurvePlot(Card):
    """A card with a title, a plot, and the values under the mouse at the right of the title."""

    def __init__(self, title: str, kind: PlotKind, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._title = label(title, "title")
        self._follow = True
        self._tone = self._words_tone = colors().text
        self._curve = Curve()
        self._dots: tuple[Array, Array] = (np.empty(0), np.empty(0))
        self._whole = np.empty(0, dtype=bool)
        self._best_x: float | None = None
        self._dense = False
        self._limits: tuple[float, float, float] | None = None
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.body.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, SPACE_1)
        self.body.setSpacing(SPACE_1)
        self._readout = label(self._caption, "small")
        header = row(spacing=SPACE_2)
        header.addWidget(self._title)
        header.addStretch()
        header.addWidget(self._readout)
        self.body.addLayout(header)
        self._build_plot()
        # However high a plot would like to be, it takes what the panel has.
        self._plot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.body.addWidget(self._plot, 1)
        self.setMinimumHeight(168)
        QShortcut(
            QKeySequence(Qt.Key.Key_Home),
            self,
            self.follow,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self.restyle()

    @property
    def _caption(self) -> str:
        """What stands at the right of the title while the mouse is elsewhere."""
        return self.tr("{0} by epoch").format(self._kind.unit).strip()

    def set_quantity(self, title: str, kind: PlotKind) -> None:
        """Plot something else."""
        if (title, kind) == (self._title.text(), self._kind):
            return
        self._kind = kind
        self._title.setText(title)
        self._readout.setText(self._caption)
        self.setAccessibleName(title)
        self._plot.setAccessibleName(self.tr("Plot: {0}").format(title))
        self.clear()

    # --- drawing ---------------------------------------------------------------------------------

    def set_tone(self, tone: str, words_tone: str) -> None:
        """Colours of the training line and of its name: those of the run's mode."""
        if tone != self._tone:
            self._tone, self._words_tone = tone, words_tone
            self.restyle()

    def draw(
        self, curve: Curve, dots: Sequence[tuple[float, float, bool]], best_x: float | None, end: float
    ) -> None:
        """Show a run.

        Args:
            curve: the training line.
            dots: epoch and value of every validation, and whether all rows were scored.
            best_x: epoch of the best validation.
            end: epochs planned; the right end of the axis.
        """
        scale = self._kind.scale
        self._curve = curve
        entries = np.asarray(dots, dtype=float).reshape(-1, 3)
        self._dots = (entries[:, 0], entries[:, 1] * scale)
        self._whole = entries[:, 2] > 0
        if (len(curve) > POINTS) != self._dense:
            self.restyle()
        self._raw.setData(*plot_math.thin_extremes(curve.x, curve.raw * scale, POINTS))
        self._smooth.setData(*plot_math.thin(curve.x, curve.smooth * scale, POINTS))
        xs, ys = self._dots
        self._line.setData(xs[self._whole], ys[self._whole])
        self._markers.setData(xs[self._whole], ys[self._whole])
        self._rings.setData(xs[~self._whole], ys[~self._whole])
        self._best_x = best_x
        self._best.setVisible(best_x is not None)
        if best_x is not None:
            self._best.setValue(best_x)
        self._place_labels()
        self._set_range(end)

    def clear(self) -> None:
        """Show nothing."""
        self._limits = None
        self._follow = True
        self.draw(Curve(), (), None, 1.0)

    def follow(self) -> None:
        """Back to the range that follows the run."""
        self._follow = True
        if self._limits is not None:
            self._apply_limits(self._limits)

    def restyle(self) -> None:
        """Take the colours in force."""
        c = colors()
        self._dense = len(self._curve) > POINTS
        faint = QColor(self._tone)
        faint.setAlphaF(0.14 if self._dense else 0.28)
        self._raw.setPen(pg.mkPen(faint, width=1))
        self._labels.restyle(c, self._words_tone)
        self._smooth.setPen(pg.mkPen(self._tone, width=2))
        self._line.setPen(pg.mkPen(c.text, width=1))
        self._markers.setBrush(pg.mkBrush(c.text))
        self._markers.setPen(pg.mkPen(c.surface, width=1))
        self._rings.setBrush(pg.mkBrush(c.surface))
        self._rings.setPen(pg.mkPen(c.text, width=1.2))
        self._best.setPen(pg.mkPen(c.muted, width=1, style=Qt.PenStyle.DashLine))
        self._cursor.setPen(pg.mkPen(c.muted, width=1))
        self._plot.setBackground(QColor(c.surface))
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(pg.mkPen(c.border))
            axis.setTextPen(pg.mkPen(c.muted))

    def _build_plot(self) -> None:
        self._plot: Any = pg.PlotWidget(viewBox=pg.ViewBox(enableMenu=False))
        self._plot.setAntialiasing(True)
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.setAccessibleName(self.tr("Plot: {0}").format(self._title.text()))
        item = self._plot.getPlotItem()
        item.hideButtons()
        item.setMenuEnabled(False)
        item.disableAutoRange()
        item.showGrid(x=False, y=True, alpha=0.35)
        font = QFont(self.font())
        font.setPointSizeF(SMALL_POINTS - 0.5)
        for side, room in (("left", {"width": 34}), ("bottom", {"height": 20})):
            axis = self._plot.getAxis(side)
            axis.setStyle(tickFont=font, tickLength=0, tickTextOffset=5, maxTickLevel=0)
            axis.enableAutoSIPrefix(False)
            (axis.setWidth if "width" in room else axis.setHeight)(next(iter(room.values())))
        self._raw: Any = pg.PlotCurveItem()
        self._smooth: Any = pg.PlotCurveItem()
        self._line: Any = pg.PlotCurveItem()
        self._markers: Any = pg.ScatterPlotItem(size=WHOLE_SIZE)
        self._rings: Any = pg.ScatterPlotItem(size=SAMPLE_SIZE)
        self._best: Any = pg.InfiniteLine(angle=90, movable=False)
        self._cursor: Any = pg.InfiniteLine(angle=90, movable=False)
        self._labels = PlotLabels(self.font())
        parts = (self._raw, self._smooth, self._best, self._line, self._markers, self._rings, self._cursor)
        for part in (*parts, *self._labels.all):
            self._plot.addItem(part, ignoreBounds=True)
        layers = (
            self._raw,
            self._smooth,
            self._labels.train,
            self._labels.validation,
            self._line,
            self._rings,
            self._markers,
        )
        for level, part in enumerate(layers):  # words lie on the lines, dots on the words
            part.setZValue(level)
        for hidden in (self._best, self._cursor):
            hidden.hide()
        self._place_labels()
        item.getViewBox().sigRangeChangedManually.connect(self._on_panned)
        self._plot.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self._plot.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._plot.customContextMenuRequested.connect(self._on_menu_requested)

    def _set_range(self, end: float) -> None:
        low, high = self._kind.span(self._curve.smooth * self._kind.scale, self._dots[1])
        limits = (max(end, 1e-3), low, high)
        if limits != self._limits:
            self._limits = limits
            if self._follow:
                self._apply_limits(limits)

    def _apply_limits(self, limits: tuple[float, float, float]) -> None:
        end, low, high = limits
        air = (high - low) * 0.03
        view = self._plot.getPlotItem().getViewBox()
        view.setRange(xRange=(-end * 0.01, end * 1.02), yRange=(low - air, high + air), padding=0)
        self._place_labels()

    def _place_labels(self) -> None:
        line = (self._curve.x, self._curve.smooth * self._kind.scale)
        best_on_top = self._kind.best_on_top
        self._labels.place(line, self._dots, self._best_x, self._limits, best_on_top=best_on_top)

    # --- the person ------------------------------------------------------------------------------

    def _on_panned(self) -> None:
        self._follow = False

    def _on_mouse_moved(self, position: QPointF) -> None:
        view = self._plot.getPlotItem().getViewBox()
        inside = view.sceneBoundingRect().contains(position) and len(self._curve) > 0
        self._cursor.setVisible(inside)
        if not inside:
            self._readout.setText(self._caption)
            return
        x = view.mapSceneToView(position).x()
        self._cursor.setValue(x)
        self._readout.setText(self._values_at(x))

    def _values_at(self, x: float) -> str:
        index = min(int(np.searchsorted(self._curve.x, x)), len(self._curve) - 1)
        number = f"{{:.{self._kind.digits}f}}{self._kind.unit}"
        words = self.tr("epoch {0} · train {1}").format(
            f"{self._curve.x[index]:.2f}", number.format(self._curve.smooth[index] * self._kind.scale)
        )
        xs, ys = self._dots
        if len(xs):
            nearest = int(np.abs(xs - x).argmin())
            said = self.tr(" · validation {0}") if self._whole[nearest] else self.tr(" · on a sample {0}")
            words += said.format(number.format(ys[nearest]))
        return words

    def leaveEvent(self, event: Any) -> None:
        """Take the crosshair away with the mouse."""
        self._cursor.hide()
        self._readout.setText(self._caption)
        super().leaveEvent(event)

    def _on_menu_requested(self, position: QPoint) -> None:
        place = self._plot.mapToGlobal(position)
        everything = {self.tr("Show everything\tHome"): self.follow}
        offer_plot_menu(self, place, self._title.text(), self._columns, everything)

    def _columns(self) -> str:
        scale = self._kind.scale
        return plot_math.table(self._curve.x, self._curve.raw * scale, self._curve.smooth * scale)
