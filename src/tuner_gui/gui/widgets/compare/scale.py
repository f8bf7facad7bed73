"""Axes of scores: how scores are written there, which are marked, and where they lie. Pure values."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from tuner_gui.engine.config import Metric
from tuner_gui.engine.tasks import PLAIN_NUMBERS

STEPS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
AIR = 0.04
"""Of the range, left free at either end."""
NARROWEST = 0.02
"""Range of an axis where all scores are the same."""


@dataclass(frozen=True)
class ScoreScale:
    """From scores to pixels. Scores lie in 0..1, those of a correlation in -1..1."""

    low: float
    high: float
    left: float = 0.0
    """Pixel of `low`."""
    width: float = 1.0

    def x(self, score: float) -> float:
        """Where a score lies."""
        return self.left + (score - self.low) / (self.high - self.low) * self.width

    def ticks(self, most: int) -> list[float]:
        """Round scores to mark, at most so many."""
        step = next((each for each in STEPS if (self.high - self.low) / each <= most), STEPS[-1])
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [round(number * step, 6) for number in range(first, last + 1)]


def scale_of(values: Iterable[float], metric: Metric) -> ScoreScale:
    """The range of an axis that shows all `values`; there is nothing beyond what the metric can be."""
    known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    air = max((high - low) * AIR, NARROWEST / 2 if high - low < NARROWEST else 0.0)
    least = -1.0 if metric in PLAIN_NUMBERS else 0.0
    return ScoreScale(max(least, low - air), min(1.0, high + air) if high <= 1.0 else high + air)


def tick_words(score: float, metric: Metric) -> str:
    """`85` of a share, in percent; `0.85` of a correlation."""
    return f"{score:g}" if metric in PLAIN_NUMBERS else f"{score * 100:g}"


def drawn(score: float, metric: Metric) -> float:
    """As plots show it: in percent, where it is a share."""
    return score if metric in PLAIN_NUMBERS else score * 100
