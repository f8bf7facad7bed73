"""One row of a run, whole: its text, what was said of it, and whose mistake it is."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from tuner_gui.engine.config import Task
from tuner_gui.engine.replies import Explained
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.basics import ElidedLabel, column, row
from tuner_gui.gui.widgets.why_view import WhyView

LINES = 5


class MistakeReader(QWidget):
    """The text, and above it what can be said of the row."""

    label_wrong_clicked = Signal()
    model_wrong_clicked = Signal()
    unmark_clicked = Signal()
    why_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ElidedLabel(name="mistakeTitle")
        self._title.setProperty("kind", "small")
        self._text = QPlainTextEdit(readOnly=True)
        self._text.setObjectName("mistakeText")
        self._text.setProperty("kind", "field")
        self._text.setAccessibleName(self.tr("Text of the row"))
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(QFontMetrics(self._text.font()).lineSpacing() * LINES + 18)
        self._label_wrong = self._button(
            "labelWrongButton",
            self.tr("Label is wrong…"),
            self.tr("Say what the label should be; the next run can learn from it."),
        )
        self._model_wrong = self._button(
            "modelWrongButton", self.tr("Model is wrong"), self.tr("The label is right; keep it as it is.")
        )
        self._unmark = self._button(
            "unmarkButton", self.tr("Unmark"), self.tr("Nothing is said of this row any more.")
        )
        self._why_button = self._button(
            "mistakeWhyButton", self.tr("Why?"), self.tr("Which words speak for what was predicted.")
        )
        self._why_button.clicked.connect(self.why_clicked)
        self.why = WhyView("mistakeWhy")
        self._label_wrong.clicked.connect(self.label_wrong_clicked)
        self._model_wrong.clicked.connect(self.model_wrong_clicked)
        self._unmark.clicked.connect(self.unmark_clicked)
        self._buttons = (self._why_button, self._unmark, self._model_wrong, self._label_wrong)
        head = row(spacing=SPACE_2)
        head.addWidget(self._title, 1)
        for button in self._buttons:
            head.addWidget(button)
        layout = column(spacing=SPACE_2)
        layout.addLayout(head)
        layout.addWidget(self._text)
        layout.addWidget(self.why)
        self.setLayout(layout)
        self.clear()

    def show_row(self, title: str, texts: tuple[str, ...], names: tuple[str, ...], marked: str) -> None:
        """Show a row.

        Args:
            title: number, labels and confidence in one line.
            texts: one, or two of a pair.
            names: of their columns.
            marked: verdict of the mark that it has; empty for none.
        """
        self._title.set_words(title)
        if len(texts) == 1:
            whole = texts[0]
        else:
            whole = "\n\n".join(f"{name}:\n{text}" for name, text in zip(names, texts, strict=False))
        if self._text.toPlainText() != whole:
            self._text.setPlainText(whole)
        self._label_wrong.setEnabled(True)
        self._model_wrong.setEnabled(marked != "model")
        self._unmark.setEnabled(bool(marked))
        self._why_button.setEnabled(True)

    def show_why(self, explained: Explained, task: Task) -> None:
        """Show the same text with its words marked."""
        self._text.hide()
        self.why.show_explained(explained, task)

    def hide_why(self) -> None:
        """Back to the text alone."""
        self.why.clear()
        self._text.show()

    def clear(self) -> None:
        """Show nothing."""
        self._title.set_words("")
        self._text.clear()
        for button in self._buttons:
            button.setEnabled(False)

    def _button(self, name: str, words: str, tip: str) -> QPushButton:
        result = QPushButton(words)
        result.setProperty("kind", "small")
        result.setObjectName(name)
        result.setToolTip(tip)
        return result
