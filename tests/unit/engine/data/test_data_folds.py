"""Cross-validation: every row is tested once, classes are spread, equal texts stay together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuner_gui.engine.config import Correction, DatasetConfig, Fix, Sampling
from tuner_gui.engine.data.folds import folds_of
from tuner_gui.engine.data.labels import Labels
from tuner_gui.engine.data.prepare import PreparedData, prepare
from tuner_gui.errors import DataError

WriteTable = Callable[..., Path]
FOLDS = 5


def classes_of(targets: np.ndarray) -> Labels:
    full = np.ones(len(targets), dtype=bool)
    names = tuple(str(number) for number in range(int(targets.max()) + 1))
    return Labels("single_label", names, targets, full, ~full)


def every_fold(config: DatasetConfig, *, seed: int = 0, share: float = 1.0) -> list[PreparedData]:
    samplings = [Sampling(seed=seed, folds=FOLDS, fold=fold, train_share=share) for fold in range(FOLDS)]
    return [prepare(config, seed=99, sampling=sampling) for sampling in samplings]


def table(rows: list[tuple[str, str]]) -> str:
    return "text,label\n" + "".join(f'"{text}","{label}"\n' for text, label in rows)


def rows(count: int = 83) -> list[tuple[str, str]]:
    return [(f"this is sentence number {n}", ["good", "bad", "so-so"][min(n % 5, 2)]) for n in range(count)]


@given(st.lists(st.integers(1, 40), min_size=2, max_size=6), st.integers(2, 8), st.integers(0, 1000))
def test_classes_are_spread_evenly(sizes: list[int], folds: int, seed: int) -> None:
    targets = np.random.default_rng(0).permutation(np.repeat(np.arange(len(sizes)), sizes))
    found = folds_of(classes_of(targets), np.arange(len(targets)), seed=seed, folds=folds)
    in_all = np.bincount(found, minlength=folds)
    assert in_all.max() - in_all.min() <= 1
    for label in range(len(sizes)):
        counts = np.bincount(found[targets == label], minlength=folds)
        assert counts.max() - counts.min() <= 1


@given(st.integers(0, 1000))
def test_equal_texts_stay_in_one_fold(seed: int) -> None:
    generator = np.random.default_rng(seed)
    groups = np.unique(generator.integers(0, 40, 100), return_inverse=True)[1]
    found = folds_of(classes_of(generator.integers(0, 3, 100)), groups, seed=seed, folds=FOLDS)
    assert all(len(set(found[groups == group])) == 1 for group in set(groups.tolist()))
    assert np.bincount(found, minlength=FOLDS) == pytest.approx([20] * FOLDS, abs=6)


def test_labels_and_numbers_are_spread() -> None:
    generator = np.random.default_rng(0)
    full = np.ones(400, dtype=bool)
    several = (generator.random((400, 4)) < [0.5, 0.3, 0.1, 0.03]).astype(np.float32)
    labels = Labels("multi_label", tuple("abcd"), several, full, ~full)
    found = folds_of(labels, np.arange(400), seed=0, folds=FOLDS)
    for label in range(4):
        counts = np.bincount(found[several[:, label] > 0], minlength=FOLDS)
        assert counts.max() - counts.min() <= 2
    values = generator.lognormal(size=400)
    found = folds_of(Labels("regression", ("y",), values, full, ~full), np.arange(400), seed=0, folds=FOLDS)
    assert [float(np.median(values[found == fold])) for fold in range(FOLDS)] == pytest.approx(
        [1] * 5, abs=0.2
    )


def test_every_row_is_tested_exactly_once_and_never_learned_from_there(write_table: WriteTable) -> None:
    doubled = [*rows(), *rows(9)]
    folds = every_fold(DatasetConfig(path=str(write_table(table(doubled)))))
    tested = np.concatenate([data.split.test for data in folds])
    assert sorted(tested.tolist()) == list(range(len(doubled)))
    for data in folds:
        assert sum(data.split.sizes) == len(doubled)
        texts = data.texts["text"].to_numpy(zero_copy_only=False)
        parts = [set(texts[part]) for part in (data.split.train, data.split.validation, data.split.test)]
        assert not (parts[0] & parts[1] or parts[0] & parts[2] or parts[1] & parts[2])
        assert set(data.targets[data.split.train]) == set(data.targets[data.split.validation]) == {0, 1, 2}
        assert data.measured is not None
        assert len(data.measured) == len(doubled)
    again = every_fold(DatasetConfig(path=str(write_table(table(doubled)))))
    assert all(np.array_equal(a.split.train, b.split.train) for a, b in zip(folds, again, strict=True))


def test_a_class_with_fewer_rows_than_folds_is_learned_wherever_it_can_be(write_table: WriteTable) -> None:
    few = [*rows(40), *((f"a rare one, namely {n}", "rare") for n in range(3))]
    folds = every_fold(DatasetConfig(path=str(write_table(table(few)))))
    rare = folds[0].label_names.index("rare")
    counts = [int((data.targets[data.split.test] == rare).sum()) for data in folds]
    assert sorted(counts) == [0, 0, 1, 1, 1]
    assert all(rare in data.targets[data.split.train] for data in folds)


def test_given_validation_rows_stay(write_table: WriteTable) -> None:
    path = write_table(table(rows(60)))
    other = write_table(table([(f"something else {n}", ["good", "bad"][n % 2]) for n in range(10)]), "v.csv")
    folds = every_fold(DatasetConfig(path=str(path), validation_path=str(other)))
    assert all(data.split.validation.tolist() == list(range(60, 70)) for data in folds)
    assert sorted(np.concatenate([data.split.test for data in folds]).tolist()) == list(range(60))


def test_corrected_labels_move_no_row_to_another_fold(write_table: WriteTable) -> None:
    path = str(write_table(table(rows())))
    plain = every_fold(DatasetConfig(path=path))
    fixed = every_fold(DatasetConfig(path=path, corrections=(Correction(row=1, label="bad"),)))
    for one, other in zip(plain, fixed, strict=True):
        assert np.array_equal(one.split.test, other.split.test)
        assert np.array_equal(one.split.train, other.split.train)
    assert not np.array_equal(plain[0].targets, fixed[0].targets)


def test_fixes_and_samples_are_made_before_rows_are_cut(write_table: WriteTable) -> None:
    config = DatasetConfig(
        path=str(write_table(table([*rows(), *rows(9)]))), max_rows=50, fixes=(Fix(id="drop_duplicates"),)
    )
    folds = every_fold(config)
    assert sorted(np.concatenate([data.split.test for data in folds]).tolist()) == list(range(50))
    assert all(np.array_equal(data.row_numbers, folds[0].row_numbers) for data in folds)


@pytest.mark.parametrize("said", ["time", "column", "table"])
def test_what_is_given_for_testing_cannot_be_tested_in_turn(said: str, write_table: WriteTable) -> None:
    lines = [
        f"sentence number {n},{'ab'[n % 2]},2024-01-{n % 28 + 1:02},{'test' if n > 40 else 'train'}\n"
        for n in range(60)
    ]
    path = str(write_table("text,label,day,part\n" + "".join(lines)))
    plain = DatasetConfig(path=path, text_columns=("text",), label_columns=("label",), split_column="")
    changes = {
        "time": {"time_column": "day"},
        "column": {"split_column": "part"},
        "table": {"test_path": path},
    }
    config = msgspec.structs.replace(plain, **changes[said])
    with pytest.raises(DataError) as caught:
        every_fold(config)
    assert "Split once" in caught.value.hint


def test_fewer_texts_than_folds_cannot_be_cut(write_table: WriteTable) -> None:
    few = [(f"the very same text {n % 4}", ["good", "bad"][n % 2]) for n in range(40)]
    with pytest.raises(DataError, match="4 different texts cannot be cut into 5 parts"):
        every_fold(DatasetConfig(path=str(write_table(table(few))), text_columns=("text",)))
