"""All pairs of several ways of training on the same rows of one split."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from scipy.special import bdtr

from tuner_gui.engine.comparing.difference import Difference, seed_spreads
from tuner_gui.engine.comparing.intervals import correct_only, mode_score
from tuner_gui.engine.comparing.needed import rows_and_seeds
from tuner_gui.engine.comparing.records import LEVEL, REGION, Comparison, Interval, Pair, PairVerdict
from tuner_gui.engine.comparing.trained import Trained
from tuner_gui.engine.config import Metric


def compare(
    trained: Sequence[Trained], metric: Metric, *, region: float = REGION, plan: bool = True
) -> Comparison:
    """Scores, differences and verdicts of ways of training that were tested on the same rows of one split.

    Args:
        trained: at least one; names are unique, rows are the same in the same order.
        metric: that the contributions are of; one for which more is better.
        region: differences within it, either way, do not matter.
        plan: also work out what would decide the pairs that are undecided.
    """
    assert metric != "mae", "less is better"
    spreads = seed_spreads(trained)
    differences = [
        (a, b, Difference.between(a, b, spreads[i], spreads[j]))
        for (i, a), (j, b) in combinations(enumerate(trained), 2)
    ]
    exact = [_mcnemar_of(a, b) for a, b, _ in differences]
    ps = [each.p if other is None else other for (*_, each), other in zip(differences, exact, strict=True)]
    known = any(each.varies and each.seeds > 1 for each in trained)
    corrected = holm(ps)
    # Those that are decided would stay so with more rows and ask no more of the others.
    undecided = sum(p > LEVEL for p in corrected)
    pairs = []
    for (a, b, each), p, p_holm, mcnemar_p in zip(differences, ps, corrected, exact, strict=True):
        verdict = pair_verdict(each.mean, each.interval, p_holm, region)
        unsettled = plan and verdict == "undecided"
        pairs.append(
            Pair(
                a=a.name,
                b=b.name,
                difference=each.mean,
                ci=each.interval,
                p=p,
                p_holm=p_holm,
                verdict=verdict,
                seeds_counted=known or not (a.varies or b.varies),
                p_mcnemar=mcnemar_p,
                needed=rows_and_seeds(each, region=region, pairs=undecided) if unsettled else None,
            )
        )
    modes = sorted((mode_score(each, metric) for each in trained), key=lambda mode: -mode.score)
    return Comparison(metric=metric, modes=tuple(modes), pairs=tuple(pairs), region=region)


def pair_verdict(difference: float, ci: Interval, p_holm: float, region: float) -> PairVerdict:
    """What may be said of a pair.

    Equivalent: the whole interval lies within the region, which is more than the two one-sided tests of
    Schuirmann (1987, Journal of Pharmacokinetics and Biopharmaceutics 15) at 5 % ask for. Better: Holm's p is
    at most 5 %. Else undecided; no proof of a difference is no proof of none.
    """
    if -region <= ci[0] and ci[1] <= region:
        return "equivalent"
    if p_holm > LEVEL:
        return "undecided"
    return "a better" if difference > 0 else "b better"


def holm(ps: Sequence[float]) -> list[float]:
    """Corrected for their number, so that any false one among all has the chance of its level (Holm 1979,
    Scandinavian Journal of Statistics 6); in the same order."""
    corrected = [0.0] * len(ps)
    least = 0.0
    for place, i in enumerate(sorted(range(len(ps)), key=lambda i: ps[i])):
        least = max(least, min(1.0, (len(ps) - place) * ps[i]))
        corrected[i] = least
    return corrected


def mcnemar(only_a: int, only_b: int) -> float:
    """Exact two-sided p of two models, by the rows that only one of them has right (McNemar 1947,
    Psychometrika 12); 1 where there are none."""
    total = only_a + only_b
    if not total:
        return 1.0
    return min(1.0, float(2 * bdtr(min(only_a, only_b), total, 0.5)))


def _mcnemar_of(a: Trained, b: Trained) -> float | None:
    if a.seeds != 1 or b.seeds != 1 or not (correct_only(a) and correct_only(b)):
        return None
    apart = a.by_row - b.by_row
    return mcnemar(int(np.sum(apart > 0)), int(np.sum(apart < 0)))
