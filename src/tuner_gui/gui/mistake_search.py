"""Which rows of a run are listed. Works in a thread."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from tuner_gui.gui.background import Background

if TYPE_CHECKING:
    from tuner_gui.engine.results.mistakes import Only, TestRows

DELAY_MS = 150
"""After the last key; every letter would be a search of its own."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty: anything."""

    only: Only = "mistakes"
    words: str = ""
    true: str = ""
    predicted: str = ""
    least_sure_first: bool = False


def search(rows: TestRows, wanted: Wanted) -> np.ndarray:
    """Indices into `rows`, surest first; int64."""
    from tuner_gui.engine.results.mistakes import find

    return find(
        rows,
        words=wanted.words,
        true=wanted.true,
        predicted=wanted.predicted,
        only=wanted.only,
        least_sure_first=wanted.least_sure_first,
    )


class MistakeSearch(QObject):
    """Finds rows and says when it has."""

    found = Signal(object)
    """Indices of the rows; int64 [rows found]."""
    problem_raised = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wanted = Wanted()
        self._rows: TestRows | None = None
        self._background = Background(self)
        self._background.done.connect(self.found)
        self._background.failed.connect(self.problem_raised)
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._search)

    def set_rows(self, rows: TestRows | None) -> None:
        """Search among other rows, for the same."""
        self._rows = rows
        self._search()

    def want(self, wanted: Wanted) -> None:
        """Search for something else; while words are typed, after a moment."""
        typing = replace(wanted, words=self.wanted.words) == self.wanted
        self.wanted = wanted
        if typing:
            self._timer.start()
        else:
            self._search()

    def wait(self) -> None:
        """Block until nothing is searched any more."""
        self._timer.stop()
        self._background.wait()

    def _search(self) -> None:
        self._timer.stop()
        if self._rows is None:
            self._background.forget()
        else:
            self._background.start(partial(search, self._rows, self.wanted))
