"""Which rows make up each step."""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.training.batching import BatchPlan, by_length, in_parts, tokens_at_once

LENGTHS = np.random.default_rng(0).integers(3, 60, 500)
ROWS = np.arange(100, 433)


def plan(seed: int = 0) -> BatchPlan:
    return BatchPlan(ROWS, LENGTHS, batch_size=16, seed=seed)


def epoch(batches: BatchPlan, number: int) -> list[list[int]]:
    steps = batches.steps_per_epoch
    return [batches.batch(step).tolist() for step in range(number * steps, (number + 1) * steps)]


def test_an_epoch_covers_every_row_once() -> None:
    batches = epoch(plan(), 0)
    assert sorted(row for batch in batches for row in batch) == ROWS.tolist()
    assert max(map(len, batches)) == 16


def test_epochs_and_seeds_differ_but_are_reproducible() -> None:
    assert epoch(plan(), 0) != epoch(plan(), 1)
    assert epoch(plan(), 0) != epoch(plan(seed=1), 0)
    late = plan()
    assert late.batch(40).tolist() == epoch(plan(), 40 // late.steps_per_epoch)[40 % late.steps_per_epoch]


def test_rows_of_like_length_go_together() -> None:
    def padding(batches: list[list[int]]) -> int:
        return sum(int(LENGTHS[batch].max()) * len(batch) for batch in batches) - int(LENGTHS[ROWS].sum())

    shuffled = np.random.default_rng(1).permutation(ROWS)
    plain = [shuffled[i : i + 16].tolist() for i in range(0, len(shuffled), 16)]
    assert padding(epoch(plan(), 0)) < 0.3 * padding(plain)


def test_scoring_starts_with_the_longest() -> None:
    batches = by_length(ROWS, LENGTHS, most_rows=32, tokens=500)
    assert LENGTHS[batches[0]].max() == LENGTHS[ROWS].max()
    assert sorted(np.concatenate(batches).tolist()) == ROWS.tolist()
    assert max(len(batch) * LENGTHS[batch].max() for batch in batches) <= 500
    assert max(map(len, batches)) == 32


def test_a_processor_computes_less_at_once_than_a_gpu() -> None:
    assert tokens_at_once("cpu") < tokens_at_once("cuda") == tokens_at_once("mps")


def test_parts_keep_rows_and_order_and_have_bounds() -> None:
    batch = np.sort(ROWS[:40])
    parts = in_parts(batch, LENGTHS, tokens=200, rows=8)
    assert np.concatenate(parts).tolist() == batch.tolist()
    assert max(map(len, parts)) <= 8
    assert max(len(part) * LENGTHS[part].max() for part in parts) <= 200
    assert in_parts(batch, LENGTHS, tokens=10_000, rows=40)[0].tolist() == batch.tolist()


def test_a_row_that_is_too_long_is_alone() -> None:
    lengths = np.asarray([5, 500, 5])
    assert [part.tolist() for part in in_parts(np.arange(3), lengths, tokens=100, rows=3)] == [[0], [1], [2]]
