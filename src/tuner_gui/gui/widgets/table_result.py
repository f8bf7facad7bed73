"""How the labelling of a table stands: a bar with a way out, then what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget

from tuner_gui.engine.replies import TablePredicted
from tuner_gui.gui import icons, text
from tuner_gui.gui.theme import SPACE_2, SPACE_3
from tuner_gui.gui.widgets.basics import Card, ElidedLabel, column, label, row


class TableProgress(Card):
    """Rows done, rows in a second, time left; cancel or continue."""

    cancel_clicked = Signal()
    continue_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tableProgress")
        self._title = label(kind="title", name="tableProgressTitle")
        self._words = label(kind="small", wrap=True, name="tableProgressWords", numbers=True)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setObjectName("tableProgressBar")
        self._bar.setAccessibleName(self.tr("Rows labelled"))
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setObjectName("cancelTableButton")
        self._cancel.setToolTip(self.tr("Stop here. What was done is kept, and you can continue later."))
        self._cancel.clicked.connect(self._on_cancel)
        self._continue = QPushButton(self.tr("Continue"))
        self._continue.setObjectName("continueTableButton")
        icons.set_icon(self._continue, "resume")
        self._continue.clicked.connect(self.continue_clicked)
        line = row(spacing=SPACE_3)
        line.addWidget(self._title, 1)
        line.addWidget(self._cancel)
        line.addWidget(self._continue)
        self.body.addLayout(line)
        self.body.addWidget(self._bar)
        self.body.addWidget(self._words)
        self.hide()

    def show_progress(self, name: str, share: float, words: str) -> None:
        """It is under way; a `share` below 0 is not known."""
        self._title.setText(self.tr("Labelling {0}").format(name))
        self._bar.setRange(0, 1000 if share >= 0 else 0)
        self._bar.setValue(round(1000 * max(0.0, share)))
        self._words.setText(words)
        self._set_running(True)

    def show_stopped(self) -> None:
        """It ended before its end."""
        self._title.setText(self.tr("Stopped"))
        self._words.setText(self.tr("What was done is kept. Continue goes on from there."))
        self._set_running(False)

    def _set_running(self, running: bool) -> None:
        self._bar.setVisible(running)
        self._cancel.setVisible(running)
        self._cancel.setEnabled(running)
        self._continue.setVisible(not running)
        self.show()

    def _on_cancel(self) -> None:
        self._cancel.setEnabled(False)
        self.cancel_clicked.emit()


class TableResult(Card):
    """Shown after a table was labelled: where it lies, and what became of every row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tableResult")
        self._file = ""
        picture = QLabel()
        icons.set_icon(picture, "check", "success", 20)
        self._title = label(kind="title", name="tableResultTitle", numbers=True)
        self._facts = label(kind="small", wrap=True, name="tableResultFacts", numbers=True)
        self._path = ElidedLabel(name="tableResultPath")
        button = QPushButton(self.tr("Show in folder"))
        button.setObjectName("showTableButton")
        icons.set_icon(button, "folder")
        button.clicked.connect(self._on_open)
        words = column(spacing=2)
        for part in (self._title, self._facts, self._path):
            words.addWidget(part)
        line = row(spacing=SPACE_2)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        self.hide()

    def show_result(self, event: TablePredicted) -> None:
        """Say what became of every row."""
        self._file = event.path
        many = self.tr("{0} rows labelled").format(text.count(event.predicted))
        self._title.setText(self.tr("1 row labelled") if event.predicted == 1 else many)
        parts = []
        if event.empty:
            parts.append(self.tr("{0} without a text").format(text.count(event.empty)))
        if event.unreadable:
            words = self.tr("{0} not readable, kept as they were")
            parts.append(words.format(text.count(event.unreadable)))
        parts.append(self.tr("{0} in all").format(text.count(event.rows)))
        parts.append(text.speed(event.rows_per_second))
        self._facts.setText(" · ".join(parts))
        self._path.set_words(event.path)
        self.show()

    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._file).parent)))
