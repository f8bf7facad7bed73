"""What the window remembers between starts: typed, versioned, and never a reason not to start."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Literal

import msgspec

from tuner_gui.errors import TunerError
from tuner_gui.files import explain_os_error, write_atomic
from tuner_gui.gui.theme import ThemeChoice

VERSION = 1
RECENT_FILES = 5

Gpu = Literal["cuda", "rocm", "mps", "xpu"]
DeviceChoice = Literal["auto", "cpu", "cuda", "rocm", "mps", "xpu"]

_log = logging.getLogger(__name__)


class Settings(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Everything remembered; only what differs from these defaults is written."""

    theme: ThemeChoice = "system"
    geometry: str = ""
    """`QWidget.saveGeometry`, base64."""
    recent_files: list[str] = msgspec.field(default_factory=list)
    """Datasets opened, newest first."""
    recent_models: list[str] = msgspec.field(default_factory=list)
    """Base models chosen besides the built-in one, newest first."""
    export_folder: str = ""
    """Where the last model was exported to."""
    predict_folder: str = ""
    """Where the last labelled table was written to."""

    device: DeviceChoice = "auto"
    """What the engine is to compute on."""
    gpu: Gpu | None = None
    """Kind of the GPU that was found last."""
    gpu_name: str = ""

    def remember_file(self, path: Path) -> None:
        """Put `path` at the top of the recent datasets."""
        self.recent_files = _front(str(path), self.recent_files)

    def remember_model(self, source: str) -> None:
        """Put `source` at the top of the recent base models."""
        self.recent_models = _front(source, self.recent_models)


def _front(item: str, items: list[str]) -> list[str]:
    return [item, *(other for other in items if other != item)][:RECENT_FILES]


def load(path: Path) -> Settings:
    """Settings from `path`; the defaults when it is missing, unreadable or broken."""
    try:
        content: dict[str, Any] = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        return msgspec.convert(content, Settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        _log.warning("settings in %s are not readable, using the defaults: %s", path, error)
        return Settings()


def save(settings: Settings, path: Path) -> None:
    """Write what differs from the defaults.

    Raises:
        TunerError: the folder cannot be written to.
    """
    content = {"version": VERSION, **msgspec.to_builtins(settings)}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, msgspec.json.format(msgspec.json.encode(content)))
    except OSError as error:
        problem: TunerError = explain_os_error(error, "The settings could not be saved")
        raise problem from error
