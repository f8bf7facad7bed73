"""How wide the columns of the table of rows are, and how high its rows."""

from __future__ import annotations

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableView

from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.theme import SPACE_3, SPACE_6
from tuner_gui.gui.widgets.role_header import RoleHeader

NARROW, WIDEST, WIDEST_UNUSED = 72, 180, 120
LEAST_TEXT = (0.5, 0.75)
"""Least share of the width that one text gets, and two."""
LINES = 3
"""Lines of a long text."""
ENOUGH = 0.8
"""Share of the texts that should be readable whole, as far as `LINES` allow."""
PROBED = 40
"""Rows that are looked at."""
MEASURED = 200
"""Columns that are looked at; a table may have thousands, of which nobody sees more."""


def fit_columns(view: QTableView, header: RoleHeader, data: Dataset) -> None:
    """Texts take what the other columns leave; rows are as high as most texts need."""
    texts = [section for section, name in enumerate(data.table.columns) if name in data.text_columns]
    taken = 0
    for section in range(min(MEASURED, len(data.table.columns))):
        if section not in texts:
            width = _needed(view, header, section)
            view.setColumnWidth(section, width)
            taken += width
    # As if there were a scroll bar: whether there is one depends on the heights chosen below.
    bars = view.verticalScrollBar().sizeHint().width() + view.verticalHeader().sizeHint().width()
    whole = view.width() - bars - 2 * view.frameWidth() - 2
    width = max(int(LEAST_TEXT[len(texts) > 1] * whole), whole - taken) // max(1, len(texts))
    for section in texts:
        view.setColumnWidth(section, width)
    height = QFontMetrics(view.font()).lineSpacing() * _lines(view, texts, width) + SPACE_3
    view.verticalHeader().setDefaultSectionSize(height)


def _needed(view: QTableView, header: RoleHeader, section: int) -> int:
    metrics = QFontMetrics(view.font())
    cells = [words[:60] for words in _cells(view, section)]
    name = str(view.model().headerData(section, header.orientation()))
    widest = max(metrics.horizontalAdvance(words) for words in (*cells, name))
    allowed = WIDEST if header.role(section) != "none" else WIDEST_UNUSED
    return min(allowed, max(NARROW, widest + SPACE_6 + 4))


def _lines(view: QTableView, texts: list[int], width: int) -> int:
    metrics, room = QFontMetrics(view.font()), max(1, width - SPACE_6)
    most = 1
    for section in texts:
        needed = sorted(-(-metrics.horizontalAdvance(words) // room) for words in _cells(view, section))
        most = max(most, needed[int(ENOUGH * (len(needed) - 1))] if needed else 1)
    return min(LINES, most)


def _cells(view: QTableView, section: int) -> list[str]:
    model = view.model()
    return [str(model.index(line, section).data()) for line in range(min(PROBED, model.rowCount()))]
