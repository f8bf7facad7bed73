"""What the label of a row should be."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tuner_gui.engine.config import Task
from tuner_gui.gui.theme import SPACE_2, SPACE_3, SPACE_6
from tuner_gui.gui.widgets.basics import column, label, row
from tuner_gui.gui.widgets.inputs import field

BETWEEN_LABELS = "; "
"""As several labels stand in one cell."""
WIDTH, TEXT_HEIGHT, LIST_HEIGHT = 460, 110, 220


class LabelEdit(QWidget):
    """Where the right label is given: one kind per task."""

    changed = Signal()

    @abstractmethod
    def cell(self) -> str | None:
        """The label as it would stand in the table; None while it makes no sense."""


class OneLabelEdit(LabelEdit):
    """One of the classes."""

    def __init__(self, names: Sequence[str], chosen: str, words: str) -> None:
        super().__init__()
        self._list = _list(words)
        self._list.addItems(list(names))
        found = self._list.findItems(chosen, Qt.MatchFlag.MatchExactly)
        if found:
            self._list.setCurrentItem(found[0])
        self._list.currentRowChanged.connect(self.changed)
        _fill(self, self._list)

    def cell(self) -> str | None:
        """The class chosen."""
        item = self._list.currentItem()
        return item.text() if item is not None else None


class SeveralLabelsEdit(LabelEdit):
    """Any of the labels, none included."""

    def __init__(self, names: Sequence[str], chosen: str, words: str) -> None:
        super().__init__()
        given = chosen.split(BETWEEN_LABELS)
        self._list = _list(words)
        for name in names:
            item = QListWidgetItem(name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in given else Qt.CheckState.Unchecked)
            self._list.addItem(item)
            if name == given[0]:
                self._list.setCurrentItem(item)
        self._list.itemChanged.connect(self._on_item_changed)
        _fill(self, self._list)

    def cell(self) -> str | None:
        """The labels that are checked."""
        items = (self._list.item(place) for place in range(self._list.count()))
        return BETWEEN_LABELS.join(
            item.text() for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _on_item_changed(self, _item: QListWidgetItem) -> None:
        self.changed.emit()


class NumberEdit(LabelEdit):
    """A number."""

    def __init__(self, _names: Sequence[str], chosen: str, words: str) -> None:
        super().__init__()
        self._line = field("rightNumber", words, "")
        self._line.setText(chosen)
        self._line.selectAll()
        self._line.textChanged.connect(self.changed)
        _fill(self, self._line)

    def cell(self) -> str | None:
        """The number, as it was typed."""
        words = self._line.text().strip()
        try:
            return words if math.isfinite(float(words)) else None
        except ValueError:
            return None


EDITS: dict[Task, type[OneLabelEdit | SeveralLabelsEdit | NumberEdit]] = {
    "single_label": OneLabelEdit,
    "multi_label": SeveralLabelsEdit,
    "regression": NumberEdit,
}


class LabelDialog(QDialog):
    """Shows the text, and asks what its label should be.

    Args:
        task: what is predicted.
        names: all labels there are.
        text: of the row.
        true: its label in the dataset, which is wrong.
        chosen: what is suggested.
        parent: the window.
    """

    label_chosen = Signal(str)
    """As it would stand in the table."""

    def __init__(
        self,
        task: Task,
        names: Sequence[str],
        text: str,
        true: str,
        chosen: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("labelDialog")
        self.setWindowTitle(self.tr("What is the right label?"))
        self.setMinimumWidth(WIDTH)
        self._true = true
        reader = QPlainTextEdit(text, readOnly=True)
        reader.setProperty("kind", "field")
        reader.setAccessibleName(self.tr("Text of the row"))
        reader.setTabChangesFocus(True)
        reader.setFixedHeight(TEXT_HEIGHT)
        self._edit = EDITS[task](names, chosen, self.tr("The right label"))
        self._edit.changed.connect(self._update)
        self._ok = QPushButton(self.tr("Correct the label"))
        self._ok.setObjectName("labelOkButton")
        self._ok.setProperty("kind", "accent")
        self._ok.setDefault(True)
        self._ok.clicked.connect(self._on_ok)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setObjectName("labelCancelButton")
        cancel.clicked.connect(self.reject)
        buttons = row(spacing=SPACE_2)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self._ok)
        layout = column(spacing=SPACE_3, margin=SPACE_6)
        layout.addWidget(reader)
        layout.addWidget(label(self.tr("In the dataset: {0}").format(true or self.tr("(none)")), "muted"))
        layout.addWidget(self._edit, 1)
        words = self.tr("The file itself is not touched: the correction is for the next run.")
        layout.addWidget(label(words, "small", wrap=True))
        layout.addLayout(buttons)
        self.setLayout(layout)
        self._edit.setFocus()
        self._update()

    def _update(self) -> None:
        cell = self._edit.cell()
        self._ok.setEnabled(cell is not None and cell != self._true)

    def _on_ok(self) -> None:
        cell = self._edit.cell()
        assert cell is not None
        self.accept()
        self.label_chosen.emit(cell)


def _list(words: str) -> QListWidget:
    result = QListWidget()
    result.setObjectName("rightLabels")
    result.setAccessibleName(words)
    result.setMaximumHeight(LIST_HEIGHT)
    return result


def _fill(holder: QWidget, content: QWidget) -> None:
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(content)
    holder.setFocusProxy(content)
