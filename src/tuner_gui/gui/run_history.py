"""What a run has reported so far, kept ready to be drawn. Knows no widget; grows by plain array writes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from tuner_gui.engine.config import METRICS, Metric, Mode, RunConfig
from tuner_gui.engine.events import (
    AnyEvent,
    BatchReduced,
    DataReady,
    Logged,
    Progressed,
    RunFinished,
    RunStarted,
    Stage,
    StageChanged,
    Stepped,
    Validated,
)
from tuner_gui.engine.facts import Metrics
from tuner_gui.gui.log_lines import ended_early, log_line, stamped

Array = npt.NDArray[np.float64]

LOG_LINES = 2000
SMOOTHING_SHARE = 40
"""The smoothed line averages over about this fraction of the run."""


class Curve:
    """A growing line with its smoothed twin (exponential moving average, corrected for its start)."""

    def __init__(self, window: float = 20.0) -> None:
        self._data = np.empty((4, 256))
        self._length = 0
        self._average = 0.0
        self._weight = 0.0
        self._keep = 1.0 - 1.0 / max(window, 2.0)

    def __len__(self) -> int:
        return self._length

    @property
    def step(self) -> Array:
        """Optimizer step of each point."""
        return self._data[0, : self._length]

    @property
    def x(self) -> Array:
        """Epoch of each point."""
        return self._data[1, : self._length]

    @property
    def raw(self) -> Array:
        """Values as reported."""
        return self._data[2, : self._length]

    @property
    def smooth(self) -> Array:
        """Values averaged over the last steps."""
        return self._data[3, : self._length]

    def add(self, step: int, x: float, value: float) -> None:
        """Append a point."""
        if self._length == self._data.shape[1]:
            self._data = np.concatenate([self._data, np.empty_like(self._data)], axis=1)
        if np.isfinite(value):
            self._average = self._keep * self._average + (1 - self._keep) * value
            self._weight = self._keep * self._weight + (1 - self._keep)
        smooth = self._average / self._weight if self._weight else value
        self._data[:, self._length] = (step, x, value, smooth)
        self._length += 1

    def cut_after(self, step: int) -> None:
        """Forget what was reported after `step`: the run went back to a checkpoint."""
        self._length = int(np.searchsorted(self.step, step, side="right"))


@dataclass
class RunHistory:
    """State of one run as its events tell it."""

    title: str = ""
    mode: Mode = "layerwise"
    config: RunConfig | None = None
    """What was asked for."""
    stage: Stage | None = None
    progress: Progressed | None = None
    data: DataReady | None = None
    started: RunStarted | None = None
    last: Stepped | None = None
    validations: list[Validated] = field(default_factory=list)
    best: Validated | None = None
    metrics: Metrics | None = None
    warning: str = ""
    """The last thing the engine warned of while it trained."""
    rows_at_once: int = 0
    """Since memory ran out; 0: it has not."""
    ending: str = ""
    """Why a finished run ended early."""
    loss: Curve = field(default_factory=Curve)
    score: Curve = field(default_factory=Curve)
    """Of the main metric."""
    new_lines: deque[str] = field(default_factory=lambda: deque(maxlen=LOG_LINES))
    """Log lines that nobody has shown yet."""
    version: int = 0
    """Grows with every event, so that whoever draws knows whether there is anything new."""

    def add(self, event: AnyEvent, now: float) -> None:
        """Take in one event; `now` (unix time) stands in the log for events without a time."""
        self.version += 1
        match event:
            case Stepped():
                self._step(event)
            case Validated():
                self._validated(event)
            case StageChanged():
                self.stage, self.progress = event.stage, None
            case Progressed():
                self.progress = event
            case DataReady():
                self.data = event
            case RunStarted():
                self._started(event)
            case RunFinished():
                self.metrics = event.metrics
            case _:
                self._note(event)
        if isinstance(event, RunFinished) and event.stopped_early:
            self._ended_early(event.metrics, now)
        line = log_line(event, now, validation_rows=self.data.validation if self.data is not None else 0)
        if line:
            self.new_lines.append(line)

    def is_whole(self, event: Validated) -> bool:
        """Whether all rows of the validation split were scored, not a sample of them."""
        return not event.rows or self.data is None or event.rows >= self.data.validation

    @property
    def metric(self) -> Metric:
        """What the run's task is judged by above all."""
        return METRICS[self.data.task if self.data is not None else "single_label"][0]

    @property
    def unlabelled(self) -> int:
        """Rows of the dataset that have no label."""
        return self.data.unlabelled if self.data is not None else 0

    @property
    def epochs(self) -> float:
        """Epochs planned; 0 while not known."""
        if self.started is None or not self.started.steps_per_epoch:
            return 0.0
        return self.started.total_steps / self.started.steps_per_epoch

    @property
    def share(self) -> float | None:
        """How much of the present stage is done, 0..1; None when nobody knows."""
        if self.metrics is not None:
            return 1.0
        if self.progress is not None:
            return self.progress.done / self.progress.total if self.progress.total else None
        if self.started is not None and self.last is not None and self.started.total_steps:
            return min(1.0, self.last.step / self.started.total_steps)
        return None

    def _started(self, event: RunStarted) -> None:
        self.started = event
        if event.resumed_at or len(self.loss):
            self._go_back_to(event.resumed_at)
        else:
            window = max(10.0, event.total_steps / SMOOTHING_SHARE)
            self.loss, self.score = Curve(window), Curve(window)

    def _go_back_to(self, step: int) -> None:
        self.loss.cut_after(step)
        self.score.cut_after(step)
        self.validations = [v for v in self.validations if v.step <= step]
        self.best = next((v for v in reversed(self.validations) if v.best and self.is_whole(v)), None)

    def _step(self, event: Stepped) -> None:
        self.last = event
        self.loss.add(event.step, event.epoch, event.loss)
        self.score.add(event.step, event.epoch, event.metric)

    def _validated(self, event: Validated) -> None:
        self.validations.append(event)
        if event.best and self.is_whole(event):
            self.best = event

    def _note(self, event: AnyEvent) -> None:
        match event:
            case BatchReduced(rows_at_once=rows):
                self.rows_at_once = rows
            case Logged(level="warning", message=message) if self.stage == "training":
                self.warning = message
            case _:
                pass

    def _ended_early(self, metrics: Metrics, now: float) -> None:
        patience = self.started.hyperparameters.patience if self.started is not None else 0
        since = metrics.epochs - metrics.best_epoch
        self.ending = ended_early(self.warning, patience or 0, since, metrics.epochs, planned=self.epochs)
        if self.ending != self.warning:  # that one stands in the log already
            self.new_lines.append(stamped(self.ending, now))
