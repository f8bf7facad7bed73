"""Splits and samples: nothing lost, nothing twice, every class everywhere it can be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuner_gui.engine.data.split import stratified_sample, stratified_split

class_sizes = st.lists(st.integers(1, 60), min_size=1, max_size=8)
seeds = st.integers(0, 2**32 - 1)


def labels_of(sizes: list[int]) -> np.ndarray:
    """Labels of classes of the given sizes, mixed."""
    return np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)), sizes))


@given(class_sizes, seeds)
def test_parts_are_disjoint_and_cover_all_rows(sizes: list[int], seed: int) -> None:
    split = stratified_split(labels_of(sizes), seed=seed)
    rows = np.concatenate([split.train, split.validation, split.test])
    assert sorted(rows.tolist()) == list(range(sum(sizes)))


@given(class_sizes, seeds)
def test_each_class_is_in_each_part(sizes: list[int], seed: int) -> None:
    labels = labels_of(sizes)
    split = stratified_split(labels, seed=seed)
    for label, size in enumerate(sizes):
        assert label in labels[split.train]
        if size >= 3:
            assert label in labels[split.validation]
            assert label in labels[split.test]


@given(st.lists(st.integers(20, 500), min_size=1, max_size=6), seeds)
def test_shares_are_kept_overall_and_per_class(sizes: list[int], seed: int) -> None:
    labels = labels_of(sizes)
    split = stratified_split(labels, seed=seed)
    assert len(split.test) == len(split.validation) == round(0.15 * len(labels))
    for label, size in enumerate(sizes):
        assert abs(np.sum(labels[split.test] == label) - 0.15 * size) < 1
        assert abs(np.sum(labels[split.validation] == label) - 0.15 * size) < 1


def test_the_seed_decides() -> None:
    labels = labels_of([50, 30, 20])
    first, again, other = (stratified_split(labels, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.test, again.test)
    assert np.array_equal(first.validation, again.validation)
    assert not np.array_equal(first.test, other.test)


@pytest.mark.parametrize(("validation", "test"), [(0.15, 0.0), (0.0, 0.2), (0.45, 0.45)])
def test_other_shares(validation: float, test: float) -> None:
    labels = labels_of([3, 40, 57])
    split = stratified_split(labels, seed=3, validation_share=validation, test_share=test)
    assert len(split.validation) == round(validation * 100)
    assert len(split.test) == round(test * 100)
    assert set(labels[split.train]) == {0, 1, 2}


@given(class_sizes, st.integers(1, 500), seeds)
def test_a_sample_has_the_size_asked_for(sizes: list[int], size: int, seed: int) -> None:
    rows = stratified_sample(labels_of(sizes), size, seed=seed)
    assert len(rows) == len(set(rows.tolist())) == min(size, sum(sizes))
    assert np.array_equal(rows, stratified_sample(labels_of(sizes), size, seed=seed))


def test_a_sample_keeps_the_mix_and_the_small_classes() -> None:
    labels = labels_of([9000, 900, 97, 3])
    counts = np.bincount(labels[stratified_sample(labels, 1000, seed=0)], minlength=4)
    assert counts.sum() == 1000
    assert counts[3] == 3
    assert counts[:3] == pytest.approx([900, 90, 10], abs=3)
