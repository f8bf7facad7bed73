"""What a run is made of: typed records that also travel as JSON over a pipe.

Part of the seam between window and engine; imports neither torch nor Qt.
"""

from __future__ import annotations

from typing import Literal

import msgspec

SCHEMA_VERSION = 1
"""Version of every record below and in `events`; raised when one changes incompatibly."""

Mode = Literal["scratch", "full", "layerwise", "head", "lora"]
MODES: tuple[Mode, ...] = ("layerwise", "full", "lora", "head", "scratch")
"""Training modes in the order they are offered; the first is preselected."""

Task = Literal["single_label", "multi_label", "regression"]
"""What is predicted: one class of several, any number of classes, or a number."""
TASKS: tuple[Task, ...] = ("single_label", "multi_label", "regression")

Metric = Literal["accuracy", "macro_f1", "micro_f1", "subset_accuracy", "pearson", "spearman", "mae"]
METRICS: dict[Task, tuple[Metric, ...]] = {
    "single_label": ("accuracy", "macro_f1"),
    "multi_label": ("micro_f1", "macro_f1", "subset_accuracy"),
    "regression": ("pearson", "spearman", "mae"),
}
"""What a task is scored by; the first is plotted, has an interval and chooses the best epoch."""

BUILTIN = "builtin"
"""Name of the base model that ships with Tuner."""


class Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """Base of all records. Unknown fields are ignored, so an older Tuner can read a newer run."""


class Reading(Record, frozen=True, kw_only=True):
    """How a table is to be read, where a person knows better than what its content tells."""

    encoding: str = ""
    """A codec of Python such as `cp1252`; empty: detected."""
    delimiter: str = ""
    """Empty: detected."""
    header: bool | None = None
    """Whether the first row names the columns; None: detected."""
    sheet: str = ""
    """Of a workbook; empty: the first that holds a table."""
    skip_bad_rows: bool = False
    """Agreed: rows that do not fit are skipped, however many they are."""


FixId = Literal[
    "merge_labels",
    "drop_duplicates",
    "drop_conflicts",
    "drop_labels",
    "drop_leaks",
    "group_near_duplicates",
    "strip_markup",
    "cap_length",
    "class_weights",
]


class Fix(Record, frozen=True, kw_only=True):
    """Something in the data to be mended for a run; the file itself is never touched.

    What a fix does follows from its id and the data alone, so a run that is repeated mends the same.
    """

    id: FixId
    value: int = 0
    """`cap_length`: tokens; `drop_labels`: labels with fewer rows than this are dropped."""


CorrectedTable = Literal["own", "validation", "test"]


class Correction(Record, frozen=True, kw_only=True):
    """A label of the dataset that a person found to be wrong; the file itself is never touched."""

    row: int
    """Its place among the data rows of the table, 1 for the first."""
    label: str
    """What it should be, as it would stand in the table: `a; b` for several, empty for none."""
    table: CorrectedTable = "own"
    """The dataset's own table, or the separate one of `validation_path` or `test_path`."""


class DatasetConfig(Record, frozen=True, kw_only=True):
    """The table a person dropped and which column plays which role."""

    path: str
    """Absolute path of the table: a file, or a folder."""
    reading: Reading = Reading()
    text_columns: tuple[str, ...] = ()
    """One column, or two for text pairs; empty: inferred from the content."""
    label_columns: tuple[str, ...] = ()
    """One column; several for `multi_label` with a column of 0 and 1 per class. Empty: inferred."""
    task: Task | None = None
    """None: inferred from the content."""
    split_column: str | None = None
    """Column that says train, validation or test; empty: there is none; None: inferred."""
    time_column: str = ""
    """Train on the oldest rows and test on the newest, by this column; empty: split at random."""
    validation_path: str = ""
    """A separate table to choose the best state by; empty: that split is taken from `path`."""
    test_path: str = ""
    """A separate table to test on; empty: the test split is taken from `path`."""
    max_rows: int | None = None
    """Use a stratified sample of this many rows; None: all."""
    fixes: tuple[Fix, ...] = ()
    """In the order in which they were asked for."""
    corrections: tuple[Correction, ...] = ()
    """Makes another version of the dataset: scores of runs with other corrections are not comparable."""


ScratchSize = Literal["base", "small", "tiny"]
SCRATCH_SIZES: tuple[ScratchSize, ...] = ("base", "small", "tiny")
"""Width and depth of a model trained from scratch: those of the base model, or less."""


Pooling = Literal["own", "mean"]
POOLINGS: tuple[Pooling, ...] = ("own", "mean")
"""What a classifier reads of a text: the state its architecture chooses, or the mean of all states."""


TruncationSide = Literal["right", "left"]
TRUNCATION_SIDES: tuple[TruncationSide, ...] = ("right", "left")
"""Where a text that is too long is cut: `right` keeps its beginning, `left` its end."""


