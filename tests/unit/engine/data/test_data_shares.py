"""Fewer training rows: nested, with the mix of all, and nothing else changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tables import film_labels, film_prices, films
from tuner_gui.engine.config import Correction, DatasetConfig, Sampling
from tuner_gui.engine.data.labels import Labels
from tuner_gui.engine.data.prepare import prepare
from tuner_gui.engine.data.shares import share_of

SHARES = (0.05, 0.1, 0.25, 0.5, 1.0)


def classes_of(targets: np.ndarray) -> Labels:
    full = np.ones(len(targets), dtype=bool)
    names = tuple(str(number) for number in range(int(targets.max()) + 1))
    return Labels("single_label", names, targets, full, ~full)


@given(st.lists(st.integers(1, 90), min_size=2, max_size=6), st.integers(0, 1000))
def test_shares_are_nested_and_have_the_mix_of_all(sizes: list[int], seed: int) -> None:
    targets = np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)), sizes))
    rows, labels = np.arange(len(targets)), classes_of(targets)
    smaller: set[int] = set()
    for share in SHARES:
        found = share_of(rows, labels, share, seed=seed)
        assert len(found) == min(len(rows), max(round(share * len(rows)), len(sizes), 2))
        assert smaller <= set(found.tolist())
        assert set(targets[found]) == set(targets)
        for label, size in enumerate(sizes):
            # Each class owes at most the rows that others have too many of, and those are one or two each.
            assert abs(int((targets[found] == label).sum()) - share * size) <= 2 + len(sizes)
        smaller = set(found.tolist())


def test_the_seed_decides_which_rows() -> None:
    labels = classes_of(np.arange(100) % 2)
    first, again, other = (share_of(np.arange(100), labels, 0.3, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert np.bincount(labels.targets[first]).tolist() == [15, 15]


def test_only_the_rows_at_hand_are_taken() -> None:
    rows = np.arange(1, 100, 2)
    found = share_of(rows, classes_of(np.arange(100) % 3), 0.2, seed=0)
    assert len(found) == 10
    assert set(found.tolist()) <= set(rows.tolist())


def test_every_label_of_several_is_seen() -> None:
    targets = (np.random.default_rng(0).random((300, 6)) < [0.5, 0.4, 0.3, 0.2, 0.02, 0.01]).astype(
        np.float32
    )
    full = np.ones(300, dtype=bool)
    labels = Labels("multi_label", tuple("abcdef"), targets, full, ~full)
    small = share_of(np.arange(300), labels, 0.05, seed=0)
    assert len(small) == 15
    assert targets[small].any(axis=0).all()
    half = share_of(np.arange(300), labels, 0.5, seed=0)
    assert set(small.tolist()) <= set(half.tolist())
    assert targets[half].sum(axis=0) == pytest.approx(targets.sum(axis=0) / 2, rel=0.25, abs=2)


@pytest.mark.parametrize("make", [films, film_labels, film_prices])
def test_validation_and_test_rows_stay(make: object, tmp_path: Path) -> None:
    config = DatasetConfig(path=str(make(tmp_path, 120)))  # type: ignore[operator]
    whole = prepare(config, seed=3)
    for seed in (3, 8):  # of the run: the split does not follow it
        some = prepare(config, seed=seed, sampling=Sampling(seed=3, train_share=0.25))
        assert np.array_equal(some.split.test, whole.split.test)
        assert np.array_equal(some.split.validation, whole.split.validation)
        assert set(some.split.train.tolist()) < set(whole.split.train.tolist())
        assert len(some.split.train) == 21
        assert some.texts.equals(whole.texts)
        assert some.measured is not None
        assert np.array_equal(some.measured, whole.split.train)
    assert whole.measured is None


def test_shares_of_folds_and_of_corrected_rows(tmp_path: Path) -> None:
    path = str(films(tmp_path, 100))
    fixed = DatasetConfig(path=path, corrections=(Correction(row=1, label="bad"),))
    for config in (DatasetConfig(path=path), fixed):
        whole, half, tenth = (
            prepare(config, seed=0, sampling=Sampling(folds=5, fold=2, train_share=share))
            for share in (1.0, 0.5, 0.1)
        )
        assert [len(data.split.train) for data in (whole, half, tenth)] == [68, 34, 7]
        assert set(tenth.split.train) < set(half.split.train) < set(whole.split.train)
        assert np.array_equal(tenth.split.test, whole.split.test)
        assert tenth.measured is not None
        assert tenth.measured.tolist() == list(range(100))
