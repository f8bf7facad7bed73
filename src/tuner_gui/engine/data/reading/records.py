"""Gathers records with whatever keys they have into a table of strings, some thousand at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from tuner_gui.engine.data.header import column_names
from tuner_gui.engine.data.reading.cells import cell_text, flat_items

_CHUNK = 2000  # other threads get their turn between two


class RecordTable:
    """Columns appear in the order in which their names do; a record that lacks one has an empty cell."""

    def __init__(self) -> None:
        self.rows = 0
        self._names: dict[str, None] = {}
        self._waiting: list[dict[str, str]] = []
        self._chunks: list[dict[str, pa.Array]] = []

    def add(self, record: Mapping[str, Any]) -> None:
        """Append a row; nested records are flattened."""
        cells = {name: cell_text(value) for name, value in flat_items(record)}
        self._names.update(dict.fromkeys(cells))
        self._waiting.append(cells)
        self.rows += 1
        if len(self._waiting) >= _CHUNK:
            self._flush()

    def finish(self) -> pa.Table:
        """All rows; every column is a string column without nulls."""
        self._flush()
        names = list(self._names)
        columns = [pa.chunked_array([_chunk(chunk, name) for chunk in self._chunks]) for name in names]
        return pa.table(columns, column_names(names)) if names else pa.table({})

    def _flush(self) -> None:
        if self._waiting:
            rows, self._waiting = self._waiting, []
            arrays = {name: _strings([row.get(name, "") for row in rows]) for name in self._names}
            arrays[""] = arrays.get("", _strings([""] * len(rows)))
            self._chunks.append(arrays)


def _chunk(chunk: Mapping[str, pa.Array], name: str) -> pa.Array:
    return chunk[name] if name in chunk else _strings([""] * len(chunk[""]))


def _strings(values: Sequence[str]) -> pa.Array:
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:  # half of a pair of surrogates, which JSON can write and UTF-8 cannot
        return pa.array([value.encode("utf-8", "replace").decode() for value in values], pa.string())
