"""Every task through the training loop: it learns, resumes exactly, and speaks the units of its labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate import Accelerator

from tiny_models import Architecture, make_tiny_model
from training_bench import TARGETS, VALIDATION, Bench, load, resolved, rows_of
from tuner_gui.engine.config import METRICS, TASKS, Task
from tuner_gui.engine.evaluation.inference import logits_of
from tuner_gui.engine.events import Stepped, Validated
from tuner_gui.engine.training.checkpoint import newest_checkpoint
from tuner_gui.engine.training.defaults import ModeRecipe
from tuner_gui.engine.training.frozen import cached, freeze_below
from tuner_gui.engine.training.reporting import SuspendedError
from tuner_gui.engine.training.tokenizing import TokenizedRows
from tuner_gui.errors import RunError

LONG = resolved(epochs=20, learning_rate=5e-3)


@pytest.fixture(scope="module")
def rows(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> TokenizedRows:
    return rows_of(tiny_model, tmp_path_factory.mktemp("tokens"))


@pytest.mark.parametrize("task", TASKS)
def test_every_task_learns(task: Task, tiny_model: Path, rows: TokenizedRows, tmp_path: Path) -> None:
    bench = Bench(load(tiny_model, task), rows, tmp_path, settings=LONG, task=task)
    bench.trainer.train()
    steps, validated = bench.of(Stepped), bench.of(Validated)
    assert steps[-1].loss < 0.3 * steps[0].loss
    assert steps[-1].metric > 0.9
    assert all(tuple(event.metrics) == METRICS[task] for event in validated)
    assert max(event.main[1] for event in validated) > 0.95


@pytest.mark.parametrize("task", ["multi_label", "regression"])
def test_a_suspended_run_of_any_task_resumes_exactly(
    task: Task, tiny_model: Path, rows: TokenizedRows, tmp_path: Path
) -> None:
    whole = Bench(load(tiny_model, task), rows, tmp_path / "whole", task=task)
    torch.manual_seed(7)
    whole.trainer.train()
    first = Bench(load(tiny_model, task), rows, tmp_path / "parts", task=task, after={7: "suspend"})
    torch.manual_seed(7)
    with pytest.raises(SuspendedError):
        first.trainer.train()
    second = Bench(load(tiny_model, task), rows, tmp_path / "parts", task=task)
    checkpoint = newest_checkpoint(first.checkpoints)
    assert checkpoint is not None
    second.trainer.resume(checkpoint)
    second.trainer.train()
    for bench in (whole, second):
        bench.objective.finish(bench.model)
    for name, parameter in whole.model.state_dict().items():
        assert torch.equal(parameter, second.model.state_dict()[name]), name


@pytest.mark.parametrize("architecture", ["bert", "distilbert", "roberta", "gpt2"])
def test_a_finished_regression_speaks_the_units_of_its_label(
    architecture: Architecture, tmp_path: Path
) -> None:
    folder = make_tiny_model(tmp_path / "model", architecture)
    rows = rows_of(folder, tmp_path)
    bench = Bench(load(folder, "regression"), rows, tmp_path, settings=LONG, task="regression")
    bench.trainer.train()
    accelerator = Accelerator(cpu=True)
    scaled = logits_of(bench.model, rows, VALIDATION, accelerator)
    bench.objective.finish(bench.model)
    logits = logits_of(bench.model, rows, VALIDATION, accelerator)
    assert logits == pytest.approx(bench.objective.in_units(scaled), rel=1e-4)
    truth = TARGETS["regression"][VALIDATION]
    score = bench.objective.score(logits, truth)
    assert score.metrics["mae"] == pytest.approx(np.abs(logits[:, 0] - truth).mean(), rel=1e-5)
    assert bench.trainer.progress.best_score is not None
    assert score.value == pytest.approx(bench.trainer.progress.best_score.value, abs=2e-3)
    if architecture != "gpt2":  # it has no bias to begin at the mean with, so it is still on its way there
        assert score.metrics["mae"] < 20_000


def test_a_regression_learns_with_cached_blocks(
    tiny_model: Path, rows: TokenizedRows, tmp_path: Path
) -> None:
    model = load(tiny_model, "regression")
    freeze_below(model, 1)
    everything = np.arange(len(rows))
    with cached(rows, model, everything, tmp_path / "states.f32") as source:
        recipe = ModeRecipe(frozen=True)
        bench = Bench(model, source, tmp_path, recipe=recipe, settings=LONG, task="regression")
        bench.trainer.train()
        bench.objective.finish(model)
        inside = logits_of(model, source, VALIDATION, Accelerator(cpu=True))
    outside = logits_of(model, rows, VALIDATION, Accelerator(cpu=True))
    assert inside == pytest.approx(outside, rel=1e-4)
    assert bench.objective.score(outside, TARGETS["regression"][VALIDATION]).value > 0.9


def test_a_loss_that_is_no_number_ends_the_run(tiny_model: Path, rows: TokenizedRows, tmp_path: Path) -> None:
    model = load(tiny_model)
    with torch.no_grad():
        model.get_parameter("classifier.weight").fill_(float("nan"))
    with pytest.raises(RunError, match="no usable number") as caught:
        Bench(model, rows, tmp_path).trainer.train()
    assert "learning rate" in caught.value.hint
