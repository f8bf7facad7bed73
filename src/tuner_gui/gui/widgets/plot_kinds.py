"""How quantities of a run are drawn: scale, unit and range of the axis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tuner_gui.engine.config import Metric
from tuner_gui.gui import plot_math
from tuner_gui.gui.plot_math import Array


@dataclass(frozen=True)
class PlotKind:
    """How one quantity is drawn."""

    scale: float
    """Values are multiplied by this: 100 for percent."""
    unit: str
    digits: int
    best_on_top: bool
    """Where the word “best” stands: where this quantity leaves room."""
    span: Callable[[Array, Array], tuple[float, float]]
    """Smoothed training values and validation values, scaled, to the range of the axis."""


LOSS = PlotKind(1.0, "", 3, True, plot_math.loss_range)
PERCENT = PlotKind(100.0, " %", 1, False, plot_math.percent_range)
CORRELATION = PlotKind(1.0, "", 3, False, plot_math.correlation_range)
METRIC_KINDS: dict[Metric, PlotKind] = {"pearson": CORRELATION, "spearman": CORRELATION, "mae": LOSS}
"""How metrics are drawn that are no shares."""
