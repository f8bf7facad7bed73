"""Which model labels which table, and how: plain values, and what is read to find them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tuner_gui.errors import DataError, ModelError
from tuner_gui.gui.export_plan import free_file
from tuner_gui.gui.reader_imports import import_reader
from tuner_gui.runs.store import RunInfo

if TYPE_CHECKING:
    from tuner_gui.engine.data.table import Table

ROWS_SHOWN = 200


@dataclass(frozen=True)
class Labeller:
    """A model that can label a table: of a run, or an exported folder."""

    folder: Path
    name: str
    text_columns: tuple[str, ...]
    """Those it learned from; empty when the folder does not say."""
    exported: bool = False


@dataclass(frozen=True, eq=False)
class TableLook:
    """The first rows of a table, and which columns hold what the model reads."""

    path: Path
    table: Table
    text_columns: tuple[str, ...]
    """Empty: none of the columns looks like a text."""


def labeller_of(run: RunInfo) -> Labeller:
    """The model of a finished run."""
    columns = run.data.text_columns if run.data is not None else ()
    return Labeller(Path(run.folder), run.name, columns)


def exported_labeller(folder: Path) -> Labeller:
    """The model in an exported folder.

    Raises:
        ModelError: there is no classifier in it.
    """
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        kinds = config.get("architectures") or []
        columns = tuple(map(str, config.get("tuner_text_columns") or ()))
    except (OSError, ValueError, AttributeError) as error:
        raise _no_model(folder, repr(error)) from error
    if not any(str(kind).endswith("ForSequenceClassification") for kind in kinds):
        raise _no_model(folder, f"architectures: {kinds}")
    return Labeller(folder, folder.name, columns, exported=True)


def look_at_table(path: Path, wanted: tuple[str, ...]) -> TableLook:
    """The first rows of a table; takes a moment: for a thread.

    Args:
        path: of the table.
        wanted: names of the columns that the model learned from.

    Raises:
        DataError: it cannot be read.
    """
    if path.is_dir():
        raise DataError(
            f"“{path.name}” is a folder; only a single table can be labelled.",
            hint="Drop a CSV, Excel, Parquet or JSON Lines file.",
        )
    import_reader()
    from tuner_gui.engine.data.read import preview_table

    return take_columns(path, preview_table(path), wanted)


def take_columns(path: Path, table: Table, wanted: tuple[str, ...]) -> TableLook:
    """The columns of the same names, or else those that look like texts."""
    if wanted and set(wanted) <= set(table.columns):
        return TableLook(path, table, wanted)
    from tuner_gui.engine.data.roles import infer_roles

    found = infer_roles(table).text_columns
    right = len(wanted) in (0, len(found))
    return TableLook(path, table, found if right else found[: len(wanted)])


def destination_for(source: Path, folder: str) -> Path:
    """`news-predicted.csv` in `folder`, or beside the source; never a file that is there."""
    parent = Path(folder) if folder else source.parent
    return free_file(parent / f"{source.stem}-predicted{source.suffix}")


def first_rows(path: Path) -> Table:
    """What a result looks like.

    Raises:
        DataError: it cannot be read.
    """
    import_reader()
    from tuner_gui.engine.data.read import preview_table

    return preview_table(path, rows=ROWS_SHOWN)


def with_text_column(columns: tuple[str, ...], place: int, name: str) -> tuple[str, ...]:
    """`columns` with another one at `place`; without a name, without the one there."""
    result = [*columns, *[""] * (place + 1 - len(columns))]
    result[place] = name
    return tuple(column for column in result if column)


def _no_model(folder: Path, detail: str) -> ModelError:
    return ModelError(
        f"There is no exported classifier in “{folder.name}”.",
        hint="Choose a folder that Tuner exported: it has a config.json and a model.safetensors.",
        detail=detail,
    )
