"""Fetch a base model from the Hugging Face Hub: an id, a download that can be given up."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.engine.requests import FetchModelJob
from tuner_gui.gui.dialogs.fetch_dialog import FetchDialog
from tuner_gui.gui.session import Session
from tuner_gui.gui.widgets.inputs import field

_ID = re.compile(r"[\w.-]+(/[\w.-]+)?")


def is_hub_id(words: str) -> bool:
    """True for `name` and `owner/name`."""
    return _ID.fullmatch(words) is not None


class HubDialog(FetchDialog):
    """Emits `fetched` with the id when the model is on this computer, and closes."""

    fetched = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        note = QCoreApplication.translate(
            "HubDialog", "Only now does Tuner use the network. Models with safetensors weights can be used."
        )
        super().__init__(session.fetch, "hub", note, parent)
        self.setWindowTitle(self.tr("Base model from the Hugging Face Hub"))
        self._id = field("hubIdBox", self.tr("Model id"), self.tr("Owner and name, as on huggingface.co."))
        self._add_field(self.tr("Model id"), self._id, "distilbert/distilbert-base-uncased")
        self._update()

    def _job(self) -> FetchModelJob | None:
        source = self._id.text().strip()
        return FetchModelJob(base_model=source) if is_hub_id(source) else None

    def _announce(self, event: object) -> None:
        self.fetched.emit(self._id.text().strip())
