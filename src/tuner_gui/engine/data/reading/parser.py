"""pyarrow's CSV parser, told exactly how to read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.csv

from tuner_gui.engine.data.reading.dialect import delimiter_name
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
    quoted: bool
    misfits: list[Any] = field(default_factory=list)
    """pyarrow's InvalidRow: number (1 for the first row), text, actual_columns."""

    @property
    def lost(self) -> float:
        """Share of the rows that do not fit."""
        misfits = len(self.misfits)
        return misfits / max(misfits + int(self.data.num_rows), 1)


def parse(text: Text, delimiter: str, width: int, name: str, *, quoted: bool, spans_lines: bool) -> Parsed:
    """Read rows of `width` strings.

    At first it is taken for granted that all rows fit, and several threads read; only if that fails,
    one thread reads again and gives every row its number.

    Args:
        text: what to read.
        delimiter: one byte.
        width: number of columns.
        name: of the file, for messages.
        quoted: quotation marks mean something.
        spans_lines: quoted values may contain line breaks.

    Raises:
        DataError: pyarrow cannot read it.
    """
    misfits: list[Any] = []

    def skip(row: Any) -> str:
        misfits.append(row)
        return "skip"

    def read(block: int, handler: Any) -> pa.Table:
        text.file.seek(text.start)
        return pyarrow.csv.read_csv(
            text.file,
            # Rows are numbered only when a single thread reads.
            read_options=pyarrow.csv.ReadOptions(
                column_names=names, use_threads=handler is None, block_size=block
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=delimiter,
                quote_char='"' if quoted else False,
                newlines_in_values=spans_lines,
                invalid_row_handler=handler,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )

    names = [str(position) for position in range(width)]
    failure = ""
    for block, handler in ((_BLOCK_BYTES[0], None), *((block, skip) for block in _BLOCK_BYTES)):
        misfits.clear()
        try:
            return Parsed(read(block, handler), width, quoted, misfits)
        except pa.ArrowInvalid as error:
            failure = str(error)
            if handler and "straddling" not in failure:
                break
    raise DataError(
        f"“{name}” cannot be read as a table with columns separated by {delimiter_name(delimiter)}.",
        hint="Open it in your spreadsheet and save it again as CSV (UTF-8).",
        detail=failure,
    )
