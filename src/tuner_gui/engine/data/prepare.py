"""From a dataset's configuration to texts, targets and a split, ready to train on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa

from tuner_gui.engine.config import DatasetConfig, Fix, Sampling, Task
from tuner_gui.engine.data.carried_split import carried_over
from tuner_gui.engine.data.corrections import told
from tuner_gui.engine.data.fixes import apply_fixes
from tuner_gui.engine.data.folds import check_folds, with_fold_tested
from tuner_gui.engine.data.gathered import Rows, gather, roles_of, with_roles
from tuner_gui.engine.data.health.examine import examine
from tuner_gui.engine.data.labels import Labels
from tuner_gui.engine.data.near import group_near
from tuner_gui.engine.data.partition import groups_of, split_rows, strata_of
from tuner_gui.engine.data.read import check_bad_rows, read_table
from tuner_gui.engine.data.role_checks import check_choice, check_content
from tuner_gui.engine.data.row_checks import MIN_CLASS_ROWS, MIN_ROWS, check_parts, check_rows
from tuner_gui.engine.data.shares import share_of
from tuner_gui.engine.data.spill import spill_texts
from tuner_gui.engine.data.split import Split, stratified_sample
from tuner_gui.engine.data.times import read_times
from tuner_gui.engine.facts import Finding
from tuner_gui.errors import DataError


@dataclass(frozen=True, eq=False)
class PreparedData:
    """The rows that take part in a run. Tables and arrays are parallel, one entry per row.

    Where a run learns from a share of its training rows, the others are in no part of the split.
    """

    texts: pa.Table
    """A string column per text column; markup taken out where that was asked for. Memory-mapped from the
    file that was named for it, else in memory."""
    task: Task
    targets: np.ndarray
    """`single_label`: indices into `label_names`, int64 [rows]; `multi_label`: float32 0 or 1
    [rows, labels]; `regression`: float64 [rows]."""
    label_names: tuple[str, ...]
    """Sorted; by value when all are numbers. Of a regression: the name of the label column."""
    text_columns: tuple[str, ...]
    label_columns: tuple[str, ...]
    row_numbers: np.ndarray
    """1-based data row in the file that the row comes from; shape (rows,), int64."""
    split: Split
    skipped: int
    """Rows left out because they have no text, or a label that cannot be used."""
    unlabelled: int
    """Rows of the dataset's table with a text and no label: to be predicted."""
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    """What was done to the data, one sentence each."""
    fixes: tuple[Fix, ...] = ()
    class_weights: bool = False
    """Asked for: rare labels weigh more in training."""
    max_tokens: int = 0
    """Asked for: texts are cut at so many tokens; 0: nothing was asked."""
    measured: np.ndarray | None = None
    """Rows by which it is judged how long texts are, where these are not the training rows: runs to be
    compared cut texts alike, however few rows they learn from."""

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.row_numbers)


def prepare(
    config: DatasetConfig, *, seed: int, sampling: Sampling | None = None, spill: Path | None = None
) -> PreparedData:
    """Read, check, mend, sample and split a dataset.

    Rows without text or label are left out, the fixes are applied, `max_rows` takes a stratified sample of
    the dataset's own rows, and these are split 70/15/15, or as `sampling`, a column or separate tables say.
    Corrected labels move no row from one part to another.

    Args:
        config: which dataset, and what is chosen about it.
        seed: decides sample and split, unless `sampling` does; the same seed and data give the same.
        sampling: which rows serve what, in an experiment.
        spill: a new file for the texts, so that they need not stay in memory.

    Raises:
        DataError: the tables cannot be read or cannot be learned from, or not be cross-validated.
    """
    sampling = sampling or Sampling()
    if sampling.seed is None:
        sampling = msgspec.structs.replace(sampling, seed=seed)
    data = _prepared(config, sampling, spill)
    pa.default_memory_pool().release_unused()  # the tables are gone; training is to have their memory
    return data


def _prepared(config: DatasetConfig, sampling: Sampling, spill: Path | None) -> PreparedData:
    mended = _mended(config)
    rows, config = mended.rows, mended.config
    if sampling.folds:
        check_folds(rows, config.time_column)
    strip = _asked(config, "strip_markup") is not None
    taken = _taken(mended.before or rows, config, sampling, None if mended.before else spill)
    usable, split, texts = taken.rows, taken.split, taken.texts
    if mended.before is not None:
        usable, split = carried_over(usable, split, mended.before, rows)
        texts = spill_texts(rows, usable, spill, strip=strip)
    labels = _compact(rows.labels, rows.usable).take(usable)
    check_parts(split.sizes, taken.groups)
    measured, split = _measured(split, sampling), _thinned(split, labels, sampling)
    tested = len(split.test) if not sampling.folds or measured is None else len(measured)
    cap = _asked(config, "cap_length")
    return PreparedData(
        texts=texts,
        task=labels.task,
        targets=labels.targets,
        label_names=labels.names,
        text_columns=rows.roles.text_columns,
        label_columns=rows.roles.label_columns,
        row_numbers=rows.numbers[usable],
        split=split,
        skipped=int((~rows.has_text | rows.labels.invalid).sum()),
        unlabelled=int((rows.unlabelled & rows.own).sum()),
        findings=examine(rows, frozenset(fix.id for fix in config.fixes), (*split.sizes[:2], tested)),
        notes=mended.notes,
        fixes=config.fixes,
        class_weights=_asked(config, "class_weights") is not None,
        max_tokens=cap.value if cap else 0,
        measured=measured,
    )


