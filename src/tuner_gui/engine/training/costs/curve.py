"""How a cost grows with the rows of a batch and the length of its texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import nnls

Numbers = npt.NDArray[np.float64]
Point = tuple[int, int, float]
"""Rows, padded length in tokens, and what that cost."""


@dataclass(frozen=True)
class Curve:
    """Cost of a batch: of the step itself, of each token, of each pair of tokens in a text (attention)."""

    fixed: float
    per_token: float
    per_pair: float

    def of(self, rows: npt.ArrayLike, length: npt.ArrayLike) -> Numbers:
        """Cost of batches, in the unit of the points.

        Args:
            rows: in each batch.
            length: to which its rows are padded, in tokens.
        """
        tokens = np.multiply(rows, length, dtype=np.float64)
        return np.asarray(self.fixed + self.per_token * tokens + self.per_pair * tokens * np.asarray(length))


def fit(points: Sequence[Point]) -> Curve:
    """The curve nearest to the points, in proportion to their cost; no part of it is negative."""
    rows, lengths, costs = (np.asarray(column, dtype=np.float64) for column in zip(*points, strict=True))
    tokens = rows * lengths
    # In proportion: otherwise the dearest batch alone would decide.
    shares = np.stack([np.ones_like(tokens), tokens, tokens * lengths], axis=1) / costs[:, None]
    scale = shares.max(axis=0)
    found, _ = nnls(shares / scale, np.ones_like(costs))
    return Curve(*(found / scale).tolist())
