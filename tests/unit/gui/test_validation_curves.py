"""Validation scores of several trainings, and what plots of them need."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pytest

from made_experiments import made_experiment, made_result
from tuner_gui.engine.config import DatasetConfig, RunConfig, Sampling
from tuner_gui.engine.events import Validated, encode
from tuner_gui.gui.run_history import RunHistory
from tuner_gui.gui.validation_curves import LiveCurves, RunCurve, mean_curve, read_curves

CONFIG = RunConfig(dataset=DatasetConfig(path="/x.csv"), mode="full")


def curve(epochs: list[float], scores: list[float], pace: float = 2.0) -> RunCurve:
    return RunCurve("full", np.array(epochs), np.array(scores), pace)


def validated(step: int, score: float) -> Validated:
    return Validated(step=step, epoch=step / 10, loss=0.5, metrics={"accuracy": score}, best=True)


def test_a_mean_goes_as_far_as_all_have_come() -> None:
    x, y = mean_curve([curve([1, 2, 3], [0.2, 0.4, 0.6]), curve([1, 2], [0.4, 0.8])])
    assert x.tolist() == [1, 2]
    assert y.tolist() == pytest.approx([0.3, 0.6])


def test_between_two_points_a_line_is_drawn() -> None:
    x, y = mean_curve([curve([0, 2], [0.0, 0.2]), curve([0, 1, 2], [0.0, 0.3, 0.4])])
    assert x.tolist() == [0, 1, 2]
    assert y.tolist() == pytest.approx([0.0, 0.2, 0.3])


def test_over_seconds_each_goes_at_its_own_pace() -> None:
    x, _ = mean_curve([curve([1, 2], [0.1, 0.2], 10.0), curve([1, 2], [0.1, 0.2], 20.0)], seconds=True)
    assert (x[0], x[-1]) == (20.0, 20.0)


def test_who_reports_nothing_new_keeps_the_same_curve() -> None:
    live, history, other = LiveCurves(), RunHistory(config=CONFIG), RunHistory(config=CONFIG)
    for each in (history, other):
        each.add(validated(1, 0.5), now=0.0)
    first = live.of({"a": history, "b": other})
    history.add(validated(2, 0.6), now=0.0)
    second = live.of({"a": history, "b": other})
    assert second["b"] is first["b"]
    assert second["a"].scores.tolist() == [0.5, 0.6]


def test_shares_of_the_rows_are_no_learning_curves_and_models_are_told_apart() -> None:
    part = msgspec.structs.replace(CONFIG, sampling=Sampling(train_share=0.1))
    other = msgspec.structs.replace(CONFIG, base_model="/models/bert")
    histories = {"a": RunHistory(config=CONFIG), "b": RunHistory(config=part)}
    for history in histories.values():
        history.add(validated(1, 0.5), now=0.0)
    assert set(LiveCurves().of(histories)) == {"a"}
    histories["c"] = RunHistory(config=other)
    histories["c"].add(validated(1, 0.5), now=0.0)
    assert {each.way for each in LiveCurves().of(histories).values()} == {"full@builtin", "full@/models/bert"}


def test_a_run_that_went_back_counts_once_and_a_cut_line_not_at_all(tmp_path: Path) -> None:
    folder = made_experiment(tmp_path / "one", seeds=1)
    result = made_result(seeds=1)
    events = folder / "runs" / "full-s0" / "events.jsonl"
    lines = [encode(validated(step, score)) for step, score in ((10, 0.5), (20, 0.6), (20, 0.7))]
    events.write_bytes(b"".join(lines) + encode(validated(30, 0.9))[:-9])
    (folder / "runs" / "head-s0" / "events.jsonl").unlink()
    found = read_curves(folder, result, {"full-s0", "head-s0"})
    assert found["full-s0"].scores.tolist() == [0.5, 0.7]
    assert found["full-s0"].way == "full"
    assert len(found["head-s0"].epochs) == 0
    assert set(found) == {"full-s0", "head-s0"}
