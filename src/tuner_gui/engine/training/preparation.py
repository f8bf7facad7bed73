"""What comes before the first step: data read, model loaded, texts tokenised. Whoever steps begins here."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from accelerate import Accelerator
from accelerate.utils import set_seed
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from tuner_gui.engine.config import Execution, Hyperparameters, RunConfig, TruncationSide
from tuner_gui.engine.control import Control
from tuner_gui.engine.data.prepare import PreparedData, prepare
from tuner_gui.engine.events import DataReady
from tuner_gui.engine.facts import LearningRate
from tuner_gui.engine.models import catalog
from tuner_gui.engine.training.class_weights import balanced, describe
from tuner_gui.engine.training.defaults import RECIPES
from tuner_gui.engine.training.execution import choose_execution
from tuner_gui.engine.training.frozen import cached
from tuner_gui.engine.training.objective import Objective, make_objective
from tuner_gui.engine.training.optimizer import build_optimizer, learning_rates, rate_groups
from tuner_gui.engine.training.probing import probe_head
from tuner_gui.engine.training.processes import from_first
from tuner_gui.engine.training.reporting import Reporter
from tuner_gui.engine.training.setup import Setup, set_up
from tuner_gui.engine.training.shared_states import SharedPlace
from tuner_gui.engine.training.stepping import Stepper, TrainingData
from tuner_gui.engine.training.texts import fingerprint
from tuner_gui.engine.training.token_cache import tokens_of
from tuner_gui.engine.training.tokenizing import RowSource, TokenizedRows, tokenize
from tuner_gui.engine.training.truncation import better_side

_POOLED = (
    "The head reads the mean of all tokens and begins as a regression on what the model says already: "
    "with few rows that is the better start. The model gets one more block, which only averages."
)

_COMPARING = (
    "Many texts are longer than the {:,} tokens that are read: comparing what words at their beginnings and "
    "at their ends say of the labels."
)
_OTHER_SIDE: dict[TruncationSide, str] = {
    "left": "The ends of these texts say more of the labels than the beginnings, so of a text that is too "
    "long the end is read.",
    "right": "The beginnings of these texts say more of the labels than the ends, so of a text that is too "
    "long the beginning is read.",
}


@dataclass(frozen=True)
class LoneStepper:
    """Makes optimizer steps outside a run."""

    stepper: Stepper
    optimizer: Any
    """Each group carries its highest rate as `peak`, its present one as `lr`."""
    model: Any
    """As the accelerator prepared it."""
    rates: tuple[LearningRate, ...]


@dataclass
class Loaded:
    """What stages hand to one another."""

    data: PreparedData
    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    rows: TokenizedRows
    objective: Objective
    hyperparameters: Hyperparameters
    execution: Execution

    def lone_stepper(self, config: RunConfig, rows: RowSource, accelerator: Accelerator) -> LoneStepper:
        """Optimizer steps outside a run: at rates that the caller sets, none at first."""
        settings = self.hyperparameters
        assert settings.weight_decay is not None
        groups = rate_groups(self.model, RECIPES[config.mode], settings)
        optimizer = build_optimizer(groups, accelerator.device, settings.weight_decay)
        model, optimizer = accelerator.prepare(self.model, optimizer)
        stepper = Stepper(
            model, optimizer, self.training_data(rows), self.objective, accelerator, lambda event: None
        )
        return LoneStepper(stepper, optimizer, model, learning_rates(groups))

    def training_data(self, rows: RowSource) -> TrainingData:
        """What a trainer learns from, by way of `rows`."""
        split = self.data.split
        return TrainingData(rows, self.data.targets, split.train, split.validation, fingerprint(self.data))


class Preparation:
    """The stages before the first step, in order.

    Args:
        config: of the run.
        cache: folder for texts, token ids and cached states; the caller removes it.
        accelerator: device, precision and processes.
        control: asked during a download whether to end.
        say: told of stages and progress.
        shared: folder for what other runs can use too, such as states; None: there are no others.
        tokenizer: folder for a tokenizer made for this run, from where it is taken when the run is resumed;
            None: it need not be kept.
    """

    def __init__(
        self,
        config: RunConfig,
        cache: Path,
        accelerator: Accelerator,
        control: Control,
        say: Reporter,
        *,
        shared: Path | None = None,
        tokenizer: Path | None = None,
    ) -> None:
        self._shared = shared
        self._tokenizer = tokenizer
        self._config = config
        self._cache = cache
        self._accelerator = accelerator
        self._control = control
        self._say = say

    def load(self, *, most_rows: int | None = None) -> Loaded:
        """Everything that a run learns with and from.

        Args:
            most_rows: make only so many of the training rows ready, at random, and no others; None: all rows.

        Raises:
            TunerError: the data or the base model cannot be used, or the person cancelled.
        """
        return self.begin(self._read(), most_rows=most_rows)

    def begin(self, data: PreparedData, *, most_rows: int | None = None) -> Loaded:
        """The same with data that is read already."""
        self._say.stage("loading_model")
        folder = catalog.resolve(
            self._config.base_model, progress=self._say.bytes_loaded, control=self._control
        )
        set_seed(self._config.seed)
        with self._accelerator.main_process_first():  # it may have to make a tokenizer for all
            setup = set_up(self._config, data, folder, kept=self._tokenizer)
        objective = self._objective(data, setup.hyperparameters.label_smoothing or 0.0)
        objective.prepare(setup.model)
        if most_rows is not None:
            data = narrowed(data, most_rows, seed=self._config.seed)
        self._say.stage("tokenizing")
        if most_rows is None:
            setup = self._choose_side(data, setup)
        rows = self._tokenize(data, setup, keep=most_rows is None)
        setup.model.to(self._accelerator.device)
        if setup.hyperparameters.pooling == "mean":
            self._say.log(_POOLED)
            probe_head(setup.model, rows, data.split.train, data.targets, objective)
        execution = self._execution(rows, setup)
        return Loaded(data, setup.model, setup.tokenizer, rows, objective, setup.hyperparameters, execution)

    def _choose_side(self, data: PreparedData, setup: Setup) -> Setup:
        """Decide where texts that are too long are cut, unless the person did; the first process looks."""
        settings = setup.hyperparameters
        side = settings.truncation_side
        if side is None:
            assert settings.max_length
            if self._accelerator.is_main_process:
                side = better_side(
                    data,
                    setup.tokenizer,
                    settings.max_length,
                    seed=self._config.seed,
                    begin=lambda: self._say.log(_COMPARING.format(settings.max_length)),
                )
            side = from_first(self._accelerator, side)
            assert side is not None
            if side != setup.tokenizer.truncation_side:
                self._say.log(_OTHER_SIDE[side])
        setup.tokenizer.truncation_side = side
        return replace(setup, hyperparameters=msgspec.structs.replace(settings, truncation_side=side))

    def _execution(self, rows: TokenizedRows, setup: Setup) -> Execution:
        """Chosen by the first process: all are to compute alike."""
        chosen = self._config.execution
        if chosen is None:
            self._say.stage("measuring")
        if chosen is None and self._accelerator.is_main_process:
            chosen = choose_execution(setup.model, rows, setup.hyperparameters)
        chosen = from_first(self._accelerator, chosen)
        assert chosen is not None
        return chosen

    @property
    def caches(self) -> bool:
        """Whether the trainer works on cached states of frozen blocks."""
        return RECIPES[self._config.mode].frozen

    @contextlib.contextmanager
    def row_source(self, loaded: Loaded) -> Iterator[RowSource]:
        """Where the trainer gets its inputs from: the rows, or the cached states of frozen blocks."""
        if not self.caches:
            yield loaded.rows
            return
        self._say.stage("caching")
        split = loaded.data.split
        needed = np.concatenate([split.train, split.validation])
        file = self._cache / f"states-{self._accelerator.process_index}.f32"
        shared = None
        if self._shared is not None and self._accelerator.num_processes == 1:
            shared = SharedPlace(self._shared, loaded.rows.digest())
        report = self._say.rows_of("caching", len(needed))
        with cached(loaded.rows, loaded.model, needed, file, report, shared=shared) as rows:
            yield rows

    def _read(self) -> PreparedData:
        self._say.stage("reading")
        texts = self._cache / f"texts-{self._accelerator.process_index}.arrow"
        config = self._config
        data = prepare(config.dataset, seed=config.seed, sampling=config.sampling, spill=texts)
        self._say.emit(
            DataReady(
                train=len(data.split.train),
                validation=len(data.split.validation),
                test=len(data.split.test),
                labels=data.label_names,
                text_columns=data.text_columns,
                label_columns=data.label_columns,
                task=data.task,
                skipped=data.skipped,
                unlabelled=data.unlabelled,
                fixes=data.fixes,
            )
        )
        for finding in data.findings:
            self._say.log(finding.message, warning=finding.severity != "info")
        for note in data.notes:
            self._say.log(note)
        return data

    def _objective(self, data: PreparedData, smoothing: float) -> Objective:
        targets = data.targets[data.split.train]
        weights = None
        if data.class_weights:
            weights = balanced(data.task, targets, len(data.label_names))
            self._say.log(describe(weights, data.label_names), warning=weights is None)
        return make_objective(data.task, targets, weights=weights, smoothing=smoothing)

    def _tokenize(self, data: PreparedData, setup: Setup, *, keep: bool) -> TokenizedRows:
        """`keep`: for later runs too."""
        assert setup.hyperparameters.max_length
        with self._accelerator.local_main_process_first():  # the others find what it made
            return (tokens_of if keep else tokenize)(
                data.texts,
                setup.tokenizer,
                max_length=setup.hyperparameters.max_length,
                cache_file=self._cache / f"tokens-{self._accelerator.process_index}.arrow",
                report=self._say.rows_of("tokenizing", data.rows),
            )


def narrowed(data: PreparedData, most_rows: int, *, seed: int) -> PreparedData:
    """At most so many of the training rows and no others, chosen at random."""
    chosen = np.random.default_rng(seed).permutation(data.split.train)[:most_rows]
    nothing = np.empty(0, dtype=np.int64)
    return replace(
        data,
        texts=data.texts.take(chosen),
        targets=data.targets[chosen],
        row_numbers=data.row_numbers[chosen],
        measured=None,
        split=replace(data.split, train=np.arange(len(chosen)), validation=nothing, test=nothing),
    )
