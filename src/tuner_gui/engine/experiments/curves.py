"""Data-efficiency curves: the score of each way of training against the rows that it learned from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from tuner_gui.engine.comparing.data_curve import DataCurve, data_curve
from tuner_gui.engine.experiment import BaselineName
from tuner_gui.engine.experiment_result import CurveFit, CurvePoint, Overtaking, WayCurve
from tuner_gui.engine.experiments.ways import Way, compare_ways

MORE_ROWS = 500
_LEAST_SIZES = 3
_FIT_POINTS = 30
_FLAT: BaselineName = "constant"
"""It learns nothing from more rows: that something is better than it is told elsewhere."""


def curves_of(ways: Sequence[Way]) -> tuple[tuple[WayCurve, ...], tuple[Overtaking, ...]]:
    """The curve of every way of which more than one number of training rows is done, and where they cross.

    Args:
        ways: of all shares.
    """
    by_name: dict[str, list[Way]] = defaultdict(list)
    for way in sorted(ways, key=lambda way: way.train_rows):
        by_name[way.name].append(way)
    curves, fits = [], []
    for same in by_name.values():
        points = [point for point in map(_point, same) if point is not None]
        if len(points) < 2:
            continue
        found = None
        if len({point.train_rows for point in points}) >= _LEAST_SIZES:
            found = data_curve([(way.train_rows, way.trained) for way in same])
            if same[0].name != _FLAT:
                fits.append(found)
        curves.append(_curve(same, points, found))
    return tuple(curves), _overtakings(fits)


def _point(way: Way) -> CurvePoint | None:
    comparison = compare_ways([way], region=0.0)
    if comparison is None:
        return None
    score = comparison.modes[0]
    return CurvePoint(train_rows=way.train_rows, score=score.score, ci=score.ci, seeds=score.seeds)


def _curve(same: Sequence[Way], points: Sequence[CurvePoint], found: DataCurve | None) -> WayCurve:
    if found is None:
        return WayCurve(mode=same[0].name, points=tuple(points))
    most = found.sizes[-1]
    more = min(MORE_ROWS, int(found.furthest) - most)
    gain = found.gain(more) if same[-1].share == 1.0 else None
    return WayCurve(
        mode=same[0].name,
        points=tuple(points),
        fit=tuple(_fit(found)),
        more_rows=more if gain else 0,
        gain=gain.value if gain else None,
        gain_ci=gain.ci if gain else None,
    )


def _fit(curve: DataCurve) -> list[CurveFit]:
    sizes = np.clip(np.geomspace(curve.sizes[0], curve.furthest, _FIT_POINTS), curve.sizes[0], curve.furthest)
    expected = [(float(rows), curve.at(float(rows))) for rows in sizes]
    return [CurveFit(train_rows=rows, score=found.value, ci=found.ci) for rows, found in expected]


def _overtakings(curves: Sequence[DataCurve]) -> tuple[Overtaking, ...]:
    """By the rows at which they happen."""
    found = []
    for a, b in combinations(curves, 2):
        crossing = a.overtakes(b)
        if crossing is not None:
            found.append(
                Overtaking(
                    leader=crossing.leader,
                    other=b.name if crossing.leader == a.name else a.name,
                    train_rows=crossing.rows,
                    ci=crossing.ci,
                    sure=crossing.sure,
                )
            )
    return tuple(sorted(found, key=lambda each: each.train_rows))
