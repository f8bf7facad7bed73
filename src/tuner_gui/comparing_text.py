"""Experiments in words, for a terminal: the plan, each member, the outcome."""

from __future__ import annotations

import time
from collections import defaultdict
from pathlib import Path
from textwrap import fill

from tuner_gui import paths
from tuner_gui.console import duration
from tuner_gui.engine.config import BUILTIN
from tuner_gui.engine.experiment import BASELINES, ExperimentConfig, Member, members, way_parts
from tuner_gui.engine.experiment_result import ExperimentPlan, ExperimentResult, WayResult
from tuner_gui.engine.facts import Metrics
from tuner_gui.engine.tasks import METRIC_NAMES, metric_value
from tuner_gui.runs.experiments import ExperimentInfo

WIDTH = 100
"""Of sentences, in characters."""


def plan_lines(plan: ExperimentPlan) -> list[str]:
    """How much there is to train, how long that is predicted to take, and what to know of it."""
    everyone = members(plan.config)
    baselines = sum(member.baseline is not None for member in everyone)
    counts = f"{_count(len(everyone) - baselines, 'training')} and {_count(baselines, 'baseline')}"
    ways: dict[str, float] = defaultdict(float)
    for member, planned in zip(everyone, plan.members, strict=True):
        if member.baseline is None:
            ways[member.way] += planned.seconds
    each = ", ".join(f"{way_label(way)} {duration(seconds)}" for way, seconds in ways.items())
    return [f"{counts} on {plan.rows:,} rows, about {duration(plan.seconds)} ({each})", *plan.notes]


def member_title(member: Member) -> str:
    """`layerwise, seed 1, 10 % of the training rows, fold 2 of 5`."""
    sampling = member.config.sampling
    parts = [way_label(member.way)]
    parts += [] if member.baseline else [f"seed {member.config.seed}"]
    parts += [] if member.main else [f"{100 * sampling.train_share:g} % of the training rows"]
    parts += [f"fold {sampling.fold + 1} of {sampling.folds}"] if sampling.folds else []
    return ", ".join(parts)


def way_label(way: str) -> str:
    """A way of training in a line of a table: its id, with the base model where there are several."""
    mode, model = way_parts(way)
    if mode in BASELINES:
        return f"{mode} (baseline)"
    return f"{mode}, {model if model == BUILTIN else Path(model).name}" if model else mode


def score_words(metrics: Metrics) -> str:
    """`accuracy 84.1% of 104 rows, 1:23`."""
    test = metrics.test
    score = f"{METRIC_NAMES[test.metric]} {metric_value(test.metric, test.value)} of {test.n:,} rows"
    return f"{score}, {duration(metrics.train_seconds)}"


def result_text(result: ExperimentResult, folder: Path) -> str:
    """The verdict, a table of the ways of training, what more labels would bring, and where it all lies."""
    parts = [fill(result.verdict, WIDTH), "\n".join(_table(result)), fill(result.curve_words, WIDTH)]
    files = [f"Report: {folder / 'report.html'}"] if (folder / "report.html").is_file() else []
    kept = [way for way in result.summary if way.kept]
    models = [f"Model of {way_label(way.mode)}: {folder / 'runs' / way.kept}" for way in kept]
    files += [f"Experiment: {folder}"]
    return "\n\n".join(filter(None, [*parts, "\n".join([*models, *files])])) + "\n"


def list_line(info: ExperimentInfo, done: int) -> str:
    """One experiment of many; `done`: members that are finished."""
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(info.created))
    count = f"{done} of {len(info.members)}"
    modes = ",".join(info.config.modes)
    return f"{when}  {state_of(info):<11}  {count:>9}  {modes:<32}  {reference(Path(info.folder))}"


def state_of(info: ExperimentInfo) -> str:
    """How an experiment stands, in a word."""
    if info.owner is not None:
        return "running"
    return "interrupted" if info.ended is None else "finished"


def reference(folder: Path) -> str:
    """What names an experiment on the command line."""
    return folder.name if folder.parent == paths.experiments_dir() else str(folder)


def describe(config: ExperimentConfig) -> str:
    """What is compared on what, one line."""
    return f"Comparing {', '.join(config.modes)} on {Path(config.dataset.path).name}"


def _table(result: ExperimentResult) -> list[str]:
    labels = [way_label(way.mode) for way in result.summary]
    width = max(map(len, labels), default=0)
    name = METRIC_NAMES[result.metric]
    head = f"{'':<{width}}  {name:>10}  {'95 % interval':<17} {'time':>8} {'memory':>8} {'trained':>8}"
    return [
        head,
        *(_row(label, way, result, width) for label, way in zip(labels, result.summary, strict=True)),
    ]


def _row(label: str, way: WayResult, result: ExperimentResult, width: int) -> str:
    score, low, high = (metric_value(result.metric, value) for value in (way.score, *way.ci))
    memory = f"{way.peak_memory_bytes / 1e9:.1f} GB" if way.peak_memory_bytes else "-"
    trained = _parameters(way.trainable_parameters)
    return (
        f"{label:<{width}}  {score:>10}  {f'{low} to {high}':<17} {duration(way.seconds):>8} {memory:>8} "
        f"{trained:>8}"
    )


def _parameters(number: int) -> str:
    """`22.7 M`, `3.1 k`, `12`."""
    for size, unit in ((1e6, " M"), (1e3, " k")):
        if number >= size:
            return f"{number / size:.1f}{unit}"
    return str(number) if number else "-"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
