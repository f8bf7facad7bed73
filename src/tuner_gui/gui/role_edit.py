"""What a person's word about one column changes in the configuration. Pure functions."""

from __future__ import annotations

from typing import Literal

import msgspec

from tuner_gui.engine.config import DatasetConfig, FixId, Task

Role = Literal["text", "second_text", "label", "split", "time", "none"]
ROLES: tuple[Role, ...] = ("text", "second_text", "label", "split", "time", "none")

_ABOUT_LABELS: frozenset[FixId] = frozenset(
    {"merge_labels", "drop_conflicts", "drop_labels", "class_weights"}
)
"""Fixes that mean nothing any more once something else is predicted."""


def role_of(config: DatasetConfig, column: str) -> Role:
    """Which role `column` plays."""
    if column in config.text_columns:
        return "text" if column == config.text_columns[0] else "second_text"
    if column in config.label_columns:
        return "label"
    if column == config.split_column:
        return "split"
    return "time" if column == config.time_column else "none"


def with_role(config: DatasetConfig, column: str, role: Role) -> DatasetConfig:
    """`config` with `column` in `role`; it leaves the one that it had."""
    free = _without(config, column)
    match role:
        case "text":
            other = free.text_columns if column in config.text_columns else config.text_columns[1:2]
            return msgspec.structs.replace(free, text_columns=(column, *other))
        case "second_text":
            first = free.text_columns[:1]
            return msgspec.structs.replace(free, text_columns=(*first, column))
        case "label":
            more = config.task == "multi_label" and len(config.label_columns) > 1
            return with_labels(free, (*free.label_columns, column) if more else (column,))
        case "split":
            return msgspec.structs.replace(free, split_column=column, time_column="")
        case "time":
            return msgspec.structs.replace(free, time_column=column, split_column="")
        case "none":
            return free


def with_labels(config: DatasetConfig, columns: tuple[str, ...]) -> DatasetConfig:
    """`config` with other label columns; what kind of task they make is found out anew."""
    if columns == config.label_columns:
        return config
    task: Task | None = config.task if len(columns) > 1 and len(config.label_columns) > 1 else None
    texts = tuple(name for name in config.text_columns if name not in columns)
    kept = msgspec.structs.replace(_unlabelled(config), label_columns=columns, task=task)
    return msgspec.structs.replace(kept, text_columns=texts or config.text_columns)


def with_task(config: DatasetConfig, task: Task) -> DatasetConfig:
    """`config` with another task for the same columns."""
    return config if task == config.task else msgspec.structs.replace(_unlabelled(config), task=task)


def _unlabelled(config: DatasetConfig) -> DatasetConfig:
    fixes = tuple(fix for fix in config.fixes if fix.id not in _ABOUT_LABELS)
    return msgspec.structs.replace(config, fixes=fixes, corrections=())


def _without(config: DatasetConfig, column: str) -> DatasetConfig:
    return msgspec.structs.replace(
        config,
        text_columns=tuple(name for name in config.text_columns if name != column),
        label_columns=tuple(name for name in config.label_columns if name != column),
        split_column="" if config.split_column == column else config.split_column,
        time_column="" if config.time_column == column else config.time_column,
    )
