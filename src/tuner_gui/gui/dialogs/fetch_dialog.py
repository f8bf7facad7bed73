"""What the dialogs that fetch something from the Hugging Face Hub have in common."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from tuner_gui.engine.events import Progressed
from tuner_gui.engine.requests import FetchDatasetJob, FetchModelJob
from tuner_gui.errors import TunerError
from tuner_gui.gui import text
from tuner_gui.gui.fetching import Fetch
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import column, label, row


class FetchDialog(QDialog):
    """Fields, a bar, a note and two buttons; a download that can be given up.

    Args:
        fetch: does the work.
        name: prefix of the object names.
        note: what stands below the fields at first.
        parent: the window.
    """

    def __init__(self, fetch: Fetch, name: str, note: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}Dialog")
        self.setMinimumWidth(440)
        self._source = fetch
        self._busy = False
        self._fields: list[QLineEdit] = []
        self._lines: QVBoxLayout = column(spacing=SPACE_2)
        self._bar = QProgressBar(textVisible=False)
        self._bar.hide()
        self._note = label(note, "small", wrap=True, name=f"{name}Note")
        self._download = QPushButton(self.tr("Download"))
        self._download.setObjectName(f"{name}DownloadButton")
        self._download.setProperty("kind", "accent")
        self._download.setDefault(True)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setObjectName(f"{name}CancelButton")
        buttons = row(spacing=SPACE_2)
        buttons.addStretch()
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._download)
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        layout.addLayout(self._lines)
        layout.addWidget(self._bar)
        layout.addWidget(self._note)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self._download.clicked.connect(self._on_download)
        self._cancel.clicked.connect(self.reject)
        fetch.progressed.connect(self._on_progressed)
        fetch.fetched.connect(self._on_fetched)
        fetch.failed.connect(self._on_failed)
        fetch.cancelled.connect(self._on_cancelled)

    def reject(self) -> None:
        """Give up the download, or close when there is none."""
        if self._busy:
            self._note.setText(self.tr("Stopping…"))
            self._cancel.setEnabled(False)
            self._source.cancel()
        else:
            super().reject()

    # --- what each dialog says -------------------------------------------------------------------

    def _job(self) -> FetchModelJob | FetchDatasetJob | None:
        """What to fetch; None while the fields do not say."""
        raise NotImplementedError

    def _announce(self, event: object) -> None:
        """It is there."""
        raise NotImplementedError

    # --- parts -----------------------------------------------------------------------------------

    def _add_field(self, caption: str, line: QLineEdit, example: str) -> None:
        words = label(caption)
        words.setBuddy(line)
        line.setPlaceholderText(example)
        line.textChanged.connect(self._update)
        self._lines.addWidget(words)
        self._lines.addWidget(line)
        self._fields.append(line)

    def _update(self) -> None:
        self._download.setEnabled(not self._busy and self._job() is not None)
        for line in self._fields:
            line.setEnabled(not self._busy)

    # --- what happens ----------------------------------------------------------------------------

    def _on_download(self) -> None:
        job = self._job()
        if job is None:
            return
        self._busy = True
        self._bar.setRange(0, 1000)
        self._bar.setValue(0)
        self._bar.show()
        self._note.setText(self.tr("Waiting for the engine…"))
        self._update()
        self._source.start(job)

    def _on_progressed(self, event: object) -> None:
        if isinstance(event, Progressed) and event.total:
            self._bar.setRange(0, 1000)
            self._bar.setValue(round(1000 * event.done / event.total))
            numbers = (event.done, event.total)
            done, total = map(text.size if event.unit == "bytes" else text.count, numbers)
            self._note.setText(self.tr("{0} of {1}").format(done, total))
        elif isinstance(event, Progressed):
            self._bar.setRange(0, 0)
            self._note.setText(self.tr("Downloading…"))

    def _on_fetched(self, event: object) -> None:
        if self._busy:
            self._busy = False
            self._announce(event)
            self.accept()

    def _on_failed(self, error: TunerError) -> None:
        self._end(f"{error.message} {error.hint}")

    def _on_cancelled(self) -> None:
        self._end(self.tr("The download was given up."))

    def _end(self, words: str) -> None:
        self._busy = False
        self._bar.hide()
        self._note.setText(words)
        self._cancel.setEnabled(True)
        self._update()
        self._fields[0].setFocus(Qt.FocusReason.OtherFocusReason)
