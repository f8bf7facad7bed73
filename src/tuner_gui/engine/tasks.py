"""What sets the tasks apart in a model's configuration. No torch."""

from __future__ import annotations

from tuner_gui.engine.config import Task

PROBLEM_TYPES: dict[Task, str] = {
    "single_label": "single_label_classification",
    "multi_label": "multi_label_classification",
    "regression": "regression",
}
"""`problem_type` of a configuration of `transformers`."""


def task_of(problem_type: str) -> Task:
    """The task of a trained model, by the `problem_type` of its configuration."""
    return next(task for task, name in PROBLEM_TYPES.items() if name == problem_type)


def output_names(task: Task, labels: tuple[str, ...], label_columns: tuple[str, ...]) -> tuple[str, ...]:
    """What a model's outputs are called: its labels; of a regression the column that is predicted."""
    return label_columns[:1] if task == "regression" else labels
