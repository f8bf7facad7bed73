"""What the engine reports: typed records that also travel as JSON over a pipe.

Part of the seam between window and engine; imports neither torch nor Qt. Times are seconds, sizes
are bytes, metrics and probabilities lie in 0..1 unless they say otherwise.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from tuner_gui.engine.config import SCHEMA_VERSION, ExportKind, Fix, Hyperparameters, Metric, Record, Task
from tuner_gui.engine.facts import (
    DeviceInfo,
    Finding,
    LearningRate,
    Metrics,
    ModeEstimate,
    ModelInfo,
    Piece,
    Prediction,
    TokenLengths,
)

Stage = Literal[
    "preparing",
    "downloading",
    "reading",
    "loading_model",
    "tokenizing",
    "caching",
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


class Validated(Event, tag="validated", frozen=True, kw_only=True):
    """The validation split was scored."""

    step: int
    epoch: float
    loss: float
    metrics: dict[Metric, float]
    """All metrics of the task, the main one first; `mae` is in the units of the label."""
    best: bool
    """True when this is the best so far; the best is what is kept."""

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


class Exported(Event, tag="exported", frozen=True, kw_only=True):
    """Terminal: the export was reloaded in a fresh process and agrees with the trained model."""

    path: str
    rows_checked: int
    largest_difference: float
    """Largest absolute difference of a logit."""
    size_bytes: int
    kind: ExportKind = "folder"
    agreement: float = 1.0
    """Share of the rows that were given the same labels; of a regression always 1."""
    score_change: float | None = None
    """Of the main metric on the rows checked, where their labels are known: -0.01 is one point worse."""
    speed_ratio: float | None = None
    """Rows per second of the exported model beside the trained one, in the fresh process."""
    size_ratio: float | None = None
    """Size of the weights beside those of the trained model."""


class Predicted(Event, tag="predicted", frozen=True, kw_only=True):
    """Terminal: the texts are labelled."""

    task: Task
    labels: tuple[str, ...]
    """All that there are; of a regression the name of what is predicted."""
    predictions: tuple[Prediction, ...]


class Estimated(Event, tag="estimated", frozen=True, kw_only=True):
    """Terminal: cost per mode."""

    model: ModelInfo
    modes: tuple[ModeEstimate, ...]


class ModelFetched(Event, tag="model_fetched", frozen=True, kw_only=True):
    """Terminal: the base model is on this computer and was checked."""

    model: ModelInfo


class Inspected(Event, tag="inspected", frozen=True, kw_only=True):
    """Terminal: the sample was looked at."""

    findings: tuple[Finding, ...]
    lengths: TokenLengths


class DatasetFetched(Event, tag="dataset_fetched", frozen=True, kw_only=True):
    """Terminal: the dataset lies in a folder that can be opened like a table."""

    path: str


class RowsPredicted(Event, tag="rows_predicted", frozen=True, kw_only=True):
    """Terminal: the rows without a label were given one."""

    path: str
    rows: int


class TablePredicted(Event, tag="table_predicted", frozen=True, kw_only=True):
    """Terminal: a table was written with what the model says of each row.

    `rows` = `predicted` + `empty` + `unreadable`.
    """

    path: str
    rows: int
    """Data rows of the source, each of which is in the result."""
    predicted: int
    empty: int
    """Rows without a text."""
    unreadable: int
    """Rows that do not fit the table; written as they were."""
    rows_per_second: float


class Published(Event, tag="published", frozen=True, kw_only=True):
    """Terminal: the model is on the Hub."""

    url: str
    files: tuple[str, ...]


class Explained(Event, tag="explained", frozen=True, kw_only=True):
    """Terminal: how much each piece of the texts speaks for a label."""

    texts: tuple[str, ...]
    label: str
    """Of a regression, the name of what is predicted."""
    score: float
    """Probability of the label, or the predicted number."""
    pieces: tuple[Piece, ...]
    """In the order of the texts; what lies between them is neutral."""
    method: str
    """Name of the method, for the screen."""


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
)
AnyEvent = (
    EngineReady
    | StageChanged
    | Progressed
    | Logged
    | DataReady
    | RunStarted
    | Stepped
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
