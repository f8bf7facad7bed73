"""What a range test says: which learning rate to take. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuner_gui.engine.results.measures import Array

_BETA = 0.9
"""Of the running mean: steady enough to find the lowest point, and late by a tenth of the test at most."""
_FAR_ABOVE = 4.0
_BELOW = 10


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
    """A tenth of the rate at which the smoothed loss is lowest.

    At the lowest point of a range test the rate is about to break training; an order of magnitude below it
    the loss falls fast and safely (Gugger 2018, "How do you find a good learning rate", fastai's
    `lr_min / 10`). Compared on the built-in model, with the sample and with finance sentences, one seed:

    | rule | layerwise | full | head |
    |---|---|---|---|
    | a tenth of the lowest | 3.9e-4, 1.3e-4 | 1.1e-4, 1.3e-4 | 6.6e-4, 6.6e-4 |
    | steepest fall | 5.8e-4, 1.3e-3 | 1.1e-3, 1.3e-3 | 6.6e-3, 6.6e-3 |

    Rates found good by training to the end are 2e-4 to 4e-4 for `layerwise` and about 1e-4 for `full`.

    Args:
        rates: ascending.
        losses: of a batch each, at least one; not smoothed.
    """
    return rates[int(np.argmin(smoothed(losses)))] / _BELOW
