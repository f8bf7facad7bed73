"""Where the exported model lies, how it was checked, and how to use it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tuner_gui.engine.config import Task
from tuner_gui.engine.replies import Exported
from tuner_gui.gui import icons, text
from tuner_gui.gui.export_plan import usage_lines
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import Card, ElidedLabel, label, row, strong
from tuner_gui.gui.widgets.code_view import CodeView

translate = QCoreApplication.translate


class ExportResult(Card):
    """Shown after an export that passed its check."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportResult")
        self._path_shown = ""
        picture = QLabel()
        icons.set_icon(picture, "check", "success", 20)
        self._path = ElidedLabel(name="exportPath")
        self._facts = label(kind="small", wrap=True, name="exportFacts")
        open_button = QPushButton(self.tr("Show in folder"))
        open_button.setObjectName("openFolderButton")
        icons.set_icon(open_button, "folder")
        open_button.clicked.connect(self._on_open)
        copy = QPushButton(self.tr("Copy code"))
        copy.setObjectName("copyCodeButton")
        copy.setToolTip(self.tr("Copy these lines."))
        icons.set_icon(copy, "copy")
        copy.clicked.connect(self._on_copy)
        self._code = CodeView("exportCode", self.tr("How the model is used"))
        line = row(spacing=SPACE_2)
        line.addWidget(picture)
        line.addWidget(strong(self.tr("Exported and checked")))
        line.addStretch()
        line.addWidget(open_button)
        line.addWidget(copy)
        self.body.addLayout(line)
        self.body.addWidget(self._path)
        self.body.addWidget(self._facts)
        self.body.addWidget(self._code)
        self.hide()

    def show_export(
        self, event: Exported, *, pair: bool, task: Task = "single_label", taken: str = ""
    ) -> None:
        """Show `event`; `taken` is the name that was asked for but holds something else."""
        self._path_shown = event.path
        self._path.set_words(event.path)
        beside = self.tr("“{0}” was taken, so the model lies beside it.").format(taken)
        lines = [beside] if taken else []
        self._facts.setText("\n".join([*lines, *check_lines(event)]))
        self._code.show_code(usage_lines(event, pair=pair, task=task))
        self.show()

    def _on_open(self) -> None:
        path = Path(self._path_shown)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path if path.is_dir() else path.parent)))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code.toPlainText())


def check_lines(event: Exported) -> list[str]:
    """How the export was checked, and where it differs: what it costs and what it gains."""
    checked = translate("ExportResult", "{0} · read again in a fresh process: {1} of {2} rows {3}").format(
        text.size(event.size_bytes),
        text.percent(event.agreement),
        text.count(event.rows_checked),
        translate("ExportResult", "get the same answer (largest difference {0})").format(
            text.rate(event.largest_difference)
        ),
    )
    beside = []
    if event.score_change is not None and event.kind == "onnx_int8":
        words = translate("ExportResult", "score {0} points")
        beside.append(words.format(f"{event.score_change * 100:+.1f}"))
    if event.size_ratio is not None and event.kind == "onnx_int8":
        beside.append(translate("ExportResult", "{0} of the size").format(text.percent(event.size_ratio)))
    if event.speed_ratio is not None:
        beside.append(translate("ExportResult", "{0} × the speed").format(f"{event.speed_ratio:.1f}"))
    note = translate("ExportResult", "Beside the trained model: {0}").format(" · ".join(beside))
    return [checked, note] if beside else [checked]
