"""How the rows are split: at random, as a column says, by time, or in separate files."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QWidget,
)

from tuner_gui.engine.config import DatasetConfig
from tuner_gui.gui import data_words
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import ElidedLabel, column, label, row
from tuner_gui.gui.widgets.inputs import ComboBox

RANDOM, COLUMN, TIME, FILES = range(4)
INDENT = 26


class SplitDialog(QDialog):
    """Emits `chosen` with the configuration of the dataset, split in another way."""

    chosen = Signal(object)
    """DatasetConfig."""

    def __init__(self, data: Dataset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("splitDialog")
        self.setWindowTitle(self.tr("Split the rows"))
        self.setMinimumWidth(480)
        self._config = data.config
        self._ways = QButtonGroup(self)
        used = {*data.text_columns, *data.label_columns}
        free = [name for name in data.table.columns if name not in used]
        self._split = _columns("splitColumnBox", self.tr("Column that says the split"), free)
        self._time = _columns("timeColumnBox", self.tr("Column with the time"), free)
        self._paths = {"validation": data.config.validation_path, "test": data.config.test_path}
        self._files = {part: ElidedLabel(name=f"{part}FileName") for part in self._paths}
        self._ok = QPushButton(self.tr("Split like this"))
        self._compose(free, data_words.split_sizes(data))
        self._set_config(data.config)
        self._ways.idToggled.connect(self._update)
        for box, way in ((self._split, COLUMN), (self._time, TIME)):
            box.activated.connect(self._ways.button(way).click)
        self._update()

    def config(self) -> DatasetConfig:
        """What is chosen."""
        way = self._ways.checkedId()
        return msgspec.structs.replace(
            self._config,
            split_column=self._split.currentText() if way == COLUMN else "",
            time_column=self._time.currentText() if way == TIME else "",
            validation_path=self._paths["validation"] if way == FILES else "",
            test_path=self._paths["test"] if way == FILES else "",
        )

    # --- parts -----------------------------------------------------------------------------------

    def _compose(self, free: list[str], sizes: str) -> None:
        lines = column(spacing=SPACE_2)
        words = {
            RANDOM: (
                self.tr("At random"),
                self.tr("70 % to learn from, 15 % to choose by, 15 % to test on; equal texts stay together."),
            ),
            COLUMN: (self.tr("As a column says"), self.tr("Its values are train, validation and test.")),
            TIME: (
                self.tr("By time"),
                self.tr("Learn from the oldest rows, test on the newest, as in real use."),
            ),
            FILES: (self.tr("Separate files"), self.tr("Other tables with the same columns.")),
        }
        for way, (title, tip) in words.items():
            button = QRadioButton(title)
            button.setObjectName(f"split_{('random', 'column', 'time', 'files')[way]}")
            button.setEnabled(bool(free) or way in (RANDOM, FILES))
            self._ways.addButton(button, way)
            block = column(spacing=SPACE_1)
            block.setContentsMargins(INDENT, 0, 0, SPACE_1)
            block.addWidget(label(tip, "small", wrap=True))
            if way in (COLUMN, TIME) and free:
                block.addWidget(self._split if way == COLUMN else self._time)
            if way == FILES:
                for part, caption in (("validation", self.tr("Validation")), ("test", self.tr("Test"))):
                    block.addLayout(self._file_line(part, caption))
            lines.addWidget(button)
            lines.addLayout(block)
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        layout.addLayout(lines)
        if sizes:
            layout.addWidget(label(self.tr("Now: {0}").format(sizes), "small", wrap=True, numbers=True))
        layout.addLayout(self._buttons())
        self.setLayout(layout)

    def _file_line(self, part: str, caption: str) -> QHBoxLayout:
        choose = QPushButton(self.tr("Choose…"))
        choose.setObjectName(f"{part}FileButton")
        choose.setProperty("kind", "small")
        choose.setAccessibleName(self.tr("Choose the file: {0}").format(caption))
        choose.clicked.connect(lambda: self._on_choose(part))
        name = label(caption, "muted")
        name.setFixedWidth(80)
        line = row(spacing=SPACE_2)
        line.addWidget(name)
        line.addWidget(self._files[part], 1)
        line.addWidget(choose)
        return line

    def _buttons(self) -> QHBoxLayout:
        self._ok.setObjectName("splitOkButton")
        self._ok.setProperty("kind", "accent")
        self._ok.setDefault(True)
        self._ok.clicked.connect(self._on_ok)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setObjectName("splitCancelButton")
        cancel.clicked.connect(self.reject)
        line = row(spacing=SPACE_2)
        line.addStretch()
        line.addWidget(cancel)
        line.addWidget(self._ok)
        return line

    def _set_config(self, config: DatasetConfig) -> None:
        files = bool(config.test_path or config.validation_path)
        way = TIME if config.time_column else COLUMN if config.split_column else FILES if files else RANDOM
        with QSignalBlocker(self._ways):
            self._ways.button(way).setChecked(True)
        self._split.setCurrentIndex(max(0, self._split.findText(config.split_column or "")))
        self._time.setCurrentIndex(max(0, self._time.findText(config.time_column)))

    def _update(self) -> None:
        none = self.tr("taken from this table")
        for part, shown in self._files.items():
            path = self._paths[part]
            shown.set_words(Path(path).name if path else none, tip=path)
        chosen = self._ways.checkedId() != FILES or any(self._paths.values())
        self._ok.setEnabled(chosen)

    def _on_choose(self, part: str) -> None:
        start = self._paths[part] or str(Path(self._config.path).parent)
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open a table"), start)
        if name:
            self._paths[part] = name
            self._ways.button(FILES).setChecked(True)
            self._update()

    def _on_ok(self) -> None:
        self.chosen.emit(self.config())
        self.accept()


def _columns(name: str, accessible_name: str, columns: list[str]) -> ComboBox:
    box = ComboBox(name, accessible_name)
    for each in columns:
        box.addItem(each)
    return box
