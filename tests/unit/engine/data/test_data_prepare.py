"""From a configuration to rows, labels and split."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from tuner_gui.engine.config import DatasetConfig, Fix, Reading
from tuner_gui.engine.data.prepare import PreparedData, prepare, unlabelled_rows
from tuner_gui.errors import DataError, EnvironmentProblemError

WriteTable = Callable[..., Path]

ROWS = [(f" this is sentence {n}, indeed ", ["good", "bad", "so-so"][n % 3]) for n in range(60)]


def csv_of(rows: list[tuple[str, str]]) -> str:
    return "text,label\n" + "".join(f'"{text}",{label}\n' for text, label in rows)


@pytest.fixture
def dataset(write_table: WriteTable) -> Path:
    return write_table(csv_of(ROWS))


def rows_of(data: PreparedData) -> list[tuple[str, str]]:
    """Text and label of each row."""
    names = [data.label_names[index] for index in data.targets]
    return list(zip(data.texts[data.text_columns[0]].to_pylist(), names, strict=True))


def test_prepares_a_dataset(dataset: Path) -> None:
    data = prepare(DatasetConfig(path=str(dataset)), seed=0)
    assert (data.text_columns, data.label_columns) == (("text",), ("label",))
    assert data.label_names == ("bad", "good", "so-so")
    assert rows_of(data) == ROWS
    assert data.targets.dtype == np.int64
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
    assert (data.skipped, data.unlabelled) == (1, 1)
    assert data.row_numbers.tolist()[:3] == [2, 4, 5]
    assert {"empty_text", "empty_label"} <= {finding.id for finding in data.findings}


def test_row_numbers_count_rows_that_were_skipped(write_table: WriteTable) -> None:
    content = "text,label\n" + "".join(f"some words {n},{'ab'[n % 2]}\n" for n in range(1, 200))
    content = content.replace("some words 5,", "some, words 5,")
    data = prepare(DatasetConfig(path=str(write_table(content))), seed=0)
    assert (
        dict(zip(data.row_numbers.tolist(), data.texts["text"].to_pylist(), strict=True))[6] == "some words 6"
    )
    assert 5 not in data.row_numbers


def test_pairs_and_chosen_columns(write_table: WriteTable) -> None:
    path = write_table(
        "one\ttwo\tx\ty\n"
        + "some words here\tother words there\tp\tq\n" * 2
        + "".join(f"more words {n} to say\tand more {n} still\t{'pq'[n % 2]}\tr\n" for n in range(20))
    )
    data = prepare(DatasetConfig(path=str(path), text_columns=("two", "one"), label_columns=("x",)), seed=0)
    assert data.texts.column_names == ["two", "one"]
    assert data.texts.slice(0, 1).to_pylist() == [{"two": "other words there", "one": "some words here"}]
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
    assert np.bincount(data.targets).tolist() == [10, 10, 10]
    assert [ROWS[number - 1] for number in data.row_numbers] == rows_of(data)
    assert len(data.split.train) + len(data.split.validation) + len(data.split.test) == 30


def test_max_rows_beyond_the_dataset_takes_all(dataset: Path) -> None:
    assert prepare(DatasetConfig(path=str(dataset), max_rows=1000), seed=0).rows == 60


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
            "labels that the training rows lack: “excel",
        ),
        ("text,mark\n" + "a new sentence,good\n" * 4, "lacks “label”"),
    ],
)
def test_refuses_a_test_table_that_does_not_fit(
    dataset: Path, write_table: WriteTable, content: str, message: str
) -> None:
    test_path = write_table(content, "test.csv")
    with pytest.raises(DataError, match=message) as caught:
        prepare(DatasetConfig(path=str(dataset), test_path=str(test_path)), seed=0)
    assert "test" in caught.value.message
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
    assert set(data.targets[data.split.train]) == set(data.targets[data.split.validation]) == set(range(77))


def test_a_test_table_without_labels_is_to_be_predicted(dataset: Path, write_table: WriteTable) -> None:
    test_path = write_table("text,label\n" + "a new sentence,\n" * 4, "test.csv")
    data = prepare(DatasetConfig(path=str(dataset), test_path=str(test_path)), seed=0)
    assert data.split.sizes == (42, 9, 9)
    assert "unlabelled_test" in {finding.id for finding in data.findings}


def test_a_separate_validation_table_is_used_whole(dataset: Path, write_table: WriteTable) -> None:
    other = write_table(csv_of([("a new sentence", "so-so"), ("another new one", "bad")]), "dev.csv")
    data = prepare(DatasetConfig(path=str(dataset), validation_path=str(other)), seed=0)
    assert [rows_of(data)[index][0] for index in data.split.validation] == [
        "a new sentence",
        "another new one",
    ]
    assert data.split.sizes == (51, 2, 9)


def test_texts_are_mapped_from_disk(dataset: Path, tmp_path: Path) -> None:
    spill = tmp_path / "cache" / "texts.arrow"
    data = prepare(DatasetConfig(path=str(dataset)), seed=0, spill=spill)
    assert rows_of(data) == ROWS
    before = pa.total_allocated_bytes()
    again = pa.ipc.open_file(pa.memory_map(str(spill))).read_all()
    assert again.equals(data.texts)
    assert pa.total_allocated_bytes() - before < 10_000


def test_a_spill_that_cannot_be_written_is_explained(dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EnvironmentProblemError, match="cannot be written"):
        prepare(DatasetConfig(path=str(dataset)), seed=0, spill=tmp_path / "file" / "texts.arrow")


def test_fixes_are_applied_and_told(write_table: WriteTable) -> None:
    rows = [*ROWS, ("<p>this &amp; that</p>", "Good"), ROWS[0]]
    fixes = (
        Fix(id="merge_labels"),
        Fix(id="drop_duplicates"),
        Fix(id="strip_markup"),
        Fix(id="cap_length", value=64),
        Fix(id="class_weights"),
    )
    data = prepare(DatasetConfig(path=str(write_table(csv_of(rows))), fixes=fixes), seed=0)
    assert rows_of(data) == [*ROWS, ("this & that", "good")]
    assert (data.max_tokens, data.class_weights, data.fixes) == (64, True, fixes)
    assert len(data.notes) == 5
    assert data.notes[0].startswith("1 row was given one spelling")


def test_duplicates_never_straddle_the_split(write_table: WriteTable) -> None:
    rows = [(f"Sentence {n % 25}" if n % 2 else f" sentence  {n % 25}", "ab"[n % 25 % 2]) for n in range(200)]
    for seed in range(5):
        data = prepare(DatasetConfig(path=str(write_table(csv_of(rows)))), seed=seed)
        texts = [" ".join(text.lower().split()) for text, _ in rows_of(data)]
        parts = [
            {texts[i] for i in part} for part in (data.split.train, data.split.validation, data.split.test)
        ]
        assert not parts[0] & parts[1] | parts[0] & parts[2] | parts[1] & parts[2]
        assert all(parts)


def test_near_duplicates_are_kept_together_when_asked(
    write_table: WriteTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a search that takes texts for alike when they begin alike."""
    search = types.SimpleNamespace(
        near_duplicate_groups=lambda texts: np.unique([text[:10] for text in texts], return_inverse=True)[1]
    )
    monkeypatch.setitem(sys.modules, "tuner_gui.engine.data.near_duplicates", search)
    rows = [(f"family {n % 30:03d} member {n}", "ab"[n % 2]) for n in range(300)]
    config = DatasetConfig(path=str(write_table(csv_of(rows))), fixes=(Fix(id="group_near_duplicates"),))
    data = prepare(config, seed=0)
    parts = [
        {rows[i][0][:10] for i in part} for part in (data.split.train, data.split.validation, data.split.test)
    ]
    assert not parts[0] & parts[1] | parts[0] & parts[2] | parts[1] & parts[2]
    assert all(parts)


