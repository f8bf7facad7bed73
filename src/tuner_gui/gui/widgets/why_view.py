"""Why a model says what it says: the words of a text, marked by what they speak for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from tuner_gui.engine.config import Task
from tuner_gui.engine.replies import Explained
from tuner_gui.gui import text
from tuner_gui.gui.theme import SMALL_POINTS, SPACE_2, colors
from tuner_gui.gui.why_marks import Mark, marks, matters, tint
from tuner_gui.gui.widgets.basics import column, label

HIGHEST = 240
"""Pixels; a longer text scrolls."""


class WhyView(QWidget):
    """Shows an `Explained`: its label, its texts with every piece tinted, and what the tints mean.

    Args:
        prefix: of the object names; `why` gives `whyView`, `whyTitle`, `whyText`, `whyLegend`, `whyNote`.
        parent: the widget it stands in.
    """

    def __init__(self, prefix: str = "why", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{prefix}View")
        self._shown: Explained | None = None
        self._task: Task = "single_label"
        self._title = label(kind="title", wrap=True, name=f"{prefix}Title")
        self._note = label(kind="small", wrap=True, name=f"{prefix}Note")
        self._legend = _MarkedText(f"{prefix}Legend", self.tr("What the marks mean"), highest=60)
        self._legend.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._legend.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self._text = _MarkedText(f"{prefix}Text", self.tr("The text, marked"), highest=HIGHEST)
        layout = column(spacing=SPACE_2)
        for part in (self._title, self._text, self._legend, self._note):
            layout.addWidget(part)
        self.setLayout(layout)
        self.hide()

    def show_explained(self, explained: Explained, task: Task = "single_label") -> None:
        """Show how much each piece speaks for the label; `task`: what the model predicts."""
        self._shown, self._task = explained, task
        self._draw(explained)
        for part in (self._text, self._legend):
            part.show()
        self.show()

    def show_waiting(self, words: str) -> None:
        """The answer is on its way, or there is none: `words` say which."""
        self._shown = None
        self._title.setText(words)
        for part in (self._text, self._legend):
            part.hide()
        self._note.clear()
        self.show()

    def clear(self) -> None:
        """There is nothing to explain any more."""
        self._shown = None
        self._text.clear()
        self.hide()

    def restyle(self) -> None:
        """Take the colours in force."""
        if self._shown is not None:
            self._draw(self._shown)

    def _draw(self, explained: Explained) -> None:
        self._title.setText(_headline(self, explained, self._task))
        every = marks(explained.texts, explained.pieces)
        captions = (self.tr("First text"), self.tr("Second text")) if len(every) > 1 else ("",)
        self._text.show_marks(list(zip(captions, every, strict=False)))
        samples = [Mark(self.tr(" speaks for it "), 0.8), Mark("   ", 0), Mark(self.tr(" against it "), -0.8)]
        self._legend.show_marks([("", samples)])
        self._legend.setFixedWidth(self._legend.ideal_width)
        method = self.tr("Method: {0}").format(explained.method) if explained.method else ""
        self._note.setText(method)
        self._text.setAccessibleDescription(self._strongest(every))

    def _strongest(self, every: list[list[Mark]]) -> str:
        """The heaviest words, for somebody who hears the window."""
        known = [mark for part in every for mark in part if matters(mark.weight)]
        top = sorted(known, key=lambda mark: -abs(mark.weight))[:8]
        return ", ".join(f"{mark.words.strip()}: {_weight_words(self, mark.weight)}" for mark in top)


class _MarkedText(QTextEdit):
    """Words on tinted ground, to be read and copied; as high as its text, up to a limit."""

    def __init__(self, name: str, accessible_name: str, *, highest: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setReadOnly(True)
        self.setProperty("kind", "marked")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._highest = highest
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def show_marks(self, parts: Sequence[tuple[str, Sequence[Mark]]]) -> None:
        """Show texts below each other, each with its caption (empty: none)."""
        self.clear()
        cursor = QTextCursor(self.document())  # one of its own: the view does not scroll after it
        for number, (caption, every) in enumerate(parts):
            if number:
                cursor.insertBlock()
            if caption:
                cursor.insertText(caption, _caption_format())
                cursor.insertBlock()
            for mark in every:
                cursor.insertText(mark.words, _format(self, mark.weight))
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._fit()

    @property
    def ideal_width(self) -> int:
        """What it takes to show everything in one line."""
        return round(self.document().idealWidth()) + 2 * SPACE_2

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines break elsewhere now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        # At once, not when the layout comes to it: in a view too low for its cursor Qt scrolls to that.
        self.setFixedHeight(min(self._highest, round(self.document().size().height()) + 2))


def _headline(view: QWidget, explained: Explained, task: Task) -> str:
    if task == "regression":
        return view.tr("Why {0} is {1}").format(explained.label, text.number(explained.score))
    return view.tr("Why “{0}” has {1}").format(explained.label, text.percent(explained.score))


def _weight_words(view: QWidget, weight: float) -> str:
    words = view.tr("speaks for it, {0}") if weight > 0 else view.tr("speaks against it, {0}")
    return words.format(f"{weight:+.2f}")


def _format(view: QWidget, weight: float) -> QTextCharFormat:
    c = colors()
    result = QTextCharFormat()
    result.setForeground(QColor(c.text))
    if not matters(weight):
        return result
    result.setBackground(QColor(tint(weight, c)))
    # Never colour alone: a whole line below what speaks for, a broken one below what speaks against.
    style = QTextCharFormat.UnderlineStyle
    result.setUnderlineStyle(style.SingleUnderline if weight > 0 else style.DashUnderline)
    result.setUnderlineColor(QColor(c.muted))
    result.setToolTip(_weight_words(view, weight))
    return result


def _caption_format() -> QTextCharFormat:
    result = QTextCharFormat()
    result.setForeground(QColor(colors().muted))
    result.setFontPointSize(SMALL_POINTS)
    return result
