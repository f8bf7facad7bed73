"""Jobs executed in this process, as the command line does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from tuner_gui.engine.config import DatasetConfig, Hyperparameters, Mode, RunConfig
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent, Stepped
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.requests import AnyJob, ExportJob, ExportKind, TrainJob
from tuner_gui.runs.recorder import Recorder
from tuner_gui.runs.store import create_run

SHORT = Hyperparameters(epochs=3, batch_size=16, learning_rate=5e-3)
PLAIN = msgspec.structs.replace(SHORT, pooling="own")
"""The head is drawn, so that every loss is one of training."""


def do(job: AnyJob, *, after: dict[int, Any] | None = None) -> list[AnyEvent]:
    """Execute `job`; `after` maps a step to what is asked for once it is done."""
    control = Control()
    events: list[AnyEvent] = []

    def emit(event: AnyEvent) -> None:
        events.append(event)
        if isinstance(event, Stepped) and after and event.step in after:
            control.request(after[event.step])

    execute(job, control, emit)
    return events


def config(path: Path, model: Path, mode: Mode = "layerwise", **changes: Any) -> RunConfig:
    return RunConfig(
        dataset=DatasetConfig(path=str(path)),
        base_model=str(model),
        mode=mode,
        **{"hyperparameters": SHORT} | changes,
    )


def train(settings: RunConfig, folder: Path, **options: Any) -> list[AnyEvent]:
    """Train and record, as window and command line do."""
    run_dir = create_run(settings, folder)
    events = do(TrainJob(config=settings, run_dir=str(run_dir)), **options)
    recorder = Recorder(run_dir)
    for event in events:
        recorder(event)
    return events


def export(run: Path, destination: Path, kind: ExportKind = "folder") -> AnyEvent:
    return do(ExportJob(run_dir=str(run), destination=str(destination), kind=kind))[-1]
