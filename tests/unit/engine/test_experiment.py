"""What an experiment is made of: every training once, in an order that has something to show soon."""

from __future__ import annotations

from typing import Any

import pytest

from tuner_gui.engine.config import DatasetConfig
from tuner_gui.engine.experiment import BASELINES, ExperimentConfig, members, way_id, way_parts

DATASET = DatasetConfig(path="/data/films.csv")


def config(**changes: Any) -> ExperimentConfig:
    settings: dict[str, Any] = {"dataset": DATASET, "folds": 0} | changes
    return ExperimentConfig(**settings)


def keys(**changes: Any) -> list[str]:
    return [member.key for member in members(config(**changes))]


def test_baselines_come_first_then_one_seed_of_every_mode_the_cheapest_first() -> None:
    assert keys(modes=("layerwise", "scratch", "head"), seeds=2) == [
        "constant",
        "words",
        "head-s0",
        "layerwise-s0",
        "scratch-s0",
        "head-s1",
        "layerwise-s1",
        "scratch-s1",
    ]


def test_the_points_of_the_curve_come_last_fewest_rows_first() -> None:
    found = members(config(modes=("full",), seeds=1, shares=(0.5, 0.1)))
    assert [member.key for member in found[3:]] == [
        "constant-p0.1",
        "words-p0.1",
        "full-s0-p0.1",
        "constant-p0.5",
        "words-p0.5",
        "full-s0-p0.5",
    ]
    assert [member.main for member in found] == [True] * 3 + [False] * 6


def test_all_share_the_split_and_seeds_differ() -> None:
    found = members(config(seeds=3, split_seed=7, shares=(0.25,)))
    assert {member.config.sampling.seed for member in found} == {7}
    assert {member.config.seed for member in found if not member.baseline} == {7, 8, 9}
    assert {member.config.seed for member in found if member.baseline} == {7}


def test_every_fold_is_trained_for_every_seed() -> None:
    found = members(config(modes=("head",), seeds=2, folds=3))
    assert [member.key for member in found[:3]] == ["constant-f0", "constant-f1", "constant-f2"]
    trained = [member for member in found if member.way == "head"]
    assert [(each.config.seed, each.config.sampling.fold) for each in trained] == [
        (seed, fold) for seed in (0, 1) for fold in (0, 1, 2)
    ]
    assert {each.config.sampling.folds for each in found} == {3}


@pytest.mark.parametrize(
    "changes",
    [
        {"shares": (0.05, 0.5)},
        {"folds": 5, "shares": (0.5,)},
        {"base_models": ("builtin", "org/other", "/models/other"), "seeds": 2},
    ],
)
def test_no_two_have_the_same_key_or_the_same_config(changes: dict[str, Any]) -> None:
    found = members(config(**changes))
    assert len({member.key for member in found}) == len(found)
    assert len({(member.way, repr(member.config)) for member in found}) == len(found)
    # Keys are names of folders.
    assert all("/" not in member.key for member in found)


def test_ways_carry_the_base_model_only_where_there_are_several() -> None:
    one, two = config(), config(base_models=("builtin", "org/other"))
    assert way_id("head", "builtin", one) == "head"
    assert way_id("head", "org/other", two) == "head@org/other"
    assert way_parts("head@org/other") == ("head", "org/other")
    assert way_parts("words") == ("words", "")
    assert {member.way for member in members(two) if member.baseline} == set(BASELINES)
    assert [member.key for member in members(two)][2:4] == ["head-m0-s0", "head-m1-s0"]


def test_epochs_of_the_budget_are_trained_to_the_end() -> None:
    found = members(config(modes=("full", "head"), mode_epochs={"head": 12}))
    settings = {member.way: member.config.hyperparameters for member in found}
    assert (settings["head"].epochs, settings["head"].patience) == (12, 0)
    assert (settings["full"].epochs, settings["full"].patience) == (None, None)


@pytest.mark.parametrize(
    "changes", [{"modes": ()}, {"base_models": ()}, {"seeds": 0}, {"shares": (1.0,)}, {"region": 0.3}]
)
def test_what_can_never_work_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must lie|Choose"):
        config(**changes)
