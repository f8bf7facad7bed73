"""Estimates by the engine's own way: of every mode, kept, cancellable, true to what a run then does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import torch

from jobs_by_hand import config, do
from tables import film_rows, films
from tuner_gui.engine.config import MODES, Hyperparameters
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent, RunCancelled, RunStarted
from tuner_gui.engine.facts import ModeEstimate
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.replies import Estimated
from tuner_gui.engine.requests import EstimateJob, TrainJob
from tuner_gui.engine.training.costs import estimate as estimating
from tuner_gui.engine.training.stepping import Stepper
from tuner_gui.engine.training.tokenizing import TokenizedRows


@pytest.fixture(autouse=True)
def steady_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known yet, and time is what tokens take: a real clock would measure what else is running."""
    monkeypatch.setattr(estimating, "_known", {})
    honest, now = TokenizedRows.batch, [0.0]

    def batch(self: TokenizedRows, indices: Any) -> Any:
        inputs = honest(self, indices)
        now[0] += 0.001 + 1e-4 * inputs["input_ids"].numel()
        return inputs

    monkeypatch.setattr(TokenizedRows, "batch", batch)
    monkeypatch.setattr("tuner_gui.engine.training.costs.clock.seconds", lambda: now[0])


@pytest.fixture
def job(tiny_model: Path, tmp_path: Path) -> EstimateJob:
    texts = tuple((text,) for text, _ in film_rows(64))
    return EstimateJob(config=config(films(tmp_path, 200), tiny_model), rows=200, sample_texts=texts)


def estimated(job: EstimateJob) -> dict[str, ModeEstimate]:
    end = do(job)[-1]
    assert isinstance(end, Estimated), end
    assert tuple(found.mode for found in end.modes) == MODES
    return {found.mode: found for found in end.modes}


def count_steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    honest, steps = Stepper.learn, [0]

    def learn(self: Any, indices: Any) -> Any:
        steps[0] += 1
        return honest(self, indices)

    monkeypatch.setattr(Stepper, "learn", learn)
    return steps


def test_what_is_shown_is_what_a_run_does(job: EstimateJob, tmp_path: Path) -> None:
    found = estimated(job)
    for mode in ("layerwise", "head", "lora"):
        settings = msgspec.structs.replace(job.config, mode=mode)
        run = do(TrainJob(config=settings, run_dir=str(tmp_path / mode)), after={1: "cancel"})
        (started,) = [event for event in run if isinstance(event, RunStarted)]
        assert found[mode].trainable_parameters == started.trainable_parameters
        assert found[mode].learning_rates == started.learning_rates
        # The longest text need not be in the sample, and where it is cut is found out by looking at all.
        of_all = {"max_length": 15, "truncation_side": None}
        shown = msgspec.structs.replace(found[mode].hyperparameters, **of_all)
        assert shown == msgspec.structs.replace(started.hyperparameters, **of_all)


def test_modes_of_a_kind_cost_alike_and_lighter_ones_less(job: EstimateJob) -> None:
    found = estimated(job)
    assert found["full"].seconds == found["layerwise"].seconds
    assert found["full"].memory_bytes >= found["lora"].memory_bytes
    assert all(one.fit == "fits" and one.advice == "" for one in found.values())


def test_what_was_measured_is_not_measured_again(job: EstimateJob, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = count_steps(monkeypatch)
    estimated(job)
    first = steps[0]
    assert 0 < first <= 40
    more = estimated(msgspec.structs.replace(job, rows=20_000))
    assert steps[0] == first
    tokens = 3 * 14_000 * 13  # epochs, training rows, most of the longest text
    assert 0.5e-4 * tokens < more["full"].seconds < 4e-4 * tokens


def test_nothing_is_learnt(job: EstimateJob, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Stepper.learn

    def learn(self: Any, indices: Any) -> Any:
        before = [parameter.clone() for parameter in self._model.parameters()]
        answer = honest(self, indices)
        assert all(map(torch.equal, before, self._model.parameters()))
        return answer

    monkeypatch.setattr(Stepper, "learn", learn)
    estimated(job)


def test_it_can_be_cancelled_between_measurements(job: EstimateJob, monkeypatch: pytest.MonkeyPatch) -> None:
    control, honest, steps = Control(), Stepper.learn, [0]
    events: list[AnyEvent] = []

    def learn(self: Any, indices: Any) -> Any:
        steps[0] += 1
        control.request("cancel")
        return honest(self, indices)

    monkeypatch.setattr(Stepper, "learn", learn)
    execute(job, control, events.append)
    assert isinstance(events[-1], RunCancelled)
    assert steps[0] <= 2


def test_too_little_memory_is_said_with_advice(job: EstimateJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimating, "free_memory", lambda device: 10**6)
    found = estimated(job)
    assert {one.fit for one in found.values()} == {"wont_fit"}
    assert all("0.0 GB are free" in one.advice for one in found.values())


@pytest.mark.parametrize(("task", "classes"), [("multi_label", 5), ("regression", 1)])
def test_every_task_has_an_estimate(task: Any, classes: int, job: EstimateJob) -> None:
    dataset = msgspec.structs.replace(job.config.dataset, task=task)
    settings = msgspec.structs.replace(job.config, dataset=dataset)
    estimated(msgspec.structs.replace(job, config=settings, classes=classes))


def test_pairs_and_a_single_row_are_enough(job: EstimateJob) -> None:
    estimated(msgspec.structs.replace(job, sample_texts=(("the film", "was good"),), rows=12))


def test_long_texts_cost_more(job: EstimateJob) -> None:
    long = tuple((" ".join([text] * 6),) for (text,) in job.sample_texts)
    job = msgspec.structs.replace(job, rows=20_000)
    assert estimated(msgspec.structs.replace(job, sample_texts=long))["full"].seconds > (
        1.2 * estimated(job)["full"].seconds
    )


def test_the_longest_text_decides_the_memory(job: EstimateJob) -> None:
    def memory(*longest: str) -> int:
        return estimated(msgspec.structs.replace(job, longest_text=longest))["full"].memory_bytes

    text = job.sample_texts[0][0]
    usual, told = memory(), memory(" ".join([text] * 2))
    assert memory(text) == usual
    assert told > usual + 1e6
    assert told < memory(" ".join([text] * 100)) == memory(" ".join([text] * 3_000))  # is cut


def test_sides_of_texts_are_compared_only_where_many_are_cut(job: EstimateJob) -> None:
    def compares(texts: tuple[tuple[str, ...], ...], **asked: Any) -> bool:
        settings = msgspec.structs.replace(job.config, hyperparameters=Hyperparameters(**asked))
        asking = msgspec.structs.replace(job, config=settings, sample_texts=texts)
        (cost,) = estimating.costs_of(asking, Control(), ["full"])
        return cost.begun.compares_sides

    short, long = ("a film",), (" ".join(["good"] * 500),)
    assert compares((short,) * 8 + (long,) * 2)
    assert not compares((short,) * 20 + (long,))
    assert not compares((long,) * 8, truncation_side="left")
    assert not compares((long + short,) * 8)
