"""The dataset a person opened: read and examined in a thread, never in the window's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tuner_gui.errors import DataError, TunerError
from tuner_gui.gui.background import Background

if TYPE_CHECKING:  # importing pyarrow takes time that the first paint must not wait for
    from tuner_gui.engine.data.read import Table
    from tuner_gui.engine.events import Finding

SAMPLE_ROWS = 64
"""Rows the engine gets to estimate how long the texts are."""


@dataclass(frozen=True)
class Dataset:
    """A table, which column plays which role, and what was found in it."""

    table: Table
    text_columns: tuple[str, ...]
    label_column: str
    reason: str = ""
    """Why these roles were chosen."""
    examined: bool = False
    """False until counts, findings and problem are those of the roles."""
    counts: tuple[tuple[str, int], ...] = ()
    """Label and its rows, most frequent first."""
    findings: tuple[Finding, ...] = ()
    problem: TunerError | None = None
    """Why it cannot be learned from."""
    sample_texts: tuple[tuple[str, ...], ...] = ()

    @property
    def path(self) -> Path:
        """Where the table came from."""
        return self.table.path

    @property
    def labelled_rows(self) -> int:
        """Rows with a label."""
        return sum(rows for _, rows in self.counts)


def open_dataset(path: Path) -> Dataset:
    """Read a table, guess the roles and examine it.

    Raises:
        DataError: it cannot be read.
    """
    from tuner_gui.engine.data.read import read_table
    from tuner_gui.engine.data.roles import infer_roles

    table = read_table(path)
    roles = infer_roles(table)
    return examine_dataset(Dataset(table, roles.text_columns, roles.label_column, roles.reason))


def examine_dataset(dataset: Dataset) -> Dataset:
    """Count the classes and look for what is wrong, for the roles chosen."""
    from tuner_gui.engine.data.health import class_counts, examine
    from tuner_gui.engine.data.roles import check_roles

    table, texts, label = dataset.table, dataset.text_columns, dataset.label_column
    if not texts or not label:
        return replace(dataset, examined=True, counts=(), findings=(), problem=None, sample_texts=())
    problem: TunerError | None = None
    try:
        check_roles(table, texts, label)
    except DataError as error:
        problem = error
    return replace(
        dataset,
        examined=True,
        counts=tuple(class_counts(table, label).items()),
        findings=examine(table, texts, label),
        problem=problem,
        sample_texts=_sample(table, texts),
    )


def _sample(table: Table, columns: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    step = max(1, table.rows // SAMPLE_ROWS)
    cells = [table.column(name)[::step][:SAMPLE_ROWS] for name in columns]
    return tuple(zip(*cells, strict=True))


class DatasetLoader(QObject):
    """Opens datasets one at a time; choosing another before the first is read forgets the first."""

    loaded = Signal(object)
    """A Dataset, examined."""
    failed = Signal(object)
    """A TunerError."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._background.done.connect(self.loaded)
        self._background.failed.connect(self.failed)

    @property
    def busy(self) -> bool:
        """True while something is read or examined."""
        return self._background.busy

    def open(self, path: Path) -> None:
        """Read the table at `path`."""
        self._background.start(lambda: open_dataset(path))

    def examine(self, dataset: Dataset) -> None:
        """Look at `dataset` again, after its roles changed."""
        self._background.start(lambda: examine_dataset(dataset))

    def wait(self) -> None:
        """Block until nothing is being read."""
        self._background.wait()
