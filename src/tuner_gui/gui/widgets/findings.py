"""What was found in the data: one line each with rows to look at and what mends it; what is mended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QWidget

from tuner_gui.engine.config import Fix
from tuner_gui.gui import data_words, icons, text
from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3
from tuner_gui.gui.widgets.basics import Card, column, label, row

if TYPE_CHECKING:
    from tuner_gui.engine.facts import Example, Finding

_TONES: dict[str, icons.Tone] = {"error": "danger", "warning": "warning", "info": "muted"}
_LEFT = Qt.AlignmentFlag.AlignLeft


class FindingList(QScrollArea):
    """What is to be checked, gravest first; what was mended; remarks."""

    fix_clicked = Signal(object)
    """Fix: it is wanted."""
    undo_clicked = Signal(object)
    """Fix: it is not wanted any more."""
    row_clicked = Signal(int)
    """Number of a row in the file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findingList")
        self.setAccessibleName(self.tr("Things to check"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page: QWidget | None = None
        self._shown: tuple[object, object] = ((), ())

    def set_findings(self, findings: Sequence[Finding], applied: Sequence[tuple[Fix, str]]) -> None:
        """Show `findings`, in this order, and each fix in `applied` with what it did."""
        if (tuple(findings), tuple(applied)) == self._shown and self._page is not None:
            return
        self._shown = (tuple(findings), tuple(applied))
        place = self.verticalScrollBar().value()
        lines = column(spacing=SPACE_2)
        lines.setContentsMargins(0, 0, SPACE_1, 0)
        remarks = [finding for finding in findings if finding.severity == "info"]
        for finding in findings[: len(findings) - len(remarks)]:
            lines.addWidget(self._finding(finding))
        for fix, words in applied:  # about where the button was
            lines.addWidget(self._applied(fix, words))
        for finding in remarks:
            lines.addWidget(self._finding(finding))
        lines.addStretch()
        self._page = QWidget()
        self._page.setProperty("kind", "page")
        self._page.setLayout(lines)
        self.setWidget(self._page)
        self.verticalScrollBar().setValue(place)

    def _finding(self, finding: Finding) -> QWidget:
        words = column(spacing=SPACE_1)
        words.addWidget(label(finding.message, wrap=True, name=f"finding_{finding.id}"))
        words.addWidget(label(_extent(finding), "small", wrap=True))
        for example in finding.examples[:3]:
            words.addWidget(self._example(example))
        if finding.hint:
            words.addWidget(label(finding.hint, "small", wrap=True))
        if finding.fix is not None:
            button = QPushButton(data_words.fix_button(finding.fix))
            button.setObjectName(f"fix_{finding.fix.id}")
            button.setProperty("kind", "small")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(self.tr("For training only; your file stays as it is. Can be undone."))
            button.clicked.connect(partial(self._on_fix, finding.fix))
            words.addSpacing(SPACE_1)
            words.addWidget(button, 0, _LEFT)
        icon = "info" if finding.severity == "info" else "warning"
        return _card(icon, _TONES[finding.severity], words)

    def _example(self, example: Example) -> QPushButton:
        words = self.tr("Row {0}").format(text.count(example.row))
        shown = " ".join(f"{words} · {example.text}".split())
        link = _Link(shown)
        link.setObjectName(f"example_{example.row}")
        link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        link.setToolTip(self.tr("Show this row in the table."))
        link.setAccessibleName(shown)
        link.clicked.connect(partial(self._on_row, example.row))
        return link

    def _applied(self, fix: Fix, words: str) -> QWidget:
        lines = column(spacing=SPACE_1)
        lines.addWidget(label(words, wrap=True, name=f"applied_{fix.id}"))
        undo = QPushButton(self.tr("Undo"))
        undo.setObjectName(f"undo_{fix.id}")
        undo.setProperty("kind", "link")
        undo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        undo.setAccessibleName(self.tr("Undo: {0}").format(words))
        undo.clicked.connect(partial(self._on_undo, fix))
        lines.addWidget(undo, 0, _LEFT)
        return _card("check", "success", lines)

    def _on_fix(self, fix: Fix) -> None:
        self.fix_clicked.emit(fix)

    def _on_undo(self, fix: Fix) -> None:
        self.undo_clicked.emit(fix)

    def _on_row(self, number: int) -> None:
        self.row_clicked.emit(number)


class _Link(QPushButton):
    """A link in small print that shortens itself to the room there is."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self.setProperty("kind", "link")
        self.setProperty("small", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words."""
        super().resizeEvent(event)
        room = self.width() - 2 * SPACE_1
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))


def _extent(finding: Finding) -> str:
    words = data_words.rows(finding.rows) if finding.rows else ""
    if finding.sample:
        sample = data_words.translate("data", "estimated from {0} rows").format(text.count(finding.sample))
        return f"{words} · {sample}" if words else sample
    return words


def _card(icon: str, tone: icons.Tone, words: object) -> QWidget:
    picture = QLabel()
    icons.set_icon(picture, icon, tone, 16)
    line = row(spacing=SPACE_2)
    line.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    line.addLayout(words, 1)  # type: ignore[arg-type]
    result = Card()
    result.body.setContentsMargins(SPACE_3, SPACE_2 + 2, SPACE_3, SPACE_2 + 2)
    result.body.addLayout(line)
    result.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return result
