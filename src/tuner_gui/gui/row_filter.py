"""Which rows of a dataset are shown: those of a class, those that contain something. Works in a thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tuner_gui.gui.background import Background
from tuner_gui.gui.dataset import Dataset

if TYPE_CHECKING:
    import numpy as np

DELAY_MS = 150
"""After the last key; every letter would be a search of its own."""


def rows_with(data: Dataset, label: str | None, words: str) -> np.ndarray | None:
    """Ascending indices of the rows of class `label` that contain `words`; None: all.

    Capital letters do not matter. Texts and labels are searched; without roles, every column.
    """
    import numpy as np
    import pyarrow.compute as pc

    found = None if label is None else np.sort(data.survey.rows_of(label))
    if not words:
        return found
    columns = (*data.text_columns, *data.label_columns) or data.table.columns
    hits = np.zeros(data.table.rows, dtype=bool)
    for name in columns:
        hits |= pc.match_substring(data.table.data[name], words, ignore_case=True).to_numpy()
    return np.flatnonzero(hits) if found is None else found[hits[found]]


class RowFilter(QObject):
    """Finds rows and says when it has."""

    found = Signal(object)
    """Indices, or None for all rows."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.label: str | None = None
        self.words = ""
        self._data: Dataset | None = None
        self._background = Background(self)
        self._background.done.connect(self.found)
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self._search)

    def set_data(self, data: Dataset) -> None:
        """Search in another dataset, for the same."""
        self._data = data
        self._search()

    def set_label(self, label: str | None) -> None:
        """Only the rows of a class; None: of all."""
        self.label = label
        self._search()

    def set_words(self, words: str) -> None:
        """Only rows that contain `words`."""
        self.words = words
        self._timer.start()

    def wait(self) -> None:
        """Block until nothing is searched any more."""
        self._timer.stop()
        self._background.wait()

    def _search(self) -> None:
        data, label, words = self._data, self.label, self.words
        if data is None:
            return
        if label is None and not words:
            self._background.forget()
            self.found.emit(None)
        else:
            self._background.start(lambda: rows_with(data, label, words))
