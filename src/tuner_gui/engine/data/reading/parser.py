"""pyarrow's CSV parser, told exactly how to read."""

from __future__ import annotations

import io
import threading
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.csv

from tuner_gui.engine.data.reading.dialect import Style, delimiter_name
from tuner_gui.engine.data.reading.source import Text
from tuner_gui.errors import DataError

_BLOCK_BYTES = (1 << 20, 1 << 24, (1 << 31) - 1)
"""A row must fit into one block, so larger ones are tried when one does not."""


@dataclass(frozen=True)
class Parsed:
    """What the parser made of a text."""

    data: pa.Table
    """The first row included, whether it names the columns or not; columns are called 0, 1, …"""
    width: int
    style: Style
    misfits: list[Any] = field(default_factory=list)
    """pyarrow's InvalidRow: number (1 for the first row), text, actual_columns."""

    @property
    def lost(self) -> float:
        """Share of the rows that do not fit."""
        misfits = len(self.misfits)
        return misfits / max(misfits + int(self.data.num_rows), 1)


class _View(io.RawIOBase):
    """A file for one attempt, with a place of its own.

    When pyarrow gives up, a thread of its may still read ahead; it must not move the place of the next
    attempt, which would lose rows without a word.
    """

    def __init__(self, text: Text) -> None:
        self._file = text.file
        self._place = text.start
        self._lock = threading.Lock()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        with self._lock:
            if self.closed:
                return b""
            self._file.seek(self._place)
            block = self._file.read(size)
            self._place += len(block)
            return block

    def close(self) -> None:
        with self._lock:
            super().close()


def parse(text: Text, delimiter: str, width: int, name: str, style: Style, *, spans_lines: bool) -> Parsed:
    """Read rows of `width` strings.

    At first it is taken for granted that all rows fit, and several threads read; only if that fails,
    one thread reads again and gives every row its number.

    Args:
        text: what to read.
        delimiter: one byte.
        width: number of columns.
        name: of the file, for messages.
        style: what quotation marks mean.
        spans_lines: quoted values may contain line breaks.

    Raises:
        DataError: pyarrow cannot read it.
    """
    failure = ""
    for block, numbered in ((_BLOCK_BYTES[0], False), *((block, True) for block in _BLOCK_BYTES)):
        misfits: list[Any] = []
        try:
            with _View(text) as view:
                options = _options(delimiter, width, style, block, spans_lines=spans_lines)
                data = _read(view, options, misfits if numbered else None)
            return Parsed(data, width, style, misfits)
        except pa.ArrowInvalid as error:
            failure = str(error)
            if numbered and "straddling" not in failure:
                break
    raise DataError(
        f"“{name}” cannot be read as a table with columns separated by {delimiter_name(delimiter)}.",
        hint="Open it in your spreadsheet and save it again as CSV (UTF-8).",
        detail=failure,
    )


def _options(delimiter: str, width: int, style: Style, block: int, *, spans_lines: bool) -> dict[str, Any]:
    names = [str(position) for position in range(width)]
    return {
        "read_options": pyarrow.csv.ReadOptions(column_names=names, block_size=block),
        "parse_options": pyarrow.csv.ParseOptions(
            delimiter=delimiter,
            quote_char=style.quote or False,
            escape_char=style.escape or False,
            newlines_in_values=spans_lines,
        ),
        "convert_options": pyarrow.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    }


def _read(view: _View, options: dict[str, Any], misfits: list[Any] | None) -> pa.Table:
    """Read all rows; those that do not fit go to `misfits`, or are an error if that is None."""
    if misfits is not None:

        def skip(row: Any) -> str:
            misfits.append(row)
            return "skip"

        options["parse_options"].invalid_row_handler = skip
        options["read_options"].use_threads = False  # rows are numbered only when a single thread reads
    return pyarrow.csv.read_csv(view, **options)
