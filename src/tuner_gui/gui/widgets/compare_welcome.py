"""What the Compare page says while there is nothing to show."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.gui import icons
from tuner_gui.gui.theme import SPACE_2, SPACE_6
from tuner_gui.gui.widgets.basics import column, label, row

CENTER = Qt.AlignmentFlag.AlignHCenter
WIDTH = 440


class CompareWelcome(QWidget):
    """What a comparison answers; where there is no dataset yet, the ways to one."""

    sample_clicked = Signal()
    dataset_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compareEmpty")
        self._title = label(wrap=True, kind="hero")
        self._words = label(wrap=True, kind="muted", name="compareEmptyWords")
        for words in (self._title, self._words):
            words.setAlignment(CENTER)
            words.setFixedWidth(WIDTH)
        self._choose = QPushButton(self.tr("Choose a dataset"))
        self._choose.setObjectName("compareDatasetButton")
        self._choose.clicked.connect(self.dataset_clicked)
        icons.set_icon(self._choose, "folder")
        self._sample = QPushButton(self.tr("Try the sample"))
        self._sample.setObjectName("compareSampleButton")
        self._sample.clicked.connect(self.sample_clicked)
        buttons = row(spacing=SPACE_2)
        buttons.addStretch()
        buttons.addWidget(self._choose)
        buttons.addWidget(self._sample)
        buttons.addStretch()
        layout = column(spacing=SPACE_2, margin=SPACE_6)
        layout.addStretch(2)
        layout.addWidget(self._title, 0, CENTER)
        layout.addWidget(self._words, 0, CENTER)
        layout.addSpacing(SPACE_2)
        layout.addLayout(buttons)
        layout.addStretch(3)
        self.setLayout(layout)
        self.show_words(has_dataset=False, under_way="")

    def show_words(self, *, has_dataset: bool, under_way: str) -> None:
        """`under_way`: what is being done where a comparison has begun and there is no score yet."""
        for button in (self._choose, self._sample):
            button.setVisible(not has_dataset and not under_way)
        if under_way:
            self._say(self.tr("The first scores come soon"), under_way)
            return
        words = self.tr(
            "Tuner trains every mode on the same rows, several times, and says which one to take, by how "
            "much it is better, how sure that is, and what it costs."
        )
        drop = self.tr("Drop a table here, or try the sample.")
        title = self.tr("Which way of training is worth it?")
        self._say(title, words if has_dataset else f"{words}\n\n{drop}")

    def _say(self, title: str, words: str) -> None:
        for part, said in ((self._title, title), (self._words, words)):
            part.setText(said)
            part.setFixedHeight(part.heightForWidth(WIDTH))  # a centred label does not ask for its lines
