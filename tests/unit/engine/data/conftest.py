"""Tables for the tests of reading and understanding data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import settings

from tuner_gui.engine.data.table import Table

settings.register_profile("untimed", deadline=None)  # a busy machine must not fail a test
settings.load_profile("untimed")

WriteTable = Callable[..., Path]
MakeTable = Callable[[Mapping[str, Sequence[str]]], Table]


@pytest.fixture
def write_table(tmp_path: Path) -> WriteTable:
    """Write a file with the given content (text as UTF-8) and return its path."""

    def write(content: str | bytes, name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def make_table(tmp_path: Path) -> MakeTable:
    """A table in memory from its columns."""

    def make(columns: Mapping[str, Sequence[str]]) -> Table:
        data = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
        return Table(tmp_path / "table.csv", data, "UTF-8", ",", has_header=True)

    return make
