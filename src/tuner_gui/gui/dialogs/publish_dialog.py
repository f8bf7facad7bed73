"""Put a run's model on the Hugging Face Hub, after the person has seen what is sent."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QListWidget, QWidget

from tuner_gui.engine.replies import Published
from tuner_gui.engine.requests import PublishJob
from tuner_gui.engine.sending import FileToSend, files_to_send
from tuner_gui.errors import TunerError
from tuner_gui.gui import text
from tuner_gui.gui.background import Background
from tuner_gui.gui.dialogs.task_dialog import TaskDialog, button
from tuner_gui.gui.model_tasks import ModelTasks
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import column, label
from tuner_gui.gui.widgets.inputs import CheckBox, field

WIDTH = 500
LIST_HEIGHT = 90
_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


class PublishDialog(TaskDialog):
    """A name, private unless said otherwise, the files with their sizes, and a button that says so."""

    def __init__(
        self, models: ModelTasks, folder: Path, suggestion: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(models, "publish", parent)
        self.setWindowTitle(self.tr("Put the model on the Hugging Face Hub"))
        self.setMinimumWidth(WIDTH)
        self._folder = folder
        self._url = ""
        self._listed = False
        self._name = field("publishNameBox", self.tr("Repository"), self.tr("Owner and name on the Hub."))
        self._name.setPlaceholderText(self.tr("your-name/{0}").format(suggestion))
        self._private = CheckBox(self.tr("Private: only you can see it"))
        self._private.setObjectName("publishPrivateBox")
        self._private.setChecked(True)
        self._files = QListWidget()
        self._files.setObjectName("publishFiles")
        self._files.setAccessibleName(self.tr("Files that are sent"))
        self._files.setMinimumHeight(LIST_HEIGHT)
        self._files.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self._total = label(kind="small", wrap=True, name="publishTotal", numbers=True)
        self._send = button("publishSendButton", "", "accent")
        self._send.setDefault(True)
        self._lister = Background(self)
        self._compose()
        self._connect()
        self._show_state()
        self._lister.start(partial(files_to_send, folder))

    def done(self, result: int) -> None:
        """No thread outlives the dialog."""
        self._lister.wait()
        super().done(result)

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self) -> None:
        caption = label(self.tr("Repository"))
        caption.setBuddy(self._name)
        token = self.tr(
            "Tuner signs in with the token that Hugging Face's own tools keep on this computer "
            "(hf auth login). The model is exported and checked before anything is sent."
        )
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        name = column(spacing=SPACE_2)
        for part in (caption, self._name, self._private):
            name.addWidget(part)
        layout.addLayout(name)
        sent = (label(self.tr("What is sent")), self._files, self._total, label(token, "small", wrap=True))
        for widget in (*sent, self._bar, self._note, self._problem):
            layout.addWidget(widget)
        layout.addLayout(self._foot(self._send))
        self.setLayout(layout)

    def _connect(self) -> None:
        self._name.textChanged.connect(self._show_state)
        self._private.toggled.connect(self._show_state)
        self._send.clicked.connect(self._on_send)
        self._lister.done.connect(self._on_listed)
        self._lister.failed.connect(self._on_not_listed)

    def _show_state(self) -> None:
        super()._show_state()
        for part in (self._name, self._private):
            part.setEnabled(not self.busy and not self._url)
        self._note.setVisible(self.busy or bool(self._url))
        self._cancel.setText(self.tr("Close") if self._url else self.tr("Cancel"))
        named = _REPOSITORY.fullmatch(self._name.text().strip()) is not None
        self._send.setEnabled(bool(self._url) or (named and self._listed and not self.busy))
        private, public = self.tr("Send, private"), self.tr("Send, for all to see")
        words = private if self._private.isChecked() else public
        self._send.setText(self.tr("Open in browser") if self._url else words)

    # --- what happens ----------------------------------------------------------------------------

    def _on_listed(self, files: tuple[FileToSend, ...]) -> None:
        for file in files:
            size = text.size(file.size_bytes) if file.size_bytes is not None else self.tr("model card")
            self._files.addItem(f"{file.name}  ·  {size}")
        total = sum(file.size_bytes or 0 for file in files)
        words = self.tr("{0} files, {1}. No row of your data is among them.")
        self._total.setText(words.format(text.count(len(files)), text.size(total)))
        self._listed = True
        self._show_state()
        self.adjustSize()

    def _on_not_listed(self, error: TunerError) -> None:
        self._on_failed(error)
        self._show_state()

    def _on_send(self) -> None:
        if self._url:
            QDesktopServices.openUrl(QUrl(self._url))
            return
        self._ask(
            PublishJob(
                run_dir=str(self._folder),
                repository=self._name.text().strip(),
                private=self._private.isChecked(),
            )
        )

    def _announce(self, event: object) -> None:
        assert isinstance(event, Published)
        self._url = event.url
        self._note.setText(self.tr("The model is at {0}").format(event.url))
        self._note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
