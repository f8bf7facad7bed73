"""Whether there is enough to learn from and to test on; if not, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuner_gui.engine.data.gathered import PART_NAMES, Rows
from tuner_gui.engine.data.labels import Labels
from tuner_gui.engine.data.split_column import FREE, TEST, TRAIN, VALIDATION
from tuner_gui.engine.data.wording import count, quote
from tuner_gui.errors import DataError

MIN_ROWS = 10
"""Fewest rows with text and label that can be learned from and tested on."""
MIN_CLASS_ROWS = 3
"""Fewest rows of a class: one each to learn from, to choose by and to test on."""


def check_rows(rows: Rows) -> None:
    """Make sure that the rows can be learned from.

    Raises:
        DataError: they cannot; the message says why.
    """
    check_unseen(rows)
    check_learnable(rows.labels, rows.usable, rows.roles.label_columns)


def check_parts(sizes: tuple[int, int, int], texts: int) -> None:
    """Make sure that no part of the split is empty.

    Args:
        sizes: rows for training, validation and test.
        texts: how many different texts there are.

    Raises:
        DataError: one is.
    """
    empty = [name for name, size in zip(PART_NAMES.values(), sizes, strict=True) if not size]
    if empty:
        raise DataError(
            f"No rows are left for {empty[0]}: there are {sum(sizes):,} rows with only "
            f"{count(texts, 'different text')}, and the same text is never in two parts of the split.",
            hint="Add rows with other texts, or choose another text column or another way to split.",
        )


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
