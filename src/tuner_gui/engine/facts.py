"""What events tell of: plain typed records, part of the seam like `config` and `events`.

Times are seconds, sizes are bytes, metrics and probabilities lie in 0..1 unless they say otherwise.
"""

from __future__ import annotations

from typing import Literal

from tuner_gui.engine.config import Fix, Hyperparameters, Metric, Mode, Record


class DeviceInfo(Record, frozen=True, kw_only=True):
    """The device the engine computes on."""

    kind: Literal["cpu", "cuda", "rocm", "mps", "xpu"]
    name: str
    """For example `NVIDIA H200` or `CPU · 2 cores`."""
    memory_bytes: int
    """Memory of the device; for the CPU, of the computer."""
    precision: str
    """`fp32` or `bf16`."""
    problem: str = ""
    """Non-empty when the computer has a GPU that this torch cannot use."""
    remedy: str = ""
    """The exact command that mends `problem`."""


class Example(Record, frozen=True, kw_only=True):
    """A row that shows what a finding means."""

    row: int
    """Its place among the data rows of the table, 1 for the first."""
    text: str
    """What to look at in it, shortened."""


class Finding(Record, frozen=True, kw_only=True):
    """One thing to know about a dataset."""

    id: str
    """Stable name, such as `duplicates`."""
    rows: int
    """How many rows it is about; of the sample, where there is one."""
    message: str
    severity: Literal["info", "warning", "error"]
    """`error`: a model cannot be trained before this is mended."""
    hint: str = ""
    examples: tuple[Example, ...] = ()
    fix: Fix | None = None
    """What would mend it."""
    sample: int = 0
    """Number of rows looked at when it is an estimate; 0: all were."""


class LearningRate(Record, frozen=True, kw_only=True):
    """Learning rate of one layer group, at the top of the schedule."""

    group: str
    rate: float


class Score(Record, frozen=True, kw_only=True):
    """Scores on one split."""

    metrics: dict[Metric, float]
    """All metrics of the task, the main one first; `mae` is in the units of the label."""
    metric: Metric
    """The main one."""
    interval: tuple[float, float]
    """95 % interval of the main metric."""
    n: int
    """Rows."""
    loss: float
    """Mean over rows of what training minimises."""

    @property
    def value(self) -> float:
        """Of the main metric."""
        return self.metrics[self.metric]


class Metrics(Record, frozen=True, kw_only=True):
    """What `metrics.json` holds."""

    test: Score
    validation: Score
    train_seconds: float
    """Wall clock of the whole training, pauses left out."""
    rows_per_second: float
    """Training rows seen over training time, evaluation left out."""
    peak_memory_bytes: int
    parameters: int
    trainable_parameters: int
    epochs: float
    """Epochs really trained."""
    best_epoch: float
    learning_rate: float
    energy_joules: float | None = None
    """What the graphics card took for the whole training; None: nothing reports it."""


class Prediction(Record, frozen=True, kw_only=True):
    """What the model says of one row."""

    labels: tuple[str, ...]
    """One; any number of a multi-label task, none included; none of a regression."""
    scores: tuple[float, ...]
    """Probabilities in the order of `Predicted.labels`; of a regression the one predicted number."""


Fit = Literal["fits", "tight", "wont_fit"]


class ModeEstimate(Record, frozen=True, kw_only=True):
    """What one mode will cost here."""

    mode: Mode
    seconds: float
    memory_bytes: int
    hyperparameters: Hyperparameters
    """The defaults that the estimate assumes, resolved."""
    fit: Fit = "fits"
    """Whether the memory that is free suffices."""
    advice: str = ""
    """What to do where it is tight or will not fit."""
    learning_rates: tuple[LearningRate, ...] = ()
    """Of each layer group that learns, bottom first."""
    trainable_parameters: int = 0


class ModelInfo(Record, frozen=True, kw_only=True):
    """What is known of a base model."""

    source: str
    name: str
    """For the screen."""
    architecture: str
    parameters: int
    layers: int
    max_length: int
    """Longest input in tokens."""
    size_bytes: int
    license: str = ""


class TokenLengths(Record, frozen=True, kw_only=True):
    """Histogram of the lengths of texts in tokens, special tokens included."""

    edges: tuple[int, ...]
    """Bin i holds lengths from edges[i] up to and without edges[i + 1]."""
    counts: tuple[int, ...]
    rows: int
    """Number of rows looked at."""
    limit: int
    """What is beyond this many tokens will be cut: the model's limit, or Tuner's default."""
    cut: int
    """Rows that are longer."""


class Piece(Record, frozen=True, kw_only=True):
    """A word or part of a word in an explanation."""

    text: int
    """0 for the first text, 1 for the second of a pair."""
    start: int
    end: int
    """Characters of that text, from `start` up to and without `end`."""
    weight: float
    """-1 to 1: speaks against or for the label; the strongest piece has an absolute value of 1."""
