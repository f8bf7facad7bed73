"""Scores of different test rows are not set beside each other without saying so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from made_runs import config_of, make_run
from tuner_gui.engine.config import Correction, Fix, Reading, Sampling
from tuner_gui.runs.comparing import differing, reasons_apart
from tuner_gui.runs.store import RunInfo, load_run


@pytest.fixture
def run(tmp_path: Path) -> RunInfo:
    return load_run(make_run(tmp_path))


def other(run: RunInfo, *, seed: int = 0, **dataset: Any) -> RunInfo:
    data = msgspec.structs.replace(run.config.dataset, **dataset)
    return msgspec.structs.replace(run, config=msgspec.structs.replace(run.config, dataset=data, seed=seed))


def test_runs_that_differ_in_training_alone_can_be_compared(run: RunInfo) -> None:
    config = msgspec.structs.replace(run.config, mode="head", base_model="org/name")
    assert reasons_apart(run, msgspec.structs.replace(run, config=config)) == ()
    assert reasons_apart(run, other(run, fixes=(Fix(id="class_weights"),))) == ()


@pytest.mark.parametrize(
    ("dataset", "reason"),
    [
        ({"path": "/data/others.csv"}, "dataset"),
        ({"corrections": (Correction(row=3, label="b"),)}, "corrections"),
        ({"test_path": "/data/test.csv"}, "test_table"),
        ({"time_column": "date"}, "split"),
        ({"validation_path": "/data/v.csv"}, "split"),
        ({"max_rows": 50}, "rows"),
        ({"fixes": (Fix(id="drop_duplicates"),)}, "fixes"),
        ({"reading": Reading(header=False)}, "reading"),
        ({"seed": 1}, "seed"),
    ],
)
def test_each_reason_is_named(run: RunInfo, dataset: dict[str, Any], reason: str) -> None:
    assert reasons_apart(run, other(run, **dataset)) == (reason,)
    assert reasons_apart(other(run, **dataset), run) == (reason,)


def test_seeds_do_not_matter_where_the_table_says_what_is_tested(run: RunInfo) -> None:
    every: list[dict[str, Any]] = [
        {"split_column": "part"},
        {"time_column": "date"},
        {"test_path": "/data/test.csv"},
    ]
    for said in every:
        assert reasons_apart(other(run, **said), other(run, seed=1, **said)) == ()
    sampled: dict[str, Any] = {"split_column": "part", "max_rows": 50}
    assert reasons_apart(other(run, **sampled), other(run, seed=1, **sampled)) == ("seed",)


def test_runs_of_an_experiment_share_its_split(run: RunInfo) -> None:
    def drawn(run_seed: int, **sampling: Any) -> RunInfo:
        config = msgspec.structs.replace(run.config, seed=run_seed, sampling=Sampling(**sampling))
        return msgspec.structs.replace(run, config=config)

    assert reasons_apart(drawn(0, seed=0), drawn(1, seed=0)) == ()
    assert reasons_apart(drawn(0), drawn(1, seed=0)) == ()  # the seed of the one is that of the other's split
    assert reasons_apart(drawn(1), drawn(1, seed=0)) == ("seed",)
    assert reasons_apart(drawn(0, seed=0), drawn(0, seed=0, train_share=0.5)) == ()
    first, second = (drawn(0, seed=0, folds=5, fold=fold) for fold in (0, 1))
    assert reasons_apart(first, drawn(3, seed=0, folds=5)) == ()
    assert reasons_apart(first, second) == ("split",)
    assert reasons_apart(drawn(0, seed=0), first) == ("split",)
    assert differing([first, second]) == ["fold"]
    assert differing([run, drawn(1, seed=0, train_share=0.1)]) == ["seed", "split_seed", "train_share"]


def test_one_test_table_makes_different_datasets_comparable(run: RunInfo) -> None:
    a = other(run, test_path="/data/test.csv")
    b = other(run, test_path="/data/test.csv", path="/data/more.csv")
    assert reasons_apart(a, b) == ()


def test_a_task_is_enough_and_a_file_that_grew_is_noticed(run: RunInfo) -> None:
    assert run.data is not None
    grown = msgspec.structs.replace(run, data=msgspec.structs.replace(run.data, test=110))
    assert reasons_apart(run, grown) == ("count",)
    numbers = msgspec.structs.replace(run.data, task="regression")
    assert reasons_apart(run, msgspec.structs.replace(run, data=numbers)) == ("task",)


def test_settings_that_differ(tmp_path: Path) -> None:
    one = load_run(make_run(tmp_path, 0))
    two = load_run(make_run(tmp_path, 6, config=config_of(0, mode="head", seed=4)))
    assert differing([one, two]) == ["mode", "seed"]
    assert differing([one, one]) == []
