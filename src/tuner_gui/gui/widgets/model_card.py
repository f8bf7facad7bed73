"""Step 2: the transformer to start from."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.engine.config import BUILTIN
from tuner_gui.engine.facts import ModelInfo
from tuner_gui.gui import text, wording
from tuner_gui.gui.widgets.basics import StepCard, label
from tuner_gui.gui.widgets.inputs import ComboBox

_FOLDER, _HUB = "\0folder", "\0hub"
"""Entries that ask a question instead of being a model; no path or id can look like them."""


class ModelCard(StepCard):
    """The built-in model, models used before, and two ways to others."""

    model_chosen = Signal(str)
    folder_clicked = Signal()
    hub_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(2, QCoreApplication.translate("ModelCard", "Base model"), parent)
        self._chosen = BUILTIN
        self._known: list[str] = []
        self._box = ComboBox("baseModelBox", self.tr("Base model"))
        self._box.setToolTip(self.tr("The transformer that training starts from."))
        self._box.activated.connect(self._on_activated)
        self._facts = label(kind="small", wrap=True, name="baseModelFacts")
        self.header.addWidget(self._box, 3)
        self.body.addWidget(self._facts)
        self.set_known([])
        self.set_info(None)

    def set_known(self, sources: list[str]) -> None:
        """Offer `sources` besides the built-in model."""
        self._known = [source for source in sources if source != BUILTIN]
        self._fill()

    def set_model(self, source: str) -> None:
        """Show `source` as chosen."""
        self._chosen = source
        self._fill()

    def set_info(self, info: ModelInfo | None) -> None:
        """What is known of the model chosen."""
        if info is None:
            words = self.tr("Works offline; a good start for English") if self._chosen == BUILTIN else " "
            self._facts.setText(words)
            return
        self._facts.setText(
            self.tr("{0} layers · {1} parameters · up to {2} tokens").format(
                info.layers, text.parameters(info.parameters), text.count(info.max_length)
            )
        )
        self._facts.setToolTip(
            self.tr("{0}, licence: {1}").format(info.name, info.license or self.tr("unknown"))
        )

    def _fill(self) -> None:
        self._box.clear()
        others = self._known if self._chosen in (BUILTIN, *self._known) else [self._chosen, *self._known]
        for source in (BUILTIN, *others):
            self._box.addItem(wording.base_model(source), source)
        self._box.addItem(self.tr("Folder…"), _FOLDER)
        self._box.addItem(self.tr("From Hugging Face Hub…"), _HUB)
        self._box.setCurrentIndex(self._box.findData(self._chosen))

    def _on_activated(self) -> None:
        entry = self._box.currentData()
        if entry in (_FOLDER, _HUB):
            self._box.setCurrentIndex(self._box.findData(self._chosen))
            (self.folder_clicked if entry == _FOLDER else self.hub_clicked).emit()
        else:
            self._chosen = entry
            self.model_chosen.emit(entry)
