"""The 95 % interval of a way of training, rows and seeds both drawn at random."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from scipy.special import stdtrit

from tuner_gui.engine.comparing.records import Interval, ModeScore
from tuner_gui.engine.comparing.trained import Trained
from tuner_gui.engine.config import Metric

NORMAL = 1.959963984540054
"""97.5 % of a normal distribution lie below it."""


def mode_score(trained: Trained, metric: Metric) -> ModeScore:
    """Score and interval of a way of training, of any number of seeds.

    The half-widths that rows and seeds would give alone are added as squares: that of the rows by the normal
    distribution, that of the seeds by Student's t with one degree of freedom less than there are seeds (Howe
    1974, JASA 69). Satterthwaite's approximation covers too little where 3 seeds make up most of the
    variance.
    """
    seeds = trained.seeds
    by_rows = float(trained.by_row.var()) / trained.rows
    by_seeds = trained.seed_variance / seeds
    reach = NORMAL**2 * by_rows
    if by_seeds:
        reach += float(stdtrit(seeds - 1, 0.975)) ** 2 * by_seeds
    return ModeScore(
        mode=trained.name,
        score=trained.score,
        ci=spread(metric, trained.score, reach, trained.rows),
        seeds=seeds,
        rows=trained.rows,
        seeds_counted=seeds > 1 or not trained.varies,
        deviation=float(trained.scores.std(ddof=1)) if seeds > 1 else None,
    )


def spread(metric: Metric, score: float, reach: float, rows: int) -> Interval:
    """An interval on the scale that suits the metric.

    Args:
        metric: which; the limits of what it can be are never crossed.
        score: the estimate.
        reach: square of the half-width that a symmetric interval would have.
        rows: how many there were; they bound the interval where no row differed from another.
    """
    return _SCALES[metric](score, reach, rows)


def _share(score: float, reach: float, rows: int) -> Interval:
    """Wilson's interval for as many rows as would give this variance (Korn & Graubard 1998, Survey
    Methodology 24); for one model's accuracy it is Wilson's own."""
    spread = score * (1 - score)
    # The quantile's square over the effective number of rows.
    shrink = reach / spread if spread > 0 and reach > 0 else NORMAL**2 / rows
    centre = (score + shrink / 2) / (1 + shrink)
    half = math.sqrt(shrink * spread + shrink * shrink / 4) / (1 + shrink)
    return max(0.0, centre - half), min(1.0, centre + half)


def _correlation(score: float, reach: float, rows: int) -> Interval:
    """On the scale of Fisher's z, where a correlation varies alike everywhere."""
    if abs(score) >= 1.0:
        return score, score
    if rows <= 3:
        return -1.0, 1.0
    # Of numbers that never vary nothing is known but how many there are.
    half = math.sqrt(reach) / (1 - score * score) if reach else NORMAL / math.sqrt(rows - 3)
    return math.tanh(math.atanh(score) - half), math.tanh(math.atanh(score) + half)


def _plain(score: float, reach: float, rows: int) -> Interval:
    return max(0.0, score - math.sqrt(reach)), score + math.sqrt(reach)


_SCALES: dict[Metric, Callable[[float, float, int], Interval]] = {
    "accuracy": _share,
    "macro_f1": _share,
    "micro_f1": _share,
    "subset_accuracy": _share,
    "pearson": _correlation,
    "spearman": _correlation,
    "mae": _plain,
}


def correct_only(trained: Trained) -> bool:
    """Whether a row can only be right or wrong."""
    return bool(np.isin(trained.contributions, (0.0, 1.0)).all())
