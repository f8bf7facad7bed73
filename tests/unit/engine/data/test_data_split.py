"""Splits and samples: nothing lost, nothing twice, every class everywhere it can be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuner_gui.engine.data.labels import Labels
from tuner_gui.engine.data.multi_label_split import multi_label_split
from tuner_gui.engine.data.partition import split_rows
from tuner_gui.engine.data.split import stratified_sample, stratified_split
from tuner_gui.engine.data.split_column import FREE, TEST, TRAIN, VALIDATION, part_of

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
    share = round(0.15 * len(labels)) / len(labels)  # of all rows, whole; the classes' quotas follow from it
    for label, size in enumerate(sizes):
        assert abs(np.sum(labels[split.test] == label) - share * size) < 1
        assert abs(np.sum(labels[split.validation] == label) - share * size) < 1


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


def groups_for(rows: int, seed: int = 0) -> np.ndarray:
    """Some rows alone, some in groups of up to six."""
    return np.sort(np.random.default_rng(seed).integers(0, max(1, rows // 2), rows))


@given(class_sizes, seeds)
def test_groups_stay_together(sizes: list[int], seed: int) -> None:
    labels = labels_of(sizes)
    groups = groups_for(len(labels))
    split = stratified_split(labels, seed=seed, groups=groups)
    parts = [set(groups[part]) for part in (split.train, split.validation, split.test)]
    assert not (parts[0] & parts[1] or parts[0] & parts[2] or parts[1] & parts[2])
    assert sum(split.sizes) == len(labels)


def test_groups_leave_the_shares_as_they_are() -> None:
    labels = labels_of([3000, 900])
    split = stratified_split(labels, seed=0, groups=groups_for(3900))
    assert len(split.test) == pytest.approx(585, abs=12)
    assert len(split.validation) == pytest.approx(585, abs=12)


def test_a_group_beyond_a_parts_share_is_learned_from() -> None:
    groups = np.concatenate([np.zeros(60, dtype=np.int64), np.arange(1, 41)])
    split = stratified_split(np.zeros(100, dtype=np.int64), seed=0, groups=groups)
    assert set(range(60)) <= set(split.train.tolist())
    assert split.sizes == (70, 15, 15)


def test_a_class_of_three_groups_is_in_each_part() -> None:
    labels = np.repeat([0, 1], [60, 9])
    groups = np.concatenate([np.arange(60), np.repeat([60, 61, 62], 3)])
    for seed in range(20):
        split = stratified_split(labels, seed=seed, groups=groups)
        assert all(1 in labels[part] for part in (split.train, split.validation, split.test))


def multi_targets(rows: int = 2000) -> np.ndarray:
    """Labels from common to rare, of which a row may have several."""
    shares = [0.5, 0.3, 0.1, 0.03, 0.01]
    return (np.random.default_rng(0).random((rows, len(shares))) < shares).astype(np.float32)


def test_every_label_has_its_share_in_every_part() -> None:
    targets = multi_targets()
    split = multi_label_split(targets, seed=0, validation_share=0.15, test_share=0.15)
    assert sum(split.sizes) == 2000
    assert split.sizes[2] == pytest.approx(300, abs=5)
    for label in range(targets.shape[1]):
        total = targets[:, label].sum()
        for part, share in ((split.train, 0.7), (split.validation, 0.15), (split.test, 0.15)):
            assert targets[part, label].sum() == pytest.approx(share * total, abs=2)


def test_groups_of_several_labels_stay_together() -> None:
    groups = groups_for(2000)
    split = multi_label_split(multi_targets(), seed=0, groups=groups, validation_share=0.15, test_share=0.15)
    assert not set(groups[split.train]) & set(groups[split.test])
    assert not set(groups[split.validation]) & set(groups[split.test])


def test_labels_split_the_same_for_the_same_seed() -> None:
    splits = [
        multi_label_split(multi_targets(), seed=s, validation_share=0.15, test_share=0.15) for s in (1, 1, 2)
    ]
    assert np.array_equal(splits[0].test, splits[1].test)
    assert not np.array_equal(splits[0].test, splits[2].test)


def regression(values: np.ndarray) -> Labels:
    full = np.ones(len(values), dtype=bool)
    return Labels("regression", ("y",), values, full, ~full)


def test_numbers_are_spread_alike() -> None:
    values = np.random.default_rng(0).lognormal(size=1000)
    free = np.full(1000, FREE, dtype=np.int8)
    split = split_rows(regression(values), free, np.arange(1000), seed=0)
    for quantile in (0.1, 0.5, 0.9):
        all_below = np.quantile(values, quantile)
        assert np.mean(values[split.test] < all_below) == pytest.approx(quantile, abs=0.02)


def test_by_time_the_newest_rows_are_tested_on() -> None:
    times = np.random.default_rng(0).permutation(100).astype(float)
    free = np.full(100, FREE, dtype=np.int8)
    split = split_rows(regression(times), free, np.arange(100), seed=0, times=times)
    assert split.sizes == (70, 15, 15)
    assert times[split.train].max() < times[split.validation].min()
    assert times[split.validation].max() < times[split.test].min()


def test_by_time_a_text_belongs_to_its_first_time() -> None:
    times = np.arange(100).astype(float)
    groups = np.arange(100)
    groups[99] = 0
    split = split_rows(regression(times), np.full(100, FREE, dtype=np.int8), groups, seed=0, times=times)
    assert {0, 99} <= set(split.train.tolist())


@pytest.mark.parametrize(
    ("given", "sizes"),
    [
        ([TRAIN] * 80 + [VALIDATION] * 8 + [TEST] * 12, (80, 8, 12)),
        ([TRAIN] * 80 + [TEST] * 20, (68, 12, 20)),
        ([TRAIN] * 80 + [VALIDATION] * 20, (68, 20, 12)),
        ([FREE] * 50 + [TRAIN] * 30 + [TEST] * 20, (68, 12, 20)),
    ],
)
def test_given_parts_stay_and_the_rest_is_carved_from_training(
    given: list[int], sizes: tuple[int, int, int]
) -> None:
    parts = np.array(given, dtype=np.int8)
    split = split_rows(regression(np.arange(100.0)), parts, np.arange(100), seed=0)
    assert split.sizes == sizes
    assert set(np.flatnonzero(parts == TEST)) <= set(split.test.tolist())
    assert set(np.flatnonzero(parts == VALIDATION)) <= set(split.validation.tolist())


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ("train", TRAIN),
        ("Training", TRAIN),
        ("VAL", VALIDATION),
        ("dev", VALIDATION),
        ("validation_matched", VALIDATION),
        ("test", TEST),
        ("test-2", TEST),
        ("", FREE),
        ("attest", None),
        ("3", None),
    ],
)
def test_knows_the_names_of_parts(value: str, part: int | None) -> None:
    assert part_of(value) == part


def test_rows_whose_labels_were_all_left_out_can_be_split() -> None:
    split = multi_label_split(np.zeros((20, 0), np.float32), seed=0, validation_share=0.15, test_share=0.15)
    assert sum(split.sizes) == 20
    assert min(split.sizes) > 0
