"""The report as a PDF, laid out and written by Qt: text as text, plots as vectors.

Only this module and what it alone uses (`plot_object`, `keeping`) know Qt; it is imported late.
"""

from __future__ import annotations

import contextlib
import locale
from collections.abc import Iterator

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QLocale, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
    QTextFormat,
)

from tuner_gui.errors import EnvironmentProblemError
from tuner_gui.look import LIGHT
from tuner_gui.reporting import lines
from tuner_gui.reporting.charts import pictures, plain_look
from tuner_gui.reporting.content import Content
from tuner_gui.reporting.keeping import keep_together
from tuner_gui.reporting.plot_object import PlotObject
from tuner_gui.reporting.report import render

_MARGIN = 48.0
_FOOT = 26.0
"""Points, as all lengths here; the foot is what the last line of a page stands in."""
_RESOLUTION = 1200
_PAIRS = 60
"""Of more pairs only those with the recommended way of training are printed."""
_JOINING = ("liga", "clig", "calt")
"""Features of fonts that draw several letters as one, which a search in the PDF would not find."""
_FONTS = ("Segoe UI", "Helvetica Neue", "Noto Sans", "Liberation Sans", "Arial", "Inter")


def pdf_report(content: Content) -> bytes:
    """The report as a PDF of A4, or of Letter where that is used.

    Raises:
        EnvironmentProblemError: this computer has no fonts.
    """
    with _application():
        if not QFontDatabase.families():
            raise EnvironmentProblemError(
                "The report could not be made as a PDF: this computer has no fonts.",
                hint="The same report is in report.html. For the PDF, install any fonts, such as those of "
                "DejaVu, and compare again.",
            )
        imperial = QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
        paper = QPageSize(QPageSize.PageSizeId.Letter if imperial else QPageSize.PageSizeId.A4)
        return _written(content, paper)


def document(content: Content, width: float, height: float) -> QTextDocument:
    """The report laid out in pages of this size, in points.

    Args:
        content: what stands in it.
        width: of the text.
        height: of the text on one page.
    """
    font = QFont(_family())
    font.setPixelSize(9)
    for feature in _JOINING:
        font.setFeature(QFont.Tag(feature), 0)
    found = QTextDocument()
    found.setUseDesignMetrics(True)  # the layout is scaled up: no rounding to the pixels of a screen
    found.setDocumentMargin(0)
    found.setDefaultFont(font)
    plots = pictures(content, plain_look(font.family()))
    handler = PlotObject(plots, width, found)
    found.documentLayout().registerHandler(QTextFormat.ObjectTypes.ImageObject.value, handler)
    found.setHtml(render("print.html.j2", content, plots=plots, colors=LIGHT, most_pairs=_PAIRS))
    found.setPageSize(QSizeF(width, height))
    keep_together(found)
    return found


def _family() -> str:
    """A font that is good to read on paper, else that of this computer."""
    known = set(QFontDatabase.families())
    return next((name for name in _FONTS if name in known), QGuiApplication.font().family())


def _written(content: Content, paper: QPageSize) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(lines.question(content))
    writer.setCreator("Tuner")
    writer.setResolution(_RESOLUTION)
    writer.setPageSize(paper)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    size = paper.sizePoints()
    body = QRectF(_MARGIN, _MARGIN, size.width() - 2 * _MARGIN, size.height() - 2 * _MARGIN - _FOOT)
    pages = document(content, body.width(), body.height())
    painter = QPainter(writer)
    try:
        painter.scale(_RESOLUTION / 72, _RESOLUTION / 72)
        for page in range(pages.pageCount()):
            if page:
                writer.newPage()
            _draw_page(painter, pages, page, body)
            _draw_foot(painter, pages, page, body, lines.question(content))
    finally:
        painter.end()
    return bytes(buffer.data().data())


def _draw_page(painter: QPainter, pages: QTextDocument, page: int, body: QRectF) -> None:
    shown = QRectF(0, page * body.height(), body.width(), body.height())
    context = QAbstractTextDocumentLayout.PaintContext()
    context.clip = shown
    palette = QPalette(context.palette)
    palette.setColor(QPalette.ColorRole.Text, QColor(LIGHT.text))  # a dark window's would be white
    context.palette = palette
    painter.save()
    painter.translate(body.left(), body.top() - shown.top())
    painter.setClipRect(shown)
    pages.documentLayout().draw(painter, context)
    painter.restore()


def _draw_foot(painter: QPainter, pages: QTextDocument, page: int, body: QRectF, question: str) -> None:
    font = QFont(pages.defaultFont())
    font.setPixelSize(8)
    painter.save()
    painter.setFont(font)
    painter.setPen(QColor(LIGHT.muted))
    foot = QRectF(body.left(), body.bottom() + _FOOT / 2, body.width(), _FOOT)
    number = f"{page + 1} of {pages.pageCount()}"
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
    room = body.width() - 60
    words = painter.fontMetrics().elidedText(question, Qt.TextElideMode.ElideRight, int(room))
    painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
    painter.restore()


@contextlib.contextmanager
def _application() -> Iterator[None]:
    """Qt's application, without which there are no fonts: that of the window, or one without a display that
    is gone afterwards, so that a window can be opened later."""
    if QCoreApplication.instance() is not None:
        yield
        return
    application = QGuiApplication(["tuner", "-platform", "offscreen"])
    locale.setlocale(locale.LC_NUMERIC, "C")  # Qt takes the system's, where a comma may stand in numbers
    try:
        yield
    finally:
        application.shutdown()
