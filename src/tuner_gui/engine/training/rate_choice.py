"""What a range test says: which learning rate to take. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuner_gui.engine.results.measures import Array

_BETA = 0.9
_FAR_ABOVE = 4.0


def smoothed(losses: Sequence[float]) -> Array:
    """Running mean with exponentially falling weights, unbiased at its beginning (as Adam's moments)."""
    mean, curve = 0.0, []
    for number, loss in enumerate(losses, start=1):
        mean = _BETA * mean + (1 - _BETA) * loss
        curve.append(mean / (1 - _BETA**number))
    return np.asarray(curve)


def diverged(losses: Sequence[float]) -> bool:
    """Whether the smoothed loss lies at more than four times its lowest (fastai's limit)."""
    curve = smoothed(losses)
    return bool(curve[-1] > _FAR_ABOVE * curve.min())


def suggest(rates: Sequence[float], losses: Sequence[float]) -> float:
    """TODO"""
    curve = smoothed(losses)
    return rates[int(np.argmin(curve))] / 10
