"""Whether two runs were tested on the same rows, and in which settings they differ."""

from __future__ import annotations

from typing import Literal

import msgspec

from tuner_gui.engine.config import DatasetConfig, RunConfig, Sampling
from tuner_gui.runs.store import RunInfo

Reason = Literal[
    "task",
    "dataset",
    "labels",
    "corrections",
    "test_table",
    "split",
    "seed",
    "rows",
    "fixes",
    "reading",
    "count",
    "changed",
]
"""Why scores of two runs cannot be set beside each other."""

_SPLIT_KEPT = ("class_weights", "cap_length")
"""Fixes that leave rows and split as they are."""


def reasons_apart(one: RunInfo, other: RunInfo) -> tuple[Reason, ...]:
    """Why the two were not tested on the same rows; empty when nothing says so.

    Judged by what decides the test rows. Of a file that was changed in between under the same name only the
    number of test rows tells here; `tested_rows` looks at the rows themselves, which is the reason `changed`.
    """
    a, b = one.config, other.config
    task_a, task_b = _task(one), _task(other)
    if task_a and task_b and task_a != task_b:
        return ("task",)
    found: list[Reason] = []
    if a.dataset.path != b.dataset.path and not _same_test_table(a.dataset, b.dataset):
        found.append("dataset")
    if _labels(one) != _labels(other):
        found.append("labels")
    if set(a.dataset.corrections) != set(b.dataset.corrections):
        found.append("corrections")
    if a.dataset.test_path != b.dataset.test_path:
        found.append("test_table")
    elif not a.dataset.test_path:
        found += _split_reasons(a, b)
    if a.dataset.reading != b.dataset.reading:
        found.append("reading")
    if not found and _rows(one) != _rows(other) and 0 not in (_rows(one), _rows(other)):
        found.append("count")
    return tuple(found)


def _split_reasons(a: RunConfig, b: RunConfig) -> list[Reason]:
    """Where the test rows are taken from the table itself."""
    found: list[Reason] = []
    one, other = a.dataset, b.dataset
    columns_differ = None not in (one.split_column, other.split_column) and (
        one.split_column != other.split_column
    )
    separate = bool(one.validation_path) != bool(other.validation_path)
    folds_differ = (a.sampling.folds, a.sampling.fold) != (b.sampling.folds, b.sampling.fold)
    if columns_differ or one.time_column != other.time_column or separate or folds_differ:
        found.append("split")
    elif a.split_seed != b.split_seed and (one.max_rows or not (one.split_column or one.time_column)):
        found.append("seed")
    if one.max_rows != other.max_rows:
        found.append("rows")
    if _fixes(one) != _fixes(other):
        found.append("fixes")
    return found


def _same_test_table(a: DatasetConfig, b: DatasetConfig) -> bool:
    return bool(a.test_path) and a.test_path == b.test_path


def _task(run: RunInfo) -> str:
    return run.data.task if run.data is not None else run.config.dataset.task or ""


def _labels(run: RunInfo) -> tuple[str, ...]:
    return run.data.label_columns if run.data is not None else run.config.dataset.label_columns


def _rows(run: RunInfo) -> int:
    return run.data.test if run.data is not None else 0


def _fixes(config: DatasetConfig) -> set[object]:
    return {fix for fix in config.fixes if fix.id not in _SPLIT_KEPT}


def settings_of(run: RunInfo) -> dict[str, object]:
    """What a run was told and what it made of that, by the name of the setting, hyperparameters resolved."""
    config = run.config
    resolved = run.started.hyperparameters if run.started is not None else config.hyperparameters
    data = config.dataset
    return {
        "dataset": data.path,
        "test_table": data.test_path,
        "text": run.data.text_columns if run.data is not None else data.text_columns,
        "label": _labels(run),
        "task": _task(run),
        "split": data.split_column or data.time_column or "",
        "rows": data.max_rows,
        "fixes": tuple(sorted(fix.id for fix in data.fixes)),
        "corrections": len(data.corrections),
        "base_model": config.base_model,
        "mode": config.mode,
        "seed": config.seed,
        **_sampling(config.sampling),
        **msgspec.structs.asdict(resolved),
    }


def _sampling(sampling: Sampling) -> dict[str, object]:
    """What only a run of an experiment has."""
    found: dict[str, object] = {}
    if sampling.seed is not None:
        found["split_seed"] = sampling.seed
    if sampling.folds:
        found["fold"] = f"{sampling.fold + 1}/{sampling.folds}"
    if sampling.train_share != 1.0:
        found["train_share"] = sampling.train_share
    return found


def differing(runs: list[RunInfo]) -> list[str]:
    """Names of the settings that are not the same in all of `runs`, in the order of `settings_of`.

    Some may be missing in the settings of some runs.
    """
    every = [settings_of(run) for run in runs]
    names = dict.fromkeys(name for settings in sorted(every, key=len, reverse=True) for name in settings)
    first = every[0]
    return [key for key in names if any(settings.get(key) != first.get(key) for settings in every[1:])]
