"""What the command line lets a person say about wrong labels."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tuner_gui.engine.config import CorrectedTable, Correction, DatasetConfig
from tuner_gui.engine.safe_cells import plain_cell
from tuner_gui.errors import DataError

if TYPE_CHECKING:
    from tuner_gui.engine.data.table import Table

_LABELS = ("corrected label", "label")
"""Columns that say what a label should be; the first that a table has."""
_VERDICT = "verdict"
_WRONG = "label is wrong"


def add_correction_options(parser: argparse.ArgumentParser) -> None:
    """Add `--correct` and `--corrections`."""
    add = parser.add_argument_group("wrong labels (the file itself stays as it is)").add_argument
    add(
        "--correct",
        metavar="ROW=LABEL",
        action="append",
        default=[],
        type=parse_correction,
        help="put the label of a row right, 1 is the first after the header; may be repeated",
    )
    add(
        "--corrections",
        metavar="FILE",
        help="the same for many: a table with the columns row and label, or a list of mistakes that the "
        "window saved",
    )


def parse_correction(text: str) -> Correction:
    """`12=positive`; nothing behind the sign takes the label away.

    Raises:
        argparse.ArgumentTypeError: it is not of this form.
    """
    row, sign, label = text.partition("=")
    if not sign or not row.strip().isdecimal() or int(row) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is not of the form ROW=LABEL, such as 12=positive")
    return Correction(row=int(row), label=label.strip())


def corrections_of(options: argparse.Namespace, dataset: DatasetConfig) -> tuple[Correction, ...]:
    """What the options say, those of the file first.

    Raises:
        DataError: the file cannot be read or lacks a column, or a row in it is no number.
    """
    listed = _listed(Path(options.corrections), dataset) if options.corrections else []
    return (*listed, *options.correct)


def _listed(path: Path, dataset: DatasetConfig) -> list[Correction]:
    from tuner_gui.engine.data.read import read_table  # which `--help` must not wait for

    table = read_table(path)
    label = next((name for name in _LABELS if name in table.columns), None)
    if label is None or "row" not in table.columns:
        raise DataError(
            f"“{path.name}” lacks the columns “row” and “label” that corrections need.",
            hint="Name the columns row and label; 1 is the first row after the header.",
        )
    rows, labels, parts = table.column("row"), table.column(label), _column(table, "part")
    verdicts = _column(table, _VERDICT) if label == _LABELS[0] else [_WRONG] * table.rows
    return [
        Correction(row=_number(row, path), label=plain_cell(cell), table=_table_of(part, dataset))
        for row, cell, part, verdict in zip(rows, labels, parts, verdicts, strict=True)
        if verdict == _WRONG
    ]


def _column(table: Table, name: str) -> list[str]:
    return table.column(name) if name in table.columns else [""] * table.rows


def _table_of(part: str, dataset: DatasetConfig) -> CorrectedTable:
    """Rows of a list of mistakes may come from separate tables."""
    if part == "test" and dataset.test_path:
        return "test"
    return "validation" if part == "validation" and dataset.validation_path else "own"


def _number(cell: str, path: Path) -> int:
    if not cell.strip().isdecimal() or int(cell) < 1:
        raise DataError(
            f"“{path.name}” has “{cell}” where the number of a row should be.",
            hint="1 is the first row after the header.",
        )
    return int(cell)
