"""Everything there is to know of a finished run's scores, at the decision in effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tuner_gui.engine.config import METRICS, Decision, Task
from tuner_gui.engine.facts import Score
from tuner_gui.engine.results.baseline import Baseline, baseline
from tuner_gui.engine.results.calibration import Reliability, fit_temperature, reliability
from tuner_gui.engine.results.curves import (
    MOST_CLASSES,
    Curve,
    Tradeoff,
    mean_roc,
    precision_recall,
    roc,
    tradeoff,
)
from tuner_gui.engine.results.deciding import decide
from tuner_gui.engine.results.measures import measure
from tuner_gui.engine.results.per_class import ClassScore, class_scores, confused_pairs, confusion_matrix
from tuner_gui.engine.results.scored import TEST, VALIDATION, Scored

__all__ = [
    "Analysis",
    "Baseline",
    "ClassScore",
    "Curve",
    "Reliability",
    "Residuals",
    "Tradeoff",
    "analyse",
    "confused_pairs",
]

_HUGE = float(np.finfo(np.float32).max)
_LEAST = 1e-12
"""A probability of 0 would make a loss that is no number."""


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
    """On the test rows, at this decision. Its loss weighs all labels alike."""
    baseline: Baseline
    classes: tuple[ClassScore, ...] = ()
    """In the order of `scored.labels`."""
    confusion: np.ndarray | None = None
    """Single-label: test rows by true (first axis) and predicted label; int64 [labels, labels]."""
    roc: Curve | None = None
    """Two classes: of the second. Several labels: over all decisions (micro). More classes, up to
    `curves.MOST_CLASSES`: the mean of each against the rest (macro)."""
    precision_recall: Curve | None = None
    """Two classes: of the second. Several labels: over all decisions (micro)."""
    reliability: Reliability | None = None
    """At this decision's temperature."""
    ece_raw: float | None = None
    """Expected calibration error on the test rows at a temperature of 1, as trained."""
    fitted_temperature: float | None = None
    """The best by the validation rows; None where they cannot tell (too few, or none is wrong)."""
    ece_fitted: float | None = None
    """Expected calibration error on the test rows at `fitted_temperature`."""
    tradeoff: Tradeoff | None = None
    """Two classes, or several labels: on the validation rows, at this decision's temperature."""
    residuals: Residuals | None = None


def analyse(scored: Scored, decision: Decision) -> Analysis:
    """Everything at once; quick enough to be asked again at every move of a threshold."""
    test = scored.at(TEST)
    scores = _finite(scored, decision)
    truth = scored.targets[test]
    given = decide(scored.task, scores[test], decision)
    metrics, interval = measure(scored.task, given, truth)
    found = Analysis(
        scored=scored,
        decision=decision,
        score=Score(
            metrics=metrics,
            metric=METRICS[scored.task][0],
            interval=interval,
            n=len(test),
            loss=_LOSSES[scored.task](scored, scores[test], truth),
        ),
        baseline=baseline(scored, truth),
    )
    if scored.task == "regression":
        return replace(found, residuals=Residuals(given, truth, test))
    return _with_labels(found, scores, test, given)


def _finite(scored: Scored, decision: Decision) -> np.ndarray:
    """Scores as numbers: training may have gone astray, and its model is to be looked at all the same."""
    with np.errstate(invalid="ignore"):
        scores = scored.scores(decision)
    # What is no number is no probability, and as far from any true number as can be.
    instead = _HUGE if scored.task == "regression" else 0.0
    return np.asarray(np.nan_to_num(scores, nan=instead, posinf=_HUGE, neginf=-_HUGE))


def _with_labels(found: Analysis, scores: np.ndarray, test: np.ndarray, given: np.ndarray) -> Analysis:
    """What is known beside where labels are given."""
    scored, several = found.scored, found.scored.task == "multi_label"
    truth, names = scored.targets[test], scored.labels
    confusion = None if several else confusion_matrix(truth, given, len(names))
    if confusion is None:
        counts = (given & truth).sum(axis=0), given.sum(axis=0), truth.sum(axis=0)
    else:
        counts = confusion.diagonal(), confusion.sum(axis=0), confusion.sum(axis=1)
    found = replace(found, confusion=confusion, classes=class_scores(names, *counts))
    return _with_curves(_with_calibration(found, scores[test], test), scores, test)


def _with_calibration(found: Analysis, scores: np.ndarray, test: np.ndarray) -> Analysis:
    """Args: `scores` of the test rows."""
    scored, validation = found.scored, found.scored.at(VALIDATION)
    diagram = _diagram(scored, scores, test)
    fitted = fit_temperature(scored.logits[validation], scored.targets[validation])
    eces = {found.decision.temperature: diagram.ece}
    for temperature in (1.0, fitted):
        if temperature is not None and temperature not in eces:
            eces[temperature] = _ece_at(scored, temperature, test)
    return replace(
        found,
        reliability=diagram,
        ece_raw=eces[1.0],
        fitted_temperature=fitted,
        ece_fitted=None if fitted is None else eces[fitted],
    )


def _ece_at(scored: Scored, temperature: float, test: np.ndarray) -> float:
    scores = _finite(scored, Decision(temperature=temperature))
    return _diagram(scored, scores[test], test).ece


def _diagram(scored: Scored, scores: np.ndarray, test: np.ndarray) -> Reliability:
    truth = scored.targets[test]
    if scored.task == "multi_label":
        return reliability(scores.ravel(), truth.ravel())
    return reliability(scores.max(axis=1), scores.argmax(axis=1) == truth)


def _with_curves(found: Analysis, scores: np.ndarray, test: np.ndarray) -> Analysis:
    """Args: `scores` of all rows."""
    scored, validation = found.scored, found.scored.at(VALIDATION)
    classes = len(scored.labels)
    if scored.task == "single_label" and classes != 2:
        if classes > MOST_CLASSES:
            return found
        return replace(found, roc=mean_roc(scores[test], scored.targets[test][:, None] == np.arange(classes)))
    # The second of two classes is given or not, as each of several labels is.
    first = 0 if scored.task == "multi_label" else 1
    chances = scores[:, first:]
    true = scored.targets > 0 if first == 0 else (scored.targets == 1)[:, None]
    tested = chances[test].ravel(), true[test].ravel()
    return replace(
        found,
        roc=roc(*tested),
        precision_recall=precision_recall(*tested),
        tradeoff=tradeoff(chances[validation].ravel(), true[validation].ravel(), len(validation)),
    )


def _class_loss(scored: Scored, scores: np.ndarray, truth: np.ndarray) -> float:
    chances = np.take_along_axis(scores, truth[:, None], axis=1)
    return float(-np.log(np.maximum(chances, _LEAST)).mean())


def _label_loss(scored: Scored, scores: np.ndarray, truth: np.ndarray) -> float:
    chances = np.where(truth, scores, 1 - scores)
    return float(-np.log(np.maximum(chances, _LEAST)).sum(axis=1).mean())


def _number_loss(scored: Scored, scores: np.ndarray, truth: np.ndarray) -> float:
    """In squares of the label's deviation, as training has it."""
    spread = scored.train_counts[1] or 1.0
    return float(np.minimum(((scores[:, 0] - truth) / spread) ** 2, _HUGE).mean())


_LOSSES: dict[Task, Callable[[Scored, np.ndarray, np.ndarray], float]] = {
    "single_label": _class_loss,
    "multi_label": _label_loss,
    "regression": _number_loss,
}
