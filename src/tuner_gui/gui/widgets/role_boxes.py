"""Text, second text, label and task of the dataset, each in a box."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from tuner_gui.engine.config import TASKS
from tuner_gui.gui import data_words, icons, text
from tuner_gui.gui.dataset import Dataset
from tuner_gui.gui.dialogs.columns_dialog import ColumnsDialog
from tuner_gui.gui.theme import SPACE_1, SPACE_2
from tuner_gui.gui.widgets.basics import label
from tuner_gui.gui.widgets.inputs import ComboBox, QuietBox

ADD_HEIGHT = 26
SEVERAL = "several"
"""Data of the entry that opens the list of columns; the columns in use are a tuple."""


class RoleBoxes(QWidget):
    """One line per role; the second text, which few need, waits behind a plus."""

    texts_chosen = Signal(tuple)
    labels_chosen = Signal(tuple)
    task_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: Dataset | None = None
        self._text = ComboBox("textColumnBox", self.tr("Text column"))
        self._second = ComboBox("secondTextColumnBox", self.tr("Second text column"))
        self._label = ComboBox("labelColumnBox", self.tr("Label column"))
        self._task = QuietBox("taskBox", self.tr("Task"))
        self._text.setToolTip(self.tr("The column with the texts to learn from."))
        self._second.setToolTip(self.tr("The other text of each pair, such as the answer to a question."))
        self._task.setToolTip(self.tr("Whether each text has one label, any number of labels, or a number."))
        for task in TASKS:
            self._task.addItem(data_words.task_name(task), task)
        self._text.activated.connect(self._on_text_activated)
        self._second.activated.connect(self._on_text_activated)
        self._label.activated.connect(self._on_label_activated)
        self._task.activated.connect(self._on_task_activated)
        self._add = QToolButton()
        self._add.setObjectName("addSecondTextButton")
        self._add.setAccessibleName(self.tr("Add a second text"))
        self._add.setToolTip(self.tr("Label pairs of texts, such as a question and its answer."))
        self._add.setFixedHeight(ADD_HEIGHT)
        self._add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._add.clicked.connect(self._on_add_clicked)
        icons.set_icon(self._add, "add", "muted")
        self._second_caption = label(self.tr("Second text"), "muted")
        self._compose()

    def set_dataset(self, data: Dataset) -> None:
        """Show the roles of `data`; a list that is open stays open while they are the same."""
        before, self._data = self._data, data
        if before is not None and before.survey is data.survey and self._shows(data):
            return
        names = data.table.columns
        texts = [*data.text_columns, "", ""]
        _fill(self._text, names, texts[0], "" if texts[0] else self.tr("choose…"))
        _fill(self._second, names, texts[1], self.tr("none"))
        labels = data.label_columns
        _fill(self._label, names, labels[0] if labels else "", "" if labels else self.tr("choose…"))
        if len(labels) > 1:
            self._label.insertItem(0, self.tr("{0} columns").format(text.count(len(labels))), labels)
            self._label.setCurrentIndex(0)
        self._label.addItem(self.tr("Several columns…"), SEVERAL)
        reason = data.survey.roles.reason
        what = self.tr("The column with what the model learns to predict.")
        self._label.setToolTip(f"{what}\n{reason}".strip())
        self._task.setCurrentIndex(self._task.findData(data.task))
        self._task.setVisible(bool(labels))
        self._show_second(bool(texts[1]))

    def _shows(self, data: Dataset) -> bool:
        """Whether the boxes say what is in force, rather than what was just chosen in them."""
        labels = data.label_columns if len(data.label_columns) > 1 else "".join(data.label_columns)
        chosen = (self._text.currentData(), self._second.currentData())
        return (
            tuple(name for name in chosen if name) == data.text_columns
            and self._label.currentData() == labels
            and self._task.currentData() == data.task
        )

    def _compose(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_2)
        grid.setVerticalSpacing(SPACE_1 + 2)
        lines = (
            (label(self.tr("Text"), "muted"), self._text),
            (self._second_caption, self._second),
            (label(self.tr("Label"), "muted"), self._label),
        )
        for index, (caption, box) in enumerate(lines):
            caption.setBuddy(box)
            grid.addWidget(caption, index, 0)
            grid.addWidget(box, index, 1, 1, 2 if box is self._second else 1)
        grid.addWidget(self._add, 0, 2)
        grid.addWidget(self._task, 2, 2)
        grid.setColumnStretch(1, 1)
        self.setLayout(grid)
        QWidget.setTabOrder(self._text, self._add)
        QWidget.setTabOrder(self._add, self._second)

    def _show_second(self, shown: bool) -> None:
        self._second.setVisible(shown)
        self._second_caption.setVisible(shown)
        self._add.setVisible(not shown)

    def _on_add_clicked(self) -> None:
        self._show_second(True)
        self._second.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_text_activated(self) -> None:
        chosen = (self._text.currentData(), self._second.currentData())
        self.texts_chosen.emit(tuple(name for name in chosen if name))

    def _on_label_activated(self) -> None:
        chosen = self._label.currentData()
        if chosen == SEVERAL:
            self._choose_columns()
        elif isinstance(chosen, tuple | list):
            self.labels_chosen.emit(tuple(chosen))
        elif chosen:
            self.labels_chosen.emit((chosen,))

    def _on_task_activated(self) -> None:
        self.task_chosen.emit(self._task.currentData())

    def _choose_columns(self) -> None:
        assert self._data is not None
        data = self._data
        self.set_dataset(data)  # the box goes on showing what is in force
        names = [name for name in data.table.columns if name not in data.text_columns]
        dialog = ColumnsDialog(names, data.label_columns, self)
        dialog.chosen.connect(self.labels_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _fill(box: ComboBox, names: tuple[str, ...], value: str, first: str) -> None:
    box.clear()
    if first:
        box.addItem(first, "")
    for name in names:
        box.addItem(name, name)
    box.setCurrentIndex(box.findData(value))
