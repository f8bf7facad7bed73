"""Cells that a spreadsheet would run as formulas, and how to make them plain text.

What begins so is run by Excel, LibreOffice and Google Sheets, and may send a table's content elsewhere
(OWASP, "CSV Injection").
"""

from __future__ import annotations

import re

from tuner_gui.engine.data.header import NUMBER

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(NUMBER)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet might run the cell; a mere number such as -5 does nothing."""
    number = cell == cell.strip() and _NUMBER.fullmatch(cell)
    return cell.startswith(_BEGINNINGS) and not number


def safe_cell(cell: str) -> str:
    """The cell with an apostrophe before it where it might be run."""
    return f"'{cell}" if is_formula(cell) else cell


def plain_cell(cell: str) -> str:
    """What `safe_cell` was given."""
    return cell[1:] if cell.startswith("'") and is_formula(cell[1:]) else cell
