"""Reads delimited text: CSV, TSV and their relatives, in whatever way they were written."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv

from tuner_gui.engine.data.dialect import Quotes, find_delimiter, sample_of, sample_rows, scan_quotes
from tuner_gui.engine.data.encoding import decode
from tuner_gui.engine.data.header import column_names, looks_like_header
from tuner_gui.engine.data.table import BadRow, Table
from tuner_gui.errors import DataError

_BLOCK_BYTES = 1 << 26  # a row must fit into one block

_DELIMITER_NAMES = {"\t": "tabs", ";": "semicolons", "|": "vertical bars", ",": "commas"}


@dataclass(frozen=True)
class _Parsed:
    data: pa.Table
    """The first row included, whether it names the columns or not."""
    misfits: list[Any]
    """pyarrow's InvalidRow: number (1 for the first row), text, actual_columns."""
    width: int
    quoted: bool


def read_delimited(path: Path, content: bytes) -> Table:
    """Find out how the text is written, and read it.

    Raises:
        DataError: it is not text, holds no table, or too many rows do not fit.
    """
    text = decode(content, path.name)
    if not text.content.strip():
        raise DataError(
            f"“{path.name}” holds only blank lines.", hint="Choose a table that has texts and labels in it."
        )
    sample = sample_of(text.content)
    delimiter = find_delimiter(sample)
    if delimiter is None:
        raise DataError(
            f"“{path.name}” has only one column, but a model learns from two: the texts and their labels.",
            hint="Add a column with the label of each text; separate columns by commas, semicolons or tabs.",
        )
    quotes = scan_quotes(text.content, delimiter)
    parsed = _parse_best(text.content, delimiter, quotes, sample, path.name)
    has_header = looks_like_header(sample_rows(sample, delimiter, quoted=parsed.quoted))
    bad_rows = _locate(text.content, parsed.misfits, has_header)
    data = _name_columns(parsed.data, has_header)
    if data.num_rows == 0 and not bad_rows:
        raise DataError(
            f"“{path.name}” has column names but no rows below them.",
            hint="Check that the table was saved completely, or choose another file.",
        )
    stray = _lines(text.content, quotes.stray) if parsed.quoted else ()
    return Table(path, data, text.encoding, delimiter, has_header, bad_rows, stray)


def _parse_best(content: bytes, delimiter: str, quotes: Quotes, sample: str, name: str) -> _Parsed:
    """Read with or without a meaning for quotation marks.

    Where they pair up everywhere they mean something. Otherwise both ways are tried and the one with
    fewer misfitting rows is taken; in a draw, the way that most of the marks suggest.
    """
    ways = [quotes.plausible, not quotes.plausible] if quotes.faulty else [True]
    attempts = [_parse(content, delimiter, quoted, sample, name) for quoted in ways]
    best = min(attempts, key=lambda attempt: (attempt.width < 2, len(attempt.misfits)))
    if best.quoted and quotes.unclosed is not None:
        line = _lines(content, [quotes.unclosed])[0]
        raise DataError(
            f"“{name}” cannot be read to its end: the quotation mark opened in line {line} is never closed.",
            hint="Close or remove that quotation mark, or save the table again from your spreadsheet.",
        )
    return best


def _parse(content: bytes, delimiter: str, quoted: bool, sample: str, name: str) -> _Parsed:
    width = max(map(len, sample_rows(sample, delimiter, quoted=quoted)[:1]), default=1)
    names = [str(position) for position in range(width)]
    misfits: list[Any] = []

    def skip(row: Any) -> str:
        misfits.append(row)
        return "skip"

    try:
        data = pyarrow.csv.read_csv(
            io.BytesIO(content),
            # Rows are numbered only when a single thread reads.
            read_options=pyarrow.csv.ReadOptions(
                column_names=names, use_threads=False, block_size=_BLOCK_BYTES
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                invalid_row_handler=skip,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid as error:
        raise DataError(
            f"“{name}” cannot be read as a table with columns separated by {_DELIMITER_NAMES[delimiter]}.",
            hint="Open it in your spreadsheet and save it again as CSV (UTF-8).",
            detail=str(error),
        ) from error
    return _Parsed(data, misfits, width, quoted)


def _name_columns(data: pa.Table, has_header: bool) -> pa.Table:
    if not has_header:
        return data.rename_columns(column_names([""] * data.num_columns))
    first = data.slice(0, 1).to_pylist()[0]
    return data.slice(1).rename_columns(column_names(list(first.values())))


def _locate(content: bytes, misfits: Sequence[Any], has_header: bool) -> tuple[BadRow, ...]:
    """Where the misfitting rows are; lines of mere white space are no rows."""
    found: list[BadRow] = []
    text, position, line, blank = b"\n" + content + b"\n", 0, 0, 0
    for misfit in misfits:
        if not misfit.text.strip():
            blank += 1
            continue
        start = _find_row(text, misfit.text.encode(), position)
        line += text.count(b"\n", position, start + 1)
        position = start + 1
        reason = f"{_columns(misfit.actual_columns)} instead of {misfit.expected_columns}"
        found.append(BadRow(line, reason, misfit.number - blank - has_header, misfit.text))
    return tuple(found)


def _find_row(text: bytes, row: bytes, start: int) -> int:
    """Position of the line break before `row`, which fills whole lines of `text` at or after `start`."""
    position = text.find(b"\n" + row, start)
    while position >= 0 and text[position + 1 + len(row)] not in b"\r\n":
        position = text.find(b"\n" + row, position + 1)
    return max(position, start)


def _lines(content: bytes, positions: Sequence[int]) -> tuple[int, ...]:
    """1-based lines of ascending positions."""
    lines: list[int] = []
    line, last = 1, 0
    for position in positions:
        line += content.count(b"\n", last, position)
        last = position
        lines.append(line)
    return tuple(lines)


def _columns(count: int) -> str:
    return f"{count} column" if count == 1 else f"{count} columns"
