"""What to do where the chosen mode hardly fits into memory, or not at all."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from tuner_gui.engine.facts import ModeEstimate
from tuner_gui.gui import icons, text
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import label, restyle, row

translate = QCoreApplication.translate


class FitNote(QFrame):
    """One or two lines with a sign; hidden while everything fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fitNote")
        self._picture = QLabel()
        self._words = label(wrap=True, name="fitWords")
        layout = row(spacing=SPACE_2, margin=SPACE_2)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        self.setLayout(layout)
        self.hide()

    def set_estimate(self, estimate: ModeEstimate | None) -> None:
        """Say how the mode fits."""
        fits = estimate is None or estimate.fit == "fits"
        self.setVisible(not fits)
        if estimate is None or fits:
            return
        fails = estimate.fit == "wont_fit"
        restyle(self, "kind", "error" if fails else "notice")
        icons.set_icon(self._picture, "warning", "danger" if fails else "warning")
        self._words.setText(fit_words(estimate))


def fit_words(estimate: ModeEstimate) -> str:
    """How a mode fits, and what to do about it."""
    if estimate.fit == "wont_fit":
        words = translate("FitNote", "This needs about {0} of memory, more than is free.")
    else:
        words = translate("FitNote", "This needs about {0} of memory, nearly all that is free.")
    return f"{words.format(text.size(estimate.memory_bytes))} {estimate.advice}".strip()
