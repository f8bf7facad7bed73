"""What is done of an experiment, as its folders hold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tuner_gui.engine.config import Record
from tuner_gui.engine.experiment import ExperimentConfig, Member, members
from tuner_gui.engine.experiment_result import DataSummary
from tuner_gui.engine.facts import Metrics
from tuner_gui.engine.outcome import RunOutcome
from tuner_gui.engine.results.scored import FILE as SCORED_FILE
from tuner_gui.engine.results.scored import Scored, read_scored
from tuner_gui.errors import RunError
from tuner_gui.files import folder_size

METRICS_FILE = "metrics.json"
BASELINE_FILE = "baseline.json"
_BYTES_PER_PARAMETER = 4
"""As weights are saved."""


class BaselineFacts(Record, frozen=True, kw_only=True):
    """What `baseline.json` holds beside the metrics."""

    size_bytes: int
    """Of what has to be kept to use it."""
    data: DataSummary


class TimedOutcome(RunOutcome, frozen=True, kw_only=True):
    """The part of `run.json` that a comparison reads."""

    timings: dict[str, float] = {}
    """Seconds per stage."""


@dataclass(frozen=True, eq=False)
class DoneMember:
    """One training or baseline that is done."""

    member: Member
    scored: Scored
    metrics: Metrics
    run: TimedOutcome | None = None
    """Of a training."""
    baseline: BaselineFacts | None = None
    """Of a baseline."""
    model_bytes: int = 0
    """Of the model's folder; 0: it was not kept."""

    @property
    def seconds(self) -> float:
        """Of its training, from token ids on: what runs once below the layers that learn is part of it."""
        return self.metrics.train_seconds + self.caching_seconds

    @property
    def caching_seconds(self) -> float:
        """Of what runs once, where it was not there already."""
        return self.run.timings.get("caching", 0.0) if self.run else 0.0

    @property
    def rows_per_second(self) -> float:
        """As it labelled the validation and test rows; 0 where that is not known."""
        if self.run is None:
            return self.metrics.rows_per_second
        seconds = self.run.timings.get("testing", 0.0)
        return self.scored.data.num_rows / seconds if seconds else 0.0

    @property
    def export_bytes(self) -> int:
        """Of its model, as it is or was on the disk."""
        if self.baseline is not None:
            return self.baseline.size_bytes
        return self.model_bytes or _BYTES_PER_PARAMETER * self.metrics.parameters


_metrics = msgspec.json.Decoder(Metrics)
_baselines = msgspec.json.Decoder(BaselineFacts)
_outcomes = msgspec.json.Decoder(TimedOutcome)


def read_done(config: ExperimentConfig, runs_dir: Path) -> list[DoneMember]:
    """The members of an experiment that have their rows and metrics, in the order of the plan.

    Raises:
        RunError: the files of one are damaged.
    """
    return [_read(member, runs_dir / member.key) for member in members(config) if is_done(runs_dir, member)]


def is_done(runs_dir: Path, member: Member) -> bool:
    """Whether a member left everything that a comparison needs."""
    return all((runs_dir / member.key / name).is_file() for name in _files_of(member))


def _files_of(member: Member) -> Sequence[str]:
    return SCORED_FILE, METRICS_FILE, BASELINE_FILE if member.baseline else "run.json"


def _read(member: Member, folder: Path) -> DoneMember:
    try:
        metrics = _metrics.decode((folder / METRICS_FILE).read_bytes())
        if member.baseline:
            facts = _baselines.decode((folder / BASELINE_FILE).read_bytes())
            return DoneMember(member, read_scored(folder), metrics, baseline=facts)
        run = _outcomes.decode((folder / "run.json").read_bytes())
        return DoneMember(
            member, read_scored(folder), metrics, run=run, model_bytes=folder_size(folder / "model")
        )
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(
            f"The files of {member.key} in {folder} are damaged.",
            hint="Remove this folder and resume the experiment: it is then trained again.",
            detail=repr(error),
        ) from error
