"""Every odd file ends in a right reading or a clear error, in time, and no row is lost."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from odd_files import OddFile, odd_files
from tuner_gui.engine.data.read import preview_table, read_table
from tuner_gui.errors import DataError

ALL = odd_files()
SECONDS = 10


def test_there_are_many_and_no_two_are_called_the_same() -> None:
    assert len(ALL) >= 150
    assert len({odd.name for odd in ALL}) == len(ALL)


@pytest.mark.parametrize("odd", ALL, ids=lambda odd: odd.name)
def test_is_read_or_refused(odd: OddFile, tmp_path: Path) -> None:
    path = tmp_path / odd.name
    path.write_bytes(odd.content)
    start = time.monotonic()
    if odd.rows is None:
        _refused(path)
    else:
        _read(path, odd)
    assert time.monotonic() - start < SECONDS


def _refused(path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_table(path)
    assert path.name in caught.value.message
    assert caught.value.hint


def _read(path: Path, odd: OddFile) -> None:
    table = read_table(path)
    assert table.rows + len(table.bad_rows) == odd.rows
    numbers = table.row_numbers()
    assert len(np.unique(numbers)) == table.rows
    if odd.bad is not None:
        assert len(table.bad_rows) == odd.bad
    if odd.first:
        assert tuple(column[0].as_py() for column in table.data.columns) == odd.first
    preview = preview_table(path, rows=2)
    assert preview.rows <= 2
    assert set(preview.columns) <= set(table.columns)
