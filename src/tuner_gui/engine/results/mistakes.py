"""The test rows one by one: what was said of each, which are wrong, and whose mistake it may be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from tuner_gui.engine.config import Decision
from tuner_gui.engine.results.marks import Mark, Verdict
from tuner_gui.engine.results.scored import Scored

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

    def mark(self, i: int, verdict: Verdict, label: str = "") -> Mark:
        """What a person says of row `i` of these."""
        return Mark(row=int(self.number[i]), test=bool(self.test[i]), verdict=verdict, label=label)

    def text(self, i: int) -> tuple[str, ...]:
        """The whole text of row `i` of these, or the two of a pair."""
        return self.scored.texts(int(self.index[i]))


def test_rows(scored: Scored, decision: Decision) -> TestRows:
    """All rows to look at, at this decision, in the order of the table."""
    raise NotImplementedError


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
    raise NotImplementedError


def write_csv(path: Path, rows: TestRows, indices: np.ndarray, marks: tuple[Mark, ...]) -> None:
    """Write rows as a new CSV for spreadsheets: UTF-8 with a byte order mark; no cell acts as a formula.

    Raises:
        RunError: the file is there already.
        EnvironmentProblemError: it cannot be written.
    """
    raise NotImplementedError
