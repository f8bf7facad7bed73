"""Where the exported model lies, how it was checked, and how to use it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget

from tuner_gui.engine.events import Exported
from tuner_gui.gui import icons, text
from tuner_gui.gui.export_plan import python_lines
from tuner_gui.gui.theme import SMALL_POINTS, SPACE_2
from tuner_gui.gui.widgets.basics import Card, ElidedLabel, column, label, row


class ExportResult(Card):
    """Shown after an export that passed its check."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportResult")
        self._folder = ""
        picture = QLabel()
        icons.set_icon(picture, "check", "success", 20)
        self._path = ElidedLabel()
        self._path.setObjectName("exportPath")
        self._facts = label(kind="small", wrap=True, name="exportFacts")
        open_button = QPushButton(self.tr("Open folder"))
        open_button.setObjectName("openFolderButton")
        icons.set_icon(open_button, "folder")
        open_button.clicked.connect(self._on_open)
        copy = QPushButton(self.tr("Copy code"))
        copy.setObjectName("copyCodeButton")
        copy.setToolTip(self.tr("Copy these lines of Python."))
        icons.set_icon(copy, "copy")
        copy.clicked.connect(self._on_copy)
        self._code = QPlainTextEdit(readOnly=True)
        self._code.setObjectName("exportCode")
        self._code.setProperty("kind", "code")
        self._code.setAccessibleName(self.tr("Python that uses the model"))
        self._code.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._code.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._code.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._code.setTabChangesFocus(True)
        mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        mono.setPointSizeF(SMALL_POINTS)
        self._code.setFont(mono)
        words = column(spacing=0)
        title = label(self.tr("Exported and checked"))
        bold = title.font()
        bold.setWeight(QFont.Weight.DemiBold)
        title.setFont(bold)
        words.addWidget(title)
        words.addWidget(self._path)
        words.addWidget(self._facts)
        line = row(spacing=SPACE_2)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(open_button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        self.body.addWidget(self._code)
        self.hide()

    def show_export(self, event: Exported, *, pair: bool) -> None:
        """Show `event`."""
        self._folder = event.path
        self._path.setText(event.path)
        self._facts.setText(
            self.tr(
                "{0} · in a fresh process {1} test rows get the same answer (largest difference {2})"
            ).format(
                text.size(event.size_bytes),
                text.count(event.rows_checked),
                text.rate(event.largest_difference),
            )
        )
        self._code.setPlainText(python_lines(event.path, pair=pair))
        self._code.setFixedHeight(self._code.fontMetrics().lineSpacing() * 3 + 22)
        self.show()

    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code.toPlainText())
