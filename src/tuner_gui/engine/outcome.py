"""What is known of a run afterwards. Part of the seam: plain records, no torch, no Qt."""

from __future__ import annotations

from pathlib import Path

import msgspec

from tuner_gui.engine.config import SCHEMA_VERSION, Record, RunConfig
from tuner_gui.engine.events import DataReady, RunStarted
from tuner_gui.engine.facts import Metrics
from tuner_gui.errors import RunError


class RunOutcome(Record, frozen=True, kw_only=True):
    """The part of `run.json` that the engine reads later; `tuner_gui.runs` writes the file."""

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


_decoder = msgspec.json.Decoder(RunOutcome)


def read_outcome(run_dir: Path) -> RunOutcome:
    """What `run.json` says.

    Raises:
        RunError: there is no run, or its file is damaged.
    """
    try:
        return _decoder.decode((run_dir / "run.json").read_bytes())
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(
            f"There is no readable run in {run_dir}.",
            hint="`tuner-gui runs` lists the runs and where they lie.",
            detail=repr(error),
        ) from error


def finished_outcome(run_dir: Path) -> RunOutcome:
    """The same of a run that has a model.

    Raises:
        RunError: there is no run, or it has no finished model.
    """
    run = read_outcome(run_dir)
    if run.metrics is None or run.data is None or not (run_dir / "model" / "config.json").exists():
        raise RunError("This run has no finished model.", hint="Resume it first, or choose another run.")
    return run
