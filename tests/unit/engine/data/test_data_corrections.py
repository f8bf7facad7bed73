"""Corrected labels: in every form that labels take, and without another split."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import numpy as np
import pytest

from tuner_gui.engine.config import Correction, DatasetConfig, Fix
from tuner_gui.engine.data.prepare import PreparedData, prepare, unlabelled_rows
from tuner_gui.engine.data.survey import survey
from tuner_gui.engine.training.texts import fingerprint
from tuner_gui.errors import DataError

WriteTable = Callable[..., Path]
WORDS = ("a", "quick", "brown", "fox", "jumps", "over", "every", "lazy", "dog", "tonight")
ROWS = [
    (f"{WORDS[n % 10]} {WORDS[n // 6]} {n} {WORDS[n % 7]} {n * n}", ("good", "bad", "so-so")[n % 3])
    for n in range(60)
]


def tsv(rows: list[tuple[str, ...]], *header: str) -> str:
    return "".join("\t".join(row) + "\n" for row in [header, *rows])


def corrected(config: DatasetConfig, *corrections: Correction) -> DatasetConfig:
    return msgspec.structs.replace(config, corrections=corrections)


def parts(data: PreparedData) -> dict[int, int]:
    """Part of each row, by its number in the file."""
    split = data.split
    return {
        int(data.row_numbers[row]): part
        for part, members in enumerate((split.train, split.validation, split.test))
        for row in members
    }


def label_of(data: PreparedData, number: int) -> str:
    (place,) = np.flatnonzero(data.row_numbers == number)
    return str(data.label_names[int(data.targets[place])])


@pytest.fixture
def table(write_table: WriteTable) -> DatasetConfig:
    return DatasetConfig(path=str(write_table(tsv(list(ROWS), "text", "label"), "t.tsv")))


def test_a_label_is_put_right_and_the_file_stays(table: DatasetConfig) -> None:
    before = Path(table.path).read_bytes()
    data = prepare(corrected(table, Correction(row=1, label="bad"), Correction(row=2, label="good")), seed=0)
    assert (label_of(data, 1), label_of(data, 2), label_of(data, 4)) == ("bad", "good", "good")
    assert data.notes == ("The labels of 2 rows are corrected, as asked.",)
    assert Path(table.path).read_bytes() == before


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_row_changes_its_part(table: DatasetConfig, seed: int) -> None:
    before = prepare(table, seed=seed)
    many = [Correction(row=row, label="bad") for row in range(1, 60, 7)]
    after = prepare(corrected(table, *many), seed=seed)
    assert parts(after) == parts(before)
    assert (after.targets != before.targets).sum() == 6
    assert fingerprint(after) != fingerprint(before), "a checkpoint of the one is none of the other"
    # Without being carried over, the split would be another: the test could fail.
    moved = tsv(
        [(text, "bad" if n % 7 == 0 else label) for n, (text, label) in enumerate(ROWS)], "text", "label"
    )
    Path(table.path).write_text(moved)
    assert parts(prepare(table, seed=seed)) != parts(before)


def test_a_label_taken_away_leaves_the_row_out(table: DatasetConfig) -> None:
    before = parts(prepare(table, seed=0))
    data = prepare(corrected(table, Correction(row=5, label="")), seed=0)
    assert parts(data) == {row: part for row, part in before.items() if row != 5}
    assert data.unlabelled == 1


def test_a_row_that_gets_its_label_joins_its_equals(write_table: WriteTable) -> None:
    tested = [row for row, part in parts(_prepared(write_table, ROWS)).items() if part == 2]
    twin = ROWS[tested[0] - 1][0]
    rows = [*ROWS, (twin, ""), ("a text of its own", "")]
    config = DatasetConfig(path=str(write_table(tsv(list(rows), "text", "label"), "u.tsv")))
    data = prepare(
        corrected(config, Correction(row=61, label="good"), Correction(row=62, label="bad")), seed=0
    )
    found = parts(data)
    assert found[61] == found[tested[0]] == 2
    assert found[62] == 0


def _prepared(write_table: WriteTable, rows: list[tuple[str, str]]) -> PreparedData:
    return prepare(DatasetConfig(path=str(write_table(tsv(list(rows), "text", "label"), "p.tsv"))), seed=0)


@pytest.mark.parametrize(
    "more",
    [
        {"max_rows": 30},
        {"fixes": (Fix(id="group_near_duplicates"), Fix(id="drop_duplicates"))},
        {"fixes": (Fix(id="merge_labels"),)},
    ],
)
def test_samples_and_fixes_stay_as_they_were(table: DatasetConfig, more: dict[str, object]) -> None:
    config = msgspec.structs.replace(table, **more)
    before = prepare(config, seed=3)
    rows = list(parts(before))[:4]
    after = prepare(corrected(config, *(Correction(row=row, label="so-so") for row in rows)), seed=3)
    assert parts(after) == parts(before)
    assert {label_of(after, row) for row in rows} == {"so-so"}


def test_conflicting_rows_that_were_put_right_are_used_together(write_table: WriteTable) -> None:
    rows = [*ROWS, ("an odd text", "good"), ("an odd text", "bad")]
    path = write_table(tsv(list(rows), "text", "label"), "c.tsv")
    config = DatasetConfig(path=str(path), fixes=(Fix(id="drop_conflicts"),))
    assert {61, 62}.isdisjoint(parts(prepare(config, seed=0)))
    found = parts(prepare(corrected(config, Correction(row=62, label="good")), seed=0))
    assert found[61] == found[62]


def test_several_labels_in_one_cell(write_table: WriteTable) -> None:
    cells = ("fun|film", "film", "price", "fun", "price|fun", "film|price")
    rows = [(f"sentence number {n} of some", cells[n % 6]) for n in range(60)]
    path = write_table(tsv(list(rows), "text", "tags"), "m.tsv")
    config = DatasetConfig(path=str(path), task="multi_label", label_columns=("tags",))
    before = prepare(config, seed=0)
    data = prepare(
        corrected(
            config,
            Correction(row=1, label="price; film"),
            Correction(row=2, label="fun|price"),
            Correction(row=3, label=""),
        ),
        seed=0,
    )
    assert data.label_names == ("film", "fun", "price")
    assert data.targets[:4].tolist() == [[1, 0, 1], [0, 1, 1], [0, 0, 0], [0, 1, 0]]
    assert parts(data) == parts(before)


def test_several_labels_in_columns(write_table: WriteTable) -> None:
    rows = [(f"sentence number {n} of some", str(n % 2), str(n // 2 % 2)) for n in range(40)]
    path = write_table(tsv(list(rows), "text", "fun", "film"), "c.tsv")
    config = DatasetConfig(path=str(path), task="multi_label", label_columns=("fun", "film"))
    data = prepare(
        corrected(config, Correction(row=1, label="film; fun"), Correction(row=2, label="film")), seed=0
    )
    assert data.targets[:3].tolist() == [[1, 1], [0, 1], [0, 1]]


def test_numbers(write_table: WriteTable) -> None:
    rows = [(f"sentence number {n} of some", f"{n / 4:.2f}") for n in range(60)]
    path = write_table(tsv(list(rows), "text", "price"), "n.tsv")
    config = DatasetConfig(path=str(path), task="regression", label_columns=("price",))
    data = prepare(
        corrected(config, Correction(row=1, label="-7.5"), Correction(row=2, label="1,000.5")), seed=0
    )
    assert data.targets[:3].tolist() == [-7.5, 1000.5, 0.5]
    assert parts(data) == parts(prepare(config, seed=0))
    with pytest.raises(DataError, match=r"row 3 was to be corrected to “dear”, which is no number"):
        prepare(corrected(config, Correction(row=3, label="dear")), seed=0)


def test_rows_of_separate_tables(write_table: WriteTable, table: DatasetConfig) -> None:
    test = [(f"unseen sentence {n}", ("good", "bad", "so-so")[n % 3]) for n in range(9)]
    config = msgspec.structs.replace(
        table, test_path=str(write_table(tsv(list(test), "text", "label"), "test.tsv"))
    )
    data = prepare(
        corrected(config, Correction(row=1, label="bad", table="test"), Correction(row=2, label="good")),
        seed=0,
    )
    labels = [data.label_names[data.targets[row]] for row in data.split.test]
    assert labels[:3] == ["bad", "bad", "so-so"]
    # What has no label can still be predicted; the separate table does not matter to that.
    texts, _ = unlabelled_rows(
        corrected(config, Correction(row=1, label="bad", table="test"), Correction(row=4, label=""))
    )
    assert texts["text"].to_pylist() == [ROWS[3][0]]


def test_what_cannot_be_corrected_is_told(table: DatasetConfig) -> None:
    with pytest.raises(DataError, match=r"row 2 was to be corrected to “dad”.*“bad”, “good”, “so-so”"):
        prepare(corrected(table, Correction(row=2, label="dad")), seed=0)
    with pytest.raises(DataError, match=r"row 61 .* the table has no such row"):
        prepare(corrected(table, Correction(row=61, label="bad")), seed=0)
    with pytest.raises(DataError, match="validation table has no such row"):
        prepare(corrected(table, Correction(row=1, label="bad", table="validation")), seed=0)


def test_the_survey_sees_corrected_labels(table: DatasetConfig) -> None:
    rare = corrected(table, *(Correction(row=row, label="good") for row in (2, 5, 8)))
    found = survey(rare)
    assert dict(found.counts) == {"good": 23, "so-so": 20, "bad": 17}
    problem = survey(corrected(table, Correction(row=99, label="good"))).problem
    assert problem is not None and "row 99" in problem.message
