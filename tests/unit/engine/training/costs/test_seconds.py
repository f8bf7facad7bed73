"""What a run's seconds are made of."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import numpy as np
import pytest

from tuner_gui.engine.config import DatasetConfig, Execution, Hyperparameters, RunConfig
from tuner_gui.engine.training.costs.begun import Begun
from tuner_gui.engine.training.costs.curve import Curve
from tuner_gui.engine.training.costs.probe import Probe
from tuner_gui.engine.training.costs.seconds import seconds_of

PER_TOKEN = 0.001
PROBE = Probe(
    training=Curve(0.0, 3 * PER_TOKEN, 0.0),
    scoring=Curve(0.0, PER_TOKEN, 0.0),
    below=None,
    kept=Curve(0.0, 0.0, 0.0),
    execution=Execution(),
)
LENGTH = 10
BEGUN = Begun(
    config=RunConfig(dataset=DatasetConfig(path="a.csv"), mode="full"),
    hyperparameters=Hyperparameters(epochs=2, batch_size=8, pooling="own"),
    parameters=0,
    trainable=0,
    hidden=8,
    lengths=np.full(20, LENGTH),
    longest=LENGTH,
    compares_sides=False,
    most_tokens=LENGTH,
    tokens_at_once=100,
    rates=(),
    tokenizing=0.0,
    loading=0.0,
    choosing=0.0,
)
TRAIN, VALIDATION, TEST = PARTS = (160, 40, 40)


def pooled(begun: Begun) -> Begun:
    return replace(begun, hyperparameters=msgspec.structs.replace(begun.hyperparameters, pooling="mean"))


def test_a_head_that_begins_as_a_regression_needs_all_training_rows_once() -> None:
    more = seconds_of(pooled(BEGUN), PROBE, PARTS) - seconds_of(BEGUN, PROBE, PARTS)
    assert more == pytest.approx(TRAIN * LENGTH * PER_TOKEN)


def test_states_of_frozen_blocks_are_computed_once_for_all_runs() -> None:
    head = replace(BEGUN, config=msgspec.structs.replace(BEGUN.config, mode="head"))
    more = seconds_of(head, PROBE, PARTS) - seconds_of(head, PROBE, PARTS, shared=True)
    assert more == pytest.approx((TRAIN + VALIDATION) * LENGTH * PER_TOKEN)


def test_comparing_the_sides_of_long_texts_takes_time_up_to_a_number_of_rows() -> None:
    comparing = replace(BEGUN, compares_sides=True)

    def more(parts: tuple[int, int, int]) -> float:
        return seconds_of(comparing, PROBE, parts) - seconds_of(BEGUN, PROBE, parts)

    assert more(PARTS) > 0
    assert more((5_000, 500, 500)) == pytest.approx(more((50_000, 500, 500)))
    assert more((5_000, 500, 500)) == pytest.approx(1_000 / (TRAIN + VALIDATION) * more(PARTS))
