"""All rows that may take part in a run, whichever file they come from, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from tuner_gui.engine.config import CorrectedTable, DatasetConfig
from tuner_gui.engine.data.corrections import corrected
from tuner_gui.engine.data.duplicates import scan_texts
from tuner_gui.engine.data.labels import Labels, labels_of
from tuner_gui.engine.data.read import read_table
from tuner_gui.engine.data.role_guess import Roles, infer_roles
from tuner_gui.engine.data.split_column import FREE, TEST, TRAIN, VALIDATION, parts_of
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.data.wording import quote
from tuner_gui.errors import DataError

PART_NAMES = {TRAIN: "training", VALIDATION: "validation", TEST: "test"}
_CORRECTED: dict[int, CorrectedTable] = {VALIDATION: "validation", TEST: "test"}


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of the dataset's table, then those of a separate validation table, then of a test table.

    Arrays have one entry per row. Nothing is ever taken out: `left_out` marks what fixes leave out.
    """

    table: Table
    """The dataset's own table; its rows come first."""
    data: pa.Table
    """The columns that play a role, of all rows."""
    roles: Roles
    labels: Labels
    parts: np.ndarray
    """int8: `FREE`, `TRAIN`, `VALIDATION` or `TEST`, where a column or a file says so."""
    numbers: np.ndarray
    """1-based place among the data rows of the file that the row comes from; int64."""
    keys: np.ndarray
    """int64, equal for equal texts, see `duplicates.scan_texts`."""
    has_text: np.ndarray
    unreadable: np.ndarray
    left_out: np.ndarray
    uncorrected: Labels | None = None
    """The labels as the tables have them, where a person corrected some."""

    @property
    def usable(self) -> np.ndarray:
        """Rows with text and label that no fix leaves out; bool."""
        usable: np.ndarray = self.has_text & self.labels.labelled & ~self.left_out
        return usable

    @property
    def pool(self) -> np.ndarray:
        """Usable rows that are not given for validation or test: what may be learned from; bool."""
        pool: np.ndarray = self.usable & ((self.parts == FREE) | (self.parts == TRAIN))
        return pool

    @property
    def unlabelled(self) -> np.ndarray:
        """Rows with text and an empty label: to be predicted; bool."""
        found: np.ndarray = self.has_text & ~self.labels.labelled & ~self.labels.invalid & ~self.left_out
        return found

    @property
    def own(self) -> np.ndarray:
        """Rows of the dataset's own table; bool."""
        return np.arange(len(self.parts)) < self.table.rows

    @property
    def given(self) -> bool:
        """Whether validation or test rows are given by a column or a file."""
        return bool(((self.parts == TEST) | (self.parts == VALIDATION)).any())

    def before_corrections(self) -> Rows:
        """The same with the labels that the tables have."""
        return self if self.uncorrected is None else replace(self, labels=self.uncorrected, uncorrected=None)

    def without(self, rows: np.ndarray) -> Rows:
        """The same with some rows (indices or bool) left out."""
        left_out = self.left_out.copy()
        left_out[rows] = True
        return replace(self, left_out=left_out)


def roles_of(config: DatasetConfig, table: Table) -> Roles:
    """The chosen roles, and a guess for those that are not chosen."""
    return infer_roles(
        table,
        text_columns=config.text_columns,
        label_columns=config.label_columns,
        task=config.task,
        split_column="" if config.time_column and config.split_column is None else config.split_column,
    )


def with_roles(config: DatasetConfig, roles: Roles) -> DatasetConfig:
    """The configuration with the roles filled in."""
    return msgspec.structs.replace(
        config,
        text_columns=roles.text_columns,
        label_columns=roles.label_columns,
        task=roles.task,
        split_column=roles.split_column,
    )


def gather(config: DatasetConfig, table: Table, roles: Roles) -> Rows:
    """Read what the roles point at, and the separate tables.

    Raises:
        DataError: a separate table cannot be read or lacks a column, the split column has other
            values, there is no such time column, or a correction cannot be made.
    """
    if config.time_column and config.time_column not in table.columns:
        raise DataError(
            f"“{table.path.name}” has no column “{config.time_column}” to order its rows by.",
            hint="Choose the column with the time of each row, or split at random.",
        )
    others = [
        (part, _read_other(path, config, table, roles, PART_NAMES[part]))
        for part, path in ((VALIDATION, config.validation_path), (TEST, config.test_path))
        if path
    ]
    tables: dict[CorrectedTable, Table] = {"own": table}
    tables.update({_CORRECTED[part]: other for part, other in others})
    columns = list(dict.fromkeys([*roles.text_columns, *roles.label_columns]))
    data = pa.concat_tables([t.data.select(columns) for t in (table, *(other for _, other in others))])
    parts = [_own_parts(table, roles), *(np.full(o.rows, part, dtype=np.int8) for part, o in others)]
    labels = labels_of(data, roles.label_columns, roles.task)
    scan = scan_texts([data[name] for name in roles.text_columns])
    return Rows(
        table=table,
        data=data,
        roles=roles,
        labels=corrected(labels, config.corrections, tables),
        uncorrected=labels if config.corrections else None,
        parts=np.concatenate(parts),
        numbers=np.concatenate([table.row_numbers(), *(other.row_numbers() for _, other in others)]),
        keys=scan.keys,
        has_text=scan.filled,
        unreadable=scan.unreadable,
        left_out=np.zeros(data.num_rows, dtype=bool),
    )


def _own_parts(table: Table, roles: Roles) -> np.ndarray:
    if not roles.split_column:
        return np.full(table.rows, FREE, dtype=np.int8)
    parts, unknown = parts_of(table.data[roles.split_column])
    if unknown:
        listed = ", ".join(f"“{value[:40]}”" for value in unknown[:5])
        raise DataError(
            f"“{roles.split_column}” is to say which rows are for training, validation and test, but it "
            f"holds {listed}.",
            hint="Use the words train, validation and test in it, or choose no column for the split.",
        )
    return parts


def _read_other(path: str, config: DatasetConfig, table: Table, roles: Roles, part: str) -> Table:
    other = read_table(Path(path), config.reading)
    needed = (*roles.text_columns, *roles.label_columns)
    missing = [name for name in needed if name not in other.columns]
    if missing:
        raise DataError(
            f"The {part} table “{other.path.name}” lacks {quote(missing)}.",
            hint=f"It needs {quote(needed)}, like “{table.path.name}”, but has {quote(other.columns)}.",
        )
    return other
