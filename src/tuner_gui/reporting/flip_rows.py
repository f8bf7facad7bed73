"""Which rows the report of an experiment shows as flipped, read from the folder of the experiment.

Reads whole tables of rows, with numpy and pyarrow: to be imported where a report is made, in a thread.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np

from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.engine.results.flips import Flips, find_flips, flips
from tuner_gui.engine.results.voting import read_way
from tuner_gui.reporting.flips import MOST, FlippedRow, FlipTable


def flips_of(result: ExperimentResult, folder: Path) -> FlipTable | None:
    """Rows that the recommended way of training and its rival answered differently, the most telling ones.

    Args:
        result: of the experiment.
        folder: of the experiment, with `runs/KEY/scored.arrow` of each training.

    Returns:
        None while there are no two ways of training to compare.

    Raises:
        RunError: a training lacks the rows that it was tested on.
    """
    if result.decision is None or not result.decision.rival:
        return None
    first, second = result.decision.recommended, result.decision.rival
    found = flips(read_way(_folders(result, folder, first)), read_way(_folders(result, folder, second)))
    only_first, only_second = found.counts
    return FlipTable(
        first=first,
        second=second,
        first_only=only_first,
        second_only=only_second,
        rows=tuple(_row(found, int(place)) for place in _picked(found)),
    )


def _picked(found: Flips) -> np.ndarray:
    """The most telling ones of both sides: as many of each, where there are as many."""
    sides = find_flips(found, side="a"), find_flips(found, side="b")
    half = MOST // 2
    few = min(len(side) for side in sides)
    room = max(half, MOST - few)
    chosen = np.concatenate([side[:room] for side in sides])
    return chosen[np.argsort(-found.weight[chosen], kind="stable")][:MOST]


def _row(found: Flips, place: int) -> FlippedRow:
    return FlippedRow(
        row=found.number(place),
        texts=found.texts(place),
        truth=found.true(place),
        first=found.said(place, "a")[0],
        second=found.said(place, "b")[0],
        first_right=bool(found.gained[place] > 0),
    )


def _folders(result: ExperimentResult, folder: Path, way: str) -> list[list[Path]]:
    """By fold, one of each seed."""
    by_fold: dict[int, list[Path]] = defaultdict(list)
    for run in result.runs:
        if run.way == way and run.train_share == 1.0:
            by_fold[run.fold].append(folder / "runs" / run.key)
    return [by_fold[fold] for fold in sorted(by_fold)]
