"""Texts on disk instead of in memory: an Arrow file that is mapped, so that only what is read is loaded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.markup import strip_markup
from tuner_gui.engine.data.picking import pick_rows
from tuner_gui.files import explain_os_error


def spill_texts(rows: Rows, chosen: np.ndarray, path: Path | None, *, strip: bool) -> pa.Table:
    """The texts of some rows.

    Args:
        rows: where they are.
        chosen: indices, ascending.
        path: file to write them to; None: they stay in memory.
        strip: take HTML out.

    Returns:
        a table with a string column per text column, mapped from `path`.

    Raises:
        EnvironmentProblemError: the file cannot be written.
    """
    data = rows.data.select(list(dict.fromkeys(rows.roles.text_columns)))
    schema = pa.schema([(name, pa.string()) for name in data.column_names])
    batches = (_cleaned(batch, schema, strip) for batch in pick_rows(data, chosen))
    if path is None:
        return pa.Table.from_batches(batches, schema=schema)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
        return pa.ipc.open_file(pa.memory_map(str(path))).read_all()
    except OSError as error:
        raise explain_os_error(error, "The texts cannot be written to disk for training") from error


def _cleaned(batch: pa.RecordBatch, schema: pa.Schema, strip: bool) -> pa.RecordBatch:
    if not strip:
        return batch.cast(schema)
    columns = [pa.array(list(map(strip_markup, column.to_pylist())), pa.string()) for column in batch.columns]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
