"""Rows that one way of training has right and another wrong."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scored_runs import PART, one_label, scored_rows, several_labels
from tuner_gui.engine.results.flips import find_flips, flips, write_flips
from tuner_gui.engine.results.scored import TEST, Scored, write_scored
from tuner_gui.engine.results.voting import WayRows, read_way, vote
from tuner_gui.errors import RunError

LABELS = ("ham", "spam", "eggs")
MANY = 2 * PART


def said(answers: Sequence[int], sure: float = 3.0) -> Scored:
    """A model that gives these labels; the true one is always the first. Half of the rows are test rows."""
    logits = np.zeros((len(answers), len(LABELS)))
    logits[np.arange(len(answers)), list(answers)] = sure
    return scored_rows("single_label", LABELS, [[0.0]] * len(answers), logits)


def way(*answers: Sequence[int], sure: float = 3.0) -> WayRows:
    """One split, a model for each list of answers; the list is about the test rows."""
    return vote([[said([0] * len(each) + list(each), sure) for each in answers]])


def test_rows_that_only_one_has_right_are_counted_on_its_side() -> None:
    found = flips(way([0, 0, 1, 2, 0]), way([0, 1, 0, 1, 2]))
    assert found.gained.tolist() == [0, 1, -1, 0, 1]
    assert found.counts == (2, 1)
    assert find_flips(found, side="b").tolist() == [2]
    assert sorted(find_flips(found).tolist()) == [1, 2, 4]
    assert find_flips(found, label="spam").tolist() == []
    assert len(find_flips(found, label="ham")) == 3


def test_a_row_tells_what_both_say_and_how_sure_they_are() -> None:
    found = flips(way([0, 1]), way([1, 1], sure=1.0))
    assert found.true(0) == "ham"
    (label_a, sure_a), (label_b, sure_b) = found.said(0, "a"), found.said(0, "b")
    assert (label_a, label_b) == ("ham", "spam")
    assert sure_a == pytest.approx(np.exp(3) / (np.exp(3) + 2))
    assert sure_b == pytest.approx(np.e / (np.e + 2))
    assert found.number(0) == 30  # two validation rows come before; numbers count by tens
    assert found.texts(0) == ("Headline number 2, told at length",)


def test_the_majority_of_the_seeds_speaks_and_an_even_vote_goes_to_the_surer() -> None:
    outvoted = vote([[said([0, 0], 9.0), said([0, 1], 0.5), said([0, 1], 0.5)]])
    assert outvoted.given.tolist() == [1], "though the first alone is surer than the others together"
    even = vote([[said([0, 1], 1.0), said([0, 2], 4.0)]])
    assert even.given.tolist() == [2]


def test_the_surest_disagreement_comes_first() -> None:
    sure = np.linspace(0.5, 4.0, 6)
    logits = np.zeros((6, 3))
    logits[:, 0] = sure
    a = vote([[scored_rows("single_label", LABELS, [[0.0]] * 6, logits)]])
    found = flips(a, way([1, 1, 1]))
    assert find_flips(found).tolist() == [2, 1, 0]


def test_words_are_looked_for_in_the_texts_of_the_rows_found() -> None:
    a, b = vote([[one_label(LABELS, 6)]]), vote([[one_label(LABELS, 4)]])
    found = flips(a, b)
    (row,) = find_flips(found, words="NUMBER 64,")
    assert found.texts(int(row))[0].startswith("Headline number 64,")
    assert not len(find_flips(found, words="number 64, nonsense"))


def test_several_labels_are_right_when_all_of_them_are() -> None:
    one = several_labels(LABELS)
    perfect = replace(one, data=_with_logits(one, np.where(one.targets, 3.0, -3.0)))
    a, b = vote([[perfect]]), vote([[one]])
    wrong = ((one.logits > 0) != one.targets).any(axis=1)[one.at(TEST)]
    assert flips(a, b).counts == (int(wrong.sum()), 0)
    outvoted = vote([[perfect, perfect, one]])
    assert flips(a, outvoted).counts == (0, 0)


def test_of_numbers_the_closer_one_gains() -> None:
    truth = [[2.0]] * 6
    a = vote([[scored_rows("regression", ("price",), truth, np.array([[2.0, 2, 2, 2.5, 3, 2]]).T)]])
    b = vote([[scored_rows("regression", ("price",), truth, np.array([[2.0, 2, 2, 3.5, 2.1, 2]]).T)]])
    found = flips(a, b)
    assert found.counts == (1, 1)
    assert found.gained.tolist() == [1, -1, 0]
    assert find_flips(found).tolist() == [0, 1], "by how much closer: 1.0, then 0.9"
    assert found.said(0, "a") == ("2.5", 0.5)


def test_folds_are_joined_in_the_order_of_the_table() -> None:
    whole = one_label(LABELS)
    first, second = _only(whole, 0), _only(whole, 1)
    joined = vote([[second], [first]])
    at_once = vote([[whole]])
    assert joined.numbers.tolist() == at_once.numbers.tolist()
    assert joined.given.tolist() == at_once.given.tolist()
    found = flips(joined, vote([[one_label(LABELS, 4)]]))
    row = int(find_flips(found)[0])
    assert f"number {found.number(row) // 10 - 1}," in found.texts(row)[0]


def test_rows_of_one_only_are_left_out_and_other_labels_are_refused() -> None:
    whole = one_label(LABELS)
    part = vote([[_only(whole, 0)]])
    assert len(flips(part, vote([[whole]])).gained) == len(part.numbers) < PART
    with pytest.raises(RunError, match="same rows"):
        flips(way([0]), vote([[whole]]))
    with pytest.raises(RunError, match="same rows"):
        vote([[whole, one_label(("ham", "spam", "tea"))]])


def test_the_csv_holds_what_is_listed_and_runs_nothing(tmp_path: Path) -> None:
    evil = ("=1+1", "spam", "eggs")
    a = vote([[_labelled(said([0, 0, 0, 1]), evil)]])
    b = vote([[_labelled(said([0, 0, 1, 0]), evil)]])
    found = flips(a, b)
    write_flips(tmp_path / "flips.csv", found, find_flips(found), ("Fine-tune", "Head only"))
    with (tmp_path / "flips.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[:3] == ["row", "headline", "label"]
    assert header[3:] == ["Fine-tune", "Fine-tune, confidence", "Head only", "Head only, confidence", "right"]
    assert {row[2] for row in rows} == {"'=1+1"}
    assert {(row[3], row[-1]) for row in rows} == {("'=1+1", "Fine-tune"), ("spam", "Head only")}
    with pytest.raises(RunError, match="already exists"):
        write_flips(tmp_path / "flips.csv", found, find_flips(found), ("a", "b"))


def test_a_way_is_read_from_the_folders_of_its_runs(tmp_path: Path) -> None:
    folders = [tmp_path / str(seed) for seed in range(2)]
    for folder in folders:
        folder.mkdir()
        write_scored(folder, one_label(LABELS))
    assert read_way([folders]).given.tolist() == vote([[one_label(LABELS)]]).given.tolist()
    with pytest.raises(RunError, match="lacks the rows"):
        read_way([[tmp_path / "none"]])


def _with_logits(scored: Scored, logits: np.ndarray) -> object:
    return scored_rows("multi_label", LABELS, scored.targets.astype(float).tolist(), logits).data


def _only(scored: Scored, half: int) -> Scored:
    """The test rows whose place is even, or odd."""
    rows = scored.at(TEST)[half::2]
    return replace(scored, data=scored.data.take(rows.tolist()))


def _labelled(scored: Scored, labels: tuple[str, ...]) -> Scored:
    return replace(scored, labels=labels)