def _thinned(split: Split, labels: Labels, sampling: Sampling) -> Split:
    """With the share of the training rows that is to be learned from."""
    assert sampling.seed is not None
    return replace(split, train=share_of(split.train, labels, sampling.train_share, seed=sampling.seed))


def _measured(whole: Split, sampling: Sampling) -> np.ndarray | None:
    """`PreparedData.measured`, of the split before a share was taken."""
    if sampling.folds:
        return np.sort(np.concatenate([whole.train, whole.validation, whole.test]))
    return whole.train if sampling.train_share < 1.0 else None


@dataclass(frozen=True, eq=False)
class _Taken:
    """The rows that take part."""

    rows: np.ndarray
    """Their indices, ascending."""
    split: Split
    texts: pa.Table
    groups: int
    """How many different texts there are."""


def _taken(rows: Rows, config: DatasetConfig, sampling: Sampling, spill: Path | None) -> _Taken:
    seed, labels = sampling.seed, _compact(rows.labels, rows.usable)
    assert seed is not None
    usable = _sampled(rows, labels, config.max_rows, seed)
    texts = spill_texts(rows, usable, spill, strip=_asked(config, "strip_markup") is not None)
    groups = groups_of(rows.keys[usable])
    if _asked(config, "group_near_duplicates"):
        groups = group_near(texts, groups)
    times = read_times(rows, usable, config.time_column) if config.time_column else None
    labels, parts = labels.take(usable), rows.parts[usable]
    if sampling.folds:
        parts = with_fold_tested(labels, parts, groups, seed=seed, folds=sampling.folds, fold=sampling.fold)
    split = split_rows(labels, parts, groups, seed=seed, times=times)
    return _Taken(usable, split, texts, len(np.unique(groups)))


def unlabelled_rows(config: DatasetConfig) -> tuple[pa.Table, np.ndarray]:
    """The rows of a dataset's own table that have a text and no label.

    Returns:
        their texts, a string column per text column, cleaned as for training; and their 1-based places among
        the data rows of the file, int64.

    Raises:
        DataError: the table cannot be read, or lacks a column.
    """
    own = tuple(each for each in config.corrections if each.table == "own")
    alone = msgspec.structs.replace(config, validation_path="", test_path="", corrections=own)
    rows = _mended(alone, check=False).rows
    chosen = np.flatnonzero(rows.unlabelled)
    strip = _asked(config, "strip_markup") is not None
    return spill_texts(rows, chosen, None, strip=strip), rows.numbers[chosen]


@dataclass(frozen=True, eq=False)
class _Mended:
    """A dataset with what was asked for done to it."""

    rows: Rows
    before: Rows | None
    """Without the corrections, where there are some: by these the rows are split."""
    notes: tuple[str, ...]
    config: DatasetConfig
    """With the roles filled in."""


def _mended(config: DatasetConfig, *, check: bool = True) -> _Mended:
    """Read a dataset, correct it and apply its fixes."""
    table = read_table(Path(config.path), config.reading)
    check_bad_rows(table, config.reading)
    roles = roles_of(config, table)
    config = with_roles(config, roles)
    check_choice(table, roles)
    if check:
        check_content(table, roles)
    gathered = gather(config, table, roles)
    rows, applied = apply_fixes(gathered, config.fixes)
    if check:
        check_rows(rows)
    before = apply_fixes(gathered.before_corrections(), config.fixes)[0] if config.corrections else None
    notes = (told(config.corrections),) if config.corrections else ()
    return _Mended(rows, before, (*notes, *(sentence for _, sentence in applied)), config)


def _asked(config: DatasetConfig, name: str) -> Fix | None:
    """The last fix with this id."""
    return next((fix for fix in reversed(config.fixes) if fix.id == name), None)


def _compact(labels: Labels, usable: np.ndarray) -> Labels:
    """Without the names that no usable row has."""
    if labels.task == "regression":
        return labels
    counts = labels.counts(usable)
    kept = [place for place, name in enumerate(labels.names) if name in counts]
    names = tuple(labels.names[place] for place in kept)
    if labels.task == "multi_label":
        return replace(labels, names=names, targets=labels.targets[:, kept])
    translation = np.zeros(len(labels.names), dtype=np.int64)
    translation[kept] = np.arange(len(kept))
    return replace(labels, names=names, targets=translation[labels.targets])


def _sampled(rows: Rows, labels: Labels, max_rows: int | None, seed: int) -> np.ndarray:
    """Indices of the usable rows that take part; separate tables are used whole."""
    usable = np.flatnonzero(rows.usable)
    own = usable[usable < rows.table.rows]
    if max_rows is None or len(own) <= max_rows:
        return usable
    strata = strata_of(labels.take(own))
    needed = MIN_ROWS
    if labels.task == "single_label":
        needed = max(MIN_ROWS, MIN_CLASS_ROWS * len(np.unique(strata)))
    if max_rows < needed:
        raise DataError(
            f"{max_rows:,} rows are too few: this dataset needs at least {needed:,}, "
            f"{MIN_CLASS_ROWS} for each label and {MIN_ROWS} in all.",
            hint=f"Raise the maximum number of rows to {needed:,} or more, or use all rows.",
        )
    chosen = own[stratified_sample(strata, max_rows, seed=seed)]
    return np.concatenate([chosen, usable[usable >= rows.table.rows]])
