"""Why a model says what it says, as it is shown."""

from __future__ import annotations

from PySide6.QtGui import QTextCharFormat, QTextFragment
from PySide6.QtWidgets import QApplication, QLabel, QTextEdit
from pytestqt.qtbot import QtBot

from tuner_gui.engine.facts import Piece
from tuner_gui.engine.replies import Explained
from tuner_gui.gui.theme import Theme
from tuner_gui.gui.widgets.why_view import HIGHEST, WhyView

EXPLAINED = Explained(
    texts=("Profit rose", "Costs 😀 rose too"),
    label="positive",
    score=0.81,
    pieces=(
        Piece(text=0, start=0, end=6, weight=1.0),
        Piece(text=1, start=8, end=12, weight=-0.5),
        Piece(text=1, start=13, end=16, weight=0.01),
    ),
    method="Integrated gradients",
)


def shown(qtbot: QtBot, explained: Explained = EXPLAINED) -> WhyView:
    view = WhyView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show_explained(explained)
    return view


def text_of(view: WhyView) -> QTextEdit:
    found = view.findChild(QTextEdit, "whyText")
    assert isinstance(found, QTextEdit)
    return found


def formats(edit: QTextEdit) -> dict[str, QTextCharFormat]:
    result = {}
    block = edit.document().begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            fragment: QTextFragment = at.fragment()
            result[fragment.text()] = fragment.charFormat()
            at += 1
        block = block.next()
    return result


def test_each_piece_is_marked_in_more_than_colour(qtbot: QtBot, qapp: QApplication) -> None:
    view = shown(qtbot)
    found = formats(text_of(view))
    style = QTextCharFormat.UnderlineStyle
    assert found["Profit"].underlineStyle() is style.SingleUnderline
    assert found["Profit"].toolTip() == "speaks for it, +1.00"
    assert found["rose"].underlineStyle() is style.DashUnderline
    assert found["rose"].toolTip() == "speaks against it, -0.50"
    assert found["Profit"].background().color() != found["rose"].background().color()
    assert found[" too"].toolTip() == ""


def test_texts_of_a_pair_are_told_apart_and_said_aloud(qtbot: QtBot, qapp: QApplication) -> None:
    view = shown(qtbot)
    edit = text_of(view)
    assert edit.toPlainText().splitlines() == [
        "First text",
        "Profit rose",
        "Second text",
        "Costs 😀 rose too",
    ]
    assert edit.accessibleDescription() == "Profit: speaks for it, +1.00, rose: speaks against it, -0.50"
    title = view.findChild(QLabel, "whyTitle")
    assert isinstance(title, QLabel)
    assert title.text() == "Why “positive” has 81.0 %"
    view.show_explained(EXPLAINED, "regression")
    assert title.text() == "Why positive is 0.810"


def test_a_long_text_scrolls_and_begins_at_its_beginning(qtbot: QtBot, qapp: QApplication) -> None:
    long = Explained(texts=("word " * 900,), label="a", score=0.5, pieces=(), method="")
    view = shown(qtbot, long)
    view.show()
    edit = text_of(view)
    assert edit.height() == HIGHEST
    qtbot.waitUntil(lambda: edit.verticalScrollBar().maximum() > 0)
    assert edit.verticalScrollBar().value() == 0


def test_waiting_and_light_or_dark(qtbot: QtBot, qapp: QApplication) -> None:
    theme = Theme(qapp, "light")
    view = shown(qtbot)
    light = formats(text_of(view))["Profit"].background().color()
    theme.choose("dark")
    view.restyle()
    assert formats(text_of(view))["Profit"].background().color() != light
    theme.choose("light")
    view.show_waiting("Looking for reasons…")
    assert text_of(view).isHidden()
    view.clear()
    assert view.isHidden()
    theme.deleteLater()
