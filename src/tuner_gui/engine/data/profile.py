"""What the values of a column look like, in a few numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.header import NUMBER
from tuner_gui.engine.data.table import Table, is_filled

_SAMPLE_ROWS = 20_000
_DATE = r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([T ].*)?"
_NUMBER_OR_DATE = f"^(?:{NUMBER}|{_DATE})$"
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]"
"""Letters of languages that put no spaces between words; two of them count as a word."""


@dataclass(frozen=True)
class ColumnProfile:
    """Measured on at most 20,000 rows, evenly spaced over the table."""

    name: str
    filled: int
    """Values that are more than white space; the other numbers are about these."""
    distinct: int
    words: float
    """Mean number of words."""
    numeric: bool
    """Nearly all are numbers or dates."""

    @property
    def distinct_share(self) -> float:
        """1 when no value occurs twice; 0 for an empty column."""
        return self.distinct / self.filled if self.filled else 0.0

    @property
    def name_words(self) -> frozenset[str]:
        """The words of the name in lower case: `textLabel_2` holds `text` and `label`."""
        spaced = re.sub(r"([a-z])([A-Z])", r"\1 \2", self.name)
        return frozenset(re.findall(r"[^\W\d_]+", spaced.lower()))


def profile_columns(table: Table) -> list[ColumnProfile]:
    """Profiles of all columns in the order of the file."""
    data = table.data
    if data.num_rows > _SAMPLE_ROWS:
        data = data.take(pa.array(np.linspace(0, data.num_rows - 1, _SAMPLE_ROWS, dtype=np.int64)))
    return [_profile(name, data[name]) for name in table.columns]


def _profile(name: str, column: Any) -> ColumnProfile:
    values = column.filter(is_filled(column))
    if len(values) == 0:
        return ColumnProfile(name, 0, 0, 0.0, numeric=False)
    spaces = pc.count_substring_regex(pc.utf8_trim_whitespace(values), r"\s+")
    words = 1 + _mean(spaces) + _mean(pc.count_substring_regex(values, _UNSPACED)) / 2
    return ColumnProfile(
        name,
        filled=len(values),
        distinct=pc.count_distinct(values).as_py(),
        words=words,
        numeric=_mean(pc.match_substring_regex(values, _NUMBER_OR_DATE)) > 0.9,
    )


def _mean(values: Any) -> float:
    return cast(float, pc.mean(values).as_py())
