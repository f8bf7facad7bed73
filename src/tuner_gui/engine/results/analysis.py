"""Everything there is to know of a finished run's scores, at the decision in effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tuner_gui.engine.config import Decision, Metric
from tuner_gui.engine.facts import Score
from tuner_gui.engine.results.calibration import Reliability
from tuner_gui.engine.results.curves import Curve, Tradeoff
from tuner_gui.engine.results.scored import Scored


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


@dataclass(frozen=True)
class ClassScore:
    """One label on the test rows; shares are 0 where there is nothing to divide by."""

    label: str
    precision: float
    recall: float
    f1: float
    n: int
    """Test rows that have it."""
    predicted: int
    """Test rows that were given it."""


@dataclass(frozen=True, eq=False)
class Residuals:
    """Of a regression on the test rows, in the order of the table."""

    predicted: np.ndarray
    """float64 [test rows]."""
    true: np.ndarray
    """float64 [test rows]."""
    rows: np.ndarray
    """Indices into the rows of `Scored`; int64 [test rows]."""


@dataclass(frozen=True, eq=False)
class Analysis:
    """What a run's model got right and wrong on its test rows; None or empty what does not fit the task."""

    scored: Scored
    decision: Decision
    """In effect: all of this is at its temperature and threshold."""
    score: Score
    """On the test rows, at this decision."""
    baseline: Baseline
    classes: tuple[ClassScore, ...]
    """In the order of `scored.labels`."""
    confusion: np.ndarray | None
    """Single-label: test rows by true (first axis) and predicted label; int64 [labels, labels]."""
    roc: Curve | None
    """Two classes: of the second. Several labels: over all decisions (micro). More classes, up to
    `curves.MOST_CLASSES`: the mean of each against the rest (macro)."""
    precision_recall: Curve | None
    """Two classes: of the second. Several labels: over all decisions (micro)."""
    reliability: Reliability | None
    """At this decision's temperature."""
    ece_raw: float | None
    """Expected calibration error on the test rows at a temperature of 1, as trained."""
    fitted_temperature: float | None
    """The best by the validation rows; None where they cannot tell (too few, or none is wrong)."""
    ece_fitted: float | None
    """Expected calibration error on the test rows at `fitted_temperature`."""
    tradeoff: Tradeoff | None
    """Two classes, or several labels: on the validation rows, at this decision's temperature."""
    residuals: Residuals | None


def analyse(scored: Scored, decision: Decision) -> Analysis:
    """Everything at once; quick enough to be asked again at every move of a threshold."""
    raise NotImplementedError
