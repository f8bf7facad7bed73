"""Fetch a base model from the Hugging Face Hub: an id, a download that can be given up."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QProgressBar, QPushButton, QWidget

from tuner_gui.engine.events import Progressed
from tuner_gui.errors import TunerError
from tuner_gui.gui import text
from tuner_gui.gui.session import Session
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.inputs import field

_ID = re.compile(r"[\w.-]+(/[\w.-]+)?")


def is_hub_id(words: str) -> bool:
    """True for `name` and `owner/name`."""
    return _ID.fullmatch(words) is not None


class HubDialog(QDialog):
    """Emits `fetched` with the id when the model is on this computer, and closes."""

    fetched = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hubDialog")
        self.setWindowTitle(self.tr("Base model from the Hugging Face Hub"))
        self.setMinimumWidth(440)
        self._session = session
        self._fetching = ""
        self._id = field("hubIdBox", self.tr("Model id"), self.tr("Owner and name, as on huggingface.co."))
        self._id.setPlaceholderText("distilbert/distilbert-base-uncased")
        self._bar = QProgressBar(textVisible=False)
        self._bar.hide()
        self._note = label(wrap=True, kind="small", name="hubNote")
        self._note.setText(
            self.tr("Only now does Tuner use the network. Models with safetensors weights can be used.")
        )
        self._fetch = QPushButton(self.tr("Download"))
        self._fetch.setObjectName("hubDownloadButton")
        self._fetch.setProperty("kind", "accent")
        self._fetch.setDefault(True)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setObjectName("hubCancelButton")
        buttons = row(spacing=SPACE_2)
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._fetch)
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        caption = label(self.tr("Model id"))
        caption.setBuddy(self._id)
        layout.addWidget(caption)
        layout.addWidget(self._id)
        layout.addWidget(self._bar)
        layout.addWidget(self._note)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self._id.textChanged.connect(self._update)
        self._fetch.clicked.connect(self._on_fetch)
        self._cancel.clicked.connect(self.reject)
        session.fetch_progressed.connect(self._on_progressed)
        session.model_fetched.connect(self._on_fetched)
        session.fetch_failed.connect(self._on_failed)
        session.fetch_cancelled.connect(self._on_cancelled)
        self._update()

    def reject(self) -> None:
        """Give up the download, or close when there is none."""
        if self._fetching:
            self._note.setText(self.tr("Stopping…"))
            self._cancel.setEnabled(False)
            self._session.cancel_fetch()
        else:
            super().reject()

    def _update(self) -> None:
        self._fetch.setEnabled(not self._fetching and is_hub_id(self._id.text().strip()))
        self._id.setEnabled(not self._fetching)

    def _on_fetch(self) -> None:
        self._fetching = self._id.text().strip()
        self._bar.setRange(0, 1000)
        self._bar.setValue(0)
        self._bar.show()
        self._note.setText(self.tr("Waiting for the engine…"))
        self._update()
        self._session.fetch_model(self._fetching)

    def _on_progressed(self, event: object) -> None:
        if isinstance(event, Progressed) and event.total:
            self._bar.setValue(round(1000 * event.done / event.total))
            numbers = (text.size(event.done), text.size(event.total))
            self._note.setText(self.tr("{0} of {1}").format(*numbers))

    def _on_fetched(self) -> None:
        source, self._fetching = self._fetching, ""
        self.fetched.emit(source)
        self.accept()

    def _on_failed(self, error: TunerError) -> None:
        self._end(f"{error.message} {error.hint}")

    def _on_cancelled(self) -> None:
        self._end(self.tr("The download was given up."))

    def _end(self, words: str) -> None:
        self._fetching = ""
        self._bar.hide()
        self._note.setText(words)
        self._cancel.setEnabled(True)
        self._update()
        self._id.setFocus(Qt.FocusReason.OtherFocusReason)
