"""Step 1 of the Predict page: the model that labels."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from tuner_gui.gui import icons, wording
from tuner_gui.gui.predict_control import PredictControl
from tuner_gui.gui.shown_run import ShownRun
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import ElidedLabel, StepCard, label, row
from tuner_gui.gui.widgets.run_chooser import RunChooser


class LabellerCard(StepCard):
    """A finished run, or an exported folder."""

    run_chosen = Signal()
    """The run of the chooser, rather than an exported folder."""
    export_chosen = Signal(object)
    """Path of an exported folder."""
    train_clicked = Signal()

    def __init__(self, shown: ShownRun, parent: QWidget | None = None) -> None:
        super().__init__(1, QCoreApplication.translate("LabellerCard", "Model"), parent)
        self._shown = shown
        self._chooser = RunChooser(shown, "predictRunChooser")
        self._facts = label(kind="small", wrap=True, name="predictModelFacts", numbers=True)
        self._name = ElidedLabel(name="predictExportName")
        self._train = _link("predictTrainButton", self.tr("Train a model"))
        self._open = _link("openExportButton", self.tr("Open an exported folder…"))
        self._back = _link("backToRunsButton", self.tr("Use a run instead"))
        icons.set_icon(self._open, "folder", "link")
        links = row(spacing=SPACE_2)
        for link in (self._train, self._open, self._back):
            links.addWidget(link)
        links.addStretch()
        for part in (self._chooser, self._name, self._facts):
            self.body.addWidget(part)
        self.body.addLayout(links)
        self._train.clicked.connect(self.train_clicked)
        self._open.clicked.connect(self._on_open)
        self._back.clicked.connect(self.run_chosen)

    def show_state(self, control: PredictControl) -> None:
        """Show the model that is chosen."""
        labeller = control.labeller
        exported = labeller is not None and labeller.exported
        self._chooser.setVisible(not exported and bool(self._shown.runs))
        self._name.setVisible(exported)
        self._back.setVisible(exported and bool(self._shown.runs))
        self._train.setVisible(not exported and not self._shown.runs)
        for part in (self._chooser, self._open, self._back):
            part.setEnabled(not control.busy)
        if exported and labeller is not None:
            self._name.set_words(labeller.name, tip=str(labeller.folder))
        self._facts.setText(self._words(control))

    def _words(self, control: PredictControl) -> str:
        labeller, run = control.labeller, self._shown.run
        if labeller is None:
            return self.tr("No model yet.")
        reads = self.tr("Reads {0}").format(", ".join(f"“{name}”" for name in labeller.text_columns))
        if labeller.exported:
            return reads if labeller.text_columns else self.tr("An exported folder.")
        score = wording.score_line(run.metrics.test) if run is not None and run.metrics is not None else ""
        return f"{score}\n{reads}" if score else reads

    def _on_open(self) -> None:
        words = self.tr("Folder that Tuner exported (with config.json and model.safetensors)")
        name = QFileDialog.getExistingDirectory(self, words)
        if name:
            self.export_chosen.emit(Path(name))


def _link(name: str, words: str) -> QPushButton:
    result = QPushButton(words)
    result.setObjectName(name)
    result.setProperty("kind", "link")
    return result
