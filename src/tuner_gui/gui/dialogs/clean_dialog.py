"""What could be freed on the disk, said before anything is removed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPushButton, QWidget

from tuner_gui.gui import text
from tuner_gui.gui.run_shelf import CleanPlan
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import column, label, row


class CleanDialog(QDialog):
    """Emits `chosen` with what is to go: ended runs' checkpoints, interrupted ones', the trash."""

    chosen = Signal(bool, bool, bool)

    def __init__(self, plan: CleanPlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cleanDialog")
        self.setWindowTitle(self.tr("Clean up"))
        self.setMinimumWidth(500)
        total = sum(entry.use.total for entry in plan.entries)
        models = sum(entry.use.model for entry in plan.entries)
        ended = plan.freed(interrupted=False)
        interrupted = plan.freed(interrupted=True) - ended
        self._sizes = (ended, interrupted, plan.trash_bytes)
        words = self.tr("{0} runs take {1}; {2} of that are models, which stay.")
        facts = words.format(text.count(len(plan.entries)), text.size(total), text.size(models))
        buttons = self._build_buttons()
        self._boxes = (
            self._box(self.tr("What runs that have ended left behind: {0}"), "cleanEndedBox", ended),
            self._box(self.tr("Checkpoints of interrupted runs: {0}"), "cleanInterruptedBox", interrupted),
            self._box(self.tr("Deleted runs ({1}): {0}"), "cleanTrashBox", plan.trash_bytes, plan.trashed),
        )
        for box in self._boxes:
            box.toggled.connect(self._update)
        self._boxes[0].setChecked(self._boxes[0].isEnabled())
        notes = (
            self.tr("Checkpoints and caches that nothing needs any more."),
            self.tr("These runs could not go on then, only start anew."),
            self.tr("They could not be brought back any more. After a week they go by themselves."),
        )
        layout = column(spacing=SPACE_2, margin=SPACE_6)
        layout.addWidget(label(facts, wrap=True, name="cleanFacts"))
        layout.addSpacing(SPACE_2)
        for box, note in zip(self._boxes, notes, strict=True):
            layout.addWidget(box)
            line = label(note, "small", wrap=True)
            line.setContentsMargins(SPACE_6, 0, 0, SPACE_2)
            layout.addWidget(line)
        layout.addSpacing(SPACE_3)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self._update()

    def _build_buttons(self) -> QHBoxLayout:
        self._ok = QPushButton()
        self._ok.setObjectName("cleanOkButton")
        self._ok.setProperty("kind", "accent")
        self._ok.setDefault(True)
        self._ok.clicked.connect(self._on_ok)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setObjectName("cleanCancelButton")
        cancel.clicked.connect(self.reject)
        buttons = row(spacing=SPACE_2)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self._ok)
        return buttons

    def _box(self, words: str, name: str, size: int, count: int = 1) -> QCheckBox:
        result = QCheckBox(words.format(text.size(size), text.count(count)))
        result.setObjectName(name)
        result.setEnabled(bool(size) and bool(count))
        return result

    def _update(self) -> None:
        chosen = [size for box, size in zip(self._boxes, self._sizes, strict=True) if box.isChecked()]
        self._ok.setEnabled(bool(chosen))
        self._ok.setText(self.tr("Free {0}").format(text.size(sum(chosen))))

    def _on_ok(self) -> None:
        self.accept()
        self.chosen.emit(*(box.isChecked() for box in self._boxes))
