"""What the values of a column look like, in a few numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.header import NUMBER
from tuner_gui.engine.data.numeric import read_numbers
from tuner_gui.engine.data.picking import as_arrow
from tuner_gui.engine.data.table import Table, is_filled

SAMPLE_ROWS = 20_000
_SAMPLE_CELLS = 400_000
_WORDS_ROWS = 2_000
"""Of these the words are counted, which takes the longest."""
_FEWEST_SAMPLED = 1_000
"""A table of hundreds of columns is judged by fewer rows."""
FEW_INTEGERS = 20
"""Whole numbers with at most this many different values are read as classes, not as a quantity."""
_DATE = (
    r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ,].*)?|\s*\d{1,2}:\d{2}(:\d{2})?\s*|"
    r"\s*(\w{3,9},?\s+)?(\w{3,9}\.?\s+\d{1,2}(st|nd|rd|th)?,?|\d{1,2}\.?\s+\w{3,9}\.?,?)\s+(\d{2}:\d{2}\S*\s+.*)?\d{4}.{0,15}"
)
_PATTERNS = {
    "number": f"^(?:{NUMBER})$",
    "date": f"^(?:{_DATE})$",
    "url": r"^\s*(?:https?://|www\.)\S+\s*$",
    "email": r"^\s*[\w.+-]+@[\w-]+\.[\w.-]+\s*$",
    "list": r"^\s*(?:\[.*\]|\(.*,.*\)|\{.*\})\s*$",
    "code": r"^\s*[A-Za-z_.#-]*\d[A-Za-z0-9_.#-]*\s*$",
    "parse": r"^\s*\(.*\)\s*$",
}
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]"
"""Letters of languages that put no spaces between words; two of them count as a word."""
_NEARLY_ALL = 0.9
_BOOLEANS = frozenset(["0", "1", "0.0", "1.0", "true", "false", "yes", "no", "y", "n", "t", "f"])


@dataclass(frozen=True, eq=False)
class ColumnProfile:
    """Measured on at most 20,000 rows, spread evenly over the table."""

    name: str
    position: int
    """0 for the first column."""
    rows: int
    """Values looked at."""
    filled: int
    """Values that are more than white space; the other numbers are about these."""
    distinct: int
    words: float
    """Mean number of words, of at most 2,000 values."""
    kinds: frozenset[str]
    """Of `number`, `date`, `url`, `email`, `list`, `code`, `parse`: what nearly all values are."""
    values: Any
    """The filled values themselves: a string array."""

    @property
    def distinct_share(self) -> float:
        """1 when no value occurs twice; 0 for an empty column."""
        return self.distinct / self.filled if self.filled else 0.0

    @property
    def numeric(self) -> bool:
        """Nearly all are numbers or dates."""
        return bool(self.kinds & {"number", "date"})

    @cached_property
    def name_words(self) -> frozenset[str]:
        """The words of the name in lower case: `textLabel_2` holds `text` and `label`."""
        spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", self.name)
        return frozenset(re.findall(r"[^\W\d_]+", spaced.lower()))

    @cached_property
    def numbers(self) -> np.ndarray:
        """The values that are numbers; float64."""
        values, usable = read_numbers(self.values)
        found: np.ndarray = values[usable]
        return found

    @cached_property
    def whole(self) -> bool:
        """All numbers are whole ones, such as 3 or 3.0."""
        return bool(len(self.numbers)) and bool(np.all(np.mod(self.numbers, 1) == 0))

    @cached_property
    def counts(self) -> dict[str, int]:
        """How often each value occurs, white space around it left out; most frequent first."""
        counted = pa.Table.from_struct_array(pc.value_counts(pc.utf8_trim_whitespace(self.values)))
        # By Arrow, which lets other threads work meanwhile.
        ordered = counted.sort_by([("counts", "descending"), ("values", "ascending")])
        return dict(zip(ordered["values"].to_pylist(), ordered["counts"].to_pylist(), strict=True))

    @cached_property
    def binary(self) -> bool:
        """A column of 0 and 1, true and false, or yes and no; one of the two may be missing."""
        return 0 < self.distinct <= 4 and {value.lower() for value in self.counts} <= _BOOLEANS

    @property
    def repeats(self) -> bool:
        """Has at least two values, each of which comes again."""
        return 2 <= self.distinct <= self.filled / 2

    @property
    def quantity(self) -> bool:
        """Numbers that measure something, rather than name one of a few classes."""
        if "number" not in self.kinds or len(self.numbers) < self.filled / 2:  # such as versions, 4.17.0.3
            return False
        return not self.whole or self.distinct > FEW_INTEGERS


def profile_columns(table: Table) -> list[ColumnProfile]:
    """Profiles of all columns in the order of the file."""
    fair = _SAMPLE_CELLS // max(1, table.data.num_columns)
    data = sample_rows(table.data, min(SAMPLE_ROWS, max(_FEWEST_SAMPLED, fair)))
    return [_profile(name, position, data[name]) for position, name in enumerate(table.columns)]


def sample_rows(data: pa.Table, size: int = SAMPLE_ROWS) -> pa.Table:
    """At most `size` rows, in short runs that are evenly spaced; the same each time.

    Slices of runs rather than single rows, because picking rows one by one makes Arrow join the chunks.
    """
    if data.num_rows <= size:
        return data
    run = 50
    starts = np.linspace(0, data.num_rows - run, size // run, dtype=np.int64)
    return pa.concat_tables([data.slice(int(start), run) for start in starts])


def _profile(name: str, position: int, column: Any) -> ColumnProfile:
    values = pa.chunked_array([column.combine_chunks()]) if len(column) else column
    values = values.filter(is_filled(values))
    if len(values) == 0:
        return ColumnProfile(name, position, len(column), 0, 0, 0.0, frozenset(), values)
    matches = {kind for kind, pattern in _PATTERNS.items() if _share(values, pattern) > _NEARLY_ALL}
    return ColumnProfile(
        name,
        position,
        rows=len(column),
        filled=len(values),
        distinct=pc.count_distinct(values).as_py(),
        words=_mean_words(values),
        kinds=frozenset(matches),
        values=values,
    )


def _mean_words(values: Any) -> float:
    some = _spread(values, min(_WORDS_ROWS, len(values)))
    spaces = pc.count_substring_regex(pc.utf8_trim_whitespace(some), r"\s+")
    return 1 + _mean(spaces) + _mean(pc.count_substring_regex(some, _UNSPACED)) / 2


def _spread(values: Any, size: int) -> Any:
    return values.take(as_arrow(np.linspace(0, len(values) - 1, size, dtype=np.int64)))


def _share(values: Any, pattern: str) -> float:
    """Part of the values that match; a glance at the first few saves a look at all."""
    glance = values.slice(0, 200)
    if len(values) > 1000 and _mean(pc.match_substring_regex(glance, pattern)) < _NEARLY_ALL / 2:
        return 0.0
    return _mean(pc.match_substring_regex(values, pattern))


def _mean(values: Any) -> float:
    return cast(float, pc.mean(values).as_py())
