"""Data-efficiency curves of an experiment, and what is said of them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from made_experiments import made_result
from tuner_gui.engine.comparing.curve_words import curve_words
from tuner_gui.engine.experiment_result import CurveFit, CurvePoint, Overtaking, WayCurve

SHARES = (0.1, 0.25, 0.5)
NAMES = {"full": "fine-tuning", "head": "training the head only", "words": "counting words"}
POINTS = tuple(
    CurvePoint(train_rows=rows, score=0.8, ci=(0.7, 0.9), seeds=3) for rows in (100, 250, 500, 1000)
)
FIT = tuple(CurveFit(train_rows=rows, score=0.8, ci=(0.7, 0.9)) for rows in (100.0, 1000.0, 4000.0))
CURVE = WayCurve(mode="full", points=POINTS, fit=FIT, more_rows=500, gain=0.021, gain_ci=(0.012, 0.034))


def crossing(leader: str, other: str, rows: float, sure: float = 0.95) -> Overtaking:
    return Overtaking(leader=leader, other=other, train_rows=rows, ci=(rows * 0.7, rows * 1.5), sure=sure)


def words(curve: WayCurve = CURVE, overtakings: tuple[Overtaking, ...] = (), **changes: object) -> str:
    asked = {"recommended": "full", "metric": "accuracy", "region": 0.01, "names": NAMES} | changes
    return curve_words([curve], overtakings, **asked)  # type: ignore[arg-type]


def test_every_way_has_a_point_for_every_share_and_all_rows() -> None:
    result = made_result(shares=SHARES, seeds=2)
    assert {curve.mode for curve in result.curves} == {way.mode for way in result.summary}
    for curve in result.curves:
        rows = [point.train_rows for point in curve.points]
        assert rows == sorted(rows) and len(rows) == 4
        last = curve.points[-1]
        assert last.train_rows == result.data.train
        assert (last.score, last.ci) == (result.way(curve.mode).score, result.way(curve.mode).ci)
        assert curve.fit[0].train_rows == rows[0]
        assert curve.fit[-1].train_rows == 4 * rows[-1]
        assert curve.more_rows == 500
        assert curve.gain is not None and curve.gain_ci is not None
        assert curve.gain_ci[0] <= curve.gain <= curve.gain_ci[1] + 0.005
    learnt = next(curve for curve in result.curves if curve.mode == "layerwise")
    assert learnt.fit[0].score < learnt.fit[-1].score
    assert result.curve_words.startswith("500 more labelled rows")


def test_few_rows_are_not_asked_beyond_their_reach() -> None:
    result = made_result(shares=SHARES, seeds=1, rows=120, modes=("head",))
    assert {curve.more_rows for curve in result.curves} == {3 * result.data.train}


def test_ways_cross_where_their_curves_do() -> None:
    result = made_result(shares=(0.05, 0.1, 0.25, 0.5), seeds=3)
    rows = [each.train_rows for each in result.overtakings]
    assert rows and rows == sorted(rows)
    assert not any("constant" in (each.leader, each.other) for each in result.overtakings)
    for each in result.overtakings:
        fits = {curve.mode: curve.fit for curve in result.curves}
        beyond = [
            (a.score, b.score)
            for a, b in zip(fits[each.leader], fits[each.other], strict=True)
            if each.train_rows < a.train_rows < 2 * each.train_rows
        ]
        assert beyond[0][0] >= beyond[0][1]


def test_folds_have_curves_too() -> None:
    result = made_result(shares=SHARES, seeds=1, rows=200, folds=4, modes=("head", "full"))
    assert {len(curve.points) for curve in result.curves} == {4}
    assert all(curve.gain is not None for curve in result.curves)


def test_two_sizes_are_points_without_a_curve() -> None:
    result = made_result(shares=(0.5,), seeds=1, modes=("head",))
    assert {len(curve.points) for curve in result.curves} == {2}
    assert not any(curve.fit or curve.gain is not None or curve.more_rows for curve in result.curves)
    assert result.curve_words == "" and result.overtakings == ()


def test_without_shares_there_are_no_curves() -> None:
    assert made_result().curves == ()


def test_curves_grow_while_trainings_come_in() -> None:
    made: dict[str, Any] = {"shares": SHARES, "seeds": 1, "modes": ("head", "full")}
    part = made_result(done=8, **made)  # all rows, and a tenth of them
    assert {len(curve.points) for curve in part.curves} == {2}
    more = made_result(done=12, **made)
    assert {len(curve.points) for curve in more.curves} == {3}
    assert all(curve.fit for curve in more.curves)


@pytest.mark.parametrize(
    ("ci", "said"),
    [((0.012, 0.034), "would help"), ((0.001, 0.008), "would hardly help"), ((0.002, 0.03), "may help")],
)
def test_whether_more_labels_help_follows_from_the_interval(ci: tuple[float, float], said: str) -> None:
    found = words(msgspec.structs.replace(CURVE, gain_ci=ci))
    assert found.startswith("500 more labelled rows to train on " + said)
    assert f"about 2.1 points ({100 * ci[0]:.1f} to {100 * ci[1]:.1f})" in found


def test_correlations_have_no_points() -> None:
    assert "about 0.021 (0.012 to 0.034)" in words(metric="pearson")


def test_what_concerns_the_recommended_way_is_told() -> None:
    ahead, behind = crossing("head", "full", 2345), crossing("full", "words", 123)
    found = words(overtakings=(behind, ahead))
    assert "From about 2,300 training rows on (1,600 to 3,500), training the head only is foreseen" in found
    assert "From about 120 training rows on (86 to 180), fine-tuning is ahead of counting words." in found
    assert found.index("2,300") < found.index("120")
    assert "no other way" not in found


def test_what_is_not_sure_or_of_others_is_not_told() -> None:
    others = crossing("head", "words", 2345), crossing("head", "full", 2345, sure=0.5)
    assert words(overtakings=others).endswith(
        "Up to 4,000 training rows no other way is foreseen to overtake it."
    )


def test_nothing_is_said_without_a_curve() -> None:
    assert words(recommended="head") == ""
    assert words(WayCurve(mode="full", points=POINTS)) == ""
