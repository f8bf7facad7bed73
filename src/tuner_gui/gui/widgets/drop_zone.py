"""The invitation: where a first dataset is dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from tuner_gui.gui import actions, icons
from tuner_gui.gui.theme import SPACE_1, SPACE_2
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.dashed_frame import CENTER, DashedFrame

LEAST_HEIGHT = 184


class DropZone(DashedFrame):
    """A dashed frame with words and two buttons. The window itself takes the drop."""

    browse_clicked = Signal()
    sample_clicked = Signal()
    folder_clicked = Signal()
    hub_clicked = Signal()
    recent_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dropZone")
        self.setAccessibleName(self.tr("Drop a table here"))
        self._picture = QLabel()
        icons.set_icon(self._picture, "table", "accent", 34)
        browse = actions.button("open", name="browseButton")
        sample = actions.button("sample", kind="link")
        browse.clicked.connect(self.browse_clicked)
        sample.clicked.connect(self.sample_clicked)
        self._hint = label(self.tr("CSV, Excel, JSON, Parquet, a zip or a folder of texts"), "small")
        self._recent = column(spacing=0)
        links = row(spacing=SPACE_1)
        links.addStretch()
        links.addWidget(label(self.tr("or"), "muted"))
        links.addWidget(sample)
        for key, signal in (("folder", self.folder_clicked), ("hub_dataset", self.hub_clicked)):
            link = actions.button(key, kind="link")
            link.clicked.connect(signal)
            links.addWidget(label("·", "muted"))
            links.addWidget(link)
        links.addStretch()
        layout = column(spacing=SPACE_2)
        layout.addStretch()
        layout.addWidget(self._picture, 0, CENTER)
        layout.addWidget(label(self.tr("Drop a table here"), "title"), 0, CENTER)
        layout.addWidget(self._hint, 0, CENTER)
        layout.addWidget(browse, 0, CENTER)
        layout.addLayout(links)
        layout.addLayout(self._recent)
        layout.addStretch()
        layout.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        self.setLayout(layout)
        self.setMinimumHeight(LEAST_HEIGHT)

    def set_recent(self, files: list[str]) -> None:
        """Offer datasets that were open before, to somebody who knows by then what a dataset looks like."""
        for part in (self._picture, self._hint):
            part.setVisible(not files)
        while (item := self._recent.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        if files:
            self._recent.addWidget(label(self.tr("Recent"), "small"), 0, CENTER)
        for file in files[:2]:
            short = self.fontMetrics().elidedText(Path(file).name, Qt.TextElideMode.ElideMiddle, 260)
            link = QPushButton(short)
            link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            link.setProperty("kind", "link")
            link.setToolTip(file)
            link.clicked.connect(lambda _checked=False, path=file: self.recent_chosen.emit(path))
            self._recent.addWidget(link, 0, CENTER)
