"""The experiments on the disk: listed and deleted in a thread."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tuner_gui.gui.background import InTurn

if TYPE_CHECKING:
    from tuner_gui.runs.experiments import ExperimentInfo


class ExperimentShelf(QObject):
    """Newest first."""

    listed = Signal()
    """`known` may be others now."""
    problem_raised = Signal(object)
    """TunerError."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.known: list[ExperimentInfo] = []
        self._worker = InTurn(self)
        self._worker.done.connect(self._on_listed)
        self._worker.failed.connect(self.problem_raised)

    def refresh(self) -> None:
        """Look on disk again."""
        self._worker.start(_list)

    def delete(self, folder: Path) -> None:
        """Remove an experiment with all its models."""
        self._worker.start(lambda: _delete(folder))

    def wait(self) -> None:
        """Block until nothing is being read or removed."""
        self._worker.wait()

    def _on_listed(self, known: list[ExperimentInfo]) -> None:
        self.known = known
        self.listed.emit()


def _list() -> list[ExperimentInfo]:
    # Only here and below, in the thread: the window's first picture does not wait for what it imports.
    from tuner_gui.runs.experiments import list_experiments

    return list_experiments()


def _delete(folder: Path) -> list[ExperimentInfo]:
    from tuner_gui.runs.experiments import delete_experiment, list_experiments

    delete_experiment(folder)
    return list_experiments()
