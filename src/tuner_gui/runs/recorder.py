"""Listens to a run and keeps its folder true: `run.json`, `events.jsonl`, `metrics.json`."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

from tuner_gui.engine.events import (
    AnyEvent,
    DataReady,
    Failed,
    RunCancelled,
    RunFinished,
    RunStarted,
    RunSuspended,
    StageChanged,
    encode,
)
from tuner_gui.files import write_atomic
from tuner_gui.runs.store import CHECKPOINTS, EVENTS_FILE, METRICS_FILE, Status, load_run, save_run


class Recorder:
    """Call it with every event of a run, then `close` it.

    A run that ends without a terminal event was interrupted. One that fails or is cancelled before
    its training began leaves no folder behind: there is nothing in it to come back to. One that fails
    with a checkpoint at hand counts as interrupted, so it can be resumed once the cause is mended.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._info = load_run(folder)
        self._events = (folder / EVENTS_FILE).open("ab")
        self._open = True
        self._stage = ""
        self._stage_began = time.monotonic()

    def __call__(self, event: AnyEvent) -> None:
        """Record one event."""
        self._events.write(encode(event))
        self._events.flush()
        match event:
            case StageChanged():
                self._time_stage(event.stage)
            case DataReady():
                self._update(data=event)
            case RunStarted():
                # A resumed run must compute as it did before.
                config = msgspec.structs.replace(self._info.config, execution=event.execution)
                self._update(started=event, config=config)
            case RunFinished():
                write_atomic(self._folder / METRICS_FILE, msgspec.json.format(encode(event.metrics)))
                self._end("finished", metrics=event.metrics)
            case RunSuspended():
                self._end("interrupted", error="The run was suspended and can be resumed.")
            case RunCancelled():
                self._end("cancelled")
            case Failed():
                self._end("interrupted" if self._can_go_on() else "failed", error=event.message)
            case _:
                pass

    def close(self) -> None:
        """Say that no more events come. Idempotent."""
        if self._open:
            self._end("interrupted", error="The engine ended while the run was under way.")

    def _can_go_on(self) -> bool:
        """A failure after a checkpoint (a dataset that moved, memory that ran out) can be mended."""
        return any((self._folder / CHECKPOINTS).glob("step-*"))

    def _time_stage(self, stage: str) -> None:
        now = time.monotonic()
        if self._stage:
            timings = dict(self._info.timings)
            timings[self._stage] = timings.get(self._stage, 0.0) + now - self._stage_began
            self._update(timings=timings)
        self._stage, self._stage_began = stage, now

    def _update(self, **changes: object) -> None:
        self._info = msgspec.structs.replace(self._info, **changes)
        save_run(self._folder, self._info)

    def _end(self, status: Status, **changes: object) -> None:
        self._time_stage("")
        self._events.close()
        self._open = False
        if status in ("failed", "cancelled") and self._info.started is None:
            shutil.rmtree(self._folder)
        else:
            self._update(status=status, ended=time.time(), owner=None, **changes)


def record(folder: Path, events: Iterator[AnyEvent]) -> Iterator[AnyEvent]:
    """Pass `events` of the run in `folder` through, recording them."""
    recorder = Recorder(folder)
    try:
        for event in events:
            recorder(event)
            yield event
    finally:
        recorder.close()
