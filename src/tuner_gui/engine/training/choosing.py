"""Which state of a run is kept."""

from __future__ import annotations

from tuner_gui.engine.facts import Score

LEAST_ROWS = 50
"""With fewer validation rows an accuracy is uncertain by more than ten points either way."""


def is_better(found: Score, best: Score | None) -> bool:
    """Whether the state just validated takes the place of the best so far.

    The main metric decides, then the loss. Too few validation rows would choose by chance, and often an
    early state: there the later one is kept, which the falling learning rate has settled (that small data
    needs its training to the end: Mosbach et al. 2021, arXiv:2006.04884).

    Args:
        found: of the state just validated.
        best: of the best before, on the same rows; None: there is none.
    """
    if best is None or found.n < LEAST_ROWS:
        return True
    return (found.value, -found.loss) > (best.value, -best.loss)
