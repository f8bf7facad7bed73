"""Reads folders that `datasets` saved, without `datasets`: Arrow files and some JSON beside them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyarrow as pa

from tuner_gui.engine.data.header import column_names
from tuner_gui.engine.data.reading.columnar import batches_of, strings_of
from tuner_gui.engine.data.table import Table
from tuner_gui.errors import DataError

_MARKS = ("dataset_dict.json", "state.json", "dataset_info.json")


def is_saved_dataset(folder: Path) -> bool:
    """Whether `save_to_disk` made a folder."""
    return any((folder / mark).is_file() for mark in _MARKS)


def read_saved_dataset(folder: Path, rows: int | None) -> Table:
    """Read all splits; a column `split` says which row is from which.

    Args:
        folder: as `Dataset.save_to_disk` or `DatasetDict.save_to_disk` made it.
        rows: no more than about so many of each split are needed; None: all.

    Raises:
        DataError: something is missing or damaged.
    """
    try:
        splits = _splits(folder)
        tables = [_read_split(folder / split, split, rows) for split in splits]
    except (msgspec.MsgspecError, KeyError, TypeError, pa.ArrowException, OSError) as error:
        raise _damaged(folder, error) from error
    data = pa.concat_tables(tables, promote_options="default")
    filled = [column.fill_null("") for column in data.columns]  # splits may differ in their columns
    return Table(folder, pa.table(filled, data.column_names), "", "", has_header=True, format="datasets")


def _splits(folder: Path) -> list[str]:
    mark = folder / "dataset_dict.json"
    return list(msgspec.json.decode(mark.read_bytes())["splits"]) if mark.is_file() else [""]


def _read_split(folder: Path, split: str, rows: int | None) -> pa.Table:
    data = strings_of(_batches(folder), folder.name, rows)
    if not split:
        return data
    names = column_names([*data.column_names, "split"])
    column = pa.array([split], pa.string()).take(pa.array([0] * data.num_rows, pa.int8()))
    return pa.table([*data.columns, column], names)


def _batches(folder: Path) -> Iterator[pa.RecordBatch]:
    for file in _files(folder):
        with file.open("rb") as opened:
            yield from batches_of(opened)


def _files(folder: Path) -> list[Path]:
    state = folder / "state.json"
    if state.is_file():
        return [
            folder / entry["filename"] for entry in msgspec.json.decode(state.read_bytes())["_data_files"]
        ]
    files = sorted(folder.glob("*.arrow"))
    if not files:
        raise DataError(
            f"“{folder.name}” has no data in it: there is no Arrow file beside its description.",
            hint="Save the dataset again with save_to_disk, or choose its folder.",
        )
    return files


def _damaged(folder: Path, error: Exception) -> DataError:
    return DataError(
        f"“{folder.name}” cannot be read as a saved dataset: a file in it is missing or damaged.",
        hint="Save it again with save_to_disk, or copy the whole folder again.",
        detail=repr(error),
    )
