"""Words and figures about the parts of an experiment."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiment_engine import small_config
from fake_experiments import plan_of
from tuner_gui.engine.experiment import members
from tuner_gui.engine.experiment_result import MemberStatus
from tuner_gui.gui import experiment_words
from tuner_gui.gui.models.members_model import ROW, MembersModel

PREDICTED = {"words": 1.0, "head-s0": 20.0, "full-s0": 80.0, "full-s1": 80.0}


def left(
    statuses: dict[str, MemberStatus],
    took: dict[str, float],
    current: str = "",
    elapsed: float = 0.0,
    share: float | None = None,
) -> float:
    return experiment_words.seconds_left(
        PREDICTED, statuses, took=took, current=current, elapsed=elapsed, share=share
    )


def test_what_is_left_is_what_was_predicted_until_something_is_known() -> None:
    assert left(dict.fromkeys(PREDICTED, "waiting"), {}) == pytest.approx(181.0)


def test_parts_that_took_longer_stretch_the_rest() -> None:
    statuses: dict[str, MemberStatus] = {
        "words": "finished",
        "head-s0": "finished",
        "full-s0": "finished",
        "full-s1": "waiting",
    }
    slow = left(statuses, {"words": 50.0, "head-s0": 40.0, "full-s0": 160.0})
    assert 140.0 < slow < 160.0
    assert left(statuses, {"words": 50.0, "head-s0": 20.0, "full-s0": 80.0}) == pytest.approx(80.0)


def test_the_part_under_way_counts_by_how_far_it_is() -> None:
    statuses: dict[str, MemberStatus] = dict.fromkeys(PREDICTED, "finished")
    statuses["full-s1"] = "running"
    assert left(statuses, {}, "full-s1", elapsed=30.0, share=0.75) == pytest.approx(10.0)
    assert left(statuses, {}, "full-s1", elapsed=30.0) == pytest.approx(50.0)
    assert left(statuses, {}, "full-s1", elapsed=500.0) == 0.0


def test_skipped_and_failed_parts_are_not_waited_for() -> None:
    statuses: dict[str, MemberStatus] = dict.fromkeys(PREDICTED, "finished")
    statuses |= {"full-s0": "failed", "full-s1": "skipped"}
    assert left(statuses, {}) == 0.0
    assert experiment_words.progress_line(statuses) == "4 of 4 done"
    assert experiment_words.share_done(PREDICTED, statuses, "", None) == 1.0


def test_half_of_the_part_under_way_is_half_of_its_work() -> None:
    statuses: dict[str, MemberStatus] = dict.fromkeys(PREDICTED, "waiting")
    statuses["full-s0"] = "running"
    assert experiment_words.share_done(PREDICTED, statuses, "full-s0", 0.5) == pytest.approx(40 / 181)


def test_details_tell_parts_of_one_way_apart(tmp_path: Path) -> None:
    config = plan_of(small_config(tmp_path / "a.csv", seeds=2, shares=(0.25,), folds=2)).config
    found = [experiment_words.member_detail(member, config) for member in members(config)]
    assert "seed 1 · part 1 of 2 · 25 % of the rows" in found
    assert "part 2 of 2" in found
    one = plan_of(small_config(tmp_path / "a.csv")).config
    assert {experiment_words.member_detail(member, one) for member in members(one)} == {""}


def test_a_plan_in_a_line(tmp_path: Path) -> None:
    plan = plan_of(small_config(tmp_path / "a.csv", seeds=3))
    assert experiment_words.plan_line(plan) == "6 trainings and 2 baselines, about 5.5 min"
    assert experiment_words.seconds_by_mode(plan) == {"head": 54.0, "layerwise": 276.0}
    alone = plan_of(small_config(tmp_path / "a.csv", modes=("head",)))
    assert experiment_words.plan_line(alone).startswith("1 training and 2 baselines")


def test_rows_say_all_of_a_part(tmp_path: Path) -> None:
    model = MembersModel()
    model.set_experiment(plan_of(small_config(tmp_path / "a.csv")).config)
    model.set_standing(
        {"words": "finished", "head-s0": "failed"}, {"layerwise-s0": 92.0}, {"words": 2.0}, {"head-s0": "No."}
    )
    said = {model.rows[place].key: model.index(place).data() for place in range(model.rowCount())}
    assert said["head-s0"] == "Head only"
    sentences = [model.rows[place].sentence for place in range(model.rowCount())]
    assert sentences[1:] == [
        "TF-IDF, linear model: Done, 2 s",
        "Head only: Failed\nNo.",
        "Differential learning rates: Waiting, ~1.5 min",
    ]
    changed: list[int] = []
    model.dataChanged.connect(lambda top, _bottom: changed.append(top.row()))
    model.set_share("layerwise-s0", 0.5)
    model.set_share("layerwise-s0", 0.5)
    assert changed == [3]
    assert model.index(3).data(ROW).share == 0.5