class Hyperparameters(Record, frozen=True, kw_only=True):
    """Settings a person may touch. None means: the default for this model, mode and number of rows."""

    epochs: int | None = None
    """Passes over the training rows, at least 1."""
    batch_size: int | None = None
    """Rows per optimizer step, at least 1."""
    learning_rate: float | None = None
    """Highest learning rate of the schedule; for `layerwise`, the rate of the topmost block."""
    max_length: int | None = None
    """Longest text in tokens; what is beyond is cut."""
    truncation_side: TruncationSide | None = None
    """Where it is cut; None: wherever the words say less of the labels."""
    layer_decay: float | None = None
    """Learning rate of a block relative to that of the block above it; 1: all alike."""
    rate_factors: dict[str, float] = {}
    """Learning rate of layer groups, by name, relative to `learning_rate`; others follow `layer_decay`."""
    warmup: float | None = None
    """Share of the steps over which the learning rate rises."""
    weight_decay: float | None = None
    """Of matrices; bias and norms have none."""
    label_smoothing: float | None = None
    """Share of the certainty that is spread over all classes; single-label tasks only."""
    patience: int | None = None
    """Training ends after as many epochs without a better validation score; 0: never. Without effect where
    there are too few validation rows to tell."""
    pooling: Pooling | None = None
    """Of `layerwise` and `full`: what the classifier reads. With `mean` the head begins as a logistic
    regression, and the model has one block more."""
    top_blocks: int | None = None
    """Of `head`: topmost blocks that learn too."""
    lora_rank: int | None = None
    """Of `lora`: inner size of the adapters."""
    scratch_size: ScratchSize | None = None
    """Of `scratch`."""
    own_tokenizer: bool | None = None
    """Of `scratch`: train a tokenizer on the training texts instead of taking the base model's."""

    def __post_init__(self) -> None:
        """Raise ValueError for values that can never work; the message is fit for a person."""
        for name, least, most, message in _LIMITS:
            value = getattr(self, name)
            if value is not None and not least <= value <= most:
                raise ValueError(message)
        if self.learning_rate is not None and not 0.0 < self.learning_rate <= 1.0:
            raise ValueError("The learning rate must lie above 0 and not above 1.")
        if any(not 0.0 <= factor <= 1000.0 for factor in self.rate_factors.values()):
            raise ValueError("The rate of a layer group must lie between 0 and 1000 times the learning rate.")


_LIMITS: tuple[tuple[str, float, float, str], ...] = (
    ("epochs", 1, 1000, "Epochs must lie between 1 and 1000."),
    ("batch_size", 1, 4096, "The batch size must lie between 1 and 4096."),
    ("max_length", 8, 100_000, "The maximum length must be at least 8 tokens."),
    ("layer_decay", 0.01, 1.0, "The layer-wise decay must lie between 0.01 and 1."),
    ("warmup", 0.0, 0.9, "The warm-up must lie between 0 and 0.9 of the steps."),
    ("weight_decay", 0.0, 1.0, "The weight decay must lie between 0 and 1."),
    ("label_smoothing", 0.0, 0.5, "The label smoothing must lie between 0 and 0.5."),
    ("patience", 0, 1000, "The patience must lie between 0 and 1000 epochs."),
    ("top_blocks", 0, 100, "The number of top blocks must lie between 0 and 100."),
    ("lora_rank", 1, 1024, "The rank of LoRA must lie between 1 and 1024."),
)


class Execution(Record, frozen=True, kw_only=True):
    """How this machine computes a run: chosen by a short measurement, and kept so that a resumed run
    computes alike. None of it changes what is learnt beyond the order of rounding."""

    attention: Literal["sdpa", "eager"] = "sdpa"
    linear: Literal["torch", "onednn"] = "torch"
    """Which library multiplies matrices on the processor."""
    dropout: Literal["torch", "cheap"] = "torch"
    """`cheap`: masks from random words, 8 bits per value."""
    compiled: bool = False
    """By `torch.compile`."""
    checkpointing: bool = False
    """Activations are computed again on the way back: less memory, a third more time."""


class Sampling(Record, frozen=True, kw_only=True):
    """Which rows serve what, where runs are made to be compared: they share it, or vary it on purpose."""

    seed: int | None = None
    """Decides the split; None: the seed of the run does."""
    folds: int = 0
    """Cross-validation: the rows are cut into so many parts, one of which is tested on; 0: one split."""
    fold: int = 0
    """The part that is tested on, 0 for the first."""
    train_share: float = 1.0
    """Part of the training rows to learn from. The rows of a smaller share are among those of a larger one;
    validation and test rows stay the same."""

    def __post_init__(self) -> None:
        """Raise ValueError for values that can never work; the message is fit for a person."""
        if not 0.0 < self.train_share <= 1.0:
            raise ValueError("The share of the training rows must lie above 0 and not above 1.")
        if self.folds == 1 or self.folds < 0 or not 0 <= self.fold < max(1, self.folds):
            raise ValueError("A cross-validation needs at least two parts, and tests on one of them.")


class RunConfig(Record, frozen=True, kw_only=True):
    """One run: one dataset, base model, training mode, seed and set of hyperparameters."""

    dataset: DatasetConfig
    base_model: str = BUILTIN
    """`builtin`, a local folder, or a Hugging Face Hub id such as `org/name`."""
    mode: Mode = "layerwise"
    seed: int = 0
    """Decides the split (unless `sampling` does), the order of rows, dropout and random initialisation."""
    hyperparameters: Hyperparameters = Hyperparameters()
    sampling: Sampling = Sampling()
    execution: Execution | None = None
    """None: measured when the run starts, and then written here."""

    @property
    def split_seed(self) -> int:
        """Decides which rows are for training, validation and test."""
        return self.seed if self.sampling.seed is None else self.sampling.seed


class Decision(Record, frozen=True, kw_only=True):
    """How the outputs of a run's model are read; chosen by a person after training."""

    temperature: float = 1.0
    """Logits are divided by it before they become probabilities (Guo et al. 2017)."""
    threshold: float = 0.5
    """A label of a multi-label task, and the second class of two, is given from this probability on."""
