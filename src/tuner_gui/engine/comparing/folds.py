"""Ways of training compared where every row was tested once, by cross-validation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.special import stdtr, stdtrit

from tuner_gui.engine.comparing.intervals import spread
from tuner_gui.engine.comparing.pairs import holm, pair_verdict
from tuner_gui.engine.comparing.records import REGION, Comparison, ModeScore, Pair
from tuner_gui.engine.comparing.trained import Trained
from tuner_gui.engine.config import Metric


def compare_folds(
    trained: Sequence[Trained], folds: np.ndarray, metric: Metric, *, region: float = REGION
) -> Comparison:
    """Scores, differences and verdicts of ways of training that were cross-validated over the same folds.

    The models of two folds share most of their training rows, so their scores are not independent and no
    unbiased estimate of their variance exists (Bengio & Grandvalet 2004, JMLR 5). The variance of
    independent rows, and what the folds vary beyond it, is widened by the ratio of test to training rows as
    Nadeau & Bengio (2003, Machine Learning 52) widen that of the folds. Taking it from the rows saves
    Student's t of so few folds; the intervals still cover rather too much. Seeds are averaged first: what
    they vary by is in the folds too.

    Args:
        trained: at least one; every row is tested by the models of its own fold, one per seed.
        folds: fold of each row, 0 to k - 1; int64 [rows], the same for all, of about equal size.
        metric: that the contributions are of, over all rows together; one for which more is better.
        region: differences within it, either way, do not matter.
    """
    assert metric != "mae", "less is better"
    count = int(folds.max()) + 1
    found = [_difference(a.by_row - b.by_row, folds) for a, b in combinations(trained, 2)]
    ps = [p for *_, p in found]
    pairs = []
    for (a, b), (mean, half, p), p_holm in zip(combinations(trained, 2), found, holm(ps), strict=True):
        ci = mean - half, mean + half
        pairs.append(
            Pair(
                a=a.name,
                b=b.name,
                difference=mean,
                ci=ci,
                p=p,
                p_holm=p_holm,
                verdict=pair_verdict(mean, ci, p_holm, region),
            )
        )
    modes = sorted((_mode_score(each, folds, metric) for each in trained), key=lambda mode: -mode.score)
    return Comparison(metric=metric, modes=tuple(modes), pairs=tuple(pairs), region=region, folds=count)


def _variance(by_row: np.ndarray, folds: np.ndarray, least: float = 0.0) -> tuple[float, float]:
    """Of the mean over all rows, and its degrees of freedom (Satterthwaite).

    Args:
        by_row: contributions [rows].
        folds: fold of each row.
        least: what the variance of independent rows is taken to be at least.
    """
    rows, sizes = len(by_row), np.bincount(folds)
    count = len(sizes)
    alone = max(float(by_row.var()) / rows, least)
    of_folds = float((np.bincount(folds, by_row) / sizes).var(ddof=1)) / count
    beyond = max(0.0, of_folds - alone)
    variance = alone + beyond
    if not variance:
        return 0.0, math.inf
    degrees = variance**2 / (alone**2 / (rows - 1) + beyond**2 / (count - 1))
    return variance * (1 + count / (count - 1)), degrees


def _difference(apart: np.ndarray, folds: np.ndarray) -> tuple[float, float, float]:
    """Mean, half of its interval, p."""
    # As if the two had differed on one row each way: see `difference`.
    variance, degrees = _variance(apart, folds, 2.0 / len(apart) ** 2)
    error = math.sqrt(variance)
    mean = float(apart.mean())
    return mean, float(stdtrit(degrees, 0.975)) * error, float(2 * stdtr(degrees, -abs(mean) / error))


def _mode_score(trained: Trained, folds: np.ndarray, metric: Metric) -> ModeScore:
    variance, degrees = _variance(trained.by_row, folds)
    reach = float(stdtrit(degrees, 0.975)) ** 2 * variance
    return ModeScore(
        mode=trained.name,
        score=trained.score,
        ci=spread(metric, trained.score, reach, trained.rows),
        seeds=trained.seeds,
        rows=trained.rows,
        seeds_counted=True,
        deviation=float(trained.scores.std(ddof=1)) if trained.seeds > 1 else None,
    )
