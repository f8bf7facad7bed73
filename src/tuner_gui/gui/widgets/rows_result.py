"""Where the rows lie that had no label and have one now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tuner_gui.engine.replies import RowsPredicted
from tuner_gui.gui import icons, text
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import Card, ElidedLabel, column, label, row


class RowsResult(Card):
    """Shown after rows without a label were given one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rowsResult")
        self._file = ""
        picture = QLabel()
        icons.set_icon(picture, "check", "success", 20)
        self._title = label(kind="title", name="rowsTitle")
        self._path = ElidedLabel(name="rowsPath")
        button = QPushButton(self.tr("Open folder"))
        button.setObjectName("openRowsButton")
        icons.set_icon(button, "folder")
        button.clicked.connect(self._on_open)
        words = column(spacing=0)
        words.addWidget(self._title)
        words.addWidget(self._path)
        line = row(spacing=SPACE_2)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        self.hide()

    def show_rows(self, event: RowsPredicted) -> None:
        """Say how many rows were labelled and where they are."""
        self._file = event.path
        many = self.tr("{0} rows were labelled").format(text.count(event.rows))
        self._title.setText(self.tr("1 row was labelled") if event.rows == 1 else many)
        self._path.set_words(event.path)
        self.show()

    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._file).parent)))
