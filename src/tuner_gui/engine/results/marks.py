"""What a person found out about rows: `marks.json` in the run's folder."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import msgspec

from tuner_gui.engine.config import CorrectedTable, Correction, DatasetConfig, Record
from tuner_gui.errors import RunError
from tuner_gui.files import write_atomic

_FILE = "marks.json"


Verdict = Literal["label", "model"]


class Mark(Record, frozen=True, kw_only=True):
    """Whose mistake a row is."""

    row: int
    """Its place among the data rows of its file, 1 for the first."""
    test: bool
    """Whether it is a test row; False: a validation row. The two may come from two files."""
    verdict: Verdict
    """Which of the two is wrong."""
    label: str = ""
    """What the label should be, as it would stand in the table, if it is wrong: `a; b`; empty for none."""


_decoder = msgspec.json.Decoder(tuple[Mark, ...])


def read_marks(run_dir: Path) -> tuple[Mark, ...]:
    """The marks of a run, by row; none where there is no file.

    Raises:
        RunError: the file is damaged.
    """
    try:
        return _decoder.decode((run_dir / _FILE).read_bytes())
    except FileNotFoundError:
        return ()
    except msgspec.DecodeError as error:
        raise RunError(
            f"The file {_FILE} in {run_dir} is damaged.",
            hint="Remove it, and mark the rows again.",
            detail=repr(error),
        ) from error


def write_marks(run_dir: Path, marks: Iterable[Mark]) -> None:
    """Keep the marks of a run; of several for one row, the last."""
    newest = {(mark.row, mark.test): mark for mark in marks}
    write_atomic(run_dir / _FILE, msgspec.json.encode([newest[place] for place in sorted(newest)]))


def corrections_of(marks: Iterable[Mark], dataset: DatasetConfig) -> tuple[Correction, ...]:
    """What the marks would change in the dataset that the run was trained on."""
    return tuple(
        Correction(row=mark.row, label=mark.label, table=_table_of(mark, dataset))
        for mark in marks
        if mark.verdict == "label"
    )


def _table_of(mark: Mark, dataset: DatasetConfig) -> CorrectedTable:
    if mark.test:
        return "test" if dataset.test_path else "own"
    return "validation" if dataset.validation_path else "own"
