"""The one call that reads a dataset, understands it, mends it and says what is wrong with it.

The window, `tuner-gui inspect` and the engine all look at a dataset through it. pyarrow and numpy only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow.compute as pc

from tuner_gui.engine.config import DatasetConfig, Reading
from tuner_gui.engine.data.fixes import Applied, apply_fixes
from tuner_gui.engine.data.folds import check_folds
from tuner_gui.engine.data.gathered import Rows, gather, roles_of, with_roles
from tuner_gui.engine.data.health.examine import examine, examine_table
from tuner_gui.engine.data.markup import strip_markup
from tuner_gui.engine.data.partition import split_sizes
from tuner_gui.engine.data.picking import as_numpy, picked
from tuner_gui.engine.data.read import check_bad_rows, read_table
from tuner_gui.engine.data.role_checks import check_choice, check_content
from tuner_gui.engine.data.roles import Roles
from tuner_gui.engine.data.row_checks import check_parts, check_rows
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.facts import Finding
from tuner_gui.errors import TunerError


@dataclass(frozen=True, eq=False)
class Survey:
    """What there is to know about a dataset before training."""

    table: Table
    config: DatasetConfig
    """With the roles filled in."""
    roles: Roles
    counts: tuple[tuple[str, int], ...] = ()
    """Rows per class after fixes, most frequent first; for regression ten ranges such as `0.0 to 0.5`,
    ascending."""
    findings: tuple[Finding, ...] = ()
    """Those still standing after the fixes, gravest first."""
    applied: Applied = ()
    """Each fix of the configuration, with a sentence that says what it did."""
    problem: TunerError | None = None
    """Why it cannot be learned from."""
    rows: int = 0
    """Usable labelled rows after fixes, those of separate tables included."""
    unlabelled: int = 0
    """Rows of the table that have a text and no label."""
    split_sizes: tuple[int, int, int] = (0, 0, 0)
    """Rows for training, validation and test."""
    _rows: Rows | None = field(default=None, repr=False)

    def rows_of(self, label: str) -> np.ndarray:
        """Indices into the rows of `table` that belong to a class or range of `counts`; ascending, int64."""
        assert self._rows is not None
        found = self._rows.labels.rows_of(label, self._rows.usable)
        return found[found < self.table.rows]

    def sample(self, size: int) -> tuple[tuple[tuple[str, ...], ...], tuple[int, ...]]:
        """Texts as they will be trained on, and row numbers, of at most `size` evenly spaced usable rows."""
        chosen = self._evenly(size)
        if self._rows is None or not len(chosen):
            return (), ()
        return self._texts_of(chosen), tuple(map(int, self._rows.numbers[chosen]))

    def longest(self) -> tuple[str, ...]:
        """Texts, as they will be trained on, of the usable row with the most characters; empty: no row."""
        usable = self._usable_own
        if not len(usable) or not self.roles.text_columns:
            return ()
        columns = [self.table.data[name] for name in self.roles.text_columns]
        characters = sum(as_numpy(pc.utf8_length(column).fill_null(0)) for column in columns)
        assert isinstance(characters, np.ndarray)
        return self._texts_of(usable[[characters[usable].argmax()]])[0]

    def _texts_of(self, chosen: np.ndarray) -> tuple[tuple[str, ...], ...]:
        data = picked(self.table.data.select(list(self.roles.text_columns)), chosen)
        columns = [data[name].to_pylist() for name in self.roles.text_columns]
        if any(fix.id == "strip_markup" for fix, _ in self.applied):
            columns = [[strip_markup(text) for text in column] for column in columns]
        return tuple(zip(*columns, strict=True))

    def check_folds(self) -> None:
        """Make sure that every row may be tested on in turn.

        Raises:
            DataError: which rows are tested on is given, or follows from time.
        """
        if self._rows is not None:
            check_folds(self._rows, self.config.time_column)

    @cached_property
    def _usable_own(self) -> np.ndarray:
        if self._rows is None:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero((self._rows.has_text & ~self._rows.left_out)[: self.table.rows])

    def _evenly(self, size: int) -> np.ndarray:
        rows = self._usable_own
        if len(rows) <= size:
            return rows
        return rows[np.linspace(0, len(rows) - 1, size, dtype=np.int64)]


def survey(config: DatasetConfig, table: Table | None = None) -> Survey:
    """Look at a dataset.

    Args:
        config: what the person has chosen so far; everything may be left open.
        table: the dataset's table when it is already read.

    Raises:
        DataError: the table cannot be read at all. What else is wrong is in `Survey.problem`.
    """
    table = table or read_table(Path(config.path), config.reading)
    roles = roles_of(config, table)
    filled = with_roles(config, roles)
    try:
        check_choice(table, roles)
        rows = gather(filled, table, roles)
    except TunerError as problem:
        return Survey(table, filled, roles, findings=examine_table(table, roles), problem=problem)
    mended, applied = apply_fixes(rows, config.fixes)
    usable = mended.usable
    sizes = split_sizes(mended, filled)
    return Survey(
        table=table,
        config=filled,
        roles=roles,
        counts=tuple(mended.labels.counts(usable).items()),
        findings=examine(mended, frozenset(fix.id for fix in config.fixes), sizes),
        applied=applied,
        problem=_problem(table, mended, config.reading, sizes),
        rows=int(usable.sum()),
        unlabelled=int((mended.unlabelled & mended.own).sum()),
        split_sizes=sizes,
        _rows=mended,
    )


def _problem(table: Table, rows: Rows, reading: Reading, sizes: tuple[int, int, int]) -> TunerError | None:
    try:
        check_bad_rows(table, reading)
        check_content(table, rows.roles)
        check_rows(rows)
        if not all(sizes):
            check_parts(sizes, len(np.unique(rows.keys[rows.usable])))
    except TunerError as problem:
        return problem
    return None
