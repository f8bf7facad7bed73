"""Which batches a run will compute, judged by the lengths of a sample of its texts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuner_gui.engine.evaluation.inference import ROWS_AT_ONCE
from tuner_gui.engine.training.batching import BatchPlan, IntArray, by_length
from tuner_gui.engine.training.costs.curve import Curve

_MOST_ROWS = 4_096
"""Rows whose batches are planned; of more rows the same is assumed."""


@dataclass(frozen=True)
class Batches:
    """Batches of a pass over some rows."""

    rows: IntArray
    """In each batch."""
    lengths: IntArray
    """To which each is padded."""
    times: float
    """How often all of them come."""

    def cost(self, curve: Curve) -> float:
        """Of one pass."""
        return float(curve.of(self.rows, self.lengths).sum() * self.times)


def planned(sample: IntArray, rows: int, batch_size: int) -> Batches:
    """Batches of one pass over `rows` rows whose lengths are spread like those of `sample`.

    Planned by the trainer's own plan, so that padding costs what it will cost.
    """
    count = max(1, min(rows, _MOST_ROWS))
    lengths = np.random.default_rng(0).permutation(np.resize(sample, count))
    plan = BatchPlan(np.arange(count), lengths, batch_size=batch_size, seed=0)
    batches = [plan.batch(step) for step in range(plan.steps_per_epoch)]
    return _of(batches, lengths, max(rows, 1) / count)


def scored(sample: IntArray, rows: int, tokens: int) -> Batches:
    """Batches in which so many rows are scored: the longest first, little padding.

    Args:
        sample: lengths of some texts, in tokens.
        rows: number of them.
        tokens: the most that are computed at once.
    """
    if rows == 0:
        return Batches(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), 0.0)
    count = min(rows, _MOST_ROWS)
    lengths = np.random.default_rng(0).permutation(np.resize(sample, count))
    batches = by_length(np.arange(count), lengths, most_rows=ROWS_AT_ONCE, tokens=tokens)
    return _of(batches, lengths, rows / count)


def _of(batches: list[IntArray], lengths: IntArray, times: float) -> Batches:
    return Batches(
        np.asarray([len(batch) for batch in batches]),
        np.asarray([lengths[batch].max() for batch in batches]),
        times,
    )
