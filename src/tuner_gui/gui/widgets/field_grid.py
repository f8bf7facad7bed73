"""Fields in two columns: empty means the default, which stands there in grey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from tuner_gui.engine.config import Hyperparameters, Mode
from tuner_gui.gui import text
from tuner_gui.gui.settings_table import Setting
from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3
from tuner_gui.gui.widgets.basics import column, label, restyle, row
from tuner_gui.gui.widgets.inputs import ComboBox, field


class FieldGrid(QWidget):
    """The settings that matter for a mode, and below a field what is wrong with it.

    Args:
        settings: all that there are.
        name: prefix of the object name of the message.
        parent: the widget it stands in.
    """

    edited = Signal()

    def __init__(self, settings: Sequence[Setting], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = tuple(settings)
        self._fields: dict[str, QLineEdit | ComboBox] = {}
        self._captions: dict[str, QWidget] = {}
        self._cells: dict[str, QWidget] = {}
        self._mode: Mode | None = None
        self._message = label(kind="invalid", wrap=True, name=f"{name}Message")
        self._message.setParent(self)
        self._message.hide()
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE_3)
        self._grid.setVerticalSpacing(SPACE_2)
        for place in (0, 1):
            self._grid.setColumnStretch(place, 1)
        self.setLayout(self._grid)
        for setting in self._settings:
            self._add(setting)

    def set_mode(self, mode: Mode) -> None:
        """Show what matters for `mode`."""
        if mode == self._mode:
            return
        self._mode = mode
        for cell in (*self._cells.values(), self._message):
            self._grid.removeWidget(cell)
        for place, setting in enumerate(self._shown):
            self._grid.addWidget(self._cells[setting.key], place // 2 * 2, place % 2)
        for setting in self._settings:
            self._cells[setting.key].setVisible(mode in setting.modes)
        self.read()

    def set_beside(self, key: str, widget: QWidget) -> None:
        """Put `widget` at the end of the line above a field."""
        layout = self._captions[key].layout()
        assert layout is not None
        layout.addWidget(widget)

    def set_defaults(self, defaults: Hyperparameters) -> None:
        """Show in grey what an empty field stands for."""
        for setting in self._settings:
            value = 0 if setting.key == "seed" else getattr(defaults, setting.key)
            edit = self._fields[setting.key]
            if value is None:
                continue
            if isinstance(edit, QLineEdit):
                edit.setPlaceholderText(text.rate(value) if isinstance(value, float) else str(value))
            else:
                edit.setItemText(0, self.tr("auto: {0}").format(dict(setting.choices)[value]))

    def set_values(self, values: Hyperparameters, seed: int) -> None:
        """Put values into the fields; what has its default is left empty. Nothing is emitted."""
        for setting in self._settings:
            value = (seed or None) if setting.key == "seed" else getattr(values, setting.key)
            edit = self._fields[setting.key]
            with QSignalBlocker(edit):
                if isinstance(edit, QLineEdit):
                    edit.setText(_typed(value))
                else:
                    edit.setCurrentIndex(max(0, edit.findData(value)))
        self.read()

    def set_value(self, key: str, words: str) -> None:
        """Type `words` into a field."""
        edit = self._fields[key]
        assert isinstance(edit, QLineEdit)
        edit.setText(words)

    def read(self) -> tuple[dict[str, Any], str]:
        """Values of what is shown and not left to the default, and what is wrong with the first that is."""
        values: dict[str, Any] = {}
        first, place_of_first = "", 0
        for place, setting in enumerate(self._shown):
            problem = self._take(setting, values)
            edit = self._fields[setting.key]
            restyle(edit, "invalid", "true" if problem else "false")
            edit.setAccessibleDescription(problem)
            if problem and not first:
                first, place_of_first = problem, place
        self._say(first, place_of_first)
        return values, first

    # --- parts -----------------------------------------------------------------------------------

    @property
    def _shown(self) -> list[Setting]:
        return [each for each in self._settings if self._mode is None or self._mode in each.modes]

    def _add(self, setting: Setting) -> None:
        edit = self._fields[setting.key] = self._field(setting)
        caption = label(setting.words, "small")
        caption.setBuddy(edit)
        caption.setToolTip(setting.tip)
        line = row(spacing=SPACE_1)
        line.addWidget(caption, 1)
        self._captions[setting.key] = holder = QWidget()
        holder.setLayout(line)
        content = column(spacing=SPACE_1)
        content.addWidget(holder)
        content.addWidget(edit)
        self._cells[setting.key] = cell = QWidget(self)
        cell.setLayout(content)

    def _field(self, setting: Setting) -> QLineEdit | ComboBox:
        if setting.choices:
            box = ComboBox(setting.name, setting.words)
            box.setToolTip(setting.tip)
            box.addItem(self.tr("automatic"), None)
            for value, words in setting.choices:
                box.addItem(words, value)
            box.currentIndexChanged.connect(self._on_edited)
            return box
        edit = field(setting.name, setting.words, setting.tip)
        edit.setPlaceholderText("0" if setting.key == "seed" else self.tr("automatic"))
        edit.textChanged.connect(self._on_edited)
        return edit

    def _take(self, setting: Setting, values: dict[str, Any]) -> str:
        """Put the field's value into `values`; returns what is wrong with it."""
        edit = self._fields[setting.key]
        if isinstance(edit, ComboBox):
            if edit.currentData() is not None:
                values[setting.key] = edit.currentData()
            return ""
        words = edit.text().strip()
        if not words:
            return ""
        try:
            value = setting.convert(words)
        except ValueError:
            return self.tr("{0} must be a number.").format(setting.words)
        try:
            setting.check(value)
        except ValueError as error:
            return str(error)
        values[setting.key] = value
        return ""

    def _say(self, problem: str, place: int) -> None:
        """Show `problem` below the field at `place`."""
        self._message.setText(problem)
        self._grid.removeWidget(self._message)
        if problem:
            self._grid.addWidget(self._message, place // 2 * 2 + 1, 0, 1, 2)
        self._message.setVisible(bool(problem))

    def _on_edited(self) -> None:
        self.edited.emit()


def _typed(value: float | None) -> str:
    """As a person would type it, and so that it is read back the same."""
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)
