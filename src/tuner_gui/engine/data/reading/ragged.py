"""Rows with more or fewer values than the others that belong to the table all the same."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.header import NUMBER

_WIDTHS = 2
"""How many other widths there may be."""
_ALIKE = 0.95
_FEW = 40
_SHORT_ROWS = 0.02
"""Fewer short rows than this are cut off rather than short."""


def align_rows(
    data: pa.Table, rows: Sequence[tuple[int, str]], delimiter: str, *, quoted: bool
) -> pa.Table | None:
    """Put odd rows back among the others, missing values empty, if their columns are the same ones.

    Only for values separated by what stands in no prose: an unquoted comma too many is a mistake, but
    tables whose last columns are optional are often written with tabs. They are taken if they have one or
    two other widths, and those columns that hold numbers or few different values hold the same in them.

    Args:
        data: the rows of the usual width, all columns strings; a header is one of them.
        rows: place among all rows, 0 for the first, and text of the odd ones.
        delimiter: between the values.
        quoted: whether quotation marks mean anything.
    """
    if delimiter != "\t" or data.num_rows < 2:
        return None
    quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    values = [next(csv.reader([text], delimiter=delimiter, quoting=quoting)) for _, text in rows]
    widths = Counter(map(len, values))
    enough = _SHORT_ROWS * data.num_rows
    if len(widths) > _WIDTHS or any(w < data.num_columns and n < enough for w, n in widths.items()):
        return None
    if not _same_columns(data, values):
        return None
    return _merge(data, values, [place for place, _ in rows])


def _same_columns(data: pa.Table, odd: Sequence[Sequence[str]]) -> bool:
    """Whether the telling columns agree; False if there are none."""
    shared = min(data.num_columns, *map(len, odd))
    told = 0
    for position in range(shared):
        alike = _share_alike(data.column(position).slice(1), pa.array([row[position] for row in odd]))
        if alike is not None and alike < _ALIKE:
            return False
        told += alike is not None
    return told > 0


def _share_alike(usual: pa.ChunkedArray, odd: pa.Array) -> float | None:
    """Share of the odd values that are like the usual ones; None: any text would do there."""
    if _mean(pc.match_substring_regex(usual, f"^{NUMBER}$")) > _ALIKE:
        return _mean(pc.match_substring_regex(odd, f"^{NUMBER}$"))
    known = pc.unique(usual)
    if len(known) <= min(_FEW, len(usual) // 4):
        return _mean(pc.is_in(odd, known))
    return None


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
