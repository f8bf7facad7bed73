"""How a delimited text is written: what separates its values, and whether quotation marks mean anything."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

DELIMITERS = ("\t", ";", "|", ",")
"""Candidates, those least likely to stand in prose first: they win ties."""

_SAMPLE_BYTES = 1 << 17  # the longest value that the csv module accepts


@dataclass(frozen=True)
class Quotes:
    """How the quotation marks that open a value are closed, as positions in the text."""

    closed: int
    """Number of values that are quoted as they should be."""
    stray: tuple[int, ...]
    """Opening marks whose closing mark is followed by more text."""
    unclosed: int | None
    """Opening mark that nothing closes before the end of the text."""

    @property
    def faulty(self) -> int:
        """Number of values whose marks do not pair up."""
        return len(self.stray) + (self.unclosed is not None)

    @property
    def plausible(self) -> bool:
        """False when so many do not pair up that they must be ordinary characters."""
        return self.closed > 20 * self.faulty or self.faulty == 0


def sample_of(content: bytes) -> str:
    """The first lines of a UTF-8 text, none of them cut."""
    if len(content) <= _SAMPLE_BYTES:
        return content.decode()
    sample = content[:_SAMPLE_BYTES]
    return sample[: sample.rfind(b"\n") + 1 or None].decode(errors="ignore")


def sample_rows(sample: str, delimiter: str, *, quoted: bool) -> list[list[str]]:
    """The rows of a sample, blank lines left out."""
    reader = csv.reader(
        io.StringIO(sample, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    return [row for row in reader if len(row) > 1 or "".join(row).strip()]


def find_delimiter(sample: str) -> str | None:
    """The delimiter that gives most rows as many values as the first; None if it has only one value."""
    best, best_share = None, 0.0
    for delimiter in DELIMITERS:
        quoted = scan_quotes(sample.encode(), delimiter).plausible
        widths = [len(row) for row in sample_rows(sample, delimiter, quoted=quoted)]
        if not widths or widths[0] < 2:
            continue
        share = widths.count(widths[0]) / len(widths)
        if share > best_share:
            best, best_share = delimiter, share
    return best


def scan_quotes(content: bytes, delimiter: str) -> Quotes:
    """Look at every value that begins with a quotation mark."""
    separator = re.escape(delimiter.encode())
    opening = rb'(?:\A|(?<=[%b\r\n]))"' % separator
    ending = rb'(?:(?P<closed>"(?=[%b\r\n]|\Z))|(?P<stray>"))?' % separator
    closed, stray, unclosed = 0, [], None
    for match in re.finditer(opening + rb'(?:[^"]++|"")*+' + ending, content):
        if match["closed"]:
            closed += 1
        elif match["stray"]:
            stray.append(match.start())
        else:
            unclosed = match.start()
    return Quotes(closed, tuple(stray), unclosed)
