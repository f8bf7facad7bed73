"""Columns that say which rows are for training, validation and test."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from tuner_gui.engine.data.picking import encode_cells
from tuner_gui.engine.data.profile import ColumnProfile

FREE, TRAIN, VALIDATION, TEST = -1, 0, 1, 2
"""Part of a row: not given, or one of three."""
_PART_WORDS = {
    TRAIN: "train training trn unsupervised unlabeled unlabelled",
    VALIDATION: "val valid validation dev devel development eval",
    TEST: "test testing tst holdout heldout",
}
_PARTS = {word: part for part, words in _PART_WORDS.items() for word in words.split()}
_MOST_VALUES = 12


def part_of(value: str) -> int | None:
    """The part that a cell names, judged by its first word: `test_matched` is `TEST`.

    FREE for an empty cell, None for a word that names no part.
    """
    words = re.findall(r"[a-z]+", value.lower())
    if not value.strip():
        return FREE
    return _PARTS.get(words[0]) if words else None


def names_parts(profile: ColumnProfile) -> bool:
    """Whether all values of a column name parts, and one of them is for training."""
    if not 2 <= profile.distinct <= _MOST_VALUES:
        return False
    parts = {part_of(value) for value in profile.counts}
    return None not in parts and TRAIN in parts and len(parts) > 1


def parts_of(column: Any) -> tuple[np.ndarray, tuple[str, ...]]:
    """Part of each row, int8 [rows], and the values that name none (their rows are `FREE`)."""
    codes, cells = encode_cells(column)
    parts = [part_of(cell) for cell in cells]
    known = np.array([FREE if part is None else part for part in parts], dtype=np.int8)
    unknown = tuple(cell for cell, part in zip(cells, parts, strict=True) if part is None)
    return (known[codes] if len(codes) else np.zeros(0, dtype=np.int8)), unknown
