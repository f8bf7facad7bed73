"""Labels that a person found to be wrong, put right for a run; the file itself is never touched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from tuner_gui.engine.config import CorrectedTable, Correction, Task
from tuner_gui.engine.data.labels import Labels
from tuner_gui.engine.data.numeric import read_numbers
from tuner_gui.engine.data.parts import SEPARATORS
from tuner_gui.engine.data.table import Table
from tuner_gui.engine.data.wording import quote, rows_do
from tuner_gui.errors import DataError

_BETWEEN = ";"
"""How several labels are joined in a correction, whatever joins them in the table."""
_TABLES: dict[CorrectedTable, str] = {
    "own": "table",
    "validation": "validation table",
    "test": "test table",
}


def corrected(
    labels: Labels, corrections: Sequence[Correction], tables: Mapping[CorrectedTable, Table]
) -> Labels:
    """The labels after corrections; of several for one row, the last.

    Args:
        labels: of the rows of all `tables`, in their order.
        corrections: what a person said.
        tables: those there are.

    Raises:
        DataError: a row is not there, or a label cannot be used.
    """
    if not corrections:
        return labels
    labels = replace(
        labels,
        targets=labels.targets.copy(),
        labelled=labels.labelled.copy(),
        invalid=labels.invalid.copy(),
    )
    places = _places(tables)
    for correction in corrections:
        place = _place(correction, places, tables)
        if place is not None:
            value = _READERS[labels.task](correction, labels)
            labels.labelled[place] = value is not None
            labels.invalid[place] = False
            if value is not None:
                labels.targets[place] = value
    return labels


def told(corrections: Sequence[Correction]) -> str:
    """What was done, in a sentence."""
    rows = len({(each.table, each.row) for each in corrections})
    return f"The {'label' if rows == 1 else 'labels'} of {rows_do(rows, 'is', 'are')} corrected, as asked."


def _places(tables: Mapping[CorrectedTable, Table]) -> dict[CorrectedTable, tuple[int, np.ndarray]]:
    """Where the rows of each table begin among all rows, and their numbers."""
    found: dict[CorrectedTable, tuple[int, np.ndarray]] = {}
    start = 0
    for name, table in tables.items():
        found[name] = (start, table.row_numbers())
        start += table.rows
    return found


def _place(
    correction: Correction,
    places: Mapping[CorrectedTable, tuple[int, np.ndarray]],
    tables: Mapping[CorrectedTable, Table],
) -> int | None:
    """Index of the row among all rows; None when it may lie beyond a preview."""
    start, numbers = places.get(correction.table, (0, np.zeros(0, dtype=np.int64)))
    found = int(np.searchsorted(numbers, correction.row))
    if found < len(numbers) and numbers[found] == correction.row:
        return start + found
    if any(table.is_preview for table in tables.values()):
        return None
    raise DataError(
        f"The label of row {correction.row:,} was to be corrected, but the {_TABLES[correction.table]} has "
        "no such row that can be read.",
        hint="Row 1 is the first after the header. If the file has changed since, look for the row again.",
    )


def _class(correction: Correction, labels: Labels) -> int | None:
    # A table may hold white space around its labels, and a person need not type it.
    name = correction.label if correction.label in labels.names else correction.label.strip()
    return _known(name, correction, labels) if name else None


def _set(correction: Correction, labels: Labels) -> np.ndarray:
    """No label at all is an answer too where there may be several."""
    value = np.zeros(len(labels.names), dtype=labels.targets.dtype)
    for name in _split(correction.label.strip(), labels):
        value[_known(name, correction, labels)] = 1
    return value


def _split(cell: str, labels: Labels) -> list[str]:
    """As Tuner joins labels, or as tables do: by the first separator whose parts are all known."""
    if cell in labels.names:
        return [cell]
    ways = [[part for part in map(str.strip, cell.split(mark)) if part] for mark in (_BETWEEN, *SEPARATORS)]
    return next((parts for parts in ways if set(parts) <= set(labels.names)), ways[0])


def _known(name: str, correction: Correction, labels: Labels) -> int:
    if name in labels.names:
        return labels.names.index(name)
    raise DataError(
        f"The label of row {correction.row:,} was to be corrected to “{name}”, which is not among the labels "
        f"of the dataset: {quote(labels.names)}.",
        hint="Spell it as it stands in the table, or add the label to the table itself.",
    )


def _number(correction: Correction, labels: Labels) -> float | None:
    cell = correction.label.strip()
    values, usable = read_numbers(pa.chunked_array([[cell]], pa.string()))
    if cell and not usable[0]:
        raise DataError(
            f"The label of row {correction.row:,} was to be corrected to “{cell}”, which is no number.",
            hint="Give a number such as 3.5.",
        )
    return float(values[0]) if cell else None


_READERS: dict[Task, Callable[[Correction, Labels], int | float | np.ndarray | None]] = {
    "single_label": _class,
    "multi_label": _set,
    "regression": _number,
}
