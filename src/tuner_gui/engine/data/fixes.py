"""What can be mended in a dataset for a run: the same in the preview and in the engine.

A fix follows from its id and the data alone. None touches the person's file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from tuner_gui.engine.config import Fix, FixId
from tuner_gui.engine.data.conflicts import conflicting
from tuner_gui.engine.data.duplicates import find_repeats
from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.leaks import leaked_rows
from tuner_gui.engine.data.spelling import merged, spelling_groups
from tuner_gui.engine.data.wording import count, rows_do

Applied = tuple[tuple[Fix, str], ...]


def apply_fixes(rows: Rows, fixes: Sequence[Fix]) -> tuple[Rows, Applied]:
    """Mend the rows in the order of `fixes`.

    Returns:
        the rows as they are then, and each fix with a sentence that says what it did.
    """
    told: list[tuple[Fix, str]] = []
    for fix in fixes:
        rows, sentence = _FIXES[fix.id](rows, fix)
        told.append((fix, sentence))
    return rows, tuple(told)


def _merge_labels(rows: Rows, fix: Fix) -> tuple[Rows, str]:
    groups = spelling_groups(rows.labels.counts(rows.usable)) if rows.labels.task != "regression" else []
    if not groups:
        return rows, "No two labels differ only in their spelling."
    before = rows.labels
    labels = merged(before, groups)
    changed = _renamed(before.targets, before.names, labels.names)
    touched = int((changed & rows.usable).sum())
    spelled = "; ".join(f"“{kept}” for {_quoted(others)}" for kept, *others in groups[:3])
    more = f" and {len(groups) - 3:,} more" if len(groups) > 3 else ""
    told = f"{rows_do(touched, 'was', 'were')} given one spelling: {spelled}{more}."
    return replace(rows, labels=labels), told


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _renamed(before: np.ndarray, old: tuple[str, ...], new: tuple[str, ...]) -> np.ndarray:
    """Rows whose labels have another name than before; bool."""
    gone = ~np.isin(old, new)
    if before.ndim == 1:
        return np.asarray(gone[before])
    return np.asarray(before[:, gone].any(axis=1))


def _drop_duplicates(rows: Rows, fix: Fix) -> tuple[Rows, str]:
    """Rows that are given for validation or test stay as they are given."""
    later = find_repeats(rows.keys, rows.pool).later()
    return rows.without(
        later
    ), f"{rows_do(len(later), 'that repeats', 'that repeat')} an earlier text {_out(len(later))}."


def _drop_conflicts(rows: Rows, fix: Fix) -> tuple[Rows, str]:
    found = conflicting(rows)
    texts = count(found.count, "text")
    return rows.without(found.rows), (
        f"{count(len(found.rows), 'row')} of {texts} whose labels contradict one another "
        f"{_out(len(found.rows))}."
    )


def _drop_labels(rows: Rows, fix: Fix) -> tuple[Rows, str]:
    labels = rows.labels
    amounts = labels.counts(rows.usable)
    if labels.task == "regression":
        return rows, "Numbers are no labels that could be left out."
    small = {name for name, amount in amounts.items() if amount < fix.value}
    named = count(len(small), "label")
    if labels.task == "multi_label":
        kept = [place for place, name in enumerate(labels.names) if name not in small]
        names = tuple(labels.names[place] for place in kept)
        slim = replace(labels, names=names, targets=labels.targets[:, kept])
        return replace(rows, labels=slim), f"{named} with fewer than {fix.value:,} rows {_out(len(small))}."
    places = [place for place, name in enumerate(labels.names) if name in small]
    gone = np.isin(labels.targets, places) & rows.usable
    return rows.without(gone), (
        f"{count(int(gone.sum()), 'row')} of {named} with fewer than {fix.value:,} rows "
        f"{_out(int(gone.sum()))}."
    )


def _drop_leaks(rows: Rows, fix: Fix) -> tuple[Rows, str]:
    found = leaked_rows(rows)
    told = f"{count(len(found), 'row')} for training or validation whose text is tested on, too,"
    return rows.without(found), f"{told} {_out(len(found))}."


def _out(number: int) -> str:
    return "is left out" if number == 1 else "are left out"


def _tell(sentence: str) -> Callable[[Rows, Fix], tuple[Rows, str]]:
    """A fix that takes effect later: here it is only put into words."""
    return lambda rows, fix: (rows, sentence.format(value=fix.value))


_FIXES: dict[FixId, Callable[[Rows, Fix], tuple[Rows, str]]] = {
    "merge_labels": _merge_labels,
    "drop_duplicates": _drop_duplicates,
    "drop_conflicts": _drop_conflicts,
    "drop_labels": _drop_labels,
    "drop_leaks": _drop_leaks,
    "group_near_duplicates": _tell("Texts that are nearly the same are kept in one part of the split."),
    "strip_markup": _tell(
        "HTML tags and entities are taken out of the texts; texts for the finished model must be cleaned "
        "alike."
    ),
    "cap_length": _tell("Texts are cut at {value:,} tokens."),
    "class_weights": _tell("Rare labels weigh more in training, so that each counts alike."),
}
