"""Settings nobody has to touch: empty means the default, which stands there in grey."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from tuner_gui.engine.config import Hyperparameters
from tuner_gui.gui import icons, text
from tuner_gui.gui.theme import SPACE_1, SPACE_2, SPACE_3
from tuner_gui.gui.widgets.basics import column, label, restyle
from tuner_gui.gui.widgets.inputs import field

translate = QCoreApplication.translate


@dataclass(frozen=True)
class _Setting:
    key: str
    name: str
    words: str
    tip: str
    convert: Callable[[str], float]


def _settings() -> tuple[_Setting, ...]:
    return (
        _Setting(
            "epochs",
            "epochsBox",
            translate("Advanced", "Epochs"),
            translate("Advanced", "How often the model sees every training row."),
            int,
        ),
        _Setting(
            "batch_size",
            "batchSizeBox",
            translate("Advanced", "Batch size"),
            translate("Advanced", "Rows the model learns from in one step."),
            int,
        ),
        _Setting(
            "learning_rate",
            "learningRateBox",
            translate("Advanced", "Learning rate"),
            translate(
                "Advanced", "How far one step moves the model; too high forgets, too low learns nothing."
            ),
            float,
        ),
        _Setting(
            "max_length",
            "maxLengthBox",
            translate("Advanced", "Maximum length"),
            translate("Advanced", "Longest text in tokens (about ¾ of a word each); the rest is cut off."),
            int,
        ),
        _Setting(
            "seed",
            "seedBox",
            translate("Advanced", "Seed"),
            translate(
                "Advanced", "Decides chance: the split and the order of rows; the same seed repeats a run."
            ),
            int,
        ),
    )


class Advanced(QWidget):
    """A collapsed line that opens into five fields."""

    changed = Signal(object, int)
    """Hyperparameters, seed."""
    opened = Signal()
    invalid = Signal(str)
    """Message about what cannot be used as it stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = _settings()
        self._toggle = QPushButton(self.tr("Advanced"))
        self._toggle.setObjectName("advancedToggle")
        self._toggle.setCheckable(True)
        self._toggle.setProperty("kind", "link")
        self._toggle.setToolTip(self.tr("Epochs, batch size, learning rate, maximum length and seed."))
        self._toggle.toggled.connect(self._on_toggled)
        icons.set_icon(self._toggle, "collapsed", "link", 12)
        self._fields: dict[str, QLineEdit] = {}
        self._panel = QWidget()
        self._panel.setLayout(self._build_grid())
        self._panel.hide()
        layout = column(spacing=SPACE_2)
        layout.addWidget(self._toggle, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._panel)
        self.setLayout(layout)

    def set_defaults(self, defaults: Hyperparameters) -> None:
        """Show in grey what an empty field stands for."""
        for key, edit in self._fields.items():
            value = 0 if key == "seed" else getattr(defaults, key)
            if value is not None:
                edit.setPlaceholderText(text.rate(value) if isinstance(value, float) else str(value))

    def set_values(self, values: Hyperparameters, seed: int) -> None:
        """Put values into the fields; what has its default is left empty. Nothing is emitted."""
        for key, edit in self._fields.items():
            value = (seed or None) if key == "seed" else getattr(values, key)
            with QSignalBlocker(edit):
                edit.setText("" if value is None else f"{value:g}" if key == "learning_rate" else str(value))
            restyle(edit, "invalid", "false")
        self._message.hide()

    def _build_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_1)
        for index, setting in enumerate(self._settings):
            edit = self._fields[setting.key] = field(setting.name, setting.words, setting.tip)
            edit.setPlaceholderText("0" if setting.key == "seed" else self.tr("automatic"))
            edit.textChanged.connect(self._on_edited)
            caption = label(setting.words, "small")
            caption.setBuddy(edit)
            caption.setToolTip(setting.tip)
            line, place = divmod(index, 2)
            grid.addWidget(caption, line * 2, place)
            grid.addWidget(edit, line * 2 + 1, place)
        self._message = label(kind="invalid", wrap=True, name="advancedMessage")
        self._message.hide()
        grid.addWidget(self._message, 6, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _on_toggled(self, opened: bool) -> None:
        icons.set_icon(self._toggle, "expanded" if opened else "collapsed", "link", 12)
        self._panel.setVisible(opened)
        if opened:
            self.opened.emit()

    def _on_edited(self) -> None:
        values: dict[str, float] = {}
        message = ""
        for setting in self._settings:
            edit = self._fields[setting.key]
            problem = self._take(setting, edit.text().strip(), values)
            restyle(edit, "invalid", "true" if problem else "false")
            message = message or problem
        self._message.setText(message)
        self._message.setVisible(bool(message))
        if message:
            self.invalid.emit(message)
        else:
            seed = int(values.pop("seed", 0))
            self.changed.emit(Hyperparameters(**values), seed)  # type: ignore[arg-type]

    def _take(self, setting: _Setting, words: str, values: dict[str, float]) -> str:
        """Put the field's value into `values`; returns what is wrong with it."""
        if not words:
            return ""
        try:
            value = setting.convert(words)
        except ValueError:
            return self.tr("{0} must be a number.").format(setting.words)
        if setting.key == "seed":
            if not 0 <= value < 2**31:
                return self.tr("The seed must be a whole number from 0 on.")
        else:
            try:
                Hyperparameters(**{setting.key: value})  # type: ignore[arg-type]
            except ValueError as error:
                return str(error)
        values[setting.key] = value
        return ""
