"""Reads delimited text: CSV, TSV and their relatives, in whatever way they were written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.header import column_names, is_number, looks_like_header
from tuner_gui.engine.data.reading.dialect import (
    PLAIN,
    QUOTED,
    Style,
    delimiter_name,
    find_delimiter,
    other_styles,
    sample_of,
    sample_rows,
    usual_width,
    without_hint,
)
from tuner_gui.engine.data.reading.lines import RowFinder, lines_of_positions
from tuner_gui.engine.data.reading.parser import Parsed, parse
from tuner_gui.engine.data.reading.quotes import scan_quotes, survey_quotes
from tuner_gui.engine.data.reading.ragged import align_rows
from tuner_gui.engine.data.reading.source import Text, first_lines
from tuner_gui.engine.data.table import BadRow, Table
from tuner_gui.errors import DataError

_HOPELESS = 0.9
"""With more misfitting rows than this it is no table."""


@dataclass(frozen=True)
class _Misfit:
    place: int
    """Among all rows that are not blank, 0 for the first."""
    text: str
    columns: int


def read_delimited(text: Text, path: Path, reading: Reading, *, partial: bool = False) -> Table:
    """Find out how a text is written, and read it.

    Args:
        text: the content.
        path: where it came from.
        reading: what a person decided.
        partial: the text is only the beginning of the file.

    Raises:
        DataError: it holds no table.
    """
    name = path.name
    text, hinted = without_hint(text)
    sample = sample_of(text)
    if not sample.strip():
        raise DataError(
            f"“{name}” holds only blank lines.", hint="Choose a table that has texts and labels in it."
        )
    delimiter = _delimiter(sample, reading.delimiter or hinted, name)
    parsed, stray = _parse_best(text, delimiter, sample, name, partial=partial)
    misfits = _without_blank(parsed.misfits)
    _check(parsed, misfits, delimiter, name)
    rows = sample_rows(sample, delimiter, parsed.style)
    names: list[str] = []
    if reading.header is not False:
        names, misfits = _row_names(rows, parsed, misfits)
    fitting = [row for row in rows if len(row) == parsed.data.num_columns] or rows
    has_header = reading.header
    if has_header is None:
        has_header = bool(names) or looks_like_header(fitting)
    data = _name_columns(parsed.data, has_header, names)
    bad_rows = _locate(text, misfits, parsed.width, has_header and not names)
    if data.num_rows == 0 and not bad_rows:
        raise DataError(
            f"“{name}” has column names but no rows below them.",
            hint="Check that the table was saved completely, or choose another file.",
        )
    return Table(
        path,
        data,
        text.encoding,
        delimiter,
        has_header,
        bad_rows,
        lines_of_positions(text, stray),
        format="TSV" if delimiter == "\t" else "CSV",
        codec=text.codec,
        quote=parsed.style.quote,
        escape=parsed.style.escape,
    )


def _delimiter(sample: str, chosen: str, name: str) -> str:
    chosen = chosen.replace("\\t", "\t")
    if chosen and (len(chosen) != 1 or not chosen.isascii() or chosen in '\n\r"'):
        raise DataError(
            f"“{chosen}” cannot separate columns: it must be one character, such as a comma.",
            hint="Use , or ; or | or \\t for a tab, or leave it out to have it detected.",
        )
    found = chosen or find_delimiter(sample)
    if found is None:
        raise _one_column(name)
    return found


def _one_column(name: str) -> DataError:
    return DataError(
        f"“{name}” has only one column, but a model learns from two: the texts and their labels.",
        hint="Add a column with the label of each text; separate columns by commas, semicolons or tabs.",
    )


def _parse_best(
    text: Text, delimiter: str, sample: str, name: str, *, partial: bool
) -> tuple[Parsed, tuple[int, ...]]:
    """Read with or without a meaning for quotation marks; also says where stray ones are.

    Where they pair up everywhere they mean something. Otherwise both ways are tried and the one with
    a smaller share of misfitting rows is taken; in a draw, the way that most of the marks suggest, or plain
    characters if one is never closed and few rows have any.
    """
    quick = survey_quotes(text.file, delimiter, text.start)
    if quick.regular:
        spans = quick.spans_lines
        best = _attempt(text, delimiter, sample, name, QUOTED, spans_lines=spans)
        others = [] if not best.misfits else other_styles(sample, delimiter)
        attempts = [best, *(_attempt(text, delimiter, sample, name, style) for style in others)]
        return min(attempts, key=lambda attempt: attempt.lost), ()
    quotes = scan_quotes(text.file, delimiter, text.start)
    if partial and quotes.unclosed is not None and quotes.plausible:
        text, quotes = _cut(text, quotes.unclosed), replace(quotes, unclosed=None)
    usual = [QUOTED, PLAIN] if quotes.plausible else [PLAIN, QUOTED]
    styles = [*other_styles(sample, delimiter), *usual] if quotes.faulty else [QUOTED]
    attempts = [_attempt(text, delimiter, sample, name, style) for style in styles]
    if quotes.unclosed is not None:
        attempts.sort(key=lambda attempt: attempt.style == QUOTED and quotes.closed < attempt.data.num_rows)
    best = min(attempts, key=lambda attempt: (attempt.width < 2, attempt.lost))
    if best.style not in (QUOTED, PLAIN):
        return best, ()
    if quotes.unclosed is not None and (best.style == QUOTED or quotes.closed >= best.data.num_rows):
        raise _unclosed(text, quotes.unclosed, name)
    return best, quotes.stray if best.style == QUOTED else ()


def _attempt(
    text: Text, delimiter: str, sample: str, name: str, style: Style, *, spans_lines: bool | None = None
) -> Parsed:
    width = usual_width(sample_rows(sample, delimiter, style))
    spans = bool(style.quote) if spans_lines is None else spans_lines
    parsed = parse(text, delimiter, width, name, style, spans_lines=spans)
    odd = [(misfit.place, misfit.text) for misfit in _without_blank(parsed.misfits)]
    whole = align_rows(parsed.data, odd, delimiter, style) if odd else None
    return parsed if whole is None else Parsed(whole, whole.num_columns, style)


def _cut(text: Text, position: int) -> Text:
    """The whole lines before a position."""
    text.file.seek(text.start)
    content, _ = first_lines(text.file, position)
    return replace(text, file=content)


def _unclosed(text: Text, position: int, name: str) -> DataError:
    line = lines_of_positions(text, [position])[0]
    return DataError(
        f"“{name}” cannot be read to its end: the quotation mark opened in line {line} is never closed.",
        hint="Close or remove that quotation mark, or save the table again from your spreadsheet.",
    )


def _without_blank(misfits: Sequence[Any]) -> list[_Misfit]:
    """Lines of mere white space are no rows."""
    found: list[_Misfit] = []
    blank = 0
    for misfit in misfits:
        if misfit.text.strip(" \f\v"):
            found.append(_Misfit(misfit.number - 1 - blank, misfit.text, misfit.actual_columns))
        else:
            blank += 1
    return found


def _check(parsed: Parsed, misfits: Sequence[_Misfit], delimiter: str, name: str) -> None:
    if parsed.width < 2:
        raise _one_column(name)
    total = parsed.data.num_rows + len(misfits)
    if parsed.data.num_rows == 0 or len(misfits) > _HOPELESS * total:
        raise DataError(
            f"“{name}” is not an even table: {len(misfits):,} of {total:,} rows do not have {parsed.width} "
            "columns like the first one.",
            hint=f"The columns seem to be separated by {delimiter_name(delimiter)}. Put quotes around "
            "values that contain one, or save the table again as CSV from your spreadsheet.",
        )


def _row_names(
    rows: Sequence[Sequence[str]], parsed: Parsed, misfits: list[_Misfit]
) -> tuple[list[str], list[_Misfit]]:
    """Names of the columns where the first row lacks one for a first column of row names, as R writes it."""
    first = rows[0]
    if misfits and misfits[0].place == 0 and len(first) == parsed.width - 1 and _has_row_names(rows):
        later = [replace(misfit, place=misfit.place - 1) for misfit in misfits[1:]]
        return ["", *first], later
    return [], misfits


def _has_row_names(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the values of the first column may be names of rows, and the first row is no mere title."""
    first, *others = rows
    names = [row[0] for row in others]
    different = len(set(names)) == len(names)
    return (
        different
        and (len(first) > 1 or all(map(is_number, names)))
        and looks_like_header([["", *first], *others])
    )


def _name_columns(data: pa.Table, has_header: bool, names: Sequence[str]) -> pa.Table:
    if names:
        return data.rename_columns(column_names(names))
    if not has_header:
        return data.rename_columns(column_names([""] * data.num_columns))
    first = data.slice(0, 1).to_pylist()[0]
    return data.slice(1).rename_columns(column_names(list(first.values())))


def _locate(text: Text, misfits: Sequence[_Misfit], width: int, header_inside: bool) -> tuple[BadRow, ...]:
    """Where the misfitting rows are; the header, if it is one of the rows, is not counted."""
    finder = RowFinder(text)
    found: list[BadRow] = []
    for index, misfit in enumerate(misfits):
        row = misfit.place + 1 - (header_inside and misfit.place > index)  # not those above the header
        reason = f"{_columns(misfit.columns)} instead of {width}"
        found.append(BadRow(finder.line_of(misfit.text.encode()), reason, row, misfit.text))
    return tuple(found)


def _columns(count: int) -> str:
    return f"{count} column" if count == 1 else f"{count} columns"
