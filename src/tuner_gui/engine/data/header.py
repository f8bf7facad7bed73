"""Whether the first row of a table names the columns, and what the columns are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

NUMBER = r"\s*[-+]?\d+(?:[.,]\d+)*(?:[eE][-+]?\d+)?\s*%?\s*"
"""Matches `3`, `-1.5`, `1,000`, `2e-5`, `40 %`; a pattern for Python and for pyarrow alike."""
_LONGEST_NAME = 60
_FEW = 30  # a column with at most this many different values may hold labels


def looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """Judge the first of `rows` by how it differs from the values below it.

    Each column votes; a draw goes to the header if all names are short, different and not numbers.
    """
    first = rows[0]
    rest = [row for row in rows[1:] if row != first]
    if len(rest) < 0.9 * len(rows):  # few: tables joined end to end repeat their header
        rest = list(rows[1:])
    votes = 0
    for position, name in enumerate(first):
        values = [row[position] for row in rest if len(row) > position and row[position].strip()]
        votes += _vote(name.strip(), values)
    if votes:
        return votes > 0
    names = [name.strip() for name in first]
    return len(set(names)) == len(names) and not any(is_number(n) or len(n) > _LONGEST_NAME for n in names)


def _vote(name: str, values: Sequence[str]) -> int:
    """Above 0: `name` is unlike the values below it. Below 0: it is one of them."""
    if not name or not values:
        return 0
    numbers = sum(map(is_number, values)) / len(values)
    if numbers > 0.9:
        return -2 if is_number(name) else 2
    counts = Counter(values)
    if len(counts) <= _FEW and len(values) >= 2 * len(counts):
        return -2 if counts[name] else 1
    words = sum(len(value.split()) for value in values) / len(values)
    if words >= 3:
        return 1 if len(name.split()) <= max(words / 3, 1) else -1
    return 0


def is_number(value: str) -> bool:
    """Whether the whole value is a number, as `NUMBER` has it."""
    return re.fullmatch(NUMBER, value) is not None


def column_names(cells: Sequence[str]) -> list[str]:
    """Names fit for the screen: on one line, never empty, no two the same."""
    names: dict[str, None] = {}
    for position, cell in enumerate(cells, start=1):
        name = base = " ".join(cell.split()) or f"column {position}"
        copies = 2
        while name in names:
            name, copies = f"{base} ({copies})", copies + 1
        names[name] = None
    return list(names)
