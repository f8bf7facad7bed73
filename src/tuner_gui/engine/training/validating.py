"""When a run looks at its validation rows, at how many of them, and when it has seen enough.

All rows are scored at the end of each epoch; between, a fixed sample of them shows how it goes. Only scores
of all rows are compared to find the best state: like with like.
"""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.training.batching import IntArray

_COST = 0.1
"""Share of the training that validation may take."""
_FORWARD = 1 / 3
"""Cost of scoring a row relative to learning from it: forwards only, where the way back is twice as long."""
_LEAST, _MOST = 4, 1000
"""Rows of a sample."""


class ValidationPlan:
    """Which validation rows are scored after which step.

    Args:
        rows: indices of the validation rows, shape [n].
        train_rows: how many rows are learnt from in an epoch.
        steps_per_epoch: optimizer steps.
        epochs: of the run.
        points: how often to look, at least, where there are as many steps.
        seed: of the run; decides the sample.
    """

    def __init__(
        self, rows: IntArray, *, train_rows: int, steps_per_epoch: int, epochs: int, points: int, seed: int
    ) -> None:
        self._all = rows
        self._per_epoch = steps_per_epoch
        between = -(-max(0, points - epochs) // epochs)
        self._places = {round(steps_per_epoch * i / (between + 1)) for i in range(1, between + 1)}
        self._places -= {0, steps_per_epoch}
        budget = _COST * train_rows / _FORWARD - len(rows)
        size = min(max(int(budget / max(1, between)), _LEAST), _MOST)
        if size < len(rows):
            chosen = np.random.default_rng((seed, len(rows))).permutation(len(rows))[:size]
            self._sample = rows[np.sort(chosen)]
        else:
            self._sample = rows

    def after(self, step: int) -> IntArray | None:
        """The rows to score after optimizer step `step` (1 for the first); None: go on."""
        place = step % self._per_epoch
        if place == 0:
            return self._all
        return self._sample if place in self._places else None

    def is_whole(self, rows: IntArray) -> bool:
        """Whether these are all validation rows, so that their score may choose the best state."""
        return len(rows) == len(self._all)
