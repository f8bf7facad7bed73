"""Validation scores over the course of trainings, ready to be drawn beside one another. No widget."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tuner_gui.engine.events import Validated, decode_event
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.gui.plot_math import Array, thin
from tuner_gui.gui.run_history import RunHistory

POINTS = 120
"""Most of a line."""
EVENTS_FILE = "events.jsonl"


@dataclass(frozen=True, eq=False)
class RunCurve:
    """One training; arrays are parallel, [validations]."""

    way: str
    epochs: Array
    scores: Array
    """Of the main metric."""
    pace: float
    """Seconds that an epoch takes; 0: not known."""
    planned: float = 0.0
    """Epochs; 0: not known."""


def curve_of(way: str, history: RunHistory) -> RunCurve:
    """What a training has reported so far."""
    points = np.array([(each.epoch, each.main[1]) for each in history.validations], dtype=float)
    return _thinned(way, points.reshape(-1, 2), pace_of(history), history.epochs)


def pace_of(history: RunHistory) -> float:
    """Seconds that an epoch takes, as far as is known; else 0."""
    metrics, last, data = history.metrics, history.last, history.data
    if metrics is not None and metrics.epochs > 0:
        return metrics.train_seconds / metrics.epochs
    if last is not None and data is not None and last.rows_per_second > 0:
        return data.train / last.rows_per_second
    return 0.0


def way_of(history: RunHistory, several_models: bool) -> str:
    """The way of training that a run belongs to; empty while nobody knows."""
    config = history.config
    if config is None:
        return ""
    return f"{config.mode}@{config.base_model}" if several_models else config.mode


class LiveCurves:
    """Of trainings that have reported; those that reported nothing new keep their curve, the same object."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[tuple[str, int], RunCurve]] = {}

    def of(self, histories: Mapping[str, RunHistory]) -> dict[str, RunCurve]:
        """Curves of trainings with all rows, by key."""
        configs = {key: each.config for key, each in histories.items()}
        models = {config.base_model for config in configs.values() if config is not None}
        found = {}
        for key, history in histories.items():
            config = configs[key]
            if config is None or config.sampling.train_share != 1.0 or not history.validations:
                continue
            state = way_of(history, len(models) > 1), len(history.validations)
            known = self._known.get(key)
            if known is None or known[0] != state:
                known = self._known[key] = state, curve_of(state[0], history)
            found[key] = known[1]
        return found


def read_curves(folder: Path, result: ExperimentResult, keys: Collection[str]) -> dict[str, RunCurve]:
    """Of finished trainings of an experiment, by key; one that left no events has no points.

    Takes a moment: for a thread.
    """
    found = {}
    for run in result.runs:
        if run.key in keys:
            path = folder / "runs" / run.key / EVENTS_FILE
            points = _validations(path) if path.exists() else np.empty((0, 2))
            pace = run.seconds / run.epochs if run.epochs else 0.0
            found[run.key] = _thinned(run.way, points, pace)
    return found


def mean_curve(curves: Sequence[RunCurve], *, seconds: bool = False) -> tuple[Array, Array]:
    """Mean over several trainings, as far as all of them have come.

    Args:
        curves: at least one, each with points.
        seconds: over seconds, not over epochs.
    """
    lines = [(abscissa(each, seconds=seconds), each.scores) for each in curves]
    if len(lines) == 1:
        return lines[0]
    first = max(x[0] for x, _ in lines)
    last = min(x[-1] for x, _ in lines)
    places = np.unique(np.concatenate([x for x, _ in lines]))
    places = places[(places >= first) & (places <= last)]
    return thin(places, np.mean([np.interp(places, x, y) for x, y in lines], axis=0), POINTS)


def abscissa(curve: RunCurve, *, seconds: bool) -> Array:
    """Epochs, or seconds at an even pace."""
    return curve.epochs * curve.pace if seconds else curve.epochs


def _validations(path: Path) -> Array:
    """Epoch and score of each; of a run that went back to a checkpoint, the newest."""
    found: dict[int, tuple[float, float]] = {}
    with path.open("rb") as lines:
        for line in lines:
            # Only these are decoded: a run has a hundred times as many of the others.
            if b'"validated"' not in line or not line.endswith(b"\n"):
                continue
            event = decode_event(line)
            if isinstance(event, Validated):
                found[event.step] = (event.epoch, event.main[1])
    return np.array([found[step] for step in sorted(found)], dtype=float).reshape(-1, 2)


def _thinned(way: str, points: Array, pace: float, planned: float = 0.0) -> RunCurve:
    epochs, scores = thin(points[:, 0], points[:, 1], POINTS)
    return RunCurve(way, epochs, scores, pace, planned)
