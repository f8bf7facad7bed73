"""The only place that knows where anything lives."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "Tuner"
HOME_VARIABLE = "TUNER_HOME"
"""Environment variable that moves everything Tuner writes into one folder (tests, portable use)."""


def _base(kind: str) -> Path:
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return Path(home) / kind
    dirs = platformdirs.PlatformDirs(APP, appauthor=False)
    places = {
        "data": dirs.user_data_dir,
        "config": dirs.user_config_dir,
        "log": dirs.user_log_dir,
        "cache": dirs.user_cache_dir,
    }
    return Path(places[kind])


def runs_dir() -> Path:
    """Where run folders are kept. Not created here."""
    return _base("data") / "runs"


def experiments_dir() -> Path:
    """Where experiments are kept, each with the folders of its runs. Not created here."""
    return _base("data") / "experiments"


def exports_dir() -> Path:
    """Where the demo leaves its export. Not created here."""
    return _base("data") / "exports"


def datasets_dir() -> Path:
    """Where datasets of the Hugging Face Hub are kept. Not created here."""
    return _base("data") / "datasets"


def tokens_dir() -> Path:
    """Where token ids of datasets are kept for the next run; may be emptied at any time. Not created here."""
    return _base("cache") / "tokens"


def settings_file() -> Path:
    """The window's settings."""
    return _base("config") / "settings.json"


def log_dir() -> Path:
    """Log files of window and engine."""
    return _base("log")


def resource(*parts: str) -> Path:
    """A file shipped with Tuner, found both in a wheel and in a checkout.

    Raises:
        FileNotFoundError: it is in neither place; the installation is broken.
    """
    package = Path(__file__).parent
    for root in (package / "resources", package.parents[1] / "resources"):
        candidate = root.joinpath(*parts)
        if candidate.exists():
            return candidate
    raise FileNotFoundError(f"Tuner's own file {'/'.join(parts)} is missing; reinstall Tuner.")


def sample_dataset() -> Path:
    """The finance headlines that ship with Tuner."""
    return resource("samples", "headlines.csv")
