"""What sets the tasks apart in names and in a model's configuration. No torch."""

from __future__ import annotations

from typing import Literal

from tuner_gui.engine.config import Metric, Task
from tuner_gui.engine.facts import Score

ProblemType = Literal["single_label_classification", "multi_label_classification", "regression"]

PROBLEM_TYPES: dict[Task, ProblemType] = {
    "single_label": "single_label_classification",
    "multi_label": "multi_label_classification",
    "regression": "regression",
}
"""`problem_type` of a configuration of `transformers`."""


def task_of(problem_type: str) -> Task:
    """The task of a trained model, by the `problem_type` of its configuration."""
    return next(task for task, name in PROBLEM_TYPES.items() if name == problem_type)


METRIC_NAMES: dict[Metric, str] = {
    "accuracy": "accuracy",
    "macro_f1": "macro F1",
    "micro_f1": "micro F1",
    "subset_accuracy": "subset accuracy",
    "pearson": "Pearson",
    "spearman": "Spearman",
    "mae": "mean absolute error",
}
"""In English, where nothing is translated: terminal and model card."""

PLAIN_NUMBERS: frozenset[Metric] = frozenset({"pearson", "spearman", "mae"})
"""Metrics that are no shares."""

INTERVALS: dict[Task, str] = {
    "single_label": "Wilson's",
    "multi_label": "from a bootstrap over rows",
    "regression": "from Fisher's z",
}
"""How the 95 % interval of the main metric is made."""


def metric_value(metric: Metric, value: float) -> str:
    """`84.1%`, or `0.873` where the metric is no share."""
    return plain_number(value) if metric in PLAIN_NUMBERS else f"{value:.1%}"


def plain_number(value: float) -> str:
    """With about four digits: `0.873`, `41.26`, `250,310`."""
    if abs(value) < 10:
        return f"{value:.3f}"
    return f"{value:,.2f}" if abs(value) < 1000 else f"{value:,.0f}"


def main_with_interval(score: Score) -> str:
    """`84.1% (75.9% to 89.9%)`: the main metric with its 95 % interval."""
    low, high = (metric_value(score.metric, end) for end in score.interval)
    return f"{metric_value(score.metric, score.value)} ({low} to {high})"
