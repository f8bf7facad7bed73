"""Which batches are measured."""

from __future__ import annotations

import numpy as np
import pytest

from tuner_gui.engine.training.costs.curve import fit
from tuner_gui.engine.training.costs.probe import _picked


@pytest.mark.parametrize("budget", [1, 512, 4_000, 100_000])
@pytest.mark.parametrize("lengths", [np.full(64, 512), np.arange(10, 74), np.asarray([300])])
def test_they_tell_a_row_from_a_step(lengths: np.ndarray, budget: int) -> None:
    """However slow the model, and even where all texts are as long as it reads."""
    picked = [(len(rows), int(lengths[rows].max())) for rows in _picked(lengths, 16, budget)]
    curve = fit([(rows, width, 0.01 + 1e-4 * rows * width) for rows, width in picked])
    longest = int(lengths.max())
    assert curve.of(16, longest) == pytest.approx(0.01 + 1e-4 * 16 * longest, rel=0.01)
    assert max(rows for rows, _ in picked) <= 16
    assert all(rows <= 2 or rows * width <= budget for rows, width in picked)
