"""Makes findings: sentence, rows, examples, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tuner_gui.engine.config import Fix, FixId
from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.wording import cut
from tuner_gui.engine.facts import Example, Finding

MOST_EXAMPLES = 3
_CELL = 60


def text_examples(rows: Rows, found: np.ndarray, *, labels: bool = False) -> tuple[Example, ...]:
    """The first few of the rows (ascending indices) that are in the dataset's own table.

    Args:
        labels: say what each is labelled with, too.
    """
    own = found[found < rows.table.rows][:MOST_EXAMPLES]
    return tuple(
        Example(
            row=int(rows.numbers[row]),
            text=_text(rows, int(row)) + (_label(rows, int(row)) if labels else ""),
        )
        for row in own
    )


def _text(rows: Rows, row: int) -> str:
    cells = [str(rows.data[name][row].as_py()) for name in rows.roles.text_columns]
    return " | ".join(cut(cell) for cell in cells)


def _label(rows: Rows, row: int) -> str:
    return " → " + label_of(rows, row)


def label_of(rows: Rows, row: int) -> str:
    """The label of a row as it is learned."""
    labels = rows.labels
    if labels.task == "regression":
        return f"{labels.targets[row]:g}"
    if labels.task == "single_label":
        return cut(labels.names[labels.targets[row]], _CELL)
    chosen = np.flatnonzero(labels.targets[row])
    return cut(", ".join(labels.names[place] for place in chosen) or "no label", _CELL)


def cell_examples(rows: Rows, column: Any, found: np.ndarray) -> tuple[Example, ...]:
    """The cells of another column in the first few of the rows (ascending indices of the own table)."""
    own = found[found < rows.table.rows][:MOST_EXAMPLES]
    return tuple(
        Example(row=int(rows.numbers[row]), text=cut(str(column[int(row)].as_py()), _CELL)) for row in own
    )


def error(id: str, rows: int, message: str, hint: str, **more: Any) -> Finding:  # noqa: A002
    """Training is not possible before this is mended."""
    return Finding(id=id, rows=rows, message=message, severity="error", hint=hint, **more)


def warning(id: str, rows: int, message: str, hint: str, **more: Any) -> Finding:  # noqa: A002
    """The model or its score will suffer."""
    return Finding(id=id, rows=rows, message=message, severity="warning", hint=hint, **more)


def info(id: str, rows: int, message: str, hint: str = "", **more: Any) -> Finding:  # noqa: A002
    """Good to know."""
    return Finding(id=id, rows=rows, message=message, severity="info", hint=hint, **more)


def sort_by_gravity(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Errors, then warnings, then the rest; within each, those about most rows first."""
    order = ("error", "warning", "info")
    return tuple(sorted(findings, key=lambda finding: (order.index(finding.severity), -finding.rows)))


_VALUELESS: tuple[FixId, ...] = ("merge_labels", "drop_duplicates", "drop_conflicts", "drop_leaks")
FIX = {name: Fix(id=name) for name in _VALUELESS}
"""Fixes that need no value."""
