"""Words of the product that appear in more than one place, ready for translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.config import BUILTIN, Mode
from tuner_gui.engine.events import Stage

if TYPE_CHECKING:
    from tuner_gui.runs.store import Status

translate = QCoreApplication.translate


def mode_name(mode: Mode) -> str:
    """The mode's name on screen."""
    names: dict[Mode, str] = {
        "layerwise": translate("wording", "Fine-tune, differential learning rates"),
        "full": translate("wording", "Fine-tune"),
        "head": translate("wording", "Head only"),
        "scratch": translate("wording", "Train from scratch"),
    }
    return names[mode]


def mode_short(mode: Mode) -> str:
    """The mode's name where there is little room."""
    names: dict[Mode, str] = {
        "layerwise": translate("wording", "Differential learning rates"),
        "full": translate("wording", "Fine-tune"),
        "head": translate("wording", "Head only"),
        "scratch": translate("wording", "From scratch"),
    }
    return names[mode]


def mode_line(mode: Mode) -> str:
    """What the mode does, in one line."""
    names: dict[Mode, str] = {
        "layerwise": translate("wording", "Usually best: the top learns fastest"),
        "full": translate("wording", "All layers learn at the same rate"),
        "head": translate("wording", "Quick: only the top learns"),
        "scratch": translate("wording", "Starts from nothing; needs many rows"),
    }
    return names[mode]


def stage(name: Stage) -> str:
    """What the engine is doing."""
    names: dict[Stage, str] = {
        "preparing": translate("wording", "Preparing"),
        "downloading": translate("wording", "Downloading the base model"),
        "reading": translate("wording", "Reading the dataset"),
        "loading_model": translate("wording", "Loading the base model"),
        "tokenizing": translate("wording", "Splitting the texts into tokens"),
        "caching": translate("wording", "Running the base model once over all rows"),
        "training": translate("wording", "Training"),
        "paused": translate("wording", "Paused"),
        "testing": translate("wording", "Scoring the test rows"),
        "saving": translate("wording", "Saving the model"),
        "exporting": translate("wording", "Exporting the model"),
        "verifying": translate("wording", "Checking the exported model"),
    }
    return names[name]


def base_model(source: str) -> str:
    """A base model's name on screen."""
    if source == BUILTIN:
        return translate("wording", "MiniLM-L6 · built in")
    return source.rstrip("/\\").replace("\\", "/").rsplit("/", 1)[-1] if _is_folder(source) else source


def _is_folder(source: str) -> bool:
    return source.startswith(("/", "~", ".")) or source[1:3] in (":\\", ":/")


def status(name: Status) -> str:
    """How a run ended."""
    names: dict[Status, str] = {
        "running": translate("wording", "Under way"),
        "finished": translate("wording", "Finished"),
        "interrupted": translate("wording", "Interrupted"),
        "cancelled": translate("wording", "Cancelled"),
        "failed": translate("wording", "Failed"),
    }
    return names[name]
