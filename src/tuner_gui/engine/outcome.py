"""What is known of a run afterwards. Part of the seam: plain records, no torch, no Qt."""

from __future__ import annotations

from tuner_gui.engine.config import SCHEMA_VERSION, Record, RunConfig
from tuner_gui.engine.events import DataReady, Metrics, RunStarted


class RunOutcome(Record, frozen=True, kw_only=True):
    """The part of `run.json` that the engine reads when it exports; `tuner_gui.runs` writes the file."""

    config: RunConfig
    data: DataReady | None = None
    """How the table was read and split; None before that happened."""
    started: RunStarted | None = None
    """Resolved hyperparameters, device and size of the model; None before training began."""
    metrics: Metrics | None = None
    """None until the run is finished."""
    versions: dict[str, str] = {}
    """Of Tuner, Python and the libraries that decide a result."""
    schema_version: int = SCHEMA_VERSION
