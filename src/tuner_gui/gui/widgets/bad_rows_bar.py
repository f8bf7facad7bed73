"""Rows that do not fit: how many, which one first and why; a list to save, leave to go on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QWidget

from tuner_gui.gui import data_words, icons, text
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.theme import SPACE_2, SPACE_3
from tuner_gui.gui.widgets.basics import label, restyle, row


class BadRowsBar(QFrame):
    """Not there while every row fits."""

    save_clicked = Signal()
    skip_chosen = Signal(bool)
    """True: go on without them; False: that was not meant."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("badRowsBar")
        self._picture = QLabel()
        icons.set_icon(self._picture, "warning", "warning")
        self._words = label(wrap=True, name="badRowsText")
        self._save = self._button("saveBadRowsButton", self.tr("Save list…"))
        self._save.setToolTip(self.tr("Write these rows with line number and reason into a table."))
        self._save.clicked.connect(self.save_clicked)
        self._skip = self._button("skipBadRowsButton")
        self._skip.setToolTip(self.tr("Train without them. Your file stays as it is."))
        self._skip.clicked.connect(self._on_skip_clicked)
        self._blocked = False
        layout = row(spacing=SPACE_2)
        layout.setContentsMargins(SPACE_3, SPACE_2, SPACE_3, SPACE_2)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._save)
        layout.addWidget(self._skip)
        self.setLayout(layout)
        self.hide()

    def set_dataset(self, data: Dataset) -> None:
        """Say what of `data` does not fit."""
        bad = data.table.bad_rows
        self.setVisible(bool(bad) and not data.is_preview)
        if not bad:
            return
        blocked = self._blocked = data.too_many_bad_rows is not None
        restyle(self, "kind", "notice")
        self._save.setEnabled(True)
        self._words.setText(self._sentence(data, blocked))
        skip = self.tr("Skip {0} and go on").format(data_words.rows(len(bad)))
        self._skip.setText(skip if blocked else self.tr("Undo"))
        self._skip.setVisible(blocked or data.config.reading.skip_bad_rows)

    def show_saved(self, path: Path) -> None:
        """Tell where the list lies."""
        words = self.tr("Saved as “{0}”.").format(path.name)
        self._words.setText(f"{self._words.text()} {words}")
        self._save.setEnabled(False)

    def _sentence(self, data: Dataset, blocked: bool) -> str:
        table = data.table
        first = table.bad_rows[0]
        example = first.reason.rstrip(".")
        if table.delimiter or table.format == "JSON Lines":  # other formats have no lines
            example = self.tr("line {0}: {1}").format(text.count(first.line), example)
        rows = data_words.rows(table.rows + len(table.bad_rows))
        if len(table.bad_rows) == 1:
            words = self.tr("1 of {1} does not fit ({2}).")
            left_out = self.tr("1 of {1} does not fit and is left out ({2}).")
        else:
            words = self.tr("{0} of {1} do not fit (first {2}).")
            left_out = self.tr("{0} of {1} do not fit and are left out (first {2}).")
        return (words if blocked else left_out).format(text.count(len(table.bad_rows)), rows, example)

    def _on_skip_clicked(self) -> None:
        self.skip_chosen.emit(self._blocked)

    def _button(self, name: str, words: str = "") -> QPushButton:
        result = QPushButton(words)
        result.setObjectName(name)
        result.setProperty("kind", "small")
        result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return result
