"""Labels, rows and cards: the few shapes everything else is composed of."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_4, figures

LabelKind = Literal["", "muted", "small", "invalid", "title", "brand", "hero", "number"]


def label(
    words: str = "", kind: LabelKind = "", *, wrap: bool = False, name: str = "", numbers: bool = False
) -> QLabel:
    """A label in one of the looks of the stylesheet. Its text is never taken for rich text.

    `numbers`: its figures all have the same width.
    """
    result = QLabel(words)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setWordWrap(wrap)
    result.setProperty("kind", kind)
    if name:
        result.setObjectName(name)
    if numbers:
        result.setFont(figures(result.font()))
    return result


def strong(words: str = "", *, wrap: bool = False, name: str = "") -> QLabel:
    """A label in bold."""
    result = label(words, wrap=wrap, name=name)
    embolden(result)
    return result


def embolden(widget: QLabel) -> None:
    """Set the text of `widget` in bold."""
    font = widget.font()
    font.setWeight(font.Weight.DemiBold)
    widget.setFont(font)


def number_label(number: int) -> QLabel:
    """The number of a step; all digits take the same room, so that titles stand in line."""
    result = label(str(number), "number")
    result.setFixedWidth(SPACE_3 + 1)
    return result


def column(*, spacing: int = SPACE_2, margin: int = 0) -> QVBoxLayout:
    """A vertical layout with our spacing."""
    layout = QVBoxLayout()
    _space(layout, spacing, margin)
    return layout


def row(*, spacing: int = SPACE_2, margin: int = 0) -> QHBoxLayout:
    """A horizontal layout with our spacing."""
    layout = QHBoxLayout()
    _space(layout, spacing, margin)
    return layout


def _space(layout: QLayout, spacing: int, margin: int) -> None:
    layout.setSpacing(spacing)
    layout.setContentsMargins(margin, margin, margin, margin)


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a dynamic property that the stylesheet looks at, and make it look."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class Card(QFrame):
    """A white sheet with round corners; `body` takes what stands on it."""

    def __init__(self, parent: QWidget | None = None, *, kind: str = "card") -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE_4, SPACE_3, SPACE_4, SPACE_3)
        self.body.setSpacing(SPACE_2)


class StepCard(Card):
    """A card that is one of the numbered steps; `header` takes controls to the right of its title."""

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{number}. {title}")
        self.header = row(spacing=SPACE_2)
        self.header.addWidget(number_label(number))
        self.header.addWidget(label(title, "title"))
        self.header.addStretch(1)
        self.body.addLayout(self.header)


class ElidedLabel(QLabel):
    """One line that shortens itself in the middle; the tooltip tells the whole."""

    def __init__(self, parent: QWidget | None = None, *, name: str = "") -> None:
        super().__init__(parent)
        self._tip = ""
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_words(self, words: str, tip: str = "") -> None:
        """Show `words`; `tip` is told always, otherwise `words` as soon as something of them is hidden."""
        self._tip = tip
        self.setText(words)
        self._update_tip()

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether something is hidden now."""
        super().resizeEvent(event)
        self._update_tip()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shortened text."""
        painter = QPainter(self)
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), int(self.alignment()) | Qt.TextFlag.TextSingleLine, words)
        painter.end()

    @property
    def fits(self) -> bool:
        """True when nothing has to be hidden."""
        return self.fontMetrics().horizontalAdvance(self.text()) <= self.width()

    def _update_tip(self) -> None:
        self.setToolTip(self._tip or ("" if self.fits else self.text()))
