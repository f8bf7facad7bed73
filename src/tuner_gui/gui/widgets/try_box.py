"""Type a text, see what the model says."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.engine.replies import Predicted
from tuner_gui.gui import icons
from tuner_gui.gui.theme import SPACE_2
from tuner_gui.gui.widgets.answer_view import AnswerView
from tuner_gui.gui.widgets.basics import Card, column, label, row
from tuner_gui.gui.widgets.inputs import field

BARS = 5


class TryBox(Card):
    """One or two text fields, a button, and probabilities as bars."""

    submitted = Signal(tuple)
    """The text, or the two of a pair."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pair = False
        self._first = field(
            "tryText", self.tr("Text to try"), self.tr("The model labels what you type here.")
        )
        self._second = field("trySecondText", self.tr("Second text"), self.tr("The second text of the pair."))
        self._button = QPushButton(self.tr("Try it"))
        self._button.setObjectName("tryButton")
        self._button.setToolTip(self.tr("Ask the model for the label of this text."))
        icons.set_icon(self._button, "try")
        self._first.setPlaceholderText(self.tr("Type any text"))
        self._second.setPlaceholderText(self.tr("Second text"))
        self._note = label(self.tr("The answer appears here."), "small")
        self._answer = AnswerView("try", most=BARS)
        self._button.clicked.connect(self._on_submitted)
        for edit in (self._first, self._second):
            edit.returnPressed.connect(self._on_submitted)
            edit.textChanged.connect(self._update_button)
        fields = column(spacing=SPACE_2)
        fields.addWidget(self._first)
        fields.addWidget(self._second)
        line = row(spacing=SPACE_2)
        line.addLayout(fields, 1)
        line.addWidget(self._button)
        self.body.addWidget(label(self.tr("Try it"), "title"))
        self.body.addLayout(line)
        self.body.addWidget(self._note)
        self.body.addWidget(self._answer)
        self.body.addStretch()
        self.reset(pair=False)

    def reset(self, *, pair: bool) -> None:
        """Start anew for another model; `pair`: it takes two texts."""
        self._pair = pair
        self._second.setVisible(pair)
        self._first.clear()
        self._second.clear()
        self._answer.clear()
        self._note.show()
        self._update_button()

    def show_answer(self, answer: Predicted) -> None:
        """Show what the model says."""
        self._answer.show_answer(answer)
        self._note.hide()
        self._update_button()

    def show_failure(self) -> None:
        """The model could not answer; why stands elsewhere."""
        self._update_button()

    def _texts(self) -> tuple[str, ...]:
        first, second = self._first.text().strip(), self._second.text().strip()
        return (first, second) if self._pair else (first,)

    def _update_button(self) -> None:
        self._button.setEnabled(all(self._texts()))

    def _on_submitted(self) -> None:
        if self._button.isEnabled():
            self._button.setEnabled(False)
            self.submitted.emit(self._texts())
