"""What an engine process can be asked for, one job at a time, and what may be said meanwhile.

Part of the seam between window and engine, like `config`; imports neither torch nor Qt.
"""

from __future__ import annotations

from typing import Literal

from tuner_gui.engine.config import Reading, Record, RunConfig
from tuner_gui.engine.experiment import BaselineName, ExperimentConfig

ExportKind = Literal["folder", "zip", "onnx", "onnx_int8"]
EXPORT_KINDS: tuple[ExportKind, ...] = ("folder", "zip", "onnx", "onnx_int8")
"""A folder for `transformers`, the same as one file, and two for `onnxruntime`: exact, and small."""


class Job(Record, tag_field="job", frozen=True, kw_only=True):
    """Base of the jobs. Each job is answered by events, the last of which is terminal."""


class TrainJob(Job, tag="train", frozen=True, kw_only=True):
    """Train a run; answered by `events.RunFinished`."""

    config: RunConfig
    run_dir: str
    """Folder that receives `checkpoints/`, `model/` and `predictions.csv`."""
    resume: bool = False
    """Continue from the newest checkpoint in `run_dir`, if there is one."""
    shared_dir: str = ""
    """Folder for what runs of an experiment can share, such as the outputs of frozen blocks; empty: none."""


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
    longest_text: tuple[str, ...] = ()
    """The row with the most characters, which decides the memory; empty: it is one of `sample_texts`."""
    classes: int = 2


class FindRateJob(Job, tag="find_rate", frozen=True, kw_only=True):
    """Try rising learning rates on a run's training rows (a range test); answered by `RateTried` events
    and `replies.RateFound`."""

    config: RunConfig
    scratch_dir: str
    """Folder for what is needed on the way; the caller removes it."""


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


class PlanExperimentJob(Job, tag="plan_experiment", frozen=True, kw_only=True):
    """Fill in what an experiment leaves open and predict what it takes; answered by
    `replies.ExperimentPlanned`."""

    config: ExperimentConfig


class BaselineJob(Job, tag="baseline", frozen=True, kw_only=True):
    """Learn a baseline and ask it about the validation and test rows; answered by
    `replies.BaselineFinished`."""

    config: RunConfig
    name: BaselineName
    run_dir: str
    """Folder that receives `scored.arrow`."""


class CompareJob(Job, tag="compare", frozen=True, kw_only=True):
    """Compare what is done of an experiment by now; answered by `replies.Compared`."""

    config: ExperimentConfig
    """Resolved."""
    runs_dir: str
    """Holds a folder per member, named by its key."""
    settled: tuple[str, ...] = ()
    """Keys of members that will not be trained: skipped or failed."""


AnyJob = (
    TrainJob
    | ExportJob
    | PredictJob
    | EstimateJob
    | FindRateJob
    | FetchModelJob
    | InspectJob
    | FetchDatasetJob
    | PredictRowsJob
    | PredictTableJob
    | PublishJob
    | ExplainJob
    | PlanExperimentJob
    | BaselineJob
    | CompareJob
)

Action = Literal["pause", "resume", "stop", "cancel", "suspend"]


class Command(Record, tag_field="job", tag="command", frozen=True, kw_only=True):
    """Said while a job runs. `stop` keeps the best model so far, `cancel` discards, `suspend` saves a
    checkpoint and ends so that the run can be resumed another day."""

    action: Action


Request = AnyJob | Command
"""Everything that may travel from window to engine."""