def test_a_split_column_is_followed(write_table: WriteTable) -> None:
    content = "text,label,set\n" + "".join(
        f"{text.replace(',', '')},{label},{'test' if n < 10 else 'dev' if n < 15 else 'train'}\n"
        for n, (text, label) in enumerate(ROWS)
    )
    path = str(write_table(content))
    data = prepare(DatasetConfig(path=path), seed=0)
    assert data.split.test.tolist() == list(range(10))
    assert data.split.validation.tolist() == list(range(10, 15))
    assert prepare(DatasetConfig(path=path, split_column=""), seed=0).split.sizes == (42, 9, 9)


def test_a_split_column_with_other_words_is_refused(write_table: WriteTable) -> None:
    path = write_table(
        "text,label,set\n" + "".join(f"some words {n},{n % 2},fold {n % 3}\n" for n in range(60))
    )
    with pytest.raises(DataError, match="holds “fold 0”, “fold 1”, “fold 2”"):
        prepare(DatasetConfig(path=str(path), split_column="set"), seed=0)


@pytest.mark.parametrize(
    "stamp",
    [
        lambda n: f"2024-{n // 28 + 1:02d}-{n % 28 + 1:02d}",
        lambda n: f"{n % 28 + 1:02d}.{n // 28 + 1:02d}.2024",
        lambda n: f"{1_700_000_000 + 3600 * n}",
        lambda n: f"2024-01-01T{n // 60:02d}:{n % 60:02d}:00Z",
    ],
)
def test_by_time_the_newest_rows_are_tested_on(write_table: WriteTable, stamp: Callable[[int], str]) -> None:
    order = np.random.default_rng(0).permutation(60).tolist()
    content = "text,label,when\n" + "".join(
        f"{ROWS[n][0].replace(',', '')},{ROWS[n][1]},{stamp(n)}\n" for n in order
    )
    data = prepare(DatasetConfig(path=str(write_table(content)), time_column="when"), seed=0)
    assert {order[i] for i in data.split.test} == set(range(51, 60))
    assert {order[i] for i in data.split.validation} == set(range(42, 51))


