"""How a delimited text is written: what separates its values, and how many there are in a row."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tuner_gui.engine.data.reading.quotes import scan_text
from tuner_gui.engine.data.reading.source import Text

DELIMITERS = ("\x1f", "\x01", "\x1e", "\x02", "\t", ";", "|", ",")
"""Candidates, those least likely to stand in prose first: they win ties."""
RARE_DELIMITERS = ("^", "~", "@", "#", ":")
"""Taken when none of the others will do and nearly all rows agree."""
RARE_SHARE = 0.95
"""Share of the rows that must agree on a rare delimiter."""
_NAMES = {
    "\t": "tabs",
    ";": "semicolons",
    "|": "vertical bars",
    ",": "commas",
    "@": "at signs",
    "^": "carets",
    "~": "tildes",
    "#": "number signs",
    ":": "colons",
}
_SAMPLE_BYTES = 1 << 17
_LONGEST_SAMPLE = 1 << 23
_ENOUGH_LINES = 20
csv.field_size_limit(_LONGEST_SAMPLE)  # the module's own limit is less than one long text


def delimiter_name(delimiter: str) -> str:
    """In the plural, for messages."""
    return _NAMES.get(delimiter, f"the character {delimiter!r}")


def sample_of(text: Text) -> str:
    """The first lines of a text, none of them cut, at least twenty if they are not very long."""
    size = _SAMPLE_BYTES
    while True:
        text.file.seek(text.start)
        head = text.file.read(size)
        if len(head) < size:
            return head.decode(errors="ignore")
        whole = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1]
        if whole.count(b"\n") + whole.count(b"\r") >= _ENOUGH_LINES or size >= _LONGEST_SAMPLE:
            return (whole or head).decode(errors="ignore")
        size *= 4


def without_hint(text: Text) -> tuple[Text, str]:
    """The text behind a first line such as `sep=;`, which tells Excel the delimiter, and that delimiter."""
    text.file.seek(text.start)
    hint = re.match(rb'"?sep=([^\s\w"]|\t)"?(\r\n|\r|\n)', text.file.read(12), re.IGNORECASE)
    if hint is None:
        return text, ""
    return replace(text, start=text.start + hint.end(), first_line=text.first_line + 1), hint[1].decode()


@dataclass(frozen=True)
class Style:
    """What quotation marks mean."""

    quote: str = '"'
    """What values are put between; empty: nothing, all marks are plain characters."""
    escape: str = ""
    """What makes a mark inside a value plain, where it is not doubled."""

    def reader(self, text: str, delimiter: str) -> Iterator[list[str]]:
        """Rows as the standard library reads them."""
        return self.reader_of(io.StringIO(text, newline=""), delimiter)

    def reader_of(self, lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
        """The same of lines with their breaks."""
        return csv.reader(
            lines,
            delimiter=delimiter,
            quotechar=self.quote or None,
            escapechar=self.escape or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
        )


QUOTED, PLAIN = Style(), Style("")


def other_styles(sample: str, delimiter: str) -> list[Style]:
    """Less usual ways of quoting that a sample suggests."""
    mark = re.escape(delimiter)
    lines = sample.count("\n") + sample.count("\r") + 1
    found = []
    if '\\"' in sample and len(re.findall(f'(?m)(?:^|{mark})"', sample)) >= lines / 2:
        found.append(Style(escape="\\"))
    if len(re.findall(f"(?m)(?:^|{mark})'[^'\n]*{mark}[^'\n]*'(?:{mark}|\\r?$)", sample)) >= lines / 4:
        found.append(Style("'"))
    return found


def sample_rows(sample: str, delimiter: str, style: Style = QUOTED) -> list[list[str]]:
    """The rows of a sample, blank lines left out."""
    return [row for row in style.reader(sample, delimiter) if len(row) > 1 or "".join(row).strip()]


def find_delimiter(sample: str) -> str | None:
    """The delimiter on which most rows agree; None if it has only one value per row."""
    shares = {
        delimiter: _share(sample, delimiter) if delimiter in sample else 0.0 for delimiter in DELIMITERS
    }
    best = max(DELIMITERS, key=lambda delimiter: shares[delimiter])
    if shares[best] < RARE_SHARE:
        for delimiter in RARE_DELIMITERS:
            share = _share(sample, delimiter)
            if share >= RARE_SHARE and share > shares[best] + 0.02:
                return delimiter
    return best if shares[best] > 0 else None


def _share(sample: str, delimiter: str) -> float:
    """Share of the rows that have as many values as the table would have columns."""
    if delimiter not in sample:
        return 0.0
    rows = sample_rows(sample, delimiter, QUOTED if scan_text(sample, delimiter).plausible else PLAIN)
    width = usual_width(rows)
    return sum(len(row) == width for row in rows) / len(rows) if width > 1 else 0.0


def usual_width(rows: Sequence[Sequence[str]]) -> int:
    """Number of columns: that of the first row, unless nearly all others agree on another one.

    The first may be a title above the table, or lack the name of a column of row numbers.
    """
    if not rows:
        return 1
    first = len(rows[0])
    width, count = Counter(map(len, rows)).most_common(1)[0]
    return width if width > 1 and count >= max(0.9 * len(rows), 4) else first
