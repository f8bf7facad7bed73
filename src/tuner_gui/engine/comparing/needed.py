"""How many test rows, or how many seeds, would decide a difference."""

from __future__ import annotations

import math

from scipy.special import stdtr

from tuner_gui.engine.comparing.difference import Difference
from tuner_gui.engine.comparing.records import LEVEL, Needed

POWER = 0.8
MOST_TIMES_THE_ROWS = 100
"""More than so many times the rows is nothing that a person could do."""
MORE_SEEDS = (5, 8, 10, 15, 20)


def power_of(difference: Difference, *, rows: int, seeds: int | None, pairs: int) -> float:
    """Chance that the pair would be called better, if the true difference is the one observed.

    At the strictest level of Holm's correction, so rather too small.

    Args:
        difference: with the variance that was observed.
        rows: test rows there would be.
        seeds: models of each mode there would be; None: as many as there are.
        pairs: how many are still undecided.
    """
    beyond = difference.quantile(LEVEL / pairs / 2, rows, seeds)
    shift = abs(difference.mean) / math.sqrt(difference.variance(rows, seeds))
    return float(stdtr(difference.degrees(rows, seeds), shift - beyond))


def rows_and_seeds(difference: Difference, *, region: float, pairs: int) -> Needed | None:
    """The least that decides the pair with a chance of 80 %, if the true difference is the one observed.

    More rows first, as they cost no training; more seeds where rows alone would never do; then both.

    Args:
        difference: of the pair.
        region: of practical equivalence.
        pairs: how many are still undecided.

    Returns:
        None where nothing up to 100 times the rows and 20 seeds would do, as for a difference that is about
        as large as the region.
    """
    seeds = max(difference.a.seeds, difference.b.seeds)
    rows = _fewest_rows(difference, None, region, pairs)
    if rows is not None:
        return Needed(rows=rows, seeds=seeds)
    tried = (
        [more for more in MORE_SEEDS if more > seeds] if difference.a.variance + difference.b.variance else []
    )
    for more in tried:
        if _decides(difference, difference.rows, more, region, pairs):
            return Needed(rows=difference.rows, seeds=more)
    for more in tried:
        rows = _fewest_rows(difference, more, region, pairs)
        if rows is not None:
            return Needed(rows=rows, seeds=more)
    return None


def _decides(difference: Difference, rows: int, seeds: int | None, region: float, pairs: int) -> bool:
    if power_of(difference, rows=rows, seeds=seeds, pairs=pairs) >= POWER:
        return True
    # The interval must fit into what the region leaves beside the difference, on both sides four times in
    # five.
    room = region - abs(difference.mean)
    reach = difference.quantile(0.025, rows, seeds) + difference.quantile((1 - POWER) / 2, rows, seeds)
    return reach * math.sqrt(difference.variance(rows, seeds)) <= room


def _fewest_rows(difference: Difference, seeds: int | None, region: float, pairs: int) -> int | None:
    """To two figures, rounded up."""
    few, many = difference.rows, difference.rows * MOST_TIMES_THE_ROWS
    if not _decides(difference, many, seeds, region, pairs):
        return None
    while many - few > 1:
        middle = (few + many) // 2
        if _decides(difference, middle, seeds, region, pairs):
            many = middle
        else:
            few = middle
    unit: int = 10 ** max(0, len(str(many)) - 2)
    return -(-many // unit) * unit
