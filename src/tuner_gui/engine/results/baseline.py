"""What there is to beat: a model that has read no text and always says the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tuner_gui.engine.config import Metric, Task
from tuner_gui.engine.results.measures import measure
from tuner_gui.engine.results.scored import Scored
from tuner_gui.engine.tasks import plain_number


@dataclass(frozen=True)
class Baseline:
    """The score of a model that always says the same: what there is to beat, on the same test rows."""

    name: str
    """In English, where nothing is translated: `always “neutral”`, `always the mean, 41.26`."""
    labels: tuple[str, ...]
    """What is always given: the most frequent label of the training rows, and of a multi-label task those
    that more than half of them have. Empty for a regression."""
    number: float | None
    """What a regression always gives: the mean of the training rows."""
    metrics: dict[Metric, float]
    interval: tuple[float, float]
    """95 % interval of the main metric."""


def baseline(scored: Scored, truth: np.ndarray) -> Baseline:
    """Scores of the constant answer.

    Args:
        scored: of the run; knows what was frequent among the training rows.
        truth: of the test rows, as `Scored.targets` has them.
    """
    name, places, always = _CONSTANTS[scored.task](scored)
    metrics, interval = measure(scored.task, np.broadcast_to(always, truth.shape), truth)
    number = scored.train_counts[0] if scored.task == "regression" else None
    return Baseline(name, tuple(scored.labels[place] for place in places), number, metrics, interval)


def _most_frequent(scored: Scored) -> tuple[str, list[int], np.ndarray]:
    most = int(np.argmax(scored.train_counts))
    return _always(scored, [most]), [most], np.asarray(most)


def _frequent_labels(scored: Scored) -> tuple[str, list[int], np.ndarray]:
    counts = np.asarray(scored.train_counts)
    places = sorted({int(np.argmax(counts)), *map(int, np.flatnonzero(2 * counts > scored.train_rows))})
    return _always(scored, places), places, np.isin(np.arange(len(counts)), places)


def _mean(scored: Scored) -> tuple[str, list[int], np.ndarray]:
    mean = scored.train_counts[0]
    return f"always the mean, {plain_number(mean)}", [], np.asarray(mean)


def _always(scored: Scored, places: list[int]) -> str:
    return "always " + " and ".join(f"“{scored.labels[place]}”" for place in places)


_CONSTANTS: dict[Task, Callable[[Scored], tuple[str, list[int], np.ndarray]]] = {
    "single_label": _most_frequent,
    "multi_label": _frequent_labels,
    "regression": _mean,
}
