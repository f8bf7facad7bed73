"""Rows picked out of a table without joining the chunks of its columns, as `Table.take` may."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa

_BATCH_ROWS = 8192


def pick_rows(data: pa.Table, chosen: np.ndarray) -> Iterator[pa.RecordBatch]:
    """The chosen rows (ascending indices) in batches of at most some thousand."""
    start = 0
    for batch in data.to_batches(max_chunksize=_BATCH_ROWS):
        end = start + batch.num_rows
        inside = chosen[np.searchsorted(chosen, start) : np.searchsorted(chosen, end)]
        if len(inside):
            yield batch if len(inside) == batch.num_rows else batch.take(as_arrow(inside - start))
        start = end


def as_arrow(indices: np.ndarray) -> pa.Array:
    """Row indices (int64) as Arrow wants them; `pa.array` would import pandas, which takes half a second."""
    return pa.Array.from_buffers(
        pa.int64(), len(indices), [None, pa.py_buffer(np.ascontiguousarray(indices))]
    )


def as_numpy(column: Any) -> np.ndarray:
    """A column of numbers or of yes and no, without nulls, as an array; its own `to_numpy` would import
    pandas."""
    values = column.combine_chunks()
    if pa.types.is_boolean(values.type):
        return np.from_dlpack(values.cast(pa.int8())).astype(bool)
    return np.from_dlpack(values)


def picked(data: pa.Table, chosen: np.ndarray) -> pa.Table:
    """A table of the chosen rows (ascending indices)."""
    return pa.Table.from_batches(pick_rows(data, chosen), schema=data.schema)


def encode_cells(column: Any) -> tuple[np.ndarray, list[str]]:
    """The number of each cell's value, int64 [rows], and the different values, in the order they come."""
    encoded = column.dictionary_encode()
    if not encoded.num_chunks:
        return np.zeros(0, dtype=np.int64), []
    codes = [np.asarray(chunk.indices, dtype=np.int64) for chunk in encoded.chunks]
    values = encoded.chunk(encoded.num_chunks - 1).dictionary
    pieces = (values.slice(start, _BATCH_ROWS).to_pylist() for start in range(0, len(values), _BATCH_ROWS))
    return np.concatenate(codes), list(chain.from_iterable(pieces))
