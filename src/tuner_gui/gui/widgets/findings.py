"""`⚠ 2 things to check`: a line that opens into the list of what was found in the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QWidget

from tuner_gui.gui import icons
from tuner_gui.gui.theme import SPACE_1, SPACE_2
from tuner_gui.gui.widgets.basics import column, label, row

if TYPE_CHECKING:
    from tuner_gui.engine.events import Finding


class Findings(QWidget):
    """Closed it says how many; open it lists them with what to do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._toggle = QPushButton()
        self._toggle.setObjectName("findingsButton")
        self._toggle.setCheckable(True)
        self._toggle.setProperty("kind", "warning")
        self._toggle.setToolTip(self.tr("Show what was found in the data."))
        self._toggle.toggled.connect(self._on_toggled)
        icons.set_icon(self._toggle, "warning", "warning")
        self._list = QWidget()
        self._lines = column(spacing=SPACE_2)
        self._lines.setContentsMargins(SPACE_1, 0, 0, 0)
        self._list.setLayout(self._lines)
        self._list.hide()
        layout = column(spacing=SPACE_1)
        layout.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._list)
        self.setLayout(layout)
        self.hide()

    def set_findings(self, findings: Sequence[Finding]) -> None:
        """Show `findings`, gravest first; nothing at all when there are none."""
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        grave = {"error": 0, "warning": 1, "info": 2}
        for finding in sorted(findings, key=lambda found: grave[found.severity]):
            self._lines.addWidget(_line(finding))
        words = self.tr("1 thing to check") if len(findings) == 1 else self.tr("{0} things to check")
        self._toggle.setText(words.format(len(findings)))
        self._toggle.setChecked(False)
        self.setVisible(bool(findings))

    def _on_toggled(self, opened: bool) -> None:
        self._list.setVisible(opened)


def _line(finding: Finding) -> QWidget:
    picture = QLabel()
    tone: icons.Tone = {"error": "danger", "warning": "warning"}.get(finding.severity, "muted")  # type: ignore[assignment]
    icons.set_icon(picture, "info" if finding.severity == "info" else "warning", tone, 14)
    words = column(spacing=0)
    words.addWidget(label(finding.message, wrap=True))
    if finding.hint:
        words.addWidget(label(finding.hint, "small", wrap=True))
    line = QWidget()
    layout = row(spacing=SPACE_2)
    layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    layout.addLayout(words, 1)
    line.setLayout(layout)
    line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return line
