"""How long a run will take, put together from what its parts take."""

from __future__ import annotations

from collections import Counter

import numpy as np

from tuner_gui.engine.training.costs.batches import planned, scored
from tuner_gui.engine.training.costs.begun import Begun
from tuner_gui.engine.training.costs.curve import Curve
from tuner_gui.engine.training.costs.probe import Probe
from tuner_gui.engine.training.defaults import VALIDATIONS
from tuner_gui.engine.training.truncation import MOST_ROWS
from tuner_gui.engine.training.validating import ValidationPlan

_READING_PER_ROW = 2e-5
_FIXED = 0.4
"""Reading, splitting, starting, putting results together: however small the dataset."""
_COMPARING_PER_TOKEN = 1e-5
"""Of a row whose ends are compared by TF-IDF and a linear model, to find out which says more."""
_BYTES_PER_SECOND = 400e6
"""At which weights are written; disks differ, but it is a small part."""


def seconds_of(begun: Begun, probe: Probe, parts: tuple[int, int, int], *, shared: bool = False) -> float:
    """Wall clock from Start to the saved model, in an engine that is warm.

    Args:
        begun: the run.
        probe: of its kind.
        parts: rows for training, validation and test.
        shared: another run left token ids and the states of frozen blocks.
    """
    train, validation, test = parts
    settings = begun.hyperparameters
    assert settings.epochs
    whole = probe.below or probe.scoring
    learning = settings.epochs * planned(begun.lengths, train, begun.batch_size).cost(probe.training)
    validating = settings.epochs * _validating(begun, probe, train, validation)
    # Once through the whole model: rows that are tested; rows whose states are kept, or that the head's
    # regression learns from.
    once = validation + test
    if begun.caches and not shared:
        once += train + validation
    elif settings.pooling == "mean":
        once += train
    before = _FIXED + begun.loading + _reading(begun, parts, shared=shared)
    return before + learning + validating + _scoring(begun, whole, once) + _writing(begun, learning)


def _reading(begun: Begun, parts: tuple[int, int, int], *, shared: bool) -> float:
    rows = sum(parts)
    compared = min(rows - parts[2], MOST_ROWS) if begun.compares_sides else 0
    comparing = compared * _COMPARING_PER_TOKEN * float(begun.lengths.mean())
    return rows * (_READING_PER_ROW + (0.0 if shared else begun.tokenizing)) + comparing


def _scoring(begun: Begun, curve: Curve, rows: int) -> float:
    return scored(begun.lengths, rows, begun.tokens_at_once).cost(curve)


def _validating(begun: Begun, probe: Probe, train: int, validation: int) -> float:
    """Of one epoch: by the trainer's own plan of when it looks at how many rows."""
    steps, epochs = -(-train // begun.batch_size), begun.hyperparameters.epochs
    assert epochs
    plan = ValidationPlan(
        np.arange(validation),
        train_rows=train,
        steps_per_epoch=steps,
        epochs=epochs,
        points=VALIDATIONS,
        seed=0,
    )
    looks = Counter(len(rows) for step in range(1, steps + 1) if (rows := plan.after(step)) is not None)
    return sum(times * _scoring(begun, probe.scoring, rows) for rows, times in looks.items())


def _writing(begun: Begun, learning: float) -> float:
    """Of the model, and of the checkpoints: parameters that move, their best state and two moments."""
    checkpoint = 4 * 4 * begun.trainable / _BYTES_PER_SECOND
    # As often as the trainer writes them: every few seconds, and never more than a twentieth of the time.
    return 4 * begun.parameters / _BYTES_PER_SECOND + learning * min(checkpoint / 5.0, 1 / 20)
