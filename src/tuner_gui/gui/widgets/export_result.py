"""Where the exported model lies, how it was checked, and how to use it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tuner_gui.engine.config import Task
from tuner_gui.engine.events import Exported
from tuner_gui.gui import icons, text
from tuner_gui.gui.export_plan import python_lines
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import Card, ElidedLabel, column, label, row, strong
from tuner_gui.gui.widgets.code_view import CodeView


class ExportResult(Card):
    """Shown after an export that passed its check."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportResult")
        self._folder = ""
        picture = QLabel()
        icons.set_icon(picture, "check", "success", 20)
        self._path = ElidedLabel(name="exportPath")
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
        self._code = CodeView("exportCode", self.tr("Python that uses the model"))
        words = column(spacing=0)
        words.addWidget(strong(self.tr("Exported and checked")))
        words.addWidget(self._path)
        line = row(spacing=SPACE_2)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        line.addWidget(open_button, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(line)
        self.body.addWidget(self._facts)
        self.body.addWidget(self._code)
        self.hide()

    def show_export(
        self, event: Exported, *, pair: bool, task: Task = "single_label", taken: str = ""
    ) -> None:
        """Show `event`; `taken` is the folder that was asked for but holds something else."""
        self._folder = event.path
        self._path.set_words(event.path)
        checked = self.tr(
            "{0} · in a fresh process {1} test rows get the same answer (largest difference {2})"
        ).format(
            text.size(event.size_bytes), text.count(event.rows_checked), text.rate(event.largest_difference)
        )
        beside = self.tr("“{0}” was taken, so the model lies beside it.").format(taken)
        self._facts.setText(f"{beside}\n{checked}" if taken else checked)
        self._code.show_code(python_lines(event.path, pair=pair, task=task))
        self.show()

    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code.toPlainText())
