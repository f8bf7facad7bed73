from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QFontDatabase, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from made_experiments import made_result
from pdf_words import contents_of, pages_of
from tuner_gui.errors import EnvironmentProblemError
from tuner_gui.gui.background import Background
from tuner_gui.look import LIGHT
from tuner_gui.reporting import lines, pdf
from tuner_gui.reporting.flips import FlippedRow, FlipTable
from tuner_gui.reporting.keeping import keep_together
from tuner_gui.reporting.report import report_content

pytestmark = pytest.mark.usefixtures("qapp")
HEIGHT = 300.0


def bare(text: str) -> str:
    """Without spaces: a PDF places each letter by itself."""
    return "".join(text.split())


def test_the_words_of_the_report_stand_in_the_pdf() -> None:
    content = report_content(made_result(shares=(0.1, 0.5)))
    pages = [bare(page) for page in pages_of(pdf.pdf_report(content))]
    assert len(pages) >= 4
    for number, words in enumerate(pages):
        assert f"{number + 1}of{len(pages)}" in words
    whole = "".join(pages)
    for said in (content.headline, "What each costs", "Would more labelled rows help?", "To do it again"):
        assert bare(said) in whole
    assert bare("Head only83") in whole, "so do those of the plot"


def test_no_line_is_lost_where_pages_begin() -> None:
    models = ("builtin", "google-bert/bert-base-uncased", "microsoft/deberta-v3-small")
    text = ("A text that is told. " * 20,)
    row = FlippedRow(texts=text, truth="a", first="a", second="b", first_right=True)
    flips = FlipTable(first="full", second="head", first_only=40, second_only=20, rows=(row,) * 20)
    content = report_content(made_result(base_models=models, seeds=2), flips)
    pages = pages_of(pdf.pdf_report(content))
    feet = [f"{number + 1} of {len(pages)}{lines.question(content)}" for number in range(len(pages))]
    whole = "".join(bare(page).removesuffix(bare(foot)) for page, foot in zip(pages, feet, strict=True))
    document = pdf.document(content, 499.0, 720.0)
    block = document.begin()
    while block.isValid():
        assert bare(block.text().replace("\ufffc", "")) in whole
        block = block.next()


def test_an_experiment_with_nothing_done_can_be_printed() -> None:
    assert pages_of(pdf.pdf_report(report_content(made_result(done=1))))


def test_words_are_dark_whatever_the_window_looks_like(qapp: QApplication) -> None:
    light = qapp.palette()
    dark = qapp.palette()
    dark.setColor(dark.ColorRole.Text, QColor("#ff0000"))
    qapp.setPalette(dark)
    try:
        printed = pdf.pdf_report(report_content(made_result(done=4)))
    finally:
        qapp.setPalette(light)
    assert (1.0, 0.0, 0.0) not in colors_of_words(printed)
    own = QColor(LIGHT.text)
    assert tuple(round(part, 2) for part in (own.redF(), own.greenF(), own.blueF())) in colors_of_words(
        printed
    )


def colors_of_words(document: bytes) -> set[tuple[float, ...]]:
    """Red, green and blue of what is filled when words begin."""
    found: set[tuple[float, ...]] = set()
    last: tuple[float, ...] = ()
    for line in b"\n".join(contents_of(document)).splitlines():
        if line.endswith(b" scn"):
            last = tuple(round(float(part), 2) for part in line.split()[:3])
        elif line == b"BT":
            found.add(last)
    return found


def test_it_can_be_made_in_a_thread_beside_the_window(qtbot: QtBot) -> None:
    content = report_content(made_result(done=4))
    background = Background()
    with qtbot.waitSignal(background.done, timeout=20_000) as made:
        background.start(partial(pdf.pdf_report, content))
    background.wait()
    assert pages_of(made.args[0]) == pages_of(pdf.pdf_report(content))


def test_without_fonts_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFontDatabase, "families", lambda *_: [])
    with pytest.raises(EnvironmentProblemError, match="no fonts") as caught:
        pdf.pdf_report(report_content(made_result(done=4)))
    assert "report.html" in caught.value.hint


def laid_out(html: str) -> QTextDocument:
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setHtml(html)
    document.setPageSize(QSizeF(400, HEIGHT))
    return document


def page_of(document: QTextDocument, words: str) -> int:
    block = document.find(words).block()
    assert block.isValid(), words
    top = document.documentLayout().blockBoundingRect(block).top() + block.layout().lineAt(0).y()
    return int(top // HEIGHT)


def filled(lines: int) -> str:
    return "<p>" + "<br>".join(["line"] * lines) + "</p>"


@pytest.mark.parametrize("lines", range(8, 22))
def test_a_heading_stays_with_what_is_below_it(lines: int) -> None:
    document = laid_out(filled(lines) + "<h2>Heading</h2><p>lead</p><p>Below</p>" + filled(30) + "<p>End</p>")
    keep_together(document)
    assert page_of(document, "Heading") == page_of(document, "Below")
    assert page_of(document, "End") >= 1, "nothing is lost"


@pytest.mark.parametrize("lines", range(5, 20))
def test_rows_of_tables_are_not_cut(lines: int) -> None:
    rows = "".join(f"<tr><td>first {n}<br>second {n}</td><td>other {n}</td></tr>" for n in range(30))
    document = laid_out(filled(lines) + f"<table>{rows}</table>")
    cut_before = [n for n in range(30) if cut(document, n)]
    keep_together(document)
    assert not [n for n in range(30) if cut(document, n)], cut_before
    assert page_of(document, "other 29") == page_of(document, "first 29")


def cut(document: QTextDocument, row: int) -> bool:
    """Whether the two lines of a row stand on different pages."""
    cursor = document.find(f"first {row}")
    table = QTextCursor(cursor.block()).currentTable()
    assert table is not None
    block = cursor.block()
    top = document.documentLayout().blockBoundingRect(block).top()
    first, second = (top + block.layout().lineAt(place).y() for place in (0, 1))
    return int(first // HEIGHT) != int(second // HEIGHT)


def test_a_small_table_is_kept_whole() -> None:
    rows = "".join(f"<tr><td>row {n}</td></tr>" for n in range(5))
    for count in range(6, 20):
        document = laid_out(filled(count) + f"<h2>Heading</h2><table>{rows}</table>")
        keep_together(document)
        assert page_of(document, "Heading") == page_of(document, "row 0") == page_of(document, "row 4")
