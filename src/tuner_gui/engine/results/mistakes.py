"""The test rows one by one: what was said of each, which are wrong, and whose mistake it may be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from tuner_gui.engine.config import Decision
from tuner_gui.engine.results.deciding import confidence, decide
from tuner_gui.engine.results.label_errors import label_errors
from tuner_gui.engine.results.marks import Mark, Verdict
from tuner_gui.engine.results.mistakes_file import MistakesRow, write_mistakes
from tuner_gui.engine.results.row_words import having, holding, in_words
from tuner_gui.engine.results.scored import TEST, Scored

Only = Literal["mistakes", "all", "suspect"]


@dataclass(frozen=True, eq=False)
class TestRows:
    """The test rows and those validation rows whose label is suspect. Arrays are parallel, [rows]."""

    __test__ = False  # pytest: no test, whatever its name begins with

    scored: Scored
    index: np.ndarray
    """Of each row in `scored`; int64."""
    number: np.ndarray
    """Its place among the data rows of its file, 1 for the first; int64."""
    test: np.ndarray
    """Whether it is a test row; False: a validation row; bool."""
    confidence: np.ndarray
    """Of what was predicted, 0..1; of a regression the absolute error, in units of the label; float64."""
    correct: np.ndarray
    """Whether all of it is right; always False for a regression, which has no right and wrong; bool."""
    suspect: np.ndarray
    """Whether the label itself is likely to be wrong (see `label_errors`); bool."""
    true: tuple[str, ...]
    """Labels as they stand in a table: `a; b` for several; numbers of a regression."""
    predicted: tuple[str, ...]
    given: np.ndarray
    """What was predicted, as `deciding.decide` has it."""

    def mark(self, i: int, verdict: Verdict, label: str = "") -> Mark:
        """What a person says of row `i` of these."""
        return Mark(row=int(self.number[i]), test=bool(self.test[i]), verdict=verdict, label=label)

    def text(self, i: int) -> tuple[str, ...]:
        """The whole text of row `i` of these, or the two of a pair."""
        return self.scored.texts(int(self.index[i]))


def test_rows(scored: Scored, decision: Decision) -> TestRows:
    """All rows to look at, at this decision, in the order of the table."""
    errors = label_errors(scored)
    index = np.flatnonzero((scored.parts == TEST) | errors)
    with np.errstate(invalid="ignore"):
        scores = np.nan_to_num(scored.scores(decision)[index])
    truth, given = scored.targets[index], decide(scored.task, scores, decision)
    number = scored.task == "regression"
    same = np.zeros(len(index), dtype=bool) if number else given == truth
    return TestRows(
        scored=scored,
        index=index,
        number=scored.numbers[index],
        test=scored.parts[index] == TEST,
        confidence=np.abs(given - truth) if number else confidence(scored.task, scores, given),
        correct=np.asarray(same.reshape(len(index), -1).all(axis=1)),
        suspect=errors[index],
        true=in_words(truth, scored.labels),
        predicted=in_words(given, scored.labels),
        given=given,
    )


test_rows.__test__ = False  # type: ignore[attr-defined]


def find(
    rows: TestRows,
    *,
    words: str = "",
    true: str = "",
    predicted: str = "",
    only: Only = "mistakes",
    least_sure_first: bool = False,
) -> np.ndarray:
    """Indices into `rows` of those wanted, surest first (of a regression: the largest error first); int64.

    Args:
        rows: to look among.
        words: every one of them must occur in the text, in any case; empty: any text.
        true: a label that the row must have; empty: any. Of a regression it is not looked at.
        predicted: a label that it must have been given; empty: any.
        only: `mistakes` and `all` are of test rows; `suspect` are likely label errors of validation rows too.
        least_sure_first: the other way round.
    """
    wanted = {"mistakes": rows.test & ~rows.correct, "all": rows.test, "suspect": rows.suspect}[only]
    wanted = wanted & _having(rows, rows.scored.targets[rows.index], true)
    wanted &= _having(rows, rows.given, predicted)
    chosen = np.flatnonzero(wanted)
    if words.strip() and len(chosen):
        chosen = chosen[holding(rows.scored.data, rows.index[chosen], words.split())]
    keys = rows.confidence[chosen]
    return chosen[np.argsort(keys if least_sure_first else -keys, kind="stable")]


def _having(rows: TestRows, values: np.ndarray, label: str) -> np.ndarray:
    """Rows that have a label among `values`; bool."""
    if not label or rows.scored.task == "regression":
        return np.ones(len(rows.index), dtype=bool)
    return having(values, rows.scored.labels.index(label))


def write_csv(path: Path, rows: TestRows, indices: np.ndarray, marks: tuple[Mark, ...]) -> None:
    """Write rows as a new CSV for spreadsheets: UTF-8 with a byte order mark; no cell acts as a formula.

    Args:
        path: of the new file.
        rows: all there are.
        indices: of those to write, in their order.
        marks: what a person said of some.

    Raises:
        RunError: the file is there already.
        EnvironmentProblemError: it cannot be written.
    """
    marked = {(mark.row, mark.test): mark for mark in marks}
    write_mistakes(
        path,
        rows.scored.text_columns,
        "error" if rows.scored.task == "regression" else "confidence",
        (_row(rows, int(i), marked) for i in indices),
    )


def _row(rows: TestRows, i: int, marked: dict[tuple[int, bool], Mark]) -> MistakesRow:
    number, test = int(rows.number[i]), bool(rows.test[i])
    return MistakesRow(
        number=number,
        part="test" if test else "validation",
        texts=rows.text(i),
        true=rows.true[i],
        predicted=rows.predicted[i],
        measure=float(rows.confidence[i]),
        suspect=bool(rows.suspect[i]),
        mark=marked.get((number, test)),
    )
