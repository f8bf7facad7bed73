"""Scores for tests that need some."""

from __future__ import annotations

from tuner_gui.engine.facts import Score


def accuracy(
    value: float, macro_f1: float, n: int, interval: tuple[float, float], loss: float = 0.5
) -> Score:
    """Of one label per row."""
    return Score(
        metrics={"accuracy": value, "macro_f1": macro_f1},
        metric="accuracy",
        interval=interval,
        n=n,
        loss=loss,
    )


def correlation(value: float, mae: float, n: int, interval: tuple[float, float], loss: float = 0.5) -> Score:
    """Of numbers."""
    return Score(
        metrics={"pearson": value, "spearman": value - 0.01, "mae": mae},
        metric="pearson",
        interval=interval,
        n=n,
        loss=loss,
    )


def micro_f1(value: float, n: int, interval: tuple[float, float], loss: float = 0.5) -> Score:
    """Of any number of labels per row."""
    return Score(
        metrics={"micro_f1": value, "macro_f1": value - 0.1, "subset_accuracy": value - 0.2},
        metric="micro_f1",
        interval=interval,
        n=n,
        loss=loss,
    )
