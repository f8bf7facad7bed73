"""Several labels in one cell: how they are separated, and what they are.

A separator is only believed when the parts between it come again in other cells and stand alone, so that
neither “New York, NY” nor “3,5” nor a single class called “Arts, crafts” is torn apart.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

SEPARATORS = (";", "|", ",", "/", " ")
LISTS = "[]"
"""Stands for cells that are lists, as JSON or Python write them."""
_LIST = re.compile(r"\s*(\[.*\]|\(.*\)|\{.*\})\s*", re.DOTALL)
_NUMPY = re.compile(r"\[\s*('[^',]*'|\"[^\",]*\")(\s+('[^',]*'|\"[^\",]*\"))+\s*\]")
_NUMBER = re.compile(r"[-+]?\d*([.,]\d+)?|[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_CODE = re.compile(r"(?=.*[._\-\d])[\w.\-]+")
_MOST = 0.8
_MOST_AGAIN = 0.7
_ENOUGH_TOGETHER = 0.01
_MOST_PARTS = 2_000
_LONGEST_PART = 40


def find_separator(counts: Mapping[str, int]) -> str:
    """How labels within one cell are separated.

    Args:
        counts: how often each cell occurs; empty cells are passed over.

    Returns:
        one of `SEPARATORS`, `LISTS`, or nothing when each cell is one label.
    """
    cells = {cell: count for cell, count in counts.items() if cell.strip()}
    if not cells:
        return ""
    lists = sum(count for cell, count in cells.items() if _LIST.fullmatch(cell))
    if lists > _MOST * sum(cells.values()):
        return LISTS
    if _are_numbers(cells):
        return ""
    return next((mark for mark in SEPARATORS if _separates(cells, mark)), "")


def _are_numbers(cells: Mapping[str, int]) -> bool:
    """Numbers, some with decimal commas, and perhaps a few words for “unknown”."""
    others = [cell for cell in cells if not _NUMBER.fullmatch(cell.strip())]
    return len(others) < len(cells) / 2 and not any(map(str.isdigit, "".join(others)))


def _separates(cells: Mapping[str, int], mark: str) -> bool:
    parts = {cell: split_cell(cell.casefold(), mark) for cell in cells}
    together = [cell for cell, found in parts.items() if len(found) > 1]
    if len(together) < 2 or sum(cells[c] for c in together) < _ENOUGH_TOGETHER * sum(cells.values()):
        return False
    seen_in = Counter(part for found in parts.values() for part in set(found))
    if not 3 <= len(seen_in) <= _MOST_PARTS or max(map(len, seen_in)) > _LONGEST_PART:
        return False
    if mark == " " and not all(_CODE.fullmatch(part) for part in seen_in):
        return False
    alone = {found[0] for found in parts.values() if len(found) == 1}
    return _come_again(parts, together, seen_in, cells) and len(alone & set(seen_in)) >= len(seen_in) / 4


def _come_again(
    parts: Mapping[str, tuple[str, ...]], together: list[str], seen_in: Counter[str], rows: Mapping[str, int]
) -> bool:
    """Whether most parts of cells with several parts are found in other cells too."""
    total = sum(len(parts[cell]) * rows[cell] for cell in together)
    again = sum(rows[cell] for cell in together for part in parts[cell] if seen_in[part] > 1)
    return again >= _MOST_AGAIN * total


def split_cell(cell: str, mark: str) -> tuple[str, ...]:
    """The labels in one cell: without white space around them, none twice, in their order."""
    if not mark:
        found: Iterable[str] = (cell,)
    elif mark == LISTS:
        found = _items(cell)
    else:
        found = cell.split(mark)
    return tuple(dict.fromkeys(part for part in map(str.strip, found) if part))


def _items(cell: str) -> list[str]:
    """The items of a list as JSON, Python or numpy write it; of anything else, the cell itself."""
    text = cell.strip()
    quoted = re.findall(r"'([^']*)'|\"([^\"]*)\"", text)
    if _NUMPY.fullmatch(text):  # which Python would read as one string
        return [one or two for one, two in quoted]
    for decode in (msgspec.json.decode, ast.literal_eval):
        try:
            value = decode(text)
        except (msgspec.DecodeError, ValueError, SyntaxError, MemoryError, RecursionError):
            continue
        return [str(item) for item in value] if isinstance(value, list | tuple | set) else [str(value)]
    if _LIST.fullmatch(text):  # such as [a, b]
        return [one or two for one, two in quoted] if quoted else text[1:-1].split(",")
    return [text]
