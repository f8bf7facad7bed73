"""Which column holds the texts and which the labels: a guess from the content, and a check of a choice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.profile import ColumnProfile, profile_columns
from tuner_gui.engine.data.table import Table, is_filled, usable_rows, value_counts
from tuner_gui.errors import DataError

MIN_ROWS = 10
"""Fewest rows with text and label that can be learned from and tested on."""
MIN_CLASS_ROWS = 3
"""Fewest rows of a class: one each to learn from, to choose by and to test on."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TEXT_NAMES = _words(
    "text texts sentence review comment message news headline tweet title description content body "
    "post question document utterance query feedback abstract string"
)
_LABEL_NAMES = _words(
    "label labels sentiment category class target quality topic intent emotion rating stars score "
    "polarity tag gold annotation outcome"
)
_OTHER_NAMES = _words(
    "id ids uuid guid index key url link date time timestamp split fold source author user username"
)


@dataclass(frozen=True)
class Roles:
    """Which column plays which role."""

    text_columns: tuple[str, ...]
    """One column, or two for pairs; empty when nothing looks like text."""
    label_column: str
    """Empty when nothing looks like labels."""
    reason: str
    """Why, in one sentence for the person."""


def infer_roles(table: Table, *, text_columns: Sequence[str] = (), label_column: str = "") -> Roles:
    """The best guess from the content of the columns; their names only tip the scales.

    What is already chosen (`text_columns`, `label_column`) stays and only the rest is guessed.
    """
    profiles = {profile.name: profile for profile in profile_columns(table)}
    free = [profile for name, profile in profiles.items() if name not in (*text_columns, label_column)]
    texts = [profiles[name] for name in text_columns if name in profiles] or _take_best(free, _text_score)
    labels = [profiles[label_column]] if label_column in profiles else _take_best(free, _label_score)
    if texts and not text_columns:
        pairing = [other for other in free if _is_pair(texts[0], other)]
        texts = sorted(texts + _take_best(pairing, _text_score), key=list(profiles.values()).index)
    return Roles(
        tuple(text_columns) or tuple(profile.name for profile in texts),
        label_column or (labels[0].name if labels else ""),
        _reason(texts, labels),
    )


def _take_best(free: list[ColumnProfile], score: Callable[[ColumnProfile], float]) -> list[ColumnProfile]:
    """Remove the column with the highest score from `free`; nothing if no score is above 0."""
    best = max(free, key=score, default=None)
    if best is None or score(best) <= 0:
        return []
    free.remove(best)
    return [best]


def _text_score(profile: ColumnProfile) -> float:
    """How much a column looks like the texts: long values that differ. 0: it cannot be."""
    if not profile.filled:  # its name may still say what it was meant for
        return 1.0 if profile.name_words & _TEXT_NAMES else 0.0
    if profile.numeric:
        return 0.0
    hint = 1.5 if profile.name_words & _TEXT_NAMES else 0.1 if profile.name_words & _OTHER_NAMES else 1.0
    return profile.words * profile.distinct_share * hint


def _label_score(profile: ColumnProfile) -> float:
    """How much a column looks like labels: few values that repeat. 0 or less: it does not."""
    score = 1e-9 if profile.filled and not profile.numeric else 0.0
    if profile.name_words & _LABEL_NAMES:
        score += 2
    if profile.name_words & _OTHER_NAMES:
        score -= 2
    if _repeats(profile):
        score += 1.5 if profile.distinct <= 20 else 1
    return score


def _repeats(profile: ColumnProfile) -> bool:
    return 2 <= profile.distinct <= profile.filled / 2


def _is_pair(text: ColumnProfile, other: ColumnProfile) -> bool:
    """Whether `other` looks like a second text to be read together with `text`."""
    if other.numeric or other.words < 2 or other.distinct_share < text.distinct_share / 4:
        return False
    if other.name_words & _OTHER_NAMES:
        return False
    numbered = re.sub(r"\d+", "#", text.name) == re.sub(r"\d+", "#", other.name)
    ratio = max(text.words, other.words) / min(text.words, other.words)
    return ratio < (3 if numbered else 1.5)


