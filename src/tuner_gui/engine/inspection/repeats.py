"""Rows of a sample whose texts are nearly, but not exactly, the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tuner_gui.engine.config import Fix
from tuner_gui.engine.data.near_duplicates import near_duplicate_groups
from tuner_gui.engine.data.wording import cut, rows_do
from tuner_gui.engine.facts import Example, Finding

_EXAMPLES = 3
_WARNING_SHARE = 0.01


def near_duplicate_finding(
    texts: Sequence[tuple[str, ...]], row_numbers: Sequence[int], *, sample: int
) -> Finding | None:
    """What to say of texts that are nearly the same as another; None where there are none.

    Exact repetitions, whatever their case and the white space around them, are another finding's.

    Args:
        texts: one or two texts per row of the sample.
        row_numbers: where each stands in the table, from 1.
        sample: number of rows looked at; 0 where they are the whole table.
    """
    exact = ["\n".join(text.strip().lower() for text in row) for row in texts]
    first = {text: place for place, text in reversed(list(enumerate(exact)))}
    places = sorted(first.values())
    groups = near_duplicate_groups(["\n".join(texts[place]) for place in places])
    sizes = np.bincount(groups, minlength=1)
    near = [place for place, group in zip(places, groups, strict=True) if sizes[group] > 1]
    if not near:
        return None
    members: dict[int, list[int]] = {}
    for place, group in zip(places, groups, strict=True):
        members.setdefault(int(group), []).append(place)
    pairs = [found[:2] for found in members.values() if len(found) > 1][:_EXAMPLES]
    return _finding(len(near), len(texts), [_pair(texts, row_numbers, *pair) for pair in pairs], sample)


def _finding(rows: int, looked_at: int, examples: list[Example], sample: int) -> Finding:
    amount = f"{rows_do(rows, 'is', 'are')} nearly, but not exactly, the same as another one"
    return Finding(
        id="near_duplicates",
        rows=rows,
        message=f"{amount}{'; there may be more in all of the table' if sample else ''}.",
        severity="warning" if rows > _WARNING_SHARE * looked_at else "info",
        hint="A text that is learned and whose near copy is tested makes the score look better than it is. "
        "Keep such texts together in one part of the split.",
        examples=tuple(examples),
        fix=Fix(id="group_near_duplicates"),
        sample=sample,
    )


def _pair(texts: Sequence[tuple[str, ...]], row_numbers: Sequence[int], one: int, other: int) -> Example:
    first, second = (cut(" | ".join(texts[place]), 90) for place in (one, other))
    return Example(row=row_numbers[one], text=f"“{first}” and, in row {row_numbers[other]:,}, “{second}”")
