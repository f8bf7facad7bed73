"""What each training and baseline of an experiment is predicted to take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from tuner_gui.engine.config import Mode, Sampling
from tuner_gui.engine.data.split import VALIDATION_SHARE
from tuner_gui.engine.experiment import ExperimentConfig, Member, members
from tuner_gui.engine.experiment_result import PlannedMember
from tuner_gui.engine.training.costs.estimate import ModeCost
from tuner_gui.engine.training.defaults import ModelSize, resolve

_BASELINE = 0.2
_READING_PER_ROW = 2e-5
_COUNTING, _FITTING = 1e-6, 4e-7
"""Seconds per character of text to count its words, and to fit them to a class. Measured on one core with
Banking77 (10,003 rows, 77 classes: 17 s), Financial PhraseBank (4,846 rows), SMS Spam and STS-B; within
twice as much or little."""

Parts = tuple[int, int, int]
"""Rows for training, validation and test."""
Costs = Mapping[str, Mapping[Mode, ModeCost]]
"""By base model."""


@dataclass(frozen=True)
class Rows:
    """What is known of the rows before they are split."""

    parts: Parts
    """Of one split."""
    classes: int
    """Labels to tell apart; 1 of a regression."""
    characters: float
    """Mean length of a row's texts."""

    @property
    def total(self) -> int:
        """Rows that take part."""
        return sum(self.parts)

    def parts_of(self, sampling: Sampling) -> Parts:
        """As they will be split, give or take a row."""
        train, validation, test = self.parts
        if sampling.folds:
            test = self.total // sampling.folds
            validation = round((self.total - test) * VALIDATION_SHARE)
            train = self.total - test - validation
        return max(1, round(train * sampling.train_share)), validation, test


def default_epochs(mode: Mode, cost: ModeCost, rows: Rows, config: ExperimentConfig, parts: Parts) -> int:
    """Epochs that a mode takes when nobody says how many."""
    size = ModelSize(cost.begun.parameters, cost.begun.most_tokens)
    settings = resolve(
        config.hyperparameters,
        mode,
        size,
        train_rows=parts[0],
        classes=rows.classes,
        longest=cost.begun.most_tokens,
    )
    assert settings.epochs
    return settings.epochs


def planned_members(config: ExperimentConfig, costs: Costs, rows: Rows) -> tuple[PlannedMember, ...]:
    """All members with the seconds that each will take.

    The first training of each base model makes the token ids for all, and the first of `head` the states of
    frozen blocks. Ending early is not foreseen.

    Args:
        config: resolved.
        costs: of each base model and mode.
        rows: of the dataset.
    """
    seen: set[tuple[str, bool]] = set()
    planned = []
    for member in members(config):
        if member.baseline:
            planned.append(PlannedMember(key=member.key, seconds=_baseline_seconds(member, rows)))
            continue
        run = member.config
        cost = costs[run.base_model][run.mode]
        kind = run.base_model, cost.begun.caches
        shared, parts = kind in seen, rows.parts_of(run.sampling)
        seen |= {kind, (run.base_model, False)}
        epochs = config.mode_epochs.get(member.way) or default_epochs(run.mode, cost, rows, config, parts)
        planned.append(PlannedMember(key=member.key, seconds=cost.seconds(parts, epochs, shared=shared)))
    return tuple(planned)


def _baseline_seconds(member: Member, rows: Rows) -> float:
    """Roughly: reading, counting words, fitting twice."""
    train, validation, test = rows.parts_of(member.config.sampling)
    reading = _BASELINE + _READING_PER_ROW * rows.total
    if member.baseline == "constant":
        return reading
    characters = rows.characters * (train + validation + test)
    return reading + _COUNTING * characters + _FITTING * rows.characters * train * rows.classes


def affordable_epochs(cost: ModeCost, parts: Parts, seconds: float) -> float:
    """Epochs that a training can make in so many seconds; may be less than one."""
    one, two = cost.seconds(parts, 1), cost.seconds(parts, 2)
    return 1 + (seconds - one) / max(two - one, 1e-6)


def mean_characters(texts: tuple[tuple[str, ...], ...]) -> float:
    """Of a row's texts."""
    return fmean(sum(map(len, row)) for row in texts)
