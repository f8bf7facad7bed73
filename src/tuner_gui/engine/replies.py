"""What ends the jobs that train nothing: typed terminal events, part of the seam like `events`."""

from __future__ import annotations

from tuner_gui.engine.config import Record, Task
from tuner_gui.engine.experiment_result import ExperimentPlan, ExperimentResult
from tuner_gui.engine.facts import (
    Finding,
    Metrics,
    ModeEstimate,
    ModelInfo,
    Piece,
    Prediction,
    TokenLengths,
)
from tuner_gui.engine.requests import ExportKind


class Reply(Record, tag_field="event", frozen=True, kw_only=True):
    """Base of them all."""


class Exported(Reply, tag="exported", frozen=True, kw_only=True):
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


class Predicted(Reply, tag="predicted", frozen=True, kw_only=True):
    """Terminal: the texts are labelled."""

    task: Task
    labels: tuple[str, ...]
    """All that there are; of a regression the name of what is predicted."""
    predictions: tuple[Prediction, ...]


class Estimated(Reply, tag="estimated", frozen=True, kw_only=True):
    """Terminal: cost per mode."""

    model: ModelInfo
    modes: tuple[ModeEstimate, ...]


class ModelFetched(Reply, tag="model_fetched", frozen=True, kw_only=True):
    """Terminal: the base model is on this computer and was checked."""

    model: ModelInfo


class Inspected(Reply, tag="inspected", frozen=True, kw_only=True):
    """Terminal: the sample was looked at."""

    findings: tuple[Finding, ...]
    lengths: TokenLengths


class DatasetFetched(Reply, tag="dataset_fetched", frozen=True, kw_only=True):
    """Terminal: the dataset lies in a folder that can be opened like a table."""

    path: str


class RowsPredicted(Reply, tag="rows_predicted", frozen=True, kw_only=True):
    """Terminal: the rows without a label were given one."""

    path: str
    rows: int


class TablePredicted(Reply, tag="table_predicted", frozen=True, kw_only=True):
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


class Published(Reply, tag="published", frozen=True, kw_only=True):
    """Terminal: the model is on the Hub."""

    url: str
    files: tuple[str, ...]


class Explained(Reply, tag="explained", frozen=True, kw_only=True):
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


class RateFound(Reply, tag="rate_found", frozen=True, kw_only=True):
    """Terminal: rising learning rates were tried."""

    rates: tuple[float, ...]
    """Ascending; of the topmost block or of all, as `Hyperparameters.learning_rate`."""
    losses: tuple[float, ...]
    """Of the training rows, smoothed; one per rate."""
    suggested: float
    lowest: float
    """The rate at which the loss was lowest; beyond it training goes astray."""


class ExperimentPlanned(Reply, tag="experiment_planned", frozen=True, kw_only=True):
    """Terminal: what an experiment comes to."""

    plan: ExperimentPlan


class BaselineFinished(Reply, tag="baseline_finished", frozen=True, kw_only=True):
    """Terminal: a baseline was learned, tested and written down."""

    metrics: Metrics


class Compared(Reply, tag="compared", frozen=True, kw_only=True):
    """Terminal: what is done of an experiment was compared."""

    result: ExperimentResult
