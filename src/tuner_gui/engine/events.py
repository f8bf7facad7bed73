"""What the engine reports: typed records that also travel as JSON over a pipe.

Part of the seam between window and engine; imports neither torch nor Qt. Times are seconds, sizes
are bytes, metrics and probabilities lie in 0..1 unless they say otherwise.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from tuner_gui.engine.config import SCHEMA_VERSION, Execution, Fix, Hyperparameters, Metric, Record, Task
from tuner_gui.engine.facts import DeviceInfo, LearningRate, Metrics
from tuner_gui.engine.replies import (
    BaselineFinished,
    Compared,
    DatasetFetched,
    Estimated,
    ExperimentPlanned,
    Explained,
    Exported,
    Inspected,
    ModelFetched,
    Predicted,
    Published,
    RateFound,
    RowsPredicted,
    TablePredicted,
)

Stage = Literal[
    "preparing",
    "downloading",
    "reading",
    "loading_model",
    "tokenizing",
    "caching",
    "measuring",
    "trying_rates",
    "training",
    "paused",
    "testing",
    "saving",
    "exporting",
    "verifying",
    "predicting",
    "writing",
    "converting",
    "publishing",
    "comparing",
]


class Event(Record, tag_field="event", frozen=True, kw_only=True):
    """Base of all events."""


class EngineReady(Event, tag="engine_ready", frozen=True, kw_only=True):
    """The first event of an engine process: heavy imports are done."""

    pid: int
    device: DeviceInfo
    seconds: float
    """Time the start took."""
    schema_version: int = SCHEMA_VERSION


class StageChanged(Event, tag="stage", frozen=True, kw_only=True):
    """The job entered another stage."""

    stage: Stage


class Progressed(Event, tag="progress", frozen=True, kw_only=True):
    """Progress within a stage that is not training (download, tokenizing, caching)."""

    stage: Stage
    done: int
    total: int
    """0 when not known."""
    unit: str = "rows"


class Logged(Event, tag="log", frozen=True, kw_only=True):
    """A line for the person."""

    message: str
    level: Literal["info", "warning"] = "info"
    time: float = 0.0
    """Unix time."""


class DataReady(Event, tag="data_ready", frozen=True, kw_only=True):
    """The table was read and split."""

    train: int
    validation: int
    test: int
    """Rows per split."""
    labels: tuple[str, ...]
    """Of a regression: the name of what is predicted."""
    text_columns: tuple[str, ...]
    label_columns: tuple[str, ...]
    task: Task = "single_label"
    skipped: int = 0
    """Rows left out because they have no text, or a label that cannot be used."""
    unlabelled: int = 0
    """Rows with a text and no label: to be predicted once there is a model."""
    fixes: tuple[Fix, ...] = ()


class RunStarted(Event, tag="run_started", frozen=True, kw_only=True):
    """The model is loaded and training is about to begin."""

    parameters: int
    trainable_parameters: int
    device: DeviceInfo
    hyperparameters: Hyperparameters
    """Resolved: no field is None."""
    total_steps: int
    steps_per_epoch: int
    learning_rates: tuple[LearningRate, ...]
    execution: Execution = Execution()
    resumed_at: int = 0
    """Optimizer steps already done before; more than 0 when a run was resumed."""


class Stepped(Event, tag="step", frozen=True, kw_only=True):
    """One optimizer step was made."""

    step: int
    """1 for the first."""
    epoch: float
    """Passes over the training rows so far."""
    loss: float
    metric: float
    """The task's main metric on this batch, before the step."""
    learning_rate: float
    rows_per_second: float
    """Training rows seen over training time so far."""
    memory_bytes: int
    """In use now: GPU memory on a GPU, otherwise resident memory of the engine."""
    seconds_left: float


class RateTried(Event, tag="rate_tried", frozen=True, kw_only=True):
    """One step of a range test was made."""

    rate: float
    loss: float
    """Of the batch, before the step."""
    done: int
    total: int


class Validated(Event, tag="validated", frozen=True, kw_only=True):
    """The validation split was scored."""

    step: int
    epoch: float
    loss: float
    metrics: dict[Metric, float]
    """All metrics of the task, the main one first; `mae` is in the units of the label."""
    best: bool
    """True when this is the best so far; the best is what is kept."""
    rows: int = 0
    """Rows of the validation split that were scored; fewer than all on the way through an epoch."""

    @property
    def main(self) -> tuple[Metric, float]:
        """The main metric and its value."""
        return next(iter(self.metrics.items()))


class Checkpointed(Event, tag="checkpoint", frozen=True, kw_only=True):
    """A checkpoint was written; after a crash the run continues here."""

    step: int


class BatchReduced(Event, tag="batch_reduced", frozen=True, kw_only=True):
    """The device ran out of memory; the step was repeated in smaller parts with the same result."""

    rows_at_once: int


class RunFinished(Event, tag="run_finished", frozen=True, kw_only=True):
    """Terminal: the run is done, its best model lies in `model/`."""

    metrics: Metrics
    stopped_early: bool = False


class RunCancelled(Event, tag="run_cancelled", frozen=True, kw_only=True):
    """Terminal: the person cancelled; the job left nothing behind."""


class RunSuspended(Event, tag="run_suspended", frozen=True, kw_only=True):
    """Terminal: a checkpoint was written and the run can be resumed."""

    step: int


class Failed(Event, tag="failed", frozen=True, kw_only=True):
    """Terminal: the job failed. `message`, `hint` and `detail` are those of a TunerError."""

    message: str
    hint: str = ""
    detail: str = ""
    kind: str = "TunerError"
    """Class name of the error."""
    engine_unusable: bool = False
    """True after a device fault or out-of-memory: the process must be replaced."""


TerminalEvent = (
    RunFinished
    | RunCancelled
    | RunSuspended
    | Failed
    | Exported
    | Predicted
    | Estimated
    | ModelFetched
    | Inspected
    | DatasetFetched
    | RowsPredicted
    | TablePredicted
    | Published
    | Explained
    | RateFound
    | ExperimentPlanned
    | BaselineFinished
    | Compared
)
AnyEvent = (
    EngineReady
    | StageChanged
    | Progressed
    | Logged
    | DataReady
    | RunStarted
    | Stepped
    | RateTried
    | Validated
    | Checkpointed
    | BatchReduced
    | RunFinished
    | RunCancelled
    | RunSuspended
    | Failed
    | Exported
    | Predicted
    | Estimated
    | ModelFetched
    | Inspected
    | DatasetFetched
    | RowsPredicted
    | TablePredicted
    | Published
    | Explained
    | RateFound
    | ExperimentPlanned
    | BaselineFinished
    | Compared
)


_encoder = msgspec.json.Encoder()


def encode(record: msgspec.Struct) -> bytes:
    """One line of JSON, newline included."""
    return _encoder.encode(record) + b"\n"


def decode_event(line: bytes) -> AnyEvent:
    """The event on one line of JSON.

    Raises:
        msgspec.DecodeError: the line is not an event of this schema.
    """
    return _event_decoder.decode(line)


_event_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
