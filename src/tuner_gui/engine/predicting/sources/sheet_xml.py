"""The XML of a worksheet, row by row, with cells added to its rows and all else left as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import IO
from xml.sax.saxutils import escape

from tuner_gui.errors import DataError

_BLOCK_BYTES = 1 << 18
_LONGEST_BYTES = 1 << 26
"""Of a row; no row of a spreadsheet comes near it."""
_ROW = re.compile(rb"<((?:\w+:)?)row\b([^>]*?)(?:/>|>(.*?)</\1row>)", re.DOTALL)
_END = re.compile(rb"</(?:\w+:)?sheetData>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_FORMULA = re.compile(rb"<((?:\w+:)?)f\b[^>]*?(?:/>|>.*?</\1f>)", re.DOTALL)
_DIMENSION = re.compile(rb'(<(?:\w+:)?dimension\b[^>]*?ref="[A-Z]+\d+)(?::[A-Z]+(\d+))?"')
_NUMBER = re.compile(rb'\br="(\d+)"')
_PLACE = re.compile(rb'\br="([A-Z]+)\d+"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_SPANS = re.compile(rb'\s+spans="[^"]*"')
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Cells = Sequence[str | float] | None


def column_letters(number: int) -> str:
    """`A` for 1, `AA` for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def extended(
    sheet: IO[bytes], last: int, new: Callable[[int], Cells], header: int, *, count: int, plain: bool
) -> Iterator[bytes]:
    """The XML with cells behind column `last`.

    Args:
        sheet: the XML.
        last: number of the last column with values, 1 for the first.
        new: what is added to the row with a number; asked for rising numbers.
        header: number of the row with the names, whose look its new cells take on; 0: there is none.
        count: of the columns added.
        plain: formulas become the values that they last had.

    Raises:
        DataError: a row is so long that it can only have been made to use up memory.
    """
    row_number = 0

    def row(match: re.Match[bytes]) -> bytes:
        nonlocal row_number
        prefix, attributes, body = match[1], match[2], match[3] or b""
        found = _NUMBER.search(attributes)
        row_number = int(found[1]) if found else row_number + 1
        if plain:
            body = _FORMULA.sub(b"", body)
        values = new(row_number)
        if values is None:
            return match[0] if not plain else _row(prefix, attributes, body)
        style = _last_style(body) if row_number == header else b""
        body = _CELL.sub(lambda cell: b"" if _in_the_way(cell, last) else cell[0], body)
        cells = b"".join(
            _cell(prefix, f"{column_letters(last + place)}{row_number}".encode(), value, style)
            for place, value in enumerate(values, 1)
        )
        return _row(prefix, _SPANS.sub(b"", attributes), body + cells)

    rest, seen = b"", False
    while block := sheet.read(_BLOCK_BYTES):
        rest += block
        parts, end = [], 0
        for match in _ROW.finditer(rest):
            between = rest[end : match.start()]
            parts += [between if seen else _wider(between, last + count), row(match)]
            end, seen = match.end(), True
        yield b"".join(parts)
        rest = rest[end:]
        if _END.search(rest):
            break
        if len(rest) > _LONGEST_BYTES:
            raise DataError(
                "A row of the workbook holds far more than a spreadsheet can.",
                hint="Save the sheet as CSV (UTF-8).",
            )
    yield rest
    while block := sheet.read(_BLOCK_BYTES):
        yield block


def _row(prefix: bytes, attributes: bytes, body: bytes) -> bytes:
    return b"<%srow%s>%s</%srow>" % (prefix, attributes, body, prefix)


def _wider(head: bytes, last: int) -> bytes:
    """What stands above the rows, with the range of the sheet: some programs read nothing beyond it."""

    def wider(match: re.Match[bytes]) -> bytes:
        row = match[2] or re.sub(rb".*?(\d+)$", rb"\1", match[1])
        return b'%s:%s%s"' % (match[1], column_letters(last).encode(), row)

    return _DIMENSION.sub(wider, head)


def _in_the_way(cell: re.Match[bytes], last: int) -> bool:
    """A cell without a value where ours go, or behind: spreadsheets write such for their look."""
    place = _PLACE.search(cell[1])
    return place is not None and _column_number(place[1]) > last


def _last_style(body: bytes) -> bytes:
    styles = [_STYLE.search(cell[1]) for cell in _CELL.finditer(body) if cell[2]]
    return b' s="%s"' % styles[-1][1] if styles and styles[-1] else b""


def _cell(prefix: bytes, place: bytes, value: str | float, style: bytes) -> bytes:
    if isinstance(value, str):
        text = escape(_FORBIDDEN.sub("", value)).encode("utf-8")
        inner = b'<%sis><%st xml:space="preserve">%s</%st></%sis>' % (prefix, prefix, text, prefix, prefix)
        return b'<%sc r="%s"%s t="inlineStr">%s</%sc>' % (prefix, place, style, inner, prefix)
    number = repr(round(value, 9)).encode()
    return b'<%sc r="%s"%s><%sv>%s</%sv></%sc>' % (prefix, place, style, prefix, number, prefix, prefix)
