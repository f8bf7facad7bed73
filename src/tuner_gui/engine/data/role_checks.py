"""Whether a model can be trained with chosen columns; if not, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow.compute as pc

from tuner_gui.engine.data.gathered import PART_NAMES, Rows, quote
from tuner_gui.engine.data.labels import Labels
from tuner_gui.engine.data.role_guess import Roles
from tuner_gui.engine.data.split_column import FREE, TEST, TRAIN, VALIDATION
from tuner_gui.engine.data.table import Table, is_filled
from tuner_gui.errors import DataError

MIN_ROWS = 10
"""Fewest rows with text and label that can be learned from and tested on."""
MIN_CLASS_ROWS = 3
"""Fewest rows of a class: one each to learn from, to choose by and to test on."""
_TAG = r"^(O|[BIESLU]-[\w-]+)$"
"""Tags of single words: begin, inside, outside (Ramshaw and Marcus 1995) and their variants."""


def check_roles(table: Table, roles: Roles) -> None:
    """Make sure that the columns are there and can play their roles.

    Raises:
        DataError: they cannot; the message says why.
    """
    check_choice(table, roles)
    check_content(table, roles)


def check_choice(table: Table, roles: Roles) -> None:
    """The part of `check_roles` that looks at no cell.

    Raises:
        DataError: a column does not exist, or cannot play two roles at once.
    """
    listed = ", ".join(f"“{name}”" for name in table.columns)
    for name in (*roles.text_columns, *roles.label_columns, roles.split_column):
        if name and name not in table.columns:
            raise DataError(
                f"“{table.path.name}” has no column “{name}”.", hint=f"It has the columns {listed}."
            )
    if not roles.text_columns:
        raise DataError(
            f"No column of “{table.path.name}” looks like text.",
            hint="A model learns from sentences. Choose the column that holds them, if there is one: "
            f"{listed}.",
        )
    if not roles.label_columns:
        raise DataError(
            "No column holds labels, so there is nothing to learn: a model needs examples of what it is to "
            "say.",
            hint=f"Choose the column with the labels, or add one. “{table.path.name}” has the columns "
            f"{listed}.",
        )
    _check_texts(roles)
    _check_labels(roles)


def _check_texts(roles: Roles) -> None:
    texts = roles.text_columns
    if len(texts) > 2:
        raise DataError(
            f"{len(texts)} text columns are chosen, but a model reads one text or a pair of two.",
            hint="Choose one or two text columns, or join some of them in your spreadsheet.",
        )
    if len(set(texts)) < len(texts):
        raise DataError(f"“{texts[0]}” is chosen twice for the texts.", hint="Choose it once, or another.")


def _check_labels(roles: Roles) -> None:
    for name in roles.label_columns:
        if name in roles.text_columns:
            raise DataError(
                f"“{name}” is chosen both for the texts and for the labels.",
                hint="Choose another column for one of them; otherwise the model only learns to copy.",
            )
        if name == roles.split_column:
            raise DataError(
                f"“{name}” is chosen both for the labels and for the split.",
                hint="Choose another column for one of them.",
            )
    if len(roles.label_columns) > 1 and roles.task != "multi_label":
        raise DataError(
            f"{len(roles.label_columns)} label columns are chosen, but only one can be learned at a time.",
            hint="Choose one of them, or the task “several labels” if each says yes or no to a label.",
        )


def check_content(table: Table, roles: Roles) -> None:
    """The part of `check_roles` that looks at the cells.

    Raises:
        DataError: a column is empty, or holds what Tuner does not train.
    """
    for name in (*roles.text_columns, *roles.label_columns):
        if not _any_filled(table.data[name]):
            raise DataError(
                f"The column “{name}” is empty: none of its {table.rows:,} rows holds anything.",
                hint="Choose another column, or fill this one.",
            )
    if roles.task == "single_label" and _are_tags(table.data[roles.label_columns[0]]):
        raise DataError(
            f"“{roles.label_columns[0]}” holds a tag such as B-person or O for each single word: this is "
            "token classification, which Tuner does not train yet.",
            hint="Choose a table with one label per text.",
        )


def _any_filled(column: Any) -> bool:
    return any(bool(pc.any(is_filled(chunk)).as_py()) for chunk in column.chunks)


def _are_tags(column: Any) -> bool:
    cells = column.slice(0, 5000)
    cells = cells.filter(is_filled(cells))
    tags = pc.match_substring_regex(cells, _TAG)
    inside = pc.match_substring_regex(cells, "^[BI]-")
    return bool(len(cells) and pc.mean(tags).as_py() > 0.95 and pc.any(inside).as_py())


def check_learnable(labels: Labels, usable: np.ndarray, label_columns: Sequence[str]) -> None:
    """Make sure that there is enough to learn from.

    Args:
        usable: bool [rows], those with both text and label.

    Raises:
        DataError: there is not; the message says why.
    """
    rows = int(usable.sum())
    if rows < MIN_ROWS:
        raise DataError(
            f"There are too few rows to learn from: {rows} with both text and label, "
            f"and at least {MIN_ROWS} are needed.",
            hint="Add more labelled rows; a model needs some dozens of each class to be of use.",
        )
    named = " and ".join(f"“{name}”" for name in label_columns[:2])
    if labels.task == "regression":
        _check_numbers(labels.targets[usable], named)
    else:
        _check_classes(labels, usable, rows, named)


def _check_numbers(values: np.ndarray, named: str) -> None:
    if values.min() == values.max():
        raise DataError(
            f"All numbers in {named} are {values[0]:g}, so there is nothing to learn.",
            hint="Choose another label column, or add rows with other numbers.",
        )


def _check_classes(labels: Labels, usable: np.ndarray, rows: int, named: str) -> None:
    counts = labels.counts(usable)
    constant = labels.task == "multi_label" and all(count in (0, rows) for count in counts.values())
    if (len(counts) == 1 and labels.task == "single_label") or not counts or constant:
        every = f" are “{next(iter(counts))}”" if counts else " are empty"
        raise DataError(
            f"All labels in {named}{every}, so there is nothing to tell apart.",
            hint="Choose another label column, or add rows with other labels.",
        )
    if labels.task == "single_label" and 2 * len(counts) > rows:
        raise DataError(
            f"{named} has {len(counts):,} different values in {rows:,} rows: "
            "it looks like an id, a number or free text, not like labels.",
            hint="Choose a column in which the same few values come again and again.",
        )
    small = {name: count for name, count in counts.items() if count < MIN_CLASS_ROWS}
    if small:
        raise DataError(
            f"Some labels have fewer than {MIN_CLASS_ROWS} rows: {shorten(small)}. Each label needs one row "
            "to learn from, one to choose the best model by and one to test on.",
            hint="Leave these labels out, add rows with them, or merge them into others.",
        )


def shorten(counts: dict[str, int], limit: int = 5) -> str:
    """A list for a sentence: `“a” (3), “b” (2) and 4 more`."""
    listed = ", ".join(f"“{name}” ({count:,})" for name, count in list(counts.items())[:limit])
    return listed + (f" and {len(counts) - limit:,} more" if len(counts) > limit else "")


def check_unseen(rows: Rows) -> None:
    """Make sure that what is validated and tested on can be learned.

    Raises:
        DataError: labels occur in the given validation or test rows and nowhere in the training rows.
    """
    if rows.labels.task != "single_label" or not rows.given:
        return
    learned = rows.usable & ((rows.parts == FREE) | (rows.parts == TRAIN))
    known = set(rows.labels.counts(learned))
    for part in (VALIDATION, TEST):
        given = rows.usable & (rows.parts == part)
        unseen = sorted(set(rows.labels.counts(given)) - known)
        if unseen:
            raise DataError(
                f"The {PART_NAMES[part]} rows have labels that the training rows lack: {quote(unseen)}. "
                "They cannot be learned, so they cannot be tested.",
                hint="Spell the labels alike everywhere, or remove these rows from the "
                f"{PART_NAMES[part]} data.",
            )
