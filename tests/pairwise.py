"""Few cases in which every value of every choice meets every value of every other."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

Case = tuple[Any, ...]
_Pair = tuple[int, Any, int, Any]


def pairs_of(case: Case) -> set[_Pair]:
    """All pairs of values that meet in a case, with the places of their choices."""
    return {(i, case[i], j, case[j]) for i, j in itertools.combinations(range(len(case)), 2)}


def pairwise(*choices: Sequence[Any]) -> list[Case]:
    """A greedy cover, as in AETG (Cohen et al. 1997): always the case that adds most new pairs."""
    cases = list(itertools.product(*choices))
    missing = set().union(*map(pairs_of, cases))
    chosen: list[Case] = []
    while missing:
        best = max(cases, key=lambda case: len(pairs_of(case) & missing))
        chosen.append(best)
        missing -= pairs_of(best)
    return chosen
