"""From the cells of the label columns to targets that a model can be trained on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from tuner_gui.engine.config import Task
from tuner_gui.engine.data.numeric import read_numbers
from tuner_gui.engine.data.parts import find_separator, split_cell
from tuner_gui.engine.data.picking import encode_cells
from tuner_gui.engine.data.table import Table, is_filled
from tuner_gui.errors import DataError

MOST_CLASSES = 20_000
"""More different values than this are no classes."""
MOST_NAMES = 1_000
"""Most labels of which a row may have several."""
_CELLS_TO_JUDGE = 20_000
RANGES = 10
"""Number of ranges that a regression's values are counted in."""
_TRUE = frozenset(["1", "1.0", "true", "yes", "y", "t", "x"])
_FALSE = frozenset(["0", "0.0", "false", "no", "n", "f", "-"])


@dataclass(frozen=True, eq=False)
class Labels:
    """What is to be learned of each row of a table."""

    task: Task
    names: tuple[str, ...]
    """Classes, sorted: by value when all are numbers. Of a regression: the name of the column."""
    targets: np.ndarray
    """`single_label`: index into `names`, int64 [rows]; `multi_label`: 0 or 1, float32 [rows, classes];
    `regression`: float64 [rows]. Without meaning where `labelled` is False."""
    labelled: np.ndarray
    """bool [rows]; False: the cell is empty or cannot be used."""
    invalid: np.ndarray
    """bool [rows]; True: the cell is filled but cannot be used, as a word among numbers."""

    def counts(self, rows: np.ndarray | None = None) -> dict[str, int]:
        """Rows of each class, most frequent first; of a regression, of ten ranges, ascending.

        Args:
            rows: bool [rows], which to count among the labelled ones; None: all.
        """
        chosen = self.labelled if rows is None else self.labelled & rows
        if self.task == "regression":
            edges, names = self.ranges(chosen)
            found = np.histogram(self.targets[chosen], edges)[0] if names else ()
            return dict(zip(names, map(int, found), strict=True))
        amounts = self._class_counts(chosen)
        pairs = [(name, int(count)) for name, count in zip(self.names, amounts, strict=True) if count]
        return dict(sorted(pairs, key=lambda item: -item[1]))

    def _class_counts(self, chosen: np.ndarray) -> np.ndarray:
        if self.task == "multi_label":
            counts: np.ndarray = self.targets[chosen].sum(axis=0, dtype=np.float64).astype(np.int64)
            return counts
        return np.bincount(self.targets[chosen], minlength=len(self.names))

    def ranges(self, chosen: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
        """Edges and names of the ranges of a regression; no names when there are no values."""
        values = self.targets[chosen]
        if not len(values):
            return np.zeros(0), ()
        low, high = float(values.min()), float(values.max())
        edges = np.linspace(low, high if high > low else low + 1, RANGES + 1)
        digits = max(0, 2 - math.floor(math.log10(edges[1] - edges[0]) + 1e-9) - 1)
        shown = [f"{edge:,.{digits}f}" for edge in edges]
        return edges, tuple(f"{a} to {b}" for a, b in pairwise(shown))

    def take(self, rows: np.ndarray) -> Labels:
        """Those of some rows, by index."""
        return replace(
            self,
            targets=self.targets[rows],
            labelled=self.labelled[rows],
            invalid=self.invalid[rows],
        )

    def rows_of(self, name: str, chosen: np.ndarray) -> np.ndarray:
        """Indices of the rows of a class or a range among the chosen ones; ascending, int64."""
        chosen = chosen & self.labelled
        if self.task == "regression":
            edges, names = self.ranges(chosen)
            place = names.index(name)
            inside = np.clip(np.searchsorted(edges, self.targets, side="right") - 1, 0, RANGES - 1) == place
        elif self.task == "multi_label":
            inside = self.targets[:, self.names.index(name)] > 0
        else:
            inside = self.targets == self.names.index(name)
        return np.flatnonzero(inside & chosen)


def read_labels(table: Table, label_columns: Sequence[str], task: Task) -> Labels:
    """Read the label columns of a table.

    Raises:
        KeyError: there is no such column.
        DataError: there are more labels than a model can be given.
    """
    assert label_columns
    return labels_of(table.data, label_columns, task)


def labels_of(data: pa.Table, label_columns: Sequence[str], task: Task) -> Labels:
    """As `read_labels`, of columns that need not be those of one file."""
    if task == "regression":
        return _numbers(data[label_columns[0]], label_columns[0])
    if task == "single_label":
        return _classes(data[label_columns[0]], label_columns[0])
    if len(label_columns) > 1:
        return _indicators(data, label_columns)
    return _sets(data[label_columns[0]], label_columns[0])


def sort_names(names: Iterable[str]) -> tuple[str, ...]:
    """By value when all are numbers (`9` before `10`), otherwise by name."""
    names = sorted(names)
    values = [_value(name) for name in names]
    if None in values:
        return tuple(names)
    return tuple(name for _, name in sorted(zip(values, names, strict=True)))


def _value(name: str) -> float | None:
    try:
        value = float(name)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _classes(column: Any, name: str) -> Labels:
    codes, cells = encode_cells(column)
    if len(cells) > MOST_CLASSES:
        raise DataError(
            f"“{name}” has {len(cells):,} different values in {len(column):,} rows: it looks like an id, a "
            "number or free text, not like labels.",
            hint="Choose a column in which the same few values come again and again.",
        )
    names = sort_names(cell for cell in cells if cell.strip())
    places = {name: place for place, name in enumerate(names)}
    translation = np.array([places.get(cell, -1) for cell in cells], dtype=np.int64)
    targets = translation[codes] if len(cells) else codes
    labelled = targets >= 0
    return Labels("single_label", names, np.maximum(targets, 0), labelled, np.zeros_like(labelled))


def _numbers(column: Any, name: str) -> Labels:
    values, usable = read_numbers(column)
    filled = is_filled(column).to_numpy()
    return Labels("regression", (name,), values, usable, filled & ~usable)


def _sets(column: Any, name: str) -> Labels:
    """Several labels in one cell."""
    codes, cells = encode_cells(column)
    rows = np.bincount(codes, minlength=len(cells))
    few = range(min(len(cells), _CELLS_TO_JUDGE))
    mark = find_separator({cells[place]: int(rows[place]) for place in few})
    parts = _split_all(cells, mark, name)
    names = sort_names({part for found in parts for part in found})
    places = {name: place for place, name in enumerate(names)}
    members = np.zeros((len(cells), len(names)), dtype=np.uint8)
    for cell, found in enumerate(parts):
        members[cell, [places[part] for part in found]] = 1
    filled = np.array([bool(cell.strip()) for cell in cells], dtype=bool)
    labelled = filled[codes] if len(cells) else np.zeros(0, dtype=bool)
    return Labels("multi_label", names, members[codes].astype(np.float32), labelled, np.zeros_like(labelled))


def _split_all(cells: Sequence[str], mark: str, column: str) -> list[tuple[str, ...]]:
    """The labels in each of the different cells, which must not be too many in all."""
    parts: list[tuple[str, ...]] = []
    names: set[str] = set()
    for cell in cells:
        parts.append(split_cell(cell, mark))
        names.update(parts[-1])
        if len(names) > MOST_NAMES:
            raise DataError(
                f"“{column}” holds more than {MOST_NAMES:,} different labels, too many for a model that "
                "gives several at once.",
                hint="Choose another column, or leave rare labels out of it.",
            )
    return parts


def _indicators(data: pa.Table, columns: Sequence[str]) -> Labels:
    """One column of 0 and 1 per class. A row is labelled when it is so in every column."""
    targets = np.zeros((data.num_rows, len(columns)), dtype=np.float32)
    labelled = np.ones(data.num_rows, dtype=bool)
    invalid = np.zeros(data.num_rows, dtype=bool)
    for place, name in enumerate(columns):
        codes, cells = encode_cells(data[name])
        words = [cell.strip().lower() for cell in cells]
        true = np.array([word in _TRUE for word in words], dtype=bool)[codes]
        false = np.array([word in _FALSE for word in words], dtype=bool)[codes]
        filled = np.array([bool(word) for word in words], dtype=bool)[codes]
        targets[:, place] = true
        labelled &= true | false
        invalid |= filled & ~(true | false)
    return Labels("multi_label", tuple(columns), targets, labelled, invalid)
