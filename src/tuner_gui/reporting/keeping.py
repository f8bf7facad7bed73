"""Keeps together what belongs on one page: headings and what they stand above, rows of tables.

Qt, like `pdf`; its text documents know how to begin a page, but not how to avoid it.
"""

from __future__ import annotations

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument, QTextFormat, QTextTable

_LINES = 40.0
"""Points of what follows a heading that have to stand on the same page."""
_SMALL = 0.45
"""Tables up to this part of a page are not cut."""


def keep_together(document: QTextDocument) -> None:
    """Begin new pages in a laid-out document: above each heading that would be parted from what it stands
    above (the first lines, a plot, a small table), and above each row of a table that would be cut."""
    block = document.begin()
    while block.isValid():
        table = QTextCursor(block).currentTable()
        if block.blockFormat().headingLevel() and _parted(document, block):
            form = block.blockFormat()
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            QTextCursor(block).setBlockFormat(form)
            _lay_out(document)
        elif table is not None and table.cellAt(block.position()).column() == 0:
            _keep_row(document, table, table.cellAt(block.position()).row())
        block = block.next()


def _lay_out(document: QTextDocument) -> None:
    """All of it: where only a part is laid out anew, lines are lost (Qt 6.11)."""
    document.markContentsDirty(0, document.characterCount() - 1)


def _parted(document: QTextDocument, heading: QTextBlock) -> bool:
    """Whether a page ends between a heading and what is below it."""
    below = heading.next()
    if not below.isValid():
        return False
    after = below.next()
    if after.isValid() and not after.blockFormat().headingLevel() and not below.blockFormat().headingLevel():
        below = after  # the words right below are often a single line above a table or a plot
    page = _page(document, _top(document, heading))
    end = _top(document, below) + min(_LINES, _first_line(below)[1])
    return page != _page(document, end - 0.1) or page != _page_of_table(document, below, page)


def _keep_row(document: QTextDocument, table: QTextTable, row: int) -> None:
    """Push a row that a page ends in to the next one, by room above its words."""
    cells = [table.cellAt(row, column) for column in range(table.columns())]
    tops = [_top(document, cell.firstCursorPosition().block()) for cell in cells]
    ends = [_bottom(document, cell.lastCursorPosition().block()) for cell in cells]
    page, height = _page(document, min(tops)), document.pageSize().height()
    if page == _page(document, max(ends) - 0.1) or max(ends) - min(tops) > _SMALL * height:
        return
    for cell in cells:
        form = cell.format().toTableCellFormat()
        form.setTopPadding(form.topPadding() + (page + 1) * height - min(tops))
        cell.setFormat(form)
    _lay_out(document)


def _top(document: QTextDocument, block: QTextBlock) -> float:
    return document.documentLayout().blockBoundingRect(block).top() + _first_line(block)[0]


def _bottom(document: QTextDocument, block: QTextBlock) -> float:
    lines = block.layout().lineCount()
    top = document.documentLayout().blockBoundingRect(block).top()
    return top + (block.layout().lineAt(lines - 1).rect().bottom() if lines else 0.0)


def _first_line(block: QTextBlock) -> tuple[float, float]:
    """Its place in the block, which is below the top where a page begins, and its height."""
    if not block.layout().lineCount():  # it is not laid out
        return 0.0, 0.0
    line = block.layout().lineAt(0)
    return line.y(), line.height()


def _page(document: QTextDocument, y: float) -> int:
    return int(y // document.pageSize().height())


def _page_of_table(document: QTextDocument, block: QTextBlock, page: int) -> int:
    """The page on which the small table ends that a block stands in; `page` where there is none."""
    table = QTextCursor(block).currentTable()
    if table is None:
        return page
    area = document.documentLayout().frameBoundingRect(table)
    if area.height() > _SMALL * document.pageSize().height():
        return page
    return _page(document, area.bottom() - 1)
