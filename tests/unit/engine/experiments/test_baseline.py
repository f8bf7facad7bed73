"""Baselines as members of an experiment: what they leave is like what a run leaves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from jobs_by_hand import do
from tables import film_labels, film_prices, films
from tuner_gui.engine.config import METRICS, DatasetConfig, Decision, RunConfig, Sampling
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent, Failed, RunCancelled, RunSuspended, StageChanged
from tuner_gui.engine.experiment import BASELINES, BaselineName
from tuner_gui.engine.experiments.done import BaselineFacts
from tuner_gui.engine.facts import Metrics
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.replies import BaselineFinished
from tuner_gui.engine.requests import BaselineJob
from tuner_gui.engine.results.analysis import analyse
from tuner_gui.engine.results.scored import TEST, VALIDATION, read_scored


def job(table: Path, folder: Path, name: BaselineName = "words", **sampling: Any) -> BaselineJob:
    config = RunConfig(dataset=DatasetConfig(path=str(table)), sampling=Sampling(**sampling))
    return BaselineJob(config=config, name=name, run_dir=str(folder))


def finished(job: BaselineJob) -> Metrics:
    end = do(job)[-1]
    assert isinstance(end, BaselineFinished), end
    return end.metrics


@pytest.mark.parametrize("make", [films, film_labels, film_prices])
@pytest.mark.parametrize("name", BASELINES)
def test_it_leaves_what_a_comparison_needs(
    tmp_path: Path, make: Callable[[Path], Path], name: BaselineName
) -> None:
    folder = tmp_path / "runs" / name
    metrics = finished(job(make(tmp_path), folder, name))
    assert {file.name for file in folder.iterdir()} == {"scored.arrow", "baseline.json", "metrics.json"}
    assert msgspec.json.decode((folder / "metrics.json").read_bytes(), type=Metrics) == metrics
    scored = read_scored(folder)
    assert tuple(metrics.test.metrics) == METRICS[scored.task]
    # As the results of any run are made.
    assert metrics.test.metrics == pytest.approx(analyse(scored, Decision()).score.metrics)
    assert metrics.test.n == len(scored.at(TEST))
    assert metrics.validation.n == len(scored.at(VALIDATION))
    assert (metrics.epochs, metrics.learning_rate) == (0.0, 0.0)
    assert metrics.parameters == metrics.trainable_parameters > 0
    assert metrics.rows_per_second > 0
    assert metrics.peak_memory_bytes > 0
    facts = msgspec.json.decode((folder / "baseline.json").read_bytes(), type=BaselineFacts)
    assert facts.size_bytes > 0
    assert facts.data.train == scored.train_rows
    assert facts.data.labels == scored.labels
    if scored.task != "regression":
        known = np.asarray(scored.train_counts) + np.asarray(
            [(scored.targets == i).sum() for i in range(len(scored.labels))]
            if scored.task == "single_label"
            else scored.targets.sum(axis=0)
        )
        assert facts.data.label_counts == tuple(known)


def test_it_says_what_it_does(tmp_path: Path) -> None:
    events = do(job(films(tmp_path), tmp_path / "run"))
    stages = [event.stage for event in events if isinstance(event, StageChanged)]
    assert stages == ["reading", "training", "testing", "saving"]


def test_sampling_decides_its_rows(tmp_path: Path) -> None:
    table = films(tmp_path, 120)
    finished(job(table, tmp_path / "whole", seed=3))
    finished(job(table, tmp_path / "part", seed=3, train_share=0.25))
    finished(job(table, tmp_path / "fold", seed=3, folds=4, fold=1))
    whole, part, fold = (read_scored(tmp_path / name) for name in ("whole", "part", "fold"))
    assert part.train_rows == round(whole.train_rows / 4)
    assert np.array_equal(whole.numbers, part.numbers)
    assert len(fold.at(TEST)) == 30


def test_made_again_it_replaces_what_was_there(tmp_path: Path) -> None:
    table = films(tmp_path)
    first = finished(job(table, tmp_path / "run"))
    assert finished(job(table, tmp_path / "run")).test == first.test


@pytest.mark.parametrize(("action", "kind"), [("cancel", RunCancelled), ("suspend", RunSuspended)])
def test_it_ends_when_it_is_asked_to(tmp_path: Path, action: Any, kind: type[AnyEvent]) -> None:
    control, events = Control(), list[AnyEvent]()

    def emit(event: AnyEvent) -> None:
        events.append(event)
        if event == StageChanged(stage="training"):
            control.request(action)

    execute(job(films(tmp_path), tmp_path / "run"), control, emit)
    assert isinstance(events[-1], kind)
    assert not list((tmp_path / "run").iterdir())


def test_bad_data_is_said_in_words(tmp_path: Path) -> None:
    end = do(job(tmp_path / "missing.csv", tmp_path / "run"))[-1]
    assert isinstance(end, Failed)
    assert end.kind == "DataError"
