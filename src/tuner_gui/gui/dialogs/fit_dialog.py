"""Asked once before a run is started that will hardly fit into memory."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from tuner_gui.engine.facts import ModeEstimate
from tuner_gui.gui.dialogs.task_dialog import button
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.fit_note import fit_words


class FitDialog(QDialog):
    """Go back and change something, or start anyway (`accepted`)."""

    def __init__(self, estimate: ModeEstimate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fitDialog")
        self.setWindowTitle(self.tr("This will probably not fit"))
        self.setMinimumWidth(440)
        back = button("fitBackButton", self.tr("Go back"), "accent")
        back.setDefault(True)
        back.clicked.connect(self.reject)
        anyway = button("fitAnywayButton", self.tr("Start anyway"))
        anyway.clicked.connect(self.accept)
        buttons = row(spacing=SPACE_2)
        buttons.addStretch()
        buttons.addWidget(anyway)
        buttons.addWidget(back)
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        layout.addWidget(label(self.tr("This will probably not fit"), "title"))
        layout.addWidget(label(fit_words(estimate), wrap=True, name="fitQuestion"))
        note = self.tr("When memory runs out, Tuner goes on with fewer rows at once as long as it can.")
        layout.addWidget(label(note, "small", wrap=True))
        layout.addSpacing(SPACE_2)
        layout.addLayout(buttons)
        self.setLayout(layout)
