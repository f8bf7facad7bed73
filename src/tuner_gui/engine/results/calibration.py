"""Whether probabilities can be believed, and the one number that makes them more believable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BINS = 15
"""Of equal width, as Guo et al. (2017) have them."""


@dataclass(frozen=True, eq=False)
class Reliability:
    """A reliability diagram; bins of equal width (Naeini et al. 2015; Guo et al. 2017).

    Single-label: the probability of the likeliest class against the share of rows where it is right.
    Multi-label: the probability of every label of every row against the share where it is true.
    """

    edges: np.ndarray
    """float64 [bins + 1], from 0 to 1."""
    confidence: np.ndarray
    """Mean probability in each bin, NaN in empty ones; float64 [bins]."""
    accuracy: np.ndarray
    """Share that is right in each bin, NaN in empty ones; float64 [bins]."""
    counts: np.ndarray
    """Rows, or decisions of a multi-label task; int64 [bins]."""
    ece: float
    """Expected calibration error: mean distance of the two, weighted by the counts."""
