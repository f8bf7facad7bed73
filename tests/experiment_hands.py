"""Experiments carried out by hand with a scripted engine, for tests; as a program, one that can be killed:
`python experiment_hands.py FOLDER` begins the first members and waits in the first training."""

from __future__ import annotations

import sys
from pathlib import Path

from fake_engine import FakeEngine, Script
from fake_experiments import plan_of
from tuner_gui.engine.config import DatasetConfig, Mode
from tuner_gui.engine.events import AnyEvent
from tuner_gui.engine.experiment import ExperimentConfig
from tuner_gui.runs.experiments import compare_events, create_experiment, member_events, next_member

PAIR: tuple[Mode, ...] = ("head", "full")


def config_of(*, modes: tuple[Mode, ...] = PAIR, seeds: int = 1, **settings: object) -> ExperimentConfig:
    """Few members, unless told otherwise."""
    dataset = DatasetConfig(path="/data/head lines.csv")
    return ExperimentConfig(dataset=dataset, modes=modes, seeds=seeds, **settings)  # type: ignore[arg-type]


def new_experiment(folder: Path | None = None, **settings: object) -> Path:
    """As planned by the scripted engine."""
    return create_experiment(plan_of(config_of(**settings)), folder)  # type: ignore[arg-type]


def do_next(folder: Path, engine: FakeEngine) -> list[AnyEvent]:
    """Train the next member; returns what it reported."""
    member = next_member(folder)
    assert member is not None
    return list(member_events(folder, member, engine.run))


def do_all(folder: Path, engine: FakeEngine, *, compare: bool = True) -> list[str]:
    """Train whatever is left, comparing after each; returns the keys in their order."""
    done = []
    while (member := next_member(folder)) is not None:
        done.append(member.key)
        list(member_events(folder, member, engine.run))
        if compare:
            list(compare_events(folder, engine.run))
    return done


if __name__ == "__main__":
    do_all(new_experiment(Path(sys.argv[1])), FakeEngine(Script(hold_at=3)))
