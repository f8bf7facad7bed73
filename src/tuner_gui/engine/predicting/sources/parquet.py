"""Parquet: columns are appended, the schema and the values of the others stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tuner_gui.engine.config import Reading
from tuner_gui.engine.data.read import preview_table
from tuner_gui.engine.data.reading.columnar import strings_of
from tuner_gui.engine.predicting.sources.source import Added, Cells, Row

_BATCH = 4096
_GROUP_ROWS, _GROUP_BYTES = 1 << 16, 1 << 26
"""Of a row group of the result: they are written from memory."""
_READ_BYTES = 1 << 20


class ParquetSource:
    """A Parquet file. No spreadsheet runs what is in it, so labels stay as they are."""

    def __init__(self, path: Path, reading: Reading) -> None:
        """Look at the file.

        Raises:
            DataError: it is damaged, or has no rows.
        """
        self._path = path
        self.sample = preview_table(path, reading)

    def survey(self) -> tuple[int, set[str]]:
        """See `Source.survey`."""
        with self._open() as file:
            return int(file.metadata.num_rows), set(self.sample.columns) | set(file.schema_arrow.names)

    def rows(self, columns: Sequence[str]) -> Iterator[Row]:
        """See `Source.rows`."""
        with self._open() as file:
            for batch in file.iter_batches(_BATCH):
                texts = strings_of([batch], self._path.name, None).select(list(dict.fromkeys(columns)))
                yield from zip(*(texts[name].to_pylist() for name in columns), strict=True)

    def write(self, destination: Path, added: Added, cells: Iterator[Cells], *, excel_safe: bool) -> None:
        """See `Source.write`."""
        with self._open() as file:
            schema = file.schema_arrow
            types = [pa.string() if kind == "text" else pa.float64() for kind in added.kinds]
            for name, kind in zip(added.names, types, strict=True):
                schema = schema.append(pa.field(name, kind))
            with pq.ParquetWriter(destination, schema, compression=_compression(file)) as writer:
                for group in _groups(file):
                    for table in _extended(group, schema, types, cells):
                        writer.write_table(table)

    def _open(self) -> pq.ParquetFile:
        # Without buffers of its own, a row group is read as a whole, and a file may have but one.
        return pq.ParquetFile(self._path, buffer_size=_READ_BYTES, pre_buffer=False)


def _compression(file: pq.ParquetFile) -> str:
    if not file.metadata.num_row_groups or not file.metadata.num_columns:
        return "snappy"
    name = file.metadata.row_group(0).column(0).compression.lower()
    return "none" if name == "uncompressed" else name


def _groups(file: pq.ParquetFile) -> Iterator[list[pa.RecordBatch]]:
    """Batches, gathered to what is worth a row group."""
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in file.iter_batches(_BATCH):
        group.append(batch)
        rows, size = rows + batch.num_rows, size + batch.nbytes
        if rows >= _GROUP_ROWS or size >= _GROUP_BYTES:
            yield group
            group, rows, size = [], 0, 0
    if group:
        yield group


def _extended(
    group: list[pa.RecordBatch], schema: pa.Schema, types: Sequence[Any], cells: Iterator[Cells]
) -> Iterator[pa.Table]:
    table = pa.Table.from_batches(group)
    empty: list[Any] = [None] * len(types)
    new = [cell or empty for cell in islice(cells, table.num_rows)]
    columns = [pa.array([cell[place] for cell in new], kind) for place, kind in enumerate(types)]
    yield pa.table([*table.columns, *columns], schema=schema)
