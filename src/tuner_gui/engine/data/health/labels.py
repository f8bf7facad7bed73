"""What is wrong with the labels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tuner_gui.engine.config import Fix
from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.health.finding import FIX, cell_examples, error, info, text_examples, warning
from tuner_gui.engine.data.row_checks import MIN_CLASS_ROWS, shorten
from tuner_gui.engine.data.spelling import spelling_groups
from tuner_gui.engine.data.wording import count, rows_do
from tuner_gui.engine.facts import Example, Finding

_FEW_CLASS_ROWS = 10
_IMBALANCE = 5
_MANY_LABELS = 150


def label_findings(rows: Rows, done: frozenset[str]) -> Iterator[Finding]:
    """All findings about labels; `done`: ids of the fixes that are applied."""
    yield from _missing(rows)
    if rows.labels.task == "regression":
        return
    counts = rows.labels.counts(rows.usable)
    yield from _small(rows, counts)
    yield from _variants(rows, counts)
    yield from _imbalance(rows, counts, done)
    yield from _many(counts)


def _missing(rows: Rows) -> Iterator[Finding]:
    empty = np.flatnonzero(rows.unlabelled)
    if len(empty):
        yield info(
            "empty_label",
            len(empty),
            f"{rows_do(len(empty), 'has', 'have')} a text and no label: to be predicted.",
            "They take no part in training; the finished model can label them.",
            examples=text_examples(rows, empty),
        )
    invalid = np.flatnonzero(rows.labels.invalid & ~rows.left_out)
    if len(invalid):
        kind = "number" if rows.labels.task == "regression" else "yes or no"
        column = rows.data[rows.roles.label_columns[0]]
        yield warning(
            "invalid_label",
            len(invalid),
            f"{rows_do(len(invalid), 'has a label that is', 'have labels that are')} no {kind} and will be "
            "left out.",
            "Mend these cells, or choose another task if they are names of classes.",
            examples=cell_examples(rows, column, invalid),
        )


def _small(rows: Rows, counts: dict[str, int]) -> Iterator[Finding]:
    hopeless = {name: number for name, number in counts.items() if number < MIN_CLASS_ROWS}
    small = {name: number for name, number in counts.items() if MIN_CLASS_ROWS <= number < _FEW_CLASS_ROWS}
    if hopeless and 2 * len(counts) <= max(1, sum(counts.values())):
        yield error(
            "tiny_classes",
            sum(hopeless.values()),
            f"{_labels_have(len(hopeless))} fewer than {MIN_CLASS_ROWS} rows: {shorten(hopeless)}.",
            "Each label needs a row to learn from, one to choose by and one to test on. Leave these labels "
            "out, add rows with them, or merge them into others.",
            examples=_of_labels(rows, hopeless),
            fix=Fix(id="drop_labels", value=MIN_CLASS_ROWS),
        )
    if small:
        yield warning(
            "small_classes",
            sum(small.values()),
            f"{_labels_have(len(small))} fewer than {_FEW_CLASS_ROWS} rows: {shorten(small)}.",
            "So few rows are hardly learned and say little when tested. Add rows with these labels, merge "
            "them into others, or leave them out.",
            examples=_of_labels(rows, small),
            fix=Fix(id="drop_labels", value=_FEW_CLASS_ROWS),
        )


def _labels_have(number: int) -> str:
    return f"{count(number, 'label')} {'has' if number == 1 else 'have'}"


def _of_labels(rows: Rows, names: dict[str, int]) -> tuple[Example, ...]:
    """One row of each of the first few labels."""
    first = [rows.labels.rows_of(name, rows.usable)[:1] for name in list(names)[:3]]
    return text_examples(rows, np.sort(np.concatenate(first)), labels=True)


def _variants(rows: Rows, counts: dict[str, int]) -> Iterator[Finding]:
    groups = spelling_groups(counts)
    if not groups:
        return
    names = sum(map(len, groups))
    affected = sum(counts[name] for group in groups for name in group)
    listed = "; ".join(shorten({name: counts[name] for name in group}) for group in groups[:3])
    more = f" and {len(groups) - 3:,} more" if len(groups) > 3 else ""
    yield warning(
        "label_variants",
        affected,
        f"{count(names, 'label')} differ only in how they are spelled: {listed}{more}.",
        "Now each is learned as a label of its own. Give them one spelling if they mean the same.",
        examples=_of_labels(rows, dict.fromkeys(groups[0], 0)),
        fix=FIX["merge_labels"],
    )


def _imbalance(rows: Rows, counts: dict[str, int], done: frozenset[str]) -> Iterator[Finding]:
    if len(counts) < 2 or "class_weights" in done:
        return
    largest, smallest = next(iter(counts)), next(reversed(counts))
    if counts[largest] <= _IMBALANCE * counts[smallest]:
        return
    yield info(
        "imbalance",
        counts[largest],
        f"The labels are unbalanced: “{largest}” has {count(counts[largest], 'row')}, “{smallest}” "
        f"only {counts[smallest]:,}.",
        "Look at macro F1, which counts every label alike. Class weights make rare labels weigh more in "
        "training: they help if finding the rare ones matters most.",
        fix=Fix(id="class_weights"),
    )


def _many(counts: dict[str, int]) -> Iterator[Finding]:
    if len(counts) > _MANY_LABELS:
        rows = sum(counts.values())
        yield warning(
            "many_labels",
            rows,
            f"There are {len(counts):,} different labels, {rows / len(counts):,.0f} rows each on average.",
            "Check that this is the right label column. If it is, plan with many rows per label, or group "
            "labels into broader ones.",
        )
