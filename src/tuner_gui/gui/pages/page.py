"""What the pages beside the Train page have in common."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.gui.dropping import Drop


class Page(QWidget):
    """Made when it is first asked for, so that the first picture comes sooner."""

    problem_raised = Signal(object)
    """A TunerError."""
    train_clicked = Signal()
    """There is nothing to show yet, and the person wants to make it."""

    def judge_drop(self, files: Sequence[str]) -> Drop | None:
        """What dropping `files` on this page means; None: what it means everywhere."""
        return None

    def take_drop(self, drop: Drop) -> None:
        """Use a drop that `judge_drop` said the page takes."""

    def restyle(self) -> None:
        """Take the colours in force, where they are painted."""

    def undo(self) -> None:
        """Take back what was done last on this page, where that can be."""

    def start(self) -> None:
        """Begin what the page is for, where the keys that start a training are to begin it."""

    def export(self) -> bool:
        """Open the export of the model that this page is about; False where it is about none."""
        return False

    def wait(self) -> None:
        """Block until nothing works in a thread any more."""
