"""Whether the test says enough."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.health.finding import info, warning
from tuner_gui.engine.data.split_column import TEST
from tuner_gui.engine.data.wording import rows_do
from tuner_gui.engine.facts import Finding

_FEW_TEST_ROWS = 100
_HARDLY_ANY_TEST_ROWS = 30


def split_findings(rows: Rows, sizes: tuple[int, int, int]) -> Iterator[Finding]:
    """Findings about the split; `sizes`: rows for training, validation and test."""
    yield from _small_test(sizes)
    given = rows.parts == TEST
    if given.any() and not (given & rows.usable).any():
        unlabelled = int(given.sum())
        yield info(
            "unlabelled_test",
            unlabelled,
            f"The {unlabelled:,} given test rows have no labels, so test rows are taken from the "
            "training rows.",
            "The finished model can label them.",
        )


def _small_test(sizes: tuple[int, int, int]) -> Iterator[Finding]:
    test = sizes[2]
    if not 0 < test < _FEW_TEST_ROWS:
        return
    width = 100 * 1.96 * np.sqrt(0.8 * 0.2 / test)
    make = warning if test < _HARDLY_ANY_TEST_ROWS else info
    yield make(
        "small_test",
        test,
        f"Only {rows_do(test, 'is', 'are')} left for the test: a score of 80 % may be {width:.0f} points too "
        "high or too low.",
        "Add labelled rows, or train with several seeds, each of which splits anew, and look at all scores.",
    )
