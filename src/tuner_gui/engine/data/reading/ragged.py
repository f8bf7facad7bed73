"""Rows with more or fewer values than the others that belong to the table all the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.header import NUMBER
from tuner_gui.engine.data.reading.dialect import Style

_ALIKE = 0.95
_FEW = 40
_COMMON = 0.01
"""Fewer odd rows than this are accidents: cut off, or with a tab in a text."""


def align_rows(
    data: pa.Table, rows: Sequence[tuple[int, str]], delimiter: str, style: Style
) -> pa.Table | None:
    """Put odd rows back among the others, missing values empty, if their columns are the same ones.

    Only for values separated by what stands in no prose: an unquoted comma too many is a mistake, but
    tables whose last columns are optional are often written with tabs. They are taken if all have the same
    width, are no accident, and those columns that hold numbers or few different values do so in them too.

    Args:
        data: the rows of the usual width, all columns strings; a header is one of them.
        rows: place among all rows, 0 for the first, and text of the odd ones.
        delimiter: between the values.
        style: what quotation marks mean.
    """
    if delimiter != "\t" or data.num_rows < 2:
        return None
    values = [next(style.reader(text, delimiter)) for _, text in rows]
    common = len(values) >= _COMMON * data.num_rows
    if len(set(map(len, values))) > 1 or not common or not _same_columns(data, values):
        return None
    return _merge(data, values, [place for place, _ in rows])


def _same_columns(data: pa.Table, odd: Sequence[Sequence[str]]) -> bool:
    """Whether two telling columns at least agree, and none differs."""
    verdicts = [
        _alike(data.column(position).slice(1), pa.array([row[position] for row in odd]))
        for position in range(min(data.num_columns, *map(len, odd)))
    ]
    return verdicts.count(True) >= 2 and False not in verdicts


def _alike(usual: pa.ChunkedArray, odd: pa.Array) -> bool | None:
    """Whether the odd values are of the same kind as the usual ones; None: any text would do there.

    Few different values need not be the same ones: the odd rows may come from another year or source.
    """
    if _numbers(usual) > _ALIKE:
        return _numbers(odd) > _ALIKE
    known = pc.unique(usual)
    if len(known) > min(_FEW, len(usual) // 4):
        return None
    return bool(len(pc.unique(odd)) <= len(odd) // 4 or _mean(pc.is_in(odd, known)) > _ALIKE)


def _numbers(column: pa.Array) -> float:
    return _mean(pc.match_substring_regex(column, f"^{NUMBER}$"))


def _mean(flags: pa.Array) -> float:
    return float(pc.mean(flags).as_py() or 0.0)


def _merge(data: pa.Table, odd: Sequence[Sequence[str]], places: Sequence[int]) -> pa.Table:
    width = max(data.num_columns, *map(len, odd))
    names = [str(position) for position in range(width)]
    empty = pa.array([""] * data.num_rows, pa.string())
    columns = [*data.columns, *[empty] * (width - data.num_columns)]
    extra = [pa.array([row[at] if at < len(row) else "" for row in odd], pa.string()) for at in range(width)]
    both = pa.concat_tables([pa.table(columns, names), pa.table(extra, names)])
    total = both.num_rows
    usual = np.delete(np.arange(total), places)
    return both.take(pa.array(np.argsort(np.concatenate([usual, np.asarray(places, np.int64)]))))
