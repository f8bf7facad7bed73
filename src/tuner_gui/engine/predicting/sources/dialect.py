"""How a delimited file is written, found out from its beginning; its encoding from all of it."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import pyarrow as pa

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.encoding import SAVE_AS_CSV, Encoding, encoding_name
from tuner_gui.engine.data.header import column_names, looks_like_header
from tuner_gui.engine.data.reading.delimited import read_delimited
from tuner_gui.engine.data.reading.dialect import (
    PLAIN,
    QUOTED,
    Style,
    find_delimiter,
    sample_of,
    sample_rows,
    without_hint,
)
from tuner_gui.engine.data.reading.quotes import scan_text
from tuner_gui.engine.data.reading.source import Text
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.predicting.sources.records import split_records
from tuner_gui.errors import DataError

_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_STATEFUL = ("iso2022", "hz", "utf-7", "utf_7")


@dataclass(frozen=True)
class Carrier:
    """How bytes become characters that can be split into records and are the very same bytes again."""

    codec: str
    """Of the values."""
    mark: int
    """Length of the byte order mark."""

    @property
    def name(self) -> str:
        """Every byte is a character, in all encodings that hold ASCII as it is."""
        return self.codec if self.codec in _WIDE else "latin-1"

    @property
    def errors(self) -> str:
        """As the parameter of codecs."""
        return "surrogatepass" if self.codec in _WIDE else "strict"

    def value(self, carried: str) -> str:
        """What a value says."""
        if carried.isascii() or self.codec in _WIDE:
            return carried
        return carried.encode("latin-1").decode(self.codec, "replace")

    def carried(self, value: str) -> str:
        """The other way round.

        Raises:
            UnicodeEncodeError: the encoding lacks a character.
        """
        if value.isascii():
            return value
        content = value.encode(self.codec)
        return value if self.codec in _WIDE else content.decode("latin-1")


@dataclass(frozen=True)
class Dialect:
    """How a delimited file is written."""

    carrier: Carrier
    delimiter: str
    style: Style
    quotes_all: bool
    """Every value stands between quotation marks."""
    skipped_lines: int
    """Lines above everything, such as `sep=;`."""
    header: int | None
    """Place of the names of the columns among the records that are not blank; None: there are none."""
    sample: Table


def carrier_of(encoding: Encoding, path: Path) -> Carrier:
    """How a file with this encoding is taken apart.

    Raises:
        DataError: its bytes cannot be taken apart without changing them.
    """
    if encoding.codec in _WIDE:
        return Carrier(encoding.codec, encoding.mark)
    probe = bytes(range(32, 126)).replace(b"\\", b"").replace(b"~", b"")
    stateful = encoding.codec.startswith(_STATEFUL)
    if stateful or probe.decode(encoding.codec, "replace") != probe.decode("ascii"):
        raise DataError(
            f"“{path.name}” is in {encoding_name(encoding.codec)}, in which Tuner cannot write.",
            hint=SAVE_AS_CSV,
        )
    return Carrier(encoding.codec, encoding.mark)


def find_dialect(text: Text, path: Path, reading: Reading, carrier: Carrier, *, cut: bool) -> Dialect:
    """Look at the beginning of a file.

    Args:
        text: that beginning.
        path: where it came from.
        reading: what a person decided.
        carrier: of the file.
        cut: there is more.

    Raises:
        DataError: it holds no table.
    """
    below, hinted = without_hint(text)
    content = sample_of(below)
    delimiter = reading.delimiter.replace("\\t", "\t") or hinted or find_delimiter(content) or ""
    if not content.strip():
        raise DataError(f"“{path.name}” holds only blank lines.", hint="Choose a table with texts in it.")
    if delimiter and delimiter in content:
        table = read_delimited(text, path, reading, partial=cut)
    else:
        table = _one_column(content, delimiter, path, reading)
    style = Style(table.quote, table.escape)
    rows = sample_rows(content, table.delimiter, style)
    return Dialect(
        carrier=carrier,
        delimiter=table.delimiter,
        style=style,
        quotes_all=_quotes_all(content, table, style),
        skipped_lines=below.first_line - text.first_line,
        header=_header_place(rows, table) if table.has_header else None,
        sample=replace(table, is_preview=cut),
    )


def _one_column(content: str, delimiter: str, path: Path, reading: Reading) -> Table:
    """Mere texts, one per row; what is added is put behind commas if the texts have none."""
    free = (mark for mark in ",;|" if _alone(content, mark))
    delimiter = delimiter or next(free, "\t")
    style = QUOTED if scan_text(content, delimiter).plausible else PLAIN
    values = [row[0] for row in sample_rows(content, delimiter, style)]
    has_header = reading.header
    if has_header is None:
        has_header = looks_like_header([[value] for value in values])
    (name,) = column_names([values[0] if has_header else ""])
    data = pa.table({name: pa.array(values[int(has_header) :], pa.string())})
    if not data.num_rows:
        raise DataError(f"“{path.name}” has no rows below its first line.", hint="Choose another file.")
    return Table(path, data, "", delimiter, has_header, quote=style.quote)


def _alone(content: str, mark: str) -> bool:
    return mark not in content or all(len(row) == 1 for row in sample_rows(content, mark))


def _header_place(rows: list[list[str]], table: Table) -> int:
    """The record whose values are the names: usually the first, unless a title stands above."""
    width = len(table.columns)
    for place, row in enumerate(rows):
        padded = row + [""] * (width - len(row))
        if tuple(column_names(padded)) == table.columns or tuple(column_names(["", *row])) == table.columns:
            return place
    return 0


def _quotes_all(content: str, table: Table, style: Style) -> bool:
    """Whether every value is quoted, judged by the first rows."""
    if not style.quote or not content.startswith(style.quote):
        return False
    lines = io.StringIO(content, newline="")
    records = split_records(lines, table.delimiter, style, len(table.columns))
    some = [record for record in islice(records, 20) if not record.blank]
    return all(record.raw.count(style.quote) >= 2 * len(record.fields) for record in some)
