"""Loss, gradients, outputs that are no numbers: the last good state is kept, or the run fails with advice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from jobs_by_hand import PLAIN, config, train
from tables import films
from training_bench import Bench, load, rows_of
from tuner_gui.engine.events import Logged, RunFinished, Stepped, Validated
from tuner_gui.engine.training.astray import AstrayError
from tuner_gui.engine.training.objective import SingleLabel
from tuner_gui.engine.training.tokenizing import TokenizedRows


@pytest.fixture(scope="module")
def rows(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> TokenizedRows:
    return rows_of(tiny_model, tmp_path_factory.mktemp("tokens"))


def spoil_loss(monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Any], Any], *, calls: int) -> None:
    """Let every training loss after the first `calls` be `spoil` of itself."""
    honest, seen = SingleLabel.loss, 0

    def loss(self: SingleLabel, logits: Any, targets: Any) -> Any:
        nonlocal seen
        value = honest(self, logits, targets)
        seen += value.requires_grad  # scoring needs none
        return spoil(value) if value.requires_grad and seen > calls else value

    monkeypatch.setattr(SingleLabel, "loss", loss)


def overflow(value: Any) -> Any:
    """The same value, with gradients that overflow."""
    torn = value * 1.0
    torn.register_hook(lambda gradient: gradient * float("inf"))
    return torn


@pytest.mark.parametrize(
    "spoil", [lambda loss: loss * float("nan"), lambda loss: loss * float("inf"), overflow]
)
def test_the_best_state_so_far_is_kept(
    spoil: Any, tiny_model: Path, rows: TokenizedRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_loss(monkeypatch, spoil, calls=6)
    bench = Bench(load(tiny_model), rows, tmp_path)
    assert bench.trainer.train() is True
    assert [event.step for event in bench.of(Stepped)] == [1, 2, 3, 4, 5, 6]
    assert all(torch.isfinite(parameter).all() for parameter in bench.model.parameters())
    best = [event.step for event in bench.of(Validated) if event.best][-1]
    (said,) = bench.of(Logged)
    assert said.level == "warning"
    assert "step 7" in said.message
    assert f"step {best}" in said.message
    assert "0.0001 instead of 0.001" in said.message


def test_without_a_good_state_the_run_fails_with_advice(
    tiny_model: Path, rows: TokenizedRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_loss(monkeypatch, overflow, calls=0)
    bench = Bench(load(tiny_model), rows, tmp_path)
    with pytest.raises(AstrayError) as raised:
        bench.trainer.train()
    assert "step 1:" in raised.value.message
    assert "0.0001" in raised.value.hint
    assert bench.of(Validated) == []


def test_outputs_that_are_no_numbers_are_never_the_best(
    tiny_model: Path, rows: TokenizedRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = Bench(load(tiny_model), rows, tmp_path)

    def spoil(module: Any, args: Any, output: Any) -> Any:
        if not module.training and len(bench.of(Stepped)) >= 7:
            output.logits = output.logits * float("nan")
        return output

    bench.model.register_forward_hook(spoil)
    assert bench.trainer.train() is True
    assert bench.trainer.progress.best_step == 6


def test_a_run_that_went_astray_is_told_apart(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_loss(monkeypatch, overflow, calls=5)
    events = train(config(films(tmp_path), tiny_model, hyperparameters=PLAIN), tmp_path / "run")
    end = events[-1]
    assert isinstance(end, RunFinished), end
    assert end.stopped_early
    assert any(isinstance(event, Logged) and "astray" in event.message for event in events)
    assert (tmp_path / "run" / "model" / "model.safetensors").exists()