def test_times_that_are_none_are_named(write_table: WriteTable) -> None:
    content = "text,label,when\n" + "".join(
        f"{text.replace(',', '')},{label},{'soon' if n == 6 else '2024-01-02'}\n"
        for n, (text, label) in enumerate(ROWS)
    )
    with pytest.raises(DataError, match=r"in 1 row, .* 7 \(“soon”\)"):
        prepare(DatasetConfig(path=str(write_table(content)), time_column="when"), seed=0)


def test_several_labels(write_table: WriteTable) -> None:
    rows = [(f"some words {n}", ["red;blue", "blue", "red", "green;red"][n % 4]) for n in range(80)]
    data = prepare(DatasetConfig(path=str(write_table(csv_of(rows)))), seed=0)
    assert (data.task, data.label_names) == ("multi_label", ("blue", "green", "red"))
    assert data.targets[0].tolist() == [1, 0, 1]
    assert data.split.sizes == (56, 12, 12)


def test_numbers(write_table: WriteTable) -> None:
    rows = [(f"some words {n}", f"{n / 7:.2f}") for n in range(80)] + [
        ("more words", "none"),
        ("and more", ""),
    ]
    data = prepare(DatasetConfig(path=str(write_table(csv_of(rows))), task="regression"), seed=0)
    assert (data.task, data.label_names, data.rows) == ("regression", ("label",), 80)
    assert data.targets[7] == 1.0
    assert (data.skipped, data.unlabelled) == (1, 1)


def test_rows_to_be_predicted(write_table: WriteTable) -> None:
    rows = [*ROWS[:20], ("<b>no</b> label", ""), *ROWS[20:], ("", ""), ("none either", " ")]
    config = DatasetConfig(path=str(write_table(csv_of(rows))), fixes=(Fix(id="strip_markup"),))
    texts, numbers = unlabelled_rows(config)
    assert texts["text"].to_pylist() == ["no label", "none either"]
    assert numbers.tolist() == [21, 63]


def test_too_many_bad_rows_are_asked_about(write_table: WriteTable) -> None:
    content = csv_of(ROWS) + "a,b,c,d\n" * 5
    with pytest.raises(DataError, match="5 of 65 rows") as caught:
        prepare(DatasetConfig(path=str(write_table(content))), seed=0)
    assert "--skip-bad-rows" in caught.value.hint
    config = DatasetConfig(path=str(write_table(content)), reading=Reading(skip_bad_rows=True))
    assert prepare(config, seed=0).rows == 60
