"""Everything the window can be told to do, as data: key, words, icon, shortcut."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from tuner_gui.gui import icons

translate = QCoreApplication.translate


@dataclass(frozen=True)
class ActionSpec:
    """One thing the window can be told to do."""

    key: str
    text: str
    tip: str
    icon: str = ""
    shortcut: str = ""


def specs() -> dict[str, ActionSpec]:
    """All actions by key, in the language in force."""
    every = (
        ActionSpec(
            "open",
            translate("actions", "Browse…"),
            translate("actions", "Open a table from this computer."),
            "folder",
            "Ctrl+O",
        ),
        ActionSpec(
            "sample",
            translate("actions", "the sample"),
            translate("actions", "Open the finance headlines that ship with Tuner."),
        ),
        ActionSpec(
            "folder",
            translate("actions", "a folder"),
            translate("actions", "Open a folder of texts, one subfolder per class, or a saved dataset."),
        ),
        ActionSpec(
            "hub_dataset",
            translate("actions", "the Hub"),
            translate("actions", "Fetch a dataset from the Hugging Face Hub."),
        ),
        ActionSpec(
            "undo_fix",
            translate("actions", "Undo"),
            translate("actions", "Take back the last thing mended in the data."),
            "",
            "Ctrl+Z",
        ),
        ActionSpec(
            "start",
            translate("actions", "Start training"),
            translate("actions", "Train with what is chosen above."),
            "play",
            "Ctrl+Return",
        ),
        ActionSpec(
            "pause",
            translate("actions", "Pause"),
            translate("actions", "Wait after the present step; nothing is lost."),
            "pause",
            "Ctrl+P",
        ),
        ActionSpec(
            "stop",
            translate("actions", "Stop and keep"),
            translate("actions", "Finish now and keep the best model so far."),
            "stop",
        ),
        ActionSpec(
            "cancel",
            translate("actions", "Cancel"),
            translate("actions", "End the run and discard it."),
            "cancel",
        ),
        ActionSpec(
            "export",
            translate("actions", "Export model…"),
            translate("actions", "Write a folder that works without Tuner."),
            "export",
            "Ctrl+E",
        ),
        ActionSpec(
            "compare",
            translate("actions", "Compare modes"),
            translate("actions", "Train every mode on the same rows and say which one is worth it."),
            "compare",
        ),
        ActionSpec(
            "theme",
            translate("actions", "Light or dark"),
            translate("actions", "Switch between light and dark."),
            "moon",
            "Ctrl+Shift+L",
        ),
        ActionSpec(
            "page_train", translate("actions", "Train"), translate("actions", "Train a model."), "", "Ctrl+1"
        ),
        ActionSpec(
            "page_results",
            translate("actions", "Results"),
            translate("actions", "What a model gets right and wrong."),
            "",
            "Ctrl+2",
        ),
        ActionSpec(
            "page_compare",
            translate("actions", "Compare"),
            translate("actions", "Which training mode is worth it."),
            "",
            "Ctrl+3",
        ),
        ActionSpec(
            "page_try",
            translate("actions", "Try it"),
            translate("actions", "Type a text and see what a model says."),
            "",
            "Ctrl+4",
        ),
        ActionSpec(
            "page_predict",
            translate("actions", "Predict"),
            translate("actions", "Label a whole table with a model."),
            "",
            "Ctrl+5",
        ),
        ActionSpec(
            "page_runs",
            translate("actions", "Runs"),
            translate("actions", "Come back to earlier runs."),
            "",
            "Ctrl+6",
        ),
        ActionSpec("quit", translate("actions", "Quit"), translate("actions", "Close Tuner."), "", "Ctrl+Q"),
    )
    return {spec.key: spec for spec in every}


def button(key: str, *, kind: str = "", name: str = "", tone: icons.Tone = "text") -> QPushButton:
    """A push button that shows action `key`; whoever asks for it connects `clicked`."""
    spec = specs()[key]
    result = QPushButton(spec.text)
    result.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    result.setObjectName(name or f"{key}Button")
    result.setToolTip(tooltip(spec))
    if kind:
        result.setProperty("kind", kind)
    if spec.icon:
        icons.set_icon(result, spec.icon, tone)
    return result


def tooltip(spec: ActionSpec) -> str:
    """The tip, and the keys that do the same."""
    if not spec.shortcut:
        return spec.tip
    keys = QKeySequence(spec.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{spec.tip} ({keys})"


def add_shortcuts(window: QWidget, handlers: Mapping[str, Callable[[], object]]) -> None:
    """Make the shortcuts of the actions in `handlers` work anywhere in `window`."""
    every = specs()
    for key, handler in handlers.items():
        spec = every[key]
        action = QAction(spec.text, window)
        action.setObjectName(f"{key}Action")
        action.setShortcut(QKeySequence(spec.shortcut))
        action.triggered.connect(lambda _checked=False, call=handler: call())
        window.addAction(action)
