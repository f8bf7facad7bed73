"""Fetch a dataset from the Hugging Face Hub: name, configuration, a download that can be given up."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from tuner_gui.engine.replies import DatasetFetched
from tuner_gui.engine.requests import FetchDatasetJob
from tuner_gui.gui.dialogs.fetch_dialog import FetchDialog
from tuner_gui.gui.dialogs.hub_dialog import is_hub_id
from tuner_gui.gui.session import Session
from tuner_gui.gui.widgets.inputs import field


class HubDatasetDialog(FetchDialog):
    """Emits `fetched` with a folder when the dataset is on this computer, and closes."""

    fetched = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        note = QCoreApplication.translate(
            "HubDatasetDialog",
            "Only now does Tuner use the network. What was downloaded once opens again without it.",
        )
        super().__init__(session.fetch, "hubDataset", note, parent)
        self.setWindowTitle(self.tr("Dataset from the Hugging Face Hub"))
        tip = self.tr("Name, or owner and name, as on huggingface.co/datasets.")
        self._name = field("hubDatasetNameBox", self.tr("Name"), tip)
        tip = self.tr("Some datasets come in several configurations, such as “mrpc” of “glue”.")
        self._config = field("hubDatasetConfigBox", self.tr("Configuration"), tip)
        self._add_field(self.tr("Name"), self._name, "glue")
        self._add_field(self.tr("Configuration, if it has several"), self._config, "mrpc")
        self._update()

    def _job(self) -> FetchDatasetJob | None:
        name = self._name.text().strip()
        if not is_hub_id(name):
            return None
        return FetchDatasetJob(name=name, config_name=self._config.text().strip())

    def _announce(self, event: object) -> None:
        assert isinstance(event, DatasetFetched)
        self.fetched.emit(event.path)
