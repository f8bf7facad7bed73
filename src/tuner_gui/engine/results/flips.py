"""Rows that flipped: one way of training has them right, the other has them wrong."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from tuner_gui.engine.results.row_words import TEXT_NAMES, having, holding, in_words
from tuner_gui.engine.results.rows_file import write_rows
from tuner_gui.engine.results.voting import WayRows, not_the_same_rows
from tuner_gui.engine.safe_cells import safe_cell

Side = Literal["both", "a", "b"]


@dataclass(frozen=True, eq=False)
class Flips:
    """The rows that both ways were tested on; arrays are parallel, [rows]."""

    a: WayRows
    b: WayRows
    at_a: np.ndarray
    """Index of each row in `a`; int64."""
    at_b: np.ndarray
    gained: np.ndarray
    """1: only `a` is right, of a regression: it is closer; -1: only `b`; 0: neither; int8."""
    weight: np.ndarray
    """How telling a row is: how sure both are together; of a regression, by how much one is closer;
    float64."""

    @property
    def regression(self) -> bool:
        """Whether numbers are predicted, which are closer or further off, not right or wrong."""
        return self.a.task == "regression"

    @property
    def counts(self) -> tuple[int, int]:
        """Rows that only `a` has right, and rows that only `b` has right."""
        return int((self.gained > 0).sum()), int((self.gained < 0).sum())

    def number(self, i: int) -> int:
        """Place of row `i` among the data rows of its file, 1 for the first."""
        return int(self.a.numbers[self.at_a[i]])

    def texts(self, i: int) -> tuple[str, ...]:
        """The whole text of row `i`, or the two of a pair."""
        names = [name for name in TEXT_NAMES if name in self.a.data.column_names]
        place = int(self.a.index[self.at_a[i]])
        return tuple(self.a.data[name][place].as_py() for name in names)

    def true(self, i: int) -> str:
        """Its label, as it stands in a table."""
        at = self.at_a[i]
        return in_words(self.a.truth[at : at + 1], self.a.labels)[0]

    def said(self, i: int, side: Literal["a", "b"]) -> tuple[str, float]:
        """What one of the two says of row `i`, and how sure it is; of a regression, how far off."""
        rows, at = (self.a, self.at_a[i]) if side == "a" else (self.b, self.at_b[i])
        return in_words(rows.given[at : at + 1], rows.labels)[0], float(rows.sure[at])


def flips(a: WayRows, b: WayRows) -> Flips:
    """Compare two ways of training row by row; rows that only one of them was tested on are left out.

    Several labels of a row are right when all of them are, and none too many.

    Raises:
        RunError: they have no row in common, or its label is another.
    """
    numbers, at_a, at_b = np.intersect1d(a.numbers, b.numbers, assume_unique=True, return_indices=True)
    same = a.task == b.task and a.labels == b.labels
    if not len(numbers) or not same or not np.array_equal(a.truth[at_a], b.truth[at_b]):
        raise not_the_same_rows()
    sure_a, sure_b = a.sure[at_a], b.sure[at_b]
    if a.task == "regression":
        closer = sure_b - sure_a
        return Flips(a, b, at_a, at_b, np.sign(closer).astype(np.int8), np.abs(closer))
    right_a, right_b = _right(a)[at_a], _right(b)[at_b]
    return Flips(a, b, at_a, at_b, right_a.astype(np.int8) - right_b.astype(np.int8), sure_a + sure_b)


def _right(rows: WayRows) -> np.ndarray:
    same = rows.given == rows.truth
    return np.asarray(same.reshape(len(rows.numbers), -1).all(axis=1))


def find_flips(found: Flips, *, side: Side = "both", label: str = "", words: str = "") -> np.ndarray:
    """Rows that flipped, the most telling first; int64.

    Args:
        found: to look among.
        side: which of the two has them right.
        label: that a row must have; empty: any. Of a regression it is not looked at.
        words: every one of them must occur in the text, in any case; empty: any text.
    """
    wanted = {"both": found.gained != 0, "a": found.gained > 0, "b": found.gained < 0}[side]
    if label and not found.regression:
        wanted = wanted & having(found.a.truth[found.at_a], found.a.labels.index(label))
    chosen = np.flatnonzero(wanted)
    if words.strip() and len(chosen):
        rows = found.a.index[found.at_a[chosen]]
        chosen = chosen[holding(found.a.data, rows, words.split())]
    return chosen[np.argsort(-found.weight[chosen], kind="stable")]


def write_flips(path: Path, found: Flips, rows: np.ndarray, names: tuple[str, str]) -> None:
    """Write rows as a new CSV for spreadsheets; no cell acts as a formula.

    Args:
        path: of the new file.
        found: all there are.
        rows: indices of those to write, in their order.
        names: of the two ways of training.

    Raises:
        RunError: the file is there already.
        EnvironmentProblemError: it cannot be written.
    """
    measure = "error" if found.regression else "confidence"
    better = "closer" if found.regression else "right"
    sides = [cell for name in names for cell in (name, f"{name}, {measure}")]
    header = [*map(safe_cell, ["row", *found.a.text_columns, "label", *sides]), better]
    write_rows(path, header, (_cells(found, int(i), names) for i in rows))


def _cells(found: Flips, i: int, names: tuple[str, str]) -> list[str]:
    (a, sure_a), (b, sure_b) = found.said(i, "a"), found.said(i, "b")
    return [
        str(found.number(i)),
        *map(safe_cell, found.texts(i)),
        safe_cell(found.true(i)),
        safe_cell(a),
        f"{sure_a:.6g}",
        safe_cell(b),
        f"{sure_b:.6g}",
        safe_cell(names[0] if found.gained[i] > 0 else names[1]),
    ]