def _reason(texts: Sequence[ColumnProfile], labels: Sequence[ColumnProfile]) -> str:
    names = [f"“{profile.name}”" for profile in texts]
    if not names:
        return "No column looks like text."
    if len(names) == 2:
        found = f"{names[0]} and {names[1]} hold texts of like length, read as a pair"
    else:
        found = f"{names[0]} holds the longest texts"
    if not labels:
        return f"{found}, but no column looks like labels."
    repeats = "has values that repeat" if _repeats(labels[0]) else "is the likeliest column left for labels"
    return f"{found}, and “{labels[0].name}” {repeats}."


def check_roles(table: Table, text_columns: Sequence[str], label_column: str) -> None:
    """Make sure that a model can be trained with these columns.

    Raises:
        DataError: it cannot; the message says why.
    """
    _check_choice(table, text_columns, label_column)
    for name in (*text_columns, label_column):
        if not pc.any(is_filled(table.data[name])).as_py():
            raise DataError(
                f"The column “{name}” is empty: none of its {table.rows:,} rows holds anything.",
                hint="Choose another column, or fill this one.",
            )
    usable = table.data.filter(pa.array(usable_rows(table, (*text_columns, label_column))))
    if usable.num_rows < MIN_ROWS:
        raise DataError(
            f"There are too few rows to learn from: {usable.num_rows} with both text and label, "
            f"and at least {MIN_ROWS} are needed.",
            hint="Add more labelled rows; a model needs some dozens of each class to be of use.",
        )
    _check_classes(value_counts(usable[label_column]), usable.num_rows, label_column)


def _check_choice(table: Table, text_columns: Sequence[str], label_column: str) -> None:
    listed = ", ".join(f"“{name}”" for name in table.columns)
    for name in (*text_columns, label_column):
        if name and name not in table.columns:
            raise DataError(
                f"“{table.path.name}” has no column “{name}”.", hint=f"It has the columns {listed}."
            )
    if not text_columns:
        raise DataError("No column is chosen for the texts.", hint=f"Choose one of {listed}.")
    if not label_column:
        raise DataError("No column is chosen for the labels.", hint=f"Choose one of {listed}.")
    if len(text_columns) > 2:
        raise DataError(
            f"{len(text_columns)} text columns are chosen, but a model reads one text or a pair of two.",
            hint="Choose one or two text columns, or join some of them in your spreadsheet.",
        )
    if label_column in text_columns:
        raise DataError(
            f"“{label_column}” is chosen both for the texts and for the labels.",
            hint="Choose another column for one of them; otherwise the model only learns to copy.",
        )
    if len(set(text_columns)) < len(text_columns):
        raise DataError(
            f"“{text_columns[0]}” is chosen twice for the texts.", hint="Choose it once, or choose another."
        )


def _check_classes(counts: dict[str, int], rows: int, label_column: str) -> None:
    if len(counts) == 1:
        raise DataError(
            f"All labels in “{label_column}” are “{next(iter(counts))}”, so there is nothing to tell apart.",
            hint="Choose another label column, or add rows with other labels.",
        )
    if 2 * len(counts) > rows:
        raise DataError(
            f"“{label_column}” has {len(counts):,} different values in {rows:,} rows: "
            "it looks like an id, a number or free text, not like labels.",
            hint="Choose a column in which the same few values come again and again.",
        )
    small = {name: count for name, count in counts.items() if count < MIN_CLASS_ROWS}
    if small:
        raise DataError(
            f"Some labels have fewer than {MIN_CLASS_ROWS} rows: {shorten(small)}. Each label needs one row "
            "to learn from, one to choose the best model by and one to test on.",
            hint="Add rows with these labels, merge them into others, or remove them.",
        )


def shorten(counts: dict[str, int], limit: int = 5) -> str:
    """A list for a sentence: `“a” (3), “b” (2) and 4 more`."""
    listed = ", ".join(f"“{name}” ({count:,})" for name, count in list(counts.items())[:limit])
    return listed + (f" and {len(counts) - limit:,} more" if len(counts) > limit else "")
