"""What came of an experiment, as `comparison.json` holds it: plain records, no numpy.

Part of the seam. Times are seconds, sizes are bytes, scores lie in 0..1 (those of a correlation in -1..1).
"""

from __future__ import annotations

from typing import Literal

from tuner_gui.engine.comparing.records import Comparison, Interval, Pair, Verdict
from tuner_gui.engine.config import Metric, Record, Task
from tuner_gui.engine.experiment import ExperimentConfig
from tuner_gui.engine.facts import DeviceInfo, Finding

MemberStatus = Literal["waiting", "running", "finished", "interrupted", "skipped", "failed"]


class MemberResult(Record, frozen=True, kw_only=True):
    """One training or baseline that is done."""

    key: str
    way: str
    mode: str
    """Training mode or baseline."""
    base_model: str
    """Empty for a baseline."""
    seed: int
    fold: int = 0
    train_share: float = 1.0
    train_rows: int
    score: float
    """Main metric on the test rows."""
    ci: Interval
    """95 % interval of it, over the rows."""
    validation: float
    metrics: dict[Metric, float]
    """All metrics on the test rows."""
    seconds: float
    epochs: float = 0.0
    learning_rate: float = 0.0


class ClassScore(Record, frozen=True, kw_only=True):
    """One class or label of one way of training, mean over its models."""

    label: str
    precision: float
    recall: float
    f1: float
    n: int
    """Test rows that have it."""


class WayResult(Record, frozen=True, kw_only=True):
    """One way of training: a training mode (of a base model, where there are several), or a baseline."""

    mode: str
    """Its id, see `experiment.way_id`; a training mode where there is one base model."""
    baseline: bool = False
    base_model: str = ""
    score: float
    """Mean over its models of the main metric on the test rows."""
    ci: Interval
    """95 % interval."""
    validation: float
    seeds: int
    rows: int
    """Test rows; of a cross-validation, all rows."""
    deviation: float | None = None
    """Standard deviation between seeds; None: there is one."""
    metrics: dict[Metric, float]
    """All metrics on the test rows, mean over its models."""
    seconds: float
    """Of one training, from the data at hand to the best state; of a cross-validation, of one fold."""
    peak_memory_bytes: int
    parameters: int
    trainable_parameters: int
    export_bytes: int
    """Of its model's folder."""
    predictions_per_second: float
    """Rows, as it labelled the test rows."""
    energy_joules: float | None = None
    """Of one training; None: this hardware does not report it."""
    classes: tuple[ClassScore, ...] = ()
    kept: str = ""
    """Key of the member whose model was kept: the best on the validation rows."""


class CurvePoint(Record, frozen=True, kw_only=True):
    """Score of one way of training with some of the training rows."""

    train_rows: int
    score: float
    ci: Interval
    seeds: int


class CurveFit(Record, frozen=True, kw_only=True):
    """What the fitted power law says at a number of training rows."""

    train_rows: float
    score: float
    ci: Interval


class WayCurve(Record, frozen=True, kw_only=True):
    """Data-efficiency curve of one way of training."""

    mode: str
    points: tuple[CurvePoint, ...]
    """Ascending by rows."""
    fit: tuple[CurveFit, ...] = ()
    """From the fewest rows measured to beyond all rows; empty where nothing can be fitted."""
    more_rows: int = 0
    gain: float | None = None
    """What `more_rows` more labelled rows would add to the score with all rows; None: not known."""
    gain_ci: Interval | None = None


class Overtaking(Record, frozen=True, kw_only=True):
    """Where one way of training overtakes another, by their fitted curves."""

    leader: str
    """The better one from there on."""
    other: str
    train_rows: float
    ci: Interval
    sure: float
    """Share of the draws in which they cross within reach."""


class DataSummary(Record, frozen=True, kw_only=True):
    """What was compared on."""

    path: str
    task: Task
    text_columns: tuple[str, ...]
    label_columns: tuple[str, ...]
    labels: tuple[str, ...]
    label_counts: tuple[int, ...] = ()
    """All rows that take part, by label."""
    train: int
    validation: int
    test: int
    skipped: int = 0
    findings: tuple[Finding, ...] = ()


class ExperimentResult(Record, frozen=True, kw_only=True):
    """What `comparison.json` holds; written anew after every training."""

    runs: tuple[MemberResult, ...]
    """Of all shares."""
    summary: tuple[WayResult, ...]
    """Best first on the test rows; only ways of which at least one training with all rows is done."""
    pairs: tuple[Pair, ...]
    """On the test rows."""
    verdict: str
    """In plain words; empty while there is nothing to say."""
    metric: Metric
    test: Comparison | None = None
    validation: Comparison | None = None
    decision: Verdict | None = None
    curves: tuple[WayCurve, ...] = ()
    overtakings: tuple[Overtaking, ...] = ()
    curve_words: str = ""
    """Whether more labels would help, in plain words."""
    complete: bool = False
    """Every training that was planned is done, skipped or failed."""
    data: DataSummary
    config: ExperimentConfig
    device: DeviceInfo | None = None
    versions: dict[str, str] = {}

    def way(self, mode: str) -> WayResult:
        """The way of training with this id."""
        return next(each for each in self.summary if each.mode == mode)


class PlannedMember(Record, frozen=True, kw_only=True):
    """What one training is predicted to take."""

    key: str
    seconds: float


class ExperimentPlan(Record, frozen=True, kw_only=True):
    """What an experiment comes to before it is started."""

    config: ExperimentConfig
    """Resolved: epochs, seconds and folds are filled in."""
    rows: int
    """Rows that take part."""
    members: tuple[PlannedMember, ...]
    """In the order of `experiment.members`."""
    notes: tuple[str, ...] = ()
    """What a person should know, such as that there are few rows; one sentence each."""

    @property
    def seconds(self) -> float:
        """Of everything."""
        return sum(member.seconds for member in self.members)
