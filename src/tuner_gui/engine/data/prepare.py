"""From a dataset's configuration to texts, labels and a split, ready to train on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from tuner_gui.engine.config import DatasetConfig
from tuner_gui.engine.data.health import examine
from tuner_gui.engine.data.read import Table, read_table
from tuner_gui.engine.data.roles import MIN_CLASS_ROWS, MIN_ROWS, check_roles, infer_roles
from tuner_gui.engine.data.split import Split, stratified_sample, stratified_split
from tuner_gui.engine.data.table import usable_rows
from tuner_gui.engine.events import Finding
from tuner_gui.errors import DataError


@dataclass(frozen=True, eq=False)
class PreparedData:
    """The rows that take part in a run. Lists and arrays are parallel, one entry per row."""

    texts: list[tuple[str, ...]]
    """Cells as they are in the file; one per text column."""
    labels: np.ndarray
    """Indices into `label_names`; shape (rows,), int64."""
    label_names: tuple[str, ...]
    """Sorted; by value when all are numbers."""
    text_columns: tuple[str, ...]
    label_columns: tuple[str, ...]
    row_numbers: np.ndarray
    """1-based data row in the file that the row comes from; shape (rows,), int64."""
    split: Split
    skipped: int
    """Rows left out because their text or label is empty."""
    findings: tuple[Finding, ...]
    """About the dataset itself, not about a separate test table."""


@dataclass(frozen=True, eq=False)
class _Rows:
    """The usable rows of one table."""

    texts: list[tuple[str, ...]]
    labels: list[str]
    numbers: np.ndarray
    skipped: int


def prepare(config: DatasetConfig, *, seed: int) -> PreparedData:
    """Read, check, sample and split a dataset.

    Rows without text or label are left out, then `max_rows` takes a stratified sample, then the rest is
    split 70/15/15. A separate test table is used whole: the dataset is then split 85/15 and the rows of
    the test table follow those of the dataset.

    Raises:
        DataError: the tables cannot be read or cannot be learned from.
    """
    table = read_table(Path(config.path))
    config = _with_roles(config, table)
    check_roles(table, config.text_columns, config.label_columns[0] if config.label_columns else "")
    rows = _usable(table, config)
    label_names = _sort_labels(set(rows.labels))
    labels = _encode(rows.labels, label_names)
    if config.max_rows is not None:
        chosen = _sample(labels, config.max_rows, seed)
        rows, labels = _take(rows, chosen), labels[chosen]
    if config.test_path:
        test = _read_test(config, label_names)
        split = _append_test(stratified_split(labels, seed=seed, test_share=0.0), len(test.texts))
        rows, labels = _join(rows, test), np.concatenate([labels, _encode(test.labels, label_names)])
    else:
        split = stratified_split(labels, seed=seed)
    return PreparedData(
        texts=rows.texts,
        labels=labels,
        label_names=label_names,
        text_columns=config.text_columns,
        label_columns=config.label_columns,
        row_numbers=rows.numbers,
        split=split,
        skipped=rows.skipped,
        findings=examine(table, config.text_columns, config.label_columns[0]),
    )


def _with_roles(config: DatasetConfig, table: Table) -> DatasetConfig:
    """Fill in the columns that the person has not chosen."""
    label = config.label_columns[0] if config.label_columns else ""
    roles = infer_roles(table, text_columns=config.text_columns, label_column=label)
    labels = (roles.label_column,) if roles.label_column else ()
    return msgspec.structs.replace(config, text_columns=roles.text_columns, label_columns=labels)


def _usable(table: Table, config: DatasetConfig) -> _Rows:
    usable = usable_rows(table, (*config.text_columns, *config.label_columns))
    data = table.data.filter(pa.array(usable))
    columns = [data[name].to_pylist() for name in config.text_columns]
    return _Rows(
        texts=list(zip(*columns, strict=True)),
        labels=data[config.label_columns[0]].to_pylist(),
        numbers=table.row_numbers()[usable],
        skipped=table.rows - data.num_rows,
    )


def _sort_labels(names: Iterable[str]) -> tuple[str, ...]:
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


def _encode(labels: Sequence[str], label_names: Sequence[str]) -> np.ndarray:
    indices = {name: index for index, name in enumerate(label_names)}
    return np.array([indices[label] for label in labels], dtype=np.int64)


def _sample(labels: np.ndarray, max_rows: int, seed: int) -> np.ndarray:
    needed = max(MIN_ROWS, MIN_CLASS_ROWS * len(np.unique(labels)))
    if max_rows < needed:
        raise DataError(
            f"{max_rows:,} rows are too few: this dataset needs at least {needed:,}, "
            f"{MIN_CLASS_ROWS} for each label and {MIN_ROWS} in all.",
            hint=f"Raise the maximum number of rows to {needed:,} or more, or use all rows.",
        )
    return stratified_sample(labels, max_rows, seed=seed)


def _take(rows: _Rows, chosen: np.ndarray) -> _Rows:
    return replace(
        rows,
        texts=[rows.texts[index] for index in chosen],
        labels=[rows.labels[index] for index in chosen],
        numbers=rows.numbers[chosen],
    )


def _read_test(config: DatasetConfig, label_names: Sequence[str]) -> _Rows:
    table = read_table(Path(config.test_path))
    needed = (*config.text_columns, *config.label_columns)
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise DataError(
            f"The test table “{table.path.name}” lacks {_quote(missing)}.",
            hint=f"It needs {_quote(needed)}, like the dataset, but has {_quote(table.columns)}.",
        )
    rows = _usable(table, config)
    if not rows.texts:
        raise DataError(
            f"The test table “{table.path.name}” has no row with both text and label.",
            hint="Choose a test table with labelled rows.",
        )
    unseen = sorted(set(rows.labels) - set(label_names))
    if unseen:
        raise DataError(
            f"The test table “{table.path.name}” has labels that the dataset lacks: {_quote(unseen)}. "
            "They cannot be learned, so they cannot be tested.",
            hint="Spell the labels alike in both tables, or remove these rows from the test table.",
        )
    return rows


def _append_test(split: Split, test_rows: int) -> Split:
    """The split of a dataset whose rows are followed by those of a test table."""
    first = len(split.train) + len(split.validation)
    return replace(split, test=np.arange(first, first + test_rows, dtype=np.int64))


def _join(first: _Rows, second: _Rows) -> _Rows:
    return _Rows(
        texts=first.texts + second.texts,
        labels=first.labels + second.labels,
        numbers=np.concatenate([first.numbers, second.numbers]),
        skipped=first.skipped + second.skipped,
    )


def _quote(names: Sequence[str]) -> str:
    listed = ", ".join(f"“{name}”" for name in names[:10])
    return listed + (f" and {len(names) - 10:,} more" if len(names) > 10 else "")
