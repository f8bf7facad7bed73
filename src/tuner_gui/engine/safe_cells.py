"""Cells that no spreadsheet takes for a formula."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet compute a cell (OWASP, CSV injection)."""


def safe_cell(text: str) -> str:
    """`text`, behind an apostrophe if it could act as a formula; numbers stay as they are."""
    if not text.startswith(_STARTS) or _is_number(text):
        return text
    return f"'{text}"


def plain_cell(text: str) -> str:
    """What `safe_cell` was given."""
    inner = text[1:]
    return inner if text.startswith("'") and safe_cell(inner) == text else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text == text.strip()
