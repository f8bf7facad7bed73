"""A card of results, and the grid that such cards stand in."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3
from tuner_gui.gui.widgets.basics import Card, column, label, row

TWO_COLUMNS_FROM = 820
HEAD = 32


class ResultCard(Card):
    """A title, a line below it that says what the numbers rest on, and room for controls at the right."""

    wide = False
    """Whether it takes both columns."""

    def __init__(self, title: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._title = label(title, "title")
        self._note = label(kind="small", wrap=True, name=f"{name}Note", numbers=True)
        self.controls = row(spacing=SPACE_1)
        head = row(spacing=SPACE_2)
        head.addStrut(HEAD)  # titles of neighbours are in line, whether or not controls stand beside them
        head.addWidget(self._title)
        head.addStretch()
        head.addLayout(self.controls)
        words = column(spacing=1)
        words.addLayout(head)
        words.addWidget(self._note)
        self.body.addLayout(words)

    def set_title(self, title: str) -> None:
        """Say what is shown."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_note(self, words: str) -> None:
        """Say what it rests on."""
        self._note.setText(words)
        self._note.setVisible(bool(words))

    def restyle(self) -> None:
        """Take the colours in force, where something is painted."""
        self.update()


@dataclass(frozen=True)
class _Place:
    line: int
    column: int
    wide: bool


class CardGrid(QWidget):
    """Cards in two columns, or in one where the window is narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "page")
        self._cards: tuple[ResultCard, ...] = ()
        self._widths: tuple[bool, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setSpacing(SPACE_3)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._columns = 0

    @property
    def cards(self) -> tuple[ResultCard, ...]:
        """Those in the grid, shown or not."""
        return self._cards

    def set_cards(self, cards: tuple[ResultCard, ...]) -> None:
        """Put `cards` into the grid, in their order; what was there before is hidden."""
        if (cards, _widths(cards)) == (self._cards, self._widths):
            return
        self._widths = _widths(cards)
        for card in self._cards:
            self._grid.removeWidget(card)
            card.hide()
        self._cards = cards
        self._arrange()
        for card in cards:
            card.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room."""
        super().resizeEvent(event)
        if self._columns != self._wanted_columns():
            self._arrange()

    def _wanted_columns(self) -> int:
        return 2 if self.width() >= TWO_COLUMNS_FROM else 1

    def _arrange(self) -> None:
        self._columns = self._wanted_columns()
        for card in self._cards:
            self._grid.removeWidget(card)
        for card, place in zip(self._cards, self._places(), strict=True):
            span = self._columns if place.wide else 1
            self._grid.addWidget(card, place.line, place.column, 1, span)
        for number in range(2):
            self._grid.setColumnStretch(number, int(number < self._columns))
        last = self._grid.rowCount()
        for line in range(last + 1):
            self._grid.setRowStretch(line, 0)
        self._grid.setRowStretch(last, 1)
        self._grid.setAlignment(Qt.AlignmentFlag(0))

    def _places(self) -> list[_Place]:
        places, line, column_number = [], 0, 0
        for index, card in enumerate(self._cards):
            if self._columns == 1:
                places.append(_Place(index, 0, False))
                continue
            following = self._cards[index + 1 : index + 2]
            # A narrow card without a neighbour takes the whole line.
            alone = column_number == 0 and (not following or following[0].wide)
            wide = card.wide or alone
            places.append(_Place(line, column_number, wide))
            line, column_number = (line + 1, 0) if wide or column_number else (line, 1)
        return places


def _widths(cards: tuple[ResultCard, ...]) -> tuple[bool, ...]:
    return tuple(card.wide for card in cards)
