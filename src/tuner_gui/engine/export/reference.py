"""What a trained model said of some rows: the yardstick for every export of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tuner_gui.engine.config import Decision, Task
from tuner_gui.engine.results.scored import TEST, read_scored

ROWS = 256
"""At most this many; fewer only when test and validation rows together are fewer."""


@dataclass(frozen=True, eq=False)
class Reference:
    """Rows, and the logits of the model in memory right after its training."""

    task: Task
    texts: tuple[tuple[str, ...], ...]
    logits: np.ndarray
    """After calibration; float64 [rows, outputs]."""
    targets: np.ndarray
    """As in `Scored.targets`."""
    threshold: float
    """Of the labels that are given."""


def read_reference(run_dir: Path, decision: Decision) -> Reference:
    """Test rows of a finished run, topped up by validation rows.

    Raises:
        RunError: they are missing or damaged.
    """
    scored = read_scored(run_dir)
    order = np.argsort(scored.parts != TEST, kind="stable")[:ROWS]
    return Reference(
        task=scored.task,
        texts=tuple(scored.texts(row) for row in order),
        logits=scored.logits[order] / decision.temperature,
        targets=scored.targets[order],
        threshold=decision.threshold,
    )
