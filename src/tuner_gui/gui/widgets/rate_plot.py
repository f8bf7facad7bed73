"""Loss against learning rate, growing while rates are tried."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tuner_gui.engine.events import RateTried
from tuner_gui.engine.replies import RateFound
from tuner_gui.gui import text
from tuner_gui.gui.run_history import Curve
from tuner_gui.gui.widgets.results.plot import ResultPlot, columns_text

WINDOW = 10.0
"""Losses that the smoothed line averages over while there is no answer yet; as the engine's answer does."""
HEADROOM = 0.4
"""How far above the first loss the plot reaches, in parts of how far it fell; the line may leave it."""
AIR = 0.2
"""Left and right of the rates, in powers of ten."""


class RatePlot(ResultPlot):
    """Losses as they came, faint; smoothed, bold; the rate suggested, marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            "ratePlot",
            self.tr("Loss by learning rate"),
            self.tr("learning rate"),
            self.tr("loss"),
            parent,
        )
        self._tried = Curve(WINDOW)
        self._found: RateFound | None = None
        self._total = 0
        self._raw = self.line("muted", 1.0)
        self._raw.setOpacity(0.5)
        self._smooth = self.line("accent")
        self._mark = self.upright("success")
        self._mark_words = self.words("", "success", (1.0, 0.0))
        self._lowest = self.line("muted", 1.0, Qt.PenStyle.DashLine)
        self._lowest_words = self.words(self.tr("lowest loss"), "muted", (0.0, 0.0))
        self.set_columns(self._columns_text)
        self.show_crosshair()
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self._tried, self._found, self._total = Curve(WINDOW), None, 0
        self.draw()

    @property
    def empty(self) -> bool:
        """Whether no rate was tried yet."""
        return not len(self._tried)

    def add(self, event: RateTried) -> None:
        """Take in one rate; it is seen at the next `draw`."""
        self._total = event.total
        self._tried.add(event.done, math.log10(event.rate), event.loss)

    def show_found(self, found: RateFound) -> None:
        """Mark what the test says."""
        self._found = found
        self.draw()

    def draw(self) -> None:
        """Draw everything as it stands."""
        x, y = self._smoothed()
        self._raw.setData(self._tried.x, self._tried.raw)
        self._smooth.setData(x, y)
        bounds = self._bounds(x, y)
        self.set_range(*bounds)
        powers = range(math.ceil(bounds[0][0] - 0.01), math.floor(bounds[0][1] + 0.01) + 1)
        self.view.getAxis("bottom").setTicks([[(power, f"1e{power}") for power in powers]])
        self._draw_marks(bounds[1])

    def words_at(self, x: float) -> str:
        """What the plot says near a place on the lower axis, in powers of ten; empty where nothing is."""
        xs, ys = self._smoothed()
        if not len(xs):
            return ""
        near = int(np.abs(xs - x).argmin())
        return self.tr("{0} · loss {1}").format(text.rate(10.0 ** float(xs[near])), f"{ys[near]:.3f}")

    def _smoothed(self) -> tuple[np.ndarray, np.ndarray]:
        if self._found is not None:
            return np.log10(np.asarray(self._found.rates)), np.asarray(self._found.losses)
        return self._tried.x, self._tried.smooth

    def _draw_marks(self, span: tuple[float, float]) -> None:
        found = self._found
        for part in (self._mark, self._mark_words, self._lowest, self._lowest_words):
            part.setVisible(found is not None)
        if found is None:
            return
        low, high = span
        place, lowest = math.log10(found.suggested), math.log10(found.lowest)
        self._mark.setValue(place)
        self._mark_words.setText(self.tr("suggested {0}").format(text.rate(found.suggested, 2)))
        self._mark_words.setPos(place, high)
        self._lowest.setData([lowest, lowest], [low, high])
        self._lowest_words.setPos(lowest, high)

    def _bounds(self, x: np.ndarray, y: np.ndarray) -> tuple[tuple[float, float], tuple[float, float]]:
        """Of both axes: all rates that will be tried, and losses as far as they tell something."""
        if not len(x):
            return (-6.0, -1.0), (0.0, 1.0)
        start, end = float(x[0]), float(x[-1])
        if self._found is None and len(x) > 1:
            end = start + (end - start) / (len(x) - 1) * max(self._total - 1, 1)
        fine = y[np.isfinite(y)]
        first, low = (float(fine[0]), float(fine.min())) if len(fine) else (1.0, 0.0)
        air = max(first - low, 0.1 * abs(first), 1e-3) * HEADROOM
        return (start - AIR, max(end, start + 1.0) + AIR), (low - air / 4, first + air)

    def _columns_text(self) -> str:
        x, y = self._smoothed()
        return columns_text((self.tr("learning rate"), self.tr("loss, smoothed")), np.power(10.0, x), y)
