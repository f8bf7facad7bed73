"""What an experiment comes to before it is started: what was left open is filled in, its time predicted."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tuner_gui.engine.comparing.way_names import way_names
from tuner_gui.engine.config import Mode, RunConfig, Sampling
from tuner_gui.engine.control import Control
from tuner_gui.engine.data.survey import Survey, survey
from tuner_gui.engine.experiment import FEW_ROWS, FOLDS, ExperimentConfig, way_id
from tuner_gui.engine.experiment_result import ExperimentPlan
from tuner_gui.engine.experiments.member_costs import (
    Costs,
    Rows,
    affordable_epochs,
    default_epochs,
    mean_characters,
    planned_members,
)
from tuner_gui.engine.models import catalog
from tuner_gui.engine.replies import ExperimentPlanned
from tuner_gui.engine.requests import EstimateJob, PlanExperimentJob
from tuner_gui.engine.training.costs.estimate import ModeCost, costs_of, judged
from tuner_gui.engine.training.reporting import Emit, Reporter, SuspendedError
from tuner_gui.errors import CancelledError, DataError

_SAMPLE_ROWS = 64
"""Rows that tell how long the texts are, as before one run."""
_FEW_TO_LEARN_FROM = 20
_ROUNDING = 1e-6
_MOST_EPOCHS = 1000
"""That may be asked for."""


def plan_experiment(job: PlanExperimentJob, control: Control, emit: Emit) -> ExperimentPlanned:
    """Resolve an experiment and predict its time.

    Raises:
        DataError: the dataset cannot be learned from, or not be cross-validated as was asked.
        ModelError: a base model cannot be used.
        CancelledError: the person cancelled.
    """
    say = Reporter(emit, control)
    try:
        return ExperimentPlanned(plan=_plan(job.config, control, say))
    except SuspendedError as error:  # a plan is made again, not resumed
        raise CancelledError("The plan was cancelled.") from error


def _plan(config: ExperimentConfig, control: Control, say: Reporter) -> ExperimentPlan:
    say.stage("reading")
    seen = survey(config.dataset)
    if seen.problem is not None:
        raise seen.problem
    texts, _ = seen.sample(_SAMPLE_ROWS)
    rows = Rows(parts=seen.split_sizes, classes=_classes(seen), characters=mean_characters(texts))
    config = msgspec.structs.replace(config, dataset=seen.config)
    config, notes = _with_folds(config, seen, rows)
    jobs = {model: _estimate_job(config, model, texts, seen.longest(), rows) for model in config.base_models}
    costs: dict[str, dict[Mode, ModeCost]] = {}
    for model, asked in jobs.items():
        catalog.resolve(model, progress=say.bytes_loaded, control=control)
        say.stage("measuring")
        found = costs_of(asked, control, config.modes)
        costs[model] = {cost.begun.config.mode: cost for cost in found}
        notes += _memory_notes(found, asked, config)
    config, more = _with_budget(config, costs, rows)
    return ExperimentPlan(
        config=config,
        rows=rows.total,
        members=planned_members(config, costs, rows),
        notes=(*notes, *more, *_notes(config, rows)),
    )


def _classes(seen: Survey) -> int:
    return 1 if seen.roles.task == "regression" else max(2, len(seen.counts))


def _estimate_job(
    config: ExperimentConfig,
    model: str,
    texts: tuple[tuple[str, ...], ...],
    longest: tuple[str, ...],
    rows: Rows,
) -> EstimateJob:
    run = RunConfig(dataset=config.dataset, base_model=model, hyperparameters=config.hyperparameters)
    return EstimateJob(
        config=run, rows=rows.total, sample_texts=texts, longest_text=longest, classes=rows.classes
    )


def _with_folds(config: ExperimentConfig, seen: Survey, rows: Rows) -> tuple[ExperimentConfig, list[str]]:
    """Where it was left open: folds where there are few rows, and any of them may be tested on.

    Raises:
        DataError: folds were asked for, and cannot be made.
    """
    if config.folds is not None:
        if config.folds:
            seen.check_folds()
            _check_size(config.folds, rows.total)
        return config, []
    if rows.total >= FEW_ROWS:
        return msgspec.structs.replace(config, folds=0), []
    few = f"There are {rows.total:,} labelled rows, fewer than {FEW_ROWS}"
    try:
        seen.check_folds()
    except DataError:
        note = (
            f"{few}, and which of them are tested on is given: {rows.parts[2]:,} test rows tell only large "
            "differences."
        )
        return msgspec.structs.replace(config, folds=0), [note]
    note = f"{few}: every row is tested once, by {FOLDS}-fold cross-validation."
    return msgspec.structs.replace(config, folds=FOLDS), [note]


def _check_size(folds: int, rows: int) -> None:
    if folds > rows // 2:
        raise DataError(
            f"{rows:,} rows cannot be cut into {folds} parts with at least two rows each.",
            hint="Choose fewer parts for the cross-validation; five are usual.",
        )


def _with_budget(config: ExperimentConfig, costs: Costs, rows: Rows) -> tuple[ExperimentConfig, list[str]]:
    """Epochs by way, as the budget says."""
    parts = rows.parts_of(Sampling(folds=config.folds or 0))
    first, model = config.modes[0], config.base_models[0]
    usual = default_epochs(first, costs[model][first], rows, config, parts)
    if config.budget == "defaults":
        return msgspec.structs.replace(config, mode_epochs={}), []
    if config.budget == "epochs":
        epochs = config.epochs or usual
        ways = dict.fromkeys(_ways(config), epochs)
        return msgspec.structs.replace(config, epochs=epochs, mode_epochs=ways), []
    seconds = config.seconds or costs[model][first].seconds(parts, usual)
    affordable = {
        way: affordable_epochs(costs[base][mode], parts, seconds)
        for way, (mode, base) in _ways(config).items()
    }
    names = way_names(tuple(affordable))
    short = [names[way] for way, epochs in affordable.items() if epochs < 1]
    notes = [
        f"One epoch of {name} takes longer than the {seconds:,.0f} s of the budget; it is made all the same."
        for name in short
    ]
    ways = {way: min(max(int(epochs + _ROUNDING), 1), _MOST_EPOCHS) for way, epochs in affordable.items()}
    return msgspec.structs.replace(config, seconds=seconds, mode_epochs=ways), notes


def _ways(config: ExperimentConfig) -> dict[str, tuple[Mode, str]]:
    """Mode and base model by way."""
    return {
        way_id(mode, model, config): (mode, model) for mode in config.modes for model in config.base_models
    }


def _memory_notes(found: tuple[ModeCost, ...], job: EstimateJob, config: ExperimentConfig) -> list[str]:
    estimates = {way_id(each.mode, job.config.base_model, config): each for each in judged(found, job)}
    names = way_names(tuple(_ways(config)))
    return [
        f"The memory that is free will probably not suffice for {names[way]}. {each.advice}".rstrip()
        for way, each in estimates.items()
        if each.fit == "wont_fit"
    ]


def _notes(config: ExperimentConfig, rows: Rows) -> Iterator[str]:
    if config.seeds == 1:
        yield (
            "Each mode is trained once, so what is found is said of these models; three seeds tell how much "
            "is chance."
        )
    for share in sorted(config.shares):
        train = rows.parts_of(Sampling(folds=config.folds or 0, train_share=share))[0]
        if train < _FEW_TO_LEARN_FROM:
            yield f"{share:.0%} of the training rows are {train:,}: a mode can hardly learn from so few."
