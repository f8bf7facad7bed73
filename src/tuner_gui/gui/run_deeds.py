"""What can be done with runs of the list, as data, and when it can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from tuner_gui.gui.actions import ActionSpec
from tuner_gui.runs.index import RunEntry

translate = QCoreApplication.translate

SEPARATOR = ""
MENU = (
    "open",
    "results",
    SEPARATOR,
    "rename",
    "notes",
    SEPARATOR,
    "resume",
    "clone",
    "compare",
    SEPARATOR,
    "reveal",
    "delete",
)
"""Keys in the order of the menu."""
MOST_COMPARED = 8


def deeds() -> dict[str, ActionSpec]:
    """All of them by key, in the language in force."""

    every = (
        ActionSpec(
            "open", translate("deeds", "Open"), translate("deeds", "Show the plots of the run again.")
        ),
        ActionSpec(
            "results",
            translate("deeds", "Results"),
            translate("deeds", "What the model gets right and wrong."),
            "table",
        ),
        ActionSpec(
            "rename",
            translate("deeds", "Rename"),
            translate("deeds", "Give the run a name; its folder keeps its own."),
            "",
            "F2",
        ),
        ActionSpec(
            "notes",
            translate("deeds", "Note and tags…"),
            translate("deeds", "Write something down about the run."),
        ),
        ActionSpec(
            "resume",
            translate("deeds", "Resume"),
            translate("deeds", "Continue an interrupted run from its last checkpoint."),
            "resume",
        ),
        ActionSpec(
            "clone",
            translate("deeds", "Use these settings"),
            translate("deeds", "Choose the same dataset and settings for a new run."),
            "copy",
        ),
        ActionSpec(
            "compare",
            translate("deeds", "Compare"),
            translate("deeds", "Set two to eight runs side by side."),
            "split",
        ),
        ActionSpec(
            "reveal",
            translate("deeds", "Show folder"),
            translate("deeds", "Open the run's folder."),
            "folder",
        ),
        ActionSpec(
            "delete",
            translate("deeds", "Delete"),
            translate("deeds", "Delete the runs chosen; this can be undone."),
            "delete",
            "Del",
        ),
        ActionSpec(
            "clean",
            translate("deeds", "Clean up…"),
            translate("deeds", "See what could be freed on the disk."),
        ),
        ActionSpec(
            "import",
            translate("deeds", "Import…"),
            translate("deeds", "Copy the folder of a run from elsewhere."),
        ),
    )
    return {spec.key: spec for spec in every}


def possible(key: str, chosen: Sequence[RunEntry], *, busy: bool) -> bool:
    """Whether something can be done with the runs chosen; `busy`: another run is under way."""
    if key in ("clean", "import"):
        return True
    if key == "compare":
        return 2 <= len(chosen) <= MOST_COMPARED
    if key == "delete":
        return bool(chosen) and all(entry.status != "running" for entry in chosen)
    if len(chosen) != 1:
        return False
    (entry,) = chosen
    if key == "results":
        return entry.status == "finished"
    if key == "resume":
        return entry.status == "interrupted" and not busy
    return True
