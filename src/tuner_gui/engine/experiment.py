"""What an experiment is made of: several runs over one dataset and one split, made to be compared.

Part of the seam, like `config`; imports neither torch nor Qt nor numpy.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Literal

import msgspec

from tuner_gui.engine.comparing.records import REGION
from tuner_gui.engine.config import (
    BUILTIN,
    MODES,
    DatasetConfig,
    Hyperparameters,
    Mode,
    Record,
    RunConfig,
    Sampling,
)

Budget = Literal["epochs", "time", "defaults"]
BUDGETS: tuple[Budget, ...] = ("epochs", "time", "defaults")
"""What the modes have in common: as many epochs, about as much time by prediction, or nothing but the data,
each at its own defaults."""

BaselineName = Literal["constant", "words"]
BASELINES: tuple[BaselineName, ...] = ("constant", "words")
"""`constant`: always the most frequent class, the most likely labels, or the mean. `words`: TF-IDF of words
and pairs of words, with logistic regression (one against the rest for several labels) or ridge regression."""

SEEDS = 3
FOLDS = 5
FEW_ROWS = 300
"""With fewer rows every row is tested once, by cross-validation."""
SHARES = (0.05, 0.1, 0.25, 0.5)
"""Of the training rows, for the data-efficiency curve; all of them come with every experiment."""

_ORDER: tuple[Mode, ...] = ("head", "layerwise", "full", "lora", "scratch")
"""Cheapest first, so that there is something to see soon."""


class ExperimentConfig(Record, frozen=True, kw_only=True):
    """What is compared on what."""

    dataset: DatasetConfig
    base_models: tuple[str, ...] = (BUILTIN,)
    modes: tuple[Mode, ...] = MODES
    seeds: int = SEEDS
    """Trainings of each mode, at least 1; they differ in their seeds and share the split."""
    split_seed: int = 0
    budget: Budget = "epochs"
    epochs: int | None = None
    """Of the budget `epochs`; None: as many as the first of the modes takes at its defaults. Resolved by
    planning."""
    seconds: float | None = None
    """Of the budget `time`: of one training. None: as long as the first of the modes takes at its defaults.
    Resolved by planning."""
    mode_epochs: dict[str, int] = {}
    """Epochs by way (`way_id`), as planning made them of the budget; a way that is missing takes its
    default."""
    folds: int | None = None
    """Parts of the cross-validation; 0: one split. None: `FOLDS` where there are fewer than `FEW_ROWS` rows.
    Resolved by planning."""
    shares: tuple[float, ...] = ()
    """Of the data-efficiency curve, each below 1; empty: there is none."""
    region: float = REGION
    """Region of practical equivalence."""
    hyperparameters: Hyperparameters = Hyperparameters()
    """What is set for all modes."""

    def __post_init__(self) -> None:
        """Raise ValueError for values that can never work; the message is fit for a person."""
        if not self.modes or not self.base_models:
            raise ValueError("Choose at least one training mode and one base model.")
        if not 1 <= self.seeds <= 100:
            raise ValueError("The number of seeds must lie between 1 and 100.")
        if not all(0.0 < share < 1.0 for share in self.shares):
            raise ValueError("The shares of the data-efficiency curve must lie between 0 and 1.")
        if not 0.0 <= self.region <= 0.2:
            raise ValueError("The region of practical equivalence must lie between 0 and 20 points.")


class Member(Record, frozen=True, kw_only=True):
    """One training of an experiment, or one baseline."""

    key: str
    """Unique within the experiment; the name of its folder."""
    way: str
    """What is compared: see `way_id`; of a baseline, its name."""
    config: RunConfig
    """Of a baseline, dataset and sampling count."""
    baseline: BaselineName | None = None

    @property
    def main(self) -> bool:
        """True when it learns from all training rows: it counts for the comparison itself."""
        return self.config.sampling.train_share == 1.0


def way_id(mode: str, base_model: str, config: ExperimentConfig) -> str:
    """What is compared: a training mode; where there are several base models, with the model's name."""
    return mode if len(config.base_models) == 1 else f"{mode}@{base_model}"


def way_parts(way: str) -> tuple[str, str]:
    """Mode or baseline, and base model; the model is empty where there is only one."""
    mode, _, model = way.partition("@")
    return mode, model


def members(config: ExperimentConfig) -> tuple[Member, ...]:
    """Everything that has to be trained, in the order in which it is.

    Baselines come first, then one seed of every mode, then the other seeds, then the points of the
    data-efficiency curve, fewest rows first.

    Args:
        config: as planning resolved it.
    """
    assert config.folds is not None, "a plan says whether there are folds"
    return tuple(_members(config))


def _members(config: ExperimentConfig) -> Iterator[Member]:
    samplings = _samplings(config, 1.0)
    yield from (_baseline(config, name, sampling) for name, sampling in product(BASELINES, samplings))
    yield from _trainings(config, samplings)
    for share in sorted(config.shares):
        samplings = _samplings(config, share)
        yield from (_baseline(config, name, sampling) for name, sampling in product(BASELINES, samplings))
        yield from _trainings(config, samplings)


def _trainings(config: ExperimentConfig, samplings: list[Sampling]) -> Iterator[Member]:
    modes = [mode for mode in _ORDER if mode in config.modes]
    for seed, mode, model, sampling in product(range(config.seeds), modes, config.base_models, samplings):
        way = way_id(mode, model, config)
        settings = config.hyperparameters
        if way in config.mode_epochs:
            settings = msgspec.structs.replace(settings, epochs=config.mode_epochs[way], patience=0)
        number = config.base_models.index(model)
        prefix = mode if len(config.base_models) == 1 else f"{mode}-m{number}"
        yield Member(
            key=f"{prefix}-s{seed}{_suffix(sampling)}",
            way=way,
            config=RunConfig(
                dataset=config.dataset,
                base_model=model,
                mode=mode,
                seed=config.split_seed + seed,
                hyperparameters=settings,
                sampling=sampling,
            ),
        )


def _baseline(config: ExperimentConfig, name: BaselineName, sampling: Sampling) -> Member:
    run = RunConfig(dataset=config.dataset, seed=config.split_seed, sampling=sampling)
    return Member(key=f"{name}{_suffix(sampling)}", way=name, config=run, baseline=name)


def _samplings(config: ExperimentConfig, share: float) -> list[Sampling]:
    folds = config.folds or 0
    return [
        Sampling(seed=config.split_seed, folds=folds, fold=fold, train_share=share)
        for fold in range(max(1, folds))
    ]


def _suffix(sampling: Sampling) -> str:
    fold = f"-f{sampling.fold}" if sampling.folds else ""
    share = "" if sampling.train_share == 1.0 else f"-p{sampling.train_share:g}"
    return fold + share
