"""A box to choose an earlier comparison by, or to begin a new one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from tuner_gui.gui import experiment_words, icons
from tuner_gui.gui.theme import SPACE_1
from tuner_gui.gui.widgets.basics import row
from tuner_gui.gui.widgets.inputs import ComboBox

if TYPE_CHECKING:
    from tuner_gui.runs.experiments import ExperimentInfo


class ExperimentChooser(QWidget):
    """Newest first; the first entry is a new one."""

    chosen = Signal(object)
    """Path of an experiment; None: a new one."""
    delete_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._box = ComboBox("experimentChooser", self.tr("Comparison"))
        self._box.setToolTip(self.tr("Come back to an earlier comparison, or begin a new one."))
        self._box.activated.connect(self._on_activated)
        self._delete = QToolButton()
        self._delete.setObjectName("deleteExperimentButton")
        self._delete.setAccessibleName(self.tr("Delete this comparison"))
        self._delete.setToolTip(self.tr("Delete this comparison with all its models."))
        icons.set_icon(self._delete, "delete", "muted")
        self._delete.clicked.connect(self.delete_clicked)
        layout = row(spacing=SPACE_1)
        layout.addWidget(self._box, 1)
        layout.addWidget(self._delete)
        self.setLayout(layout)
        self.show_experiments([], None, busy=False)

    def show_experiments(self, known: list[ExperimentInfo], shown: Path | None, *, busy: bool) -> None:
        """Offer `known`; `shown` is the one shown, None: a new one. `busy`: it is under way."""
        with QSignalBlocker(self._box):
            self._box.clear()
            self._box.addItem(self.tr("New comparison"), None)
            now = time.time()
            for info in known:
                self._box.addItem(experiment_words.experiment_title(info, now), info.folder)
            place = self._box.findData(str(shown)) if shown is not None else 0
            self._box.setCurrentIndex(max(0, place))
        self._box.setEnabled(not busy)
        self._delete.setVisible(shown is not None)
        self._delete.setEnabled(not busy)

    def _on_activated(self) -> None:
        folder = self._box.currentData()
        self.chosen.emit(Path(folder) if folder else None)
