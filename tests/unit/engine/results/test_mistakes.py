"""Rows one by one, and their marks."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from made_results import classified, made
from tuner_gui.engine.config import Correction, DatasetConfig, Decision
from tuner_gui.engine.results.marks import Mark, corrections_of, read_marks, write_marks
from tuner_gui.engine.results.mistakes import TestRows, find, test_rows, write_csv
from tuner_gui.engine.results.scored import softmax
from tuner_gui.errors import RunError

TEXTS = ("a good film", "the BAD price", "=SUM(A1)", "so-so", "good price", "bad, bad film")


def _rows(decision: Decision | None = None) -> TestRows:
    """Six test rows and a validation row; the third, fourth and sixth are wrong."""
    logits = np.asarray([[3.0, 0], [0, 4.0], [0, 2.0], [0.2, 0], [1.0, 0], [5.0, 0], [0, 9.0]])
    targets = np.asarray([0, 1, 0, 1, 0, 1, 0])
    scored = made(
        "single_label",
        logits,
        targets,
        test=np.arange(7) < 6,
        texts=(*TEXTS, "a validation row"),
        labels=("good", "bad"),
    )
    return test_rows(scored, decision or Decision())


def test_mistakes_come_surest_first() -> None:
    rows = _rows()
    chances = softmax(rows.scored.logits).max(axis=1)
    assert find(rows).tolist() == [5, 2, 3]
    assert find(rows, least_sure_first=True).tolist() == [3, 2, 5]
    assert rows.confidence[:6] == pytest.approx(chances[:6])
    assert find(rows, only="all").tolist() == [5, 1, 0, 2, 4, 3]
    assert rows.number[5] == 6
    assert (rows.true[5], rows.predicted[5], rows.text(5)) == ("bad", "good", ("bad, bad film",))


def test_a_threshold_changes_what_is_a_mistake() -> None:
    rows = _rows(Decision(threshold=0.4))
    assert rows.predicted[3] == "bad", "0.45 is enough now"
    assert rows.confidence[3] == pytest.approx(softmax(rows.scored.logits)[3, 1])
    assert find(rows).tolist() == [5, 2]


def test_likely_label_errors_are_of_validation_rows_too() -> None:
    rows = _rows()
    found = find(rows, only="suspect")
    assert [int(rows.number[i]) for i in found] == [7, 6, 3, 4]
    assert [bool(rows.test[i]) for i in found] == [False, True, True, True]
    assert 6 not in find(rows, only="all")


def test_search_and_filters() -> None:
    rows = _rows()
    assert find(rows, only="all", words="good").tolist() == [0, 4]
    assert find(rows, only="all", words="PRICE bad").tolist() == [1]
    assert find(rows, only="all", words="sum(").tolist() == [2], "no pattern, just text"
    assert find(rows, true="bad").tolist() == [5, 3]
    assert find(rows, predicted="bad").tolist() == [2]
    assert find(rows, true="bad", predicted="bad").tolist() == []
    assert find(rows, words="nowhere").tolist() == []


def test_both_texts_of_a_pair_are_searched() -> None:
    scored = made(
        "single_label",
        np.asarray([[1.0, 0], [1.0, 0]]),
        np.asarray([1, 1]),
        texts=("one", "two"),
        seconds=("alpha", "beta"),
    )
    rows = test_rows(scored, Decision())
    assert find(rows, words="beta").tolist() == [1]
    assert find(rows, words="one alpha").tolist() == [0]
    assert rows.text(1) == ("two", "beta")


def test_several_labels_are_wrong_as_soon_as_one_is() -> None:
    logits = np.asarray([[3.0, -3, -3], [3.0, 1.0, -3], [-3.0, -3, -2]])
    targets = np.asarray([[True, False, False], [True, False, False], [False, False, True]])
    rows = test_rows(made("multi_label", logits, targets), Decision())
    assert rows.correct.tolist() == [True, False, False]
    assert rows.predicted == ("a", "a; b", "")
    assert rows.true == ("a", "a", "c")
    assert find(rows, predicted="b").tolist() == [1]
    assert find(rows, true="c").tolist() == [2]
    assert rows.confidence[1] == pytest.approx(1 / (1 + np.exp(-1.0)))


def test_numbers_come_by_their_error() -> None:
    scored = made("regression", np.asarray([[1.0], [5.0], [2.5]]), np.asarray([1.5, 2.0, 2.5]))
    rows = test_rows(scored, Decision())
    assert find(rows).tolist() == [1, 0, 2]
    assert rows.confidence.tolist() == [0.5, 3.0, 0.0]
    assert (rows.true[0], rows.predicted[0]) == ("1.5", "1")
    assert find(rows, only="suspect").tolist() == []


def test_the_list_for_other_people(tmp_path: Path) -> None:
    rows = _rows()
    file = tmp_path / "mistakes.csv"
    marks = (rows.mark(5, "label", "=good"), rows.mark(2, "model"))
    write_csv(file, rows, find(rows), marks)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as source:
        header, first, second, third = csv.reader(source)
    assert header[:5] == ["row", "part", "text", "label", "predicted"]
    assert first[:5] == ["6", "test", "bad, bad film", "bad", "good"]
    assert first[6:] == ["yes", "label is wrong", "'=good"]
    assert second[2] == "'=SUM(A1)"
    assert second[7:] == ["model is wrong", ""]
    assert third[6:] == ["yes", "", ""]
    with pytest.raises(RunError, match="already exists"):
        write_csv(file, rows, find(rows), ())


def test_marks_are_kept_once_per_row(tmp_path: Path) -> None:
    assert read_marks(tmp_path) == ()
    first = Mark(row=4, test=True, verdict="model")
    again = Mark(row=4, test=True, verdict="label", label="bad")
    other = Mark(row=4, test=False, verdict="label")
    write_marks(tmp_path, [first, again, other])
    assert read_marks(tmp_path) == (other, again)
    (tmp_path / "marks.json").write_text("{")
    with pytest.raises(RunError, match=r"marks\.json"):
        read_marks(tmp_path)


def test_marks_become_corrections_of_the_table_that_the_row_is_in() -> None:
    marks = (
        Mark(row=4, test=True, verdict="label", label="bad"),
        Mark(row=5, test=False, verdict="label"),
        Mark(row=6, test=True, verdict="model"),
    )
    one = corrections_of(marks, DatasetConfig(path="/films.csv"))
    assert one == (Correction(row=4, label="bad"), Correction(row=5, label=""))
    two = corrections_of(marks, DatasetConfig(path="/films.csv", test_path="/test.csv"))
    assert two == (Correction(row=4, label="bad", table="test"), Correction(row=5, label=""))


def test_thousands_of_rows_are_looked_at() -> None:
    logits, targets = classified(5000, 5)
    rows = test_rows(made("single_label", logits, targets), Decision())
    chosen = find(rows, words="text 12")
    assert len(chosen) == sum("12" in rows.text(int(i))[0] for i in find(rows))
    assert np.all(np.diff(rows.confidence[chosen]) <= 0)
