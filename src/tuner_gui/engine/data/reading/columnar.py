"""Reads Parquet, Arrow and Feather files, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from tuner_gui.engine.data.header import column_names
from tuner_gui.engine.data.reading.cells import cell_text
from tuner_gui.engine.data.reading.source import MAX_BYTES, too_large
from tuner_gui.engine.data.table import Table
from tuner_gui.errors import DataError

_BATCH = 1 << 14
_FEW = 2000  # Python objects made at once
_STREAM_MARK = b"\xff\xff\xff\xff"


def is_columnar(head: bytes) -> bool:
    """Whether a file that begins so is Parquet, Arrow or Feather."""
    return head.startswith((b"PAR1", b"ARROW1", b"FEA1", _STREAM_MARK))


def read_columnar(file: BinaryIO, path: Path, rows: int | None) -> Table:
    """Read a file for which `is_columnar` holds.

    Args:
        file: can be sought in.
        path: where it came from.
        rows: no more than about so many are needed; None: all.

    Raises:
        DataError: it is damaged, or too large.
    """
    file.seek(0)
    parquet = file.read(4) == b"PAR1"
    try:
        data = strings_of(batches_of(file), path.name, rows)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DataError(
            f"“{path.name}” cannot be read: it is damaged or was cut off.",
            hint="Download or copy it again, or save it anew where it comes from.",
            detail=repr(error),
        ) from error
    return Table(path, data, "", "", has_header=True, format="Parquet" if parquet else "Arrow")


def batches_of(file: BinaryIO) -> Iterator[pa.RecordBatch]:
    """All batches of a Parquet, Arrow or Feather file."""
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"PAR1"):
        import pyarrow.parquet

        yield from pyarrow.parquet.ParquetFile(file).iter_batches(_BATCH)
    elif head.startswith(b"FEA1"):
        import pyarrow.feather

        yield from pyarrow.feather.read_table(file).to_batches(_BATCH)
    elif head.startswith(b"ARROW1"):
        reader = pa.ipc.open_file(file)
        yield from (reader.get_batch(number) for number in range(reader.num_record_batches))
    else:
        yield from pa.ipc.open_stream(file)


def strings_of(batches: Iterable[pa.RecordBatch], name: str, rows: int | None) -> pa.Table:
    """Batches of any types as one table of strings."""
    tables: list[pa.Table] = []
    found = size = 0
    for batch in batches:
        table = _text_table(batch)
        tables.append(table)
        found, size = found + table.num_rows, size + table.nbytes
        if size > MAX_BYTES:
            raise too_large(name, "unpacks to more than that")
        if rows is not None and found > rows:
            break
    if not found:
        raise DataError(f"“{name}” has no rows in it.", hint="Choose another file.")
    return pa.concat_tables(tables)


def _text_table(batch: pa.RecordBatch) -> pa.Table:
    classes = _class_names(batch.schema.metadata or {})
    table = pa.Table.from_batches([batch])
    while any(pa.types.is_struct(field.type) for field in table.schema):
        table = table.flatten()
    columns = [
        _text_column(table.column(at), classes.get(name)) for at, name in enumerate(table.column_names)
    ]
    return pa.table(columns, column_names(table.column_names))


def _class_names(metadata: Mapping[bytes, bytes]) -> dict[str, list[str]]:
    """Names of the classes of each column that `datasets` calls a ClassLabel."""
    try:
        features = msgspec.json.decode(metadata[b"huggingface"])["info"]["features"]
    except (KeyError, TypeError, msgspec.DecodeError):
        return {}
    found = {}
    for column, feature in features.items():
        inner = feature.get("feature", feature) if isinstance(feature, dict) else {}
        if isinstance(inner, dict) and inner.get("_type") == "ClassLabel" and inner.get("names"):
            found[column] = list(inner["names"])
    return found


def _text_column(column: pa.ChunkedArray, names: Sequence[str] | None) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if names and pa.types.is_integer(kind):
        valid = pc.and_(pc.greater_equal(column, 0), pc.less(column, len(names)))
        places = pc.if_else(valid, column, pa.scalar(None, kind))
        return pc.fill_null(pc.take(pa.array(names, pa.string()), places), "")
    if pa.types.is_floating(kind):
        return _slowly(column, None) if kind == pa.float16() else _numbers(column)
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind) or _is_text(kind):
        return pc.fill_null(column.cast(pa.string()), "")
    return _slowly(column, names)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _numbers(column: pa.ChunkedArray) -> pa.ChunkedArray:
    known = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    return pc.fill_null(pc.replace_substring_regex(known.cast(pa.string()), r"\.0$", ""), "")


def _slowly(column: pa.ChunkedArray, names: Sequence[str] | None) -> pa.ChunkedArray:
    """By way of Python: dates, lists, bytes."""
    parts = []
    for start in range(0, len(column), _FEW):
        values = column.slice(start, _FEW).to_pylist()
        parts.append(pa.array([cell_text(_named(value, names)) for value in values], pa.string()))
    return pa.chunked_array(parts, pa.string())


def _named(value: Any, names: Sequence[str] | None) -> Any:
    if names and isinstance(value, list):
        return [names[place] for place in value if isinstance(place, int) and 0 <= place < len(names)]
    return value
