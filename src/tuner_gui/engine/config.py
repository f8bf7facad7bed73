"""What the engine is asked to do: typed records that also travel as JSON over a pipe.

Part of the seam between window and engine; imports neither torch nor Qt.
"""

from __future__ import annotations

from typing import Literal

import msgspec

SCHEMA_VERSION = 1
"""Version of every record below and in `events`; raised when one changes incompatibly."""

Mode = Literal["scratch", "full", "layerwise", "head"]
MODES: tuple[Mode, ...] = ("layerwise", "full", "head", "scratch")
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

    def __post_init__(self) -> None:
        """Raise ValueError for values that can never work; the message is fit for a person."""
        if self.epochs is not None and not 1 <= self.epochs <= 1000:
            raise ValueError("Epochs must lie between 1 and 1000.")
        if self.batch_size is not None and not 1 <= self.batch_size <= 4096:
            raise ValueError("The batch size must lie between 1 and 4096.")
        if self.learning_rate is not None and not 0.0 < self.learning_rate <= 1.0:
            raise ValueError("The learning rate must lie above 0 and not above 1.")
        if self.max_length is not None and not 8 <= self.max_length <= 100_000:
            raise ValueError("The maximum length must be at least 8 tokens.")


class RunConfig(Record, frozen=True, kw_only=True):
    """One run: one dataset, base model, training mode, seed and set of hyperparameters."""

    dataset: DatasetConfig
    base_model: str = BUILTIN
    """`builtin`, a local folder, or a Hugging Face Hub id such as `org/name`."""
    mode: Mode = "layerwise"
    seed: int = 0
    """Decides the split, the order of rows, dropout and random initialisation."""
    hyperparameters: Hyperparameters = Hyperparameters()


# --- jobs: what an engine process can be asked for, one at a time -----------------------------


ExportKind = Literal["folder", "zip", "onnx", "onnx_int8"]
EXPORT_KINDS: tuple[ExportKind, ...] = ("folder", "zip", "onnx", "onnx_int8")
"""A folder for `transformers`, the same as one file, and two for `onnxruntime`: exact, and small."""


class Decision(Record, frozen=True, kw_only=True):
    """How the outputs of a run's model are read; chosen by a person after training."""

    temperature: float = 1.0
    """Logits are divided by it before they become probabilities (Guo et al. 2017)."""
    threshold: float = 0.5
    """A label of a multi-label task, and the second class of two, is given from this probability on."""


class Job(Record, tag_field="job", frozen=True, kw_only=True):
    """Base of the jobs. Each job is answered by events, the last of which is terminal."""


class TrainJob(Job, tag="train", frozen=True, kw_only=True):
    """Train a run; answered by `events.RunFinished`."""

    config: RunConfig
    run_dir: str
    """Folder that receives `checkpoints/`, `model/` and `predictions.csv`."""
    resume: bool = False
    """Continue from the newest checkpoint in `run_dir`, if there is one."""


class ExportJob(Job, tag="export", frozen=True, kw_only=True):
    """Export the model of a finished run; answered by `events.Exported`."""

    run_dir: str
    destination: str
    """New folder; of a `zip`, a new file."""
    kind: ExportKind = "folder"
    anyway: bool = False
    """Export even when the small kind loses more than two points."""


class PublishJob(Job, tag="publish", frozen=True, kw_only=True):
    """Put an export of a finished run on the Hugging Face Hub; answered by `events.Published`."""

    run_dir: str
    repository: str
    """Such as `owner/name`."""
    private: bool = True


class ExplainJob(Job, tag="explain", frozen=True, kw_only=True):
    """Which words speak for a label; answered by `events.Explained`."""

    run_dir: str
    texts: tuple[str, ...]
    """One row: one text, or two for pairs."""
    label: str = ""
    """Empty: the one predicted."""


class PredictTableJob(Job, tag="predict_table", frozen=True, kw_only=True):
    """Label every row of a table; answered by `events.TablePredicted`.

    What is there of an earlier attempt at the same is gone on with.
    """

    model: str
    """Folder of a run, or an exported folder."""
    source: str
    destination: str
    """New file of the same format."""
    text_columns: tuple[str, ...] = ()
    """Empty: those of the run, or else inferred."""
    reading: Reading = Reading()
    excel_safe: bool = False
    """Keep the person's own cells from acting as formulas too."""


class PredictJob(Job, tag="predict", frozen=True, kw_only=True):
    """Label a few texts with the model of a finished run; answered by `events.Predicted`."""

    run_dir: str
    texts: tuple[tuple[str, ...], ...]
    """One tuple per row: one text, or two for pairs."""


class EstimateJob(Job, tag="estimate", frozen=True, kw_only=True):
    """Time and memory each mode will take here for this data; answered by `events.Estimated`."""

    config: RunConfig
    rows: int
    """Labelled rows in the table."""
    sample_texts: tuple[tuple[str, ...], ...]
    """Some rows of the table (64 are plenty), to learn how long the texts are."""
    classes: int = 2


class FetchModelJob(Job, tag="fetch_model", frozen=True, kw_only=True):
    """Make a base model available offline, by download if it is on the Hub; answered by
    `events.ModelFetched`."""

    base_model: str


class InspectJob(Job, tag="inspect", frozen=True, kw_only=True):
    """Look at a sample of the texts with the base model's tokenizer; answered by `events.Inspected`."""

    base_model: str
    texts: tuple[tuple[str, ...], ...]
    """A sample of the rows; one text per row, or two for pairs."""
    row_numbers: tuple[int, ...]
    """Where each of them stands in the table, 1 for its first row."""
    total_rows: int
    """Rows of the table that have a text."""


class FetchDatasetJob(Job, tag="fetch_dataset", frozen=True, kw_only=True):
    """Make a dataset of the Hugging Face Hub available offline; answered by `events.DatasetFetched`."""

    name: str
    """Such as `glue` or `org/name`."""
    config_name: str = ""
    """Such as `mrpc`; empty: the only one."""


class PredictRowsJob(Job, tag="predict_rows", frozen=True, kw_only=True):
    """Label the rows of a run's own table that have a text and no label; answered by
    `events.RowsPredicted`."""

    run_dir: str
    destination: str
    """New CSV file."""


AnyJob = (
    TrainJob
    | ExportJob
    | PredictJob
    | EstimateJob
    | FetchModelJob
    | InspectJob
    | FetchDatasetJob
    | PredictRowsJob
    | PredictTableJob
    | PublishJob
    | ExplainJob
)

# --- commands: what may be said while a job is under way --------------------------------------

Action = Literal["pause", "resume", "stop", "cancel", "suspend"]


class Command(Record, tag_field="job", tag="command", frozen=True, kw_only=True):
    """Said while a job runs. `stop` keeps the best model so far, `cancel` discards, `suspend` saves a
    checkpoint and ends so that the run can be resumed another day."""

    action: Action


Request = AnyJob | Command
"""Everything that may travel from window to engine."""
