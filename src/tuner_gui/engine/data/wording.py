"""Numbers and nouns in sentences."""

from __future__ import annotations

from collections.abc import Sequence


def count(number: int, noun: str) -> str:
    """`1 row`, `1,234 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def rows_do(number: int, singular: str, plural: str) -> str:
    """`1 row has`, `12 rows have`."""
    return f"{count(number, 'row')} {singular if number == 1 else plural}"


def cut(text: str, length: int = 120) -> str:
    """On one line and no longer than `length` characters."""
    line = " ".join(text[: 4 * length].split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def quote(names: Sequence[str]) -> str:
    """A list for a sentence: `“a”, “b” and 4 more`."""
    listed = ", ".join(f"“{name}”" for name in names[:10])
    return listed + (f" and {len(names) - 10:,} more" if len(names) > 10 else "")
