"""The split of a dataset as it was before labels were corrected, carried over to the corrected one.

A split looks at labels, so another label would put rows elsewhere: a model trained on the corrected rows
would be tested on some that the earlier one learned from, and no two scores could be held side by side.
"""

from __future__ import annotations

import numpy as np

from tuner_gui.engine.data.gathered import Rows
from tuner_gui.engine.data.split import TEST, TRAIN, VALIDATION, Split, from_parts
from tuner_gui.engine.data.split_column import TEST as GIVEN_TEST
from tuner_gui.engine.data.split_column import VALIDATION as GIVEN_VALIDATION

_NOWHERE = -1


def carried_over(usable: np.ndarray, split: Split, before: Rows, rows: Rows) -> tuple[np.ndarray, Split]:
    """Every row stays in its part; rows that are usable only now join the part of their equals.

    Args:
        usable: indices of the rows that took part, ascending.
        split: of these, by their places in `usable`.
        before: the rows before they were corrected, fixes applied.
        rows: the same after that.

    Returns:
        indices of the rows that take part now, ascending, and their split.
    """
    parts = np.full(len(rows.parts), _NOWHERE, dtype=np.int8)
    for part, members in ((TRAIN, split.train), (VALIDATION, split.validation), (TEST, split.test)):
        parts[usable[members]] = part
    known = np.flatnonzero(parts != _NOWHERE)
    fresh = np.flatnonzero(rows.usable & ~before.usable)
    parts[fresh] = _parts_of_new(rows, parts, known, fresh)
    parts[~rows.usable] = _NOWHERE
    chosen = np.flatnonzero(parts != _NOWHERE)
    return chosen, from_parts(parts[chosen])


def _parts_of_new(rows: Rows, parts: np.ndarray, known: np.ndarray, fresh: np.ndarray) -> np.ndarray:
    """As it is given; or where rows with the same text are; or else to train on."""
    order = known[np.argsort(rows.keys[known], kind="stable")]
    places = np.searchsorted(rows.keys[order], rows.keys[fresh])
    found = np.full(len(fresh), TRAIN, dtype=np.int8)
    inside = np.flatnonzero(places < len(order))
    same = inside[rows.keys[order[places[inside]]] == rows.keys[fresh[inside]]]
    found[same] = parts[order[places[same]]]
    found[rows.parts[fresh] == GIVEN_VALIDATION] = VALIDATION
    found[rows.parts[fresh] == GIVEN_TEST] = TEST
    return found
