"""From a configuration to rows, labels and split."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tuner_gui.engine.config import DatasetConfig
from tuner_gui.engine.data.prepare import PreparedData, prepare
from tuner_gui.errors import DataError

WriteTable = Callable[..., Path]

ROWS = [(f" this is sentence {n}, indeed ", ["good", "bad", "so-so"][n % 3]) for n in range(60)]


def csv_of(rows: list[tuple[str, str]]) -> str:
    return "text,label\n" + "".join(f'"{text}",{label}\n' for text, label in rows)


@pytest.fixture
def dataset(write_table: WriteTable) -> Path:
    return write_table(csv_of(ROWS))


def rows_of(data: PreparedData) -> list[tuple[str, str]]:
    """Text and label of each row."""
    names = [data.label_names[index] for index in data.labels]
    return [(text[0], name) for text, name in zip(data.texts, names, strict=True)]


def test_prepares_a_dataset(dataset: Path) -> None:
    data = prepare(DatasetConfig(path=str(dataset)), seed=0)
    assert (data.text_columns, data.label_columns) == (("text",), ("label",))
    assert data.label_names == ("bad", "good", "so-so")
    assert rows_of(data) == ROWS
    assert data.labels.dtype == np.int64
    assert data.row_numbers.tolist() == list(range(1, 61))
    assert [len(part) for part in (data.split.train, data.split.validation, data.split.test)] == [42, 9, 9]
    assert data.skipped == 0
    assert [finding.id for finding in data.findings] == ["small_test"]


def test_the_seed_decides_the_split(dataset: Path) -> None:
    config = DatasetConfig(path=str(dataset))
    first, again, other = (prepare(config, seed=seed) for seed in (0, 0, 1))
    assert np.array_equal(first.split.test, again.split.test)
    assert not np.array_equal(first.split.test, other.split.test)


def test_leaves_out_rows_without_text_or_label(write_table: WriteTable) -> None:
    rows = [("  ", "good"), ROWS[0], ("no label", ""), *ROWS[1:]]
    data = prepare(DatasetConfig(path=str(write_table(csv_of(rows)))), seed=0)
    assert rows_of(data) == ROWS
    assert data.skipped == 2
    assert data.row_numbers.tolist()[:3] == [2, 4, 5]
    assert {"empty_text", "empty_label"} <= {finding.id for finding in data.findings}


def test_row_numbers_count_rows_that_were_skipped(write_table: WriteTable) -> None:
    content = "text,label\n" + "".join(f"some words {n},{'ab'[n % 2]}\n" for n in range(1, 200))
    content = content.replace("some words 5,", "some, words 5,")
    data = prepare(DatasetConfig(path=str(write_table(content))), seed=0)
    assert dict(zip(data.row_numbers.tolist(), data.texts, strict=True))[6] == ("some words 6",)
    assert 5 not in data.row_numbers


def test_pairs_and_chosen_columns(write_table: WriteTable) -> None:
    path = write_table(
        "one\ttwo\tx\ty\n"
        + "some words here\tother words there\tp\tq\n" * 2
        + ("some words here\tother words there\tq\tp\nmore words to say\tand more still\tp\tr\n" * 10)
    )
    data = prepare(DatasetConfig(path=str(path), text_columns=("two", "one"), label_columns=("x",)), seed=0)
    assert data.texts[0] == ("other words there", "some words here")
    assert data.label_names == ("p", "q")


def test_numbers_are_sorted_by_value(write_table: WriteTable) -> None:
    rows = [(f"text number {n}", str(n % 11)) for n in range(66)]
    data = prepare(DatasetConfig(path=str(write_table(csv_of(rows)))), seed=0)
    assert data.label_names == tuple(str(n) for n in range(11))


def test_nan_among_numbers_is_a_name(write_table: WriteTable) -> None:
    rows = [(f"text number {n}", ["10", "9", "nan"][n % 3]) for n in range(30)]
    data = prepare(DatasetConfig(path=str(write_table(csv_of(rows)))), seed=0)
    assert data.label_names == ("10", "9", "nan")


def test_max_rows_takes_a_stratified_sample(dataset: Path) -> None:
    data = prepare(DatasetConfig(path=str(dataset), max_rows=30), seed=0)
    assert np.bincount(data.labels).tolist() == [10, 10, 10]
    assert [ROWS[number - 1] for number in data.row_numbers] == rows_of(data)
    assert len(data.split.train) + len(data.split.validation) + len(data.split.test) == 30


def test_max_rows_beyond_the_dataset_takes_all(dataset: Path) -> None:
    assert len(prepare(DatasetConfig(path=str(dataset), max_rows=1000), seed=0).texts) == 60


def test_too_few_max_rows_are_refused(dataset: Path) -> None:
    with pytest.raises(DataError, match="at least 10") as caught:
        prepare(DatasetConfig(path=str(dataset), max_rows=9), seed=0)
    assert caught.value.hint


def test_a_separate_test_table_is_used_whole(dataset: Path, write_table: WriteTable) -> None:
    test_rows = [("a new sentence", "so-so"), ("", "good"), ("another new one", "bad")]
    test_path = write_table(csv_of(test_rows), "test.csv")
    data = prepare(DatasetConfig(path=str(dataset), test_path=str(test_path)), seed=0)
    assert [rows_of(data)[index] for index in data.split.test] == [test_rows[0], test_rows[2]]
    assert data.row_numbers[data.split.test].tolist() == [1, 3]
    assert [len(data.split.train), len(data.split.validation)] == [51, 9]
    assert data.skipped == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            csv_of([("a new sentence", "excellent"), ("one more", "good")]),
            "labels that the dataset lacks: “excel",
        ),
        ("text,mark\n" + "a new sentence,good\n" * 4, "lacks “label”"),
        ("text,label\n" + "a new sentence,\n" * 4, "no row with both text and label"),
    ],
)
def test_refuses_a_test_table_that_does_not_fit(
    dataset: Path, write_table: WriteTable, content: str, message: str
) -> None:
    test_path = write_table(content, "test.csv")
    with pytest.raises(DataError, match=message) as caught:
        prepare(DatasetConfig(path=str(dataset), test_path=str(test_path)), seed=0)
    assert "test.csv" in caught.value.message
    assert caught.value.hint


def test_refuses_a_dataset_that_cannot_be_learned_from(write_table: WriteTable) -> None:
    with pytest.raises(DataError, match="All labels in “label” are “good”"):
        prepare(DatasetConfig(path=str(write_table(csv_of([(t, "good") for t, _ in ROWS])))), seed=0)


@pytest.mark.real_data
def test_prepares_real_data_with_its_own_test_table(real_data: Path) -> None:
    folder = real_data / "banking77"
    config = DatasetConfig(path=str(folder / "train.csv"), test_path=str(folder / "test.csv"), max_rows=1000)
    data = prepare(config, seed=0)
    assert len(data.label_names) == 77
    assert [len(data.split.train), len(data.split.validation), len(data.split.test)] == [850, 150, 3080]
    assert set(data.labels[data.split.train]) == set(data.labels[data.split.validation]) == set(range(77))
