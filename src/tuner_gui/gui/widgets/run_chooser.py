"""A box to choose a finished run by."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtWidgets import QWidget

from tuner_gui.gui import text, wording
from tuner_gui.gui.shown_run import ShownRun
from tuner_gui.gui.widgets.inputs import ComboBox
from tuner_gui.runs.store import RunInfo


class RunChooser(ComboBox):
    """Shows the run of a `ShownRun`, and offers the others."""

    def __init__(self, shown: ShownRun, name: str = "runChooser", parent: QWidget | None = None) -> None:
        super().__init__(name, self.tr("Run"), parent)
        self.setToolTip(self.tr("The finished run to look at."))
        self._shown = shown
        self._filled: tuple[RunInfo, ...] | None = None
        self.activated.connect(self._on_activated)
        shown.listed.connect(self._fill)
        shown.changed.connect(self._fill)
        self._fill()

    def _fill(self, _run: RunInfo | None = None) -> None:
        if self._filled is not self._shown.runs:
            self._filled = self._shown.runs
            self._offer()
        folder = self._shown.folder
        self.setCurrentIndex(self.findData(str(folder)) if folder is not None else -1)
        self.setEnabled(bool(self._shown.runs))

    def _offer(self) -> None:
        self.clear()
        now = time.time()
        for run in self._shown.runs:
            assert run.metrics is not None
            words = f"{run.name} · {wording.mode_short(run.config.mode)} · {text.when(run.created, now)}"
            self.addItem(words, run.folder)

    def _on_activated(self) -> None:
        if self.currentData():
            self._shown.choose(Path(self.currentData()))
