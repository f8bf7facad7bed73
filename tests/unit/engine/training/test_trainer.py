"""The training loop on a tiny model: it learns, obeys, resumes exactly and survives running out of memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from training_bench import Bench, load, resolved, rows_of
from tuner_gui.engine.config import Execution
from tuner_gui.engine.events import (
    BatchReduced,
    Checkpointed,
    Logged,
    StageChanged,
    Stepped,
    Validated,
)
from tuner_gui.engine.training.checkpoint import newest_checkpoint
from tuner_gui.engine.training.execution import executing
from tuner_gui.engine.training.reporting import SuspendedError
from tuner_gui.engine.training.tokenizing import TokenizedRows
from tuner_gui.errors import CancelledError, RunError


@pytest.fixture(scope="module")
def rows(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> TokenizedRows:
    return rows_of(tiny_model, tmp_path_factory.mktemp("tokens"))


CHEAP = Execution(attention="eager", linear="onednn", dropout="cheap")


def losses(bench: Bench) -> list[float]:
    return [event.loss for event in bench.of(Stepped)]


def test_it_learns_and_keeps_the_best(tiny_model: Path, rows: TokenizedRows, tmp_path: Path) -> None:
    settings = resolved(epochs=10, learning_rate=3e-3)
    bench = Bench(load(tiny_model), rows, tmp_path, settings=settings)
    assert bench.trainer.train() is False
    assert losses(bench)[-1] < 0.5 * losses(bench)[0]
    validated = bench.of(Validated)
    assert max(event.main[1] for event in validated) == 1.0
    best = [event for event in validated if event.best][-1]
    assert bench.trainer.progress.best_step == best.step
    assert bench.trainer.progress.best_score is not None
    assert bench.trainer.progress.best_score.value == best.main[1]


def test_steps_and_validations_are_reported(tiny_model: Path, rows: TokenizedRows, tmp_path: Path) -> None:
    bench = Bench(load(tiny_model), rows, tmp_path)
    bench.trainer.train()
    steps = bench.of(Stepped)
    assert [event.step for event in steps] == list(range(1, 13))
    assert steps[-1].epoch == 2.0
    assert steps[-1].seconds_left == 0.0
    assert all(event.rows_per_second > 0 and event.memory_bytes > 0 for event in steps)
    assert len(bench.of(Validated)) == 10
    assert bench.of(Validated)[-1].step == 12


def test_only_all_validation_rows_choose_the_best(
    tiny_model: Path, rows: TokenizedRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuner_gui.engine.training.validating._LEAST", 4)
    monkeypatch.setattr("tuner_gui.engine.training.validating._COST", 0.0)
    bench = Bench(load(tiny_model), rows, tmp_path)
    bench.trainer.train()
    validated = bench.of(Validated)
    assert [(event.step, event.rows) for event in validated if event.rows == 12] == [(6, 12), (12, 12)]
    assert {event.rows for event in validated} == {4, 12}
    assert validated[-1].step == 12
    assert all(event.rows == 12 for event in validated if event.best)
    assert bench.trainer.progress.best_step in (6, 12)


def test_stopping_within_an_epoch_scores_all_rows(
    tiny_model: Path, rows: TokenizedRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuner_gui.engine.training.validating._LEAST", 4)
    monkeypatch.setattr("tuner_gui.engine.training.validating._COST", 0.0)
    bench = Bench(load(tiny_model), rows, tmp_path, after={4: "stop"})
    assert bench.trainer.train() is True
    last = bench.of(Validated)[-1]
    assert (last.step, last.rows, last.best) == (4, 12, True)


@pytest.mark.parametrize(("patience", "epochs"), [(0, 5), (2, 3)])
def test_patience_ends_a_run_that_gets_no_better(
    tiny_model: Path,
    rows: TokenizedRows,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    patience: int,
    epochs: int,
) -> None:
    monkeypatch.setattr("tuner_gui.engine.training.choosing.LEAST_ROWS", 1)
    nothing = resolved(epochs=5, learning_rate=1e-30, weight_decay=0.0, patience=patience)
    bench = Bench(load(tiny_model), rows, tmp_path, settings=nothing)
    assert bench.trainer.train() is False
    assert bench.trainer.epoch == epochs
    assert [event.message for event in bench.of(Logged)] == (
        ["Training ended early: no better validation for 2 epochs."] if patience else []
    )


def test_a_seed_decides_everything(tiny_model: Path, rows: TokenizedRows, tmp_path: Path) -> None:
    runs = [Bench(load(tiny_model), rows, tmp_path) for _ in range(2)]
    for bench in runs:
        torch.manual_seed(7)
        bench.trainer.train()
    assert losses(runs[0]) == losses(runs[1])


def test_stop_keeps_the_best_so_far(tiny_model: Path, rows: TokenizedRows, tmp_path: Path) -> None:
    bench = Bench(load(tiny_model), rows, tmp_path, after={5: "stop"})
    assert bench.trainer.train() is True
    assert bench.of(Stepped)[-1].step == 5
    assert bench.of(Validated)
    assert bench.trainer.progress.best_step <= 5


def test_cancel_ends_at_once(tiny_model: Path, rows: TokenizedRows, tmp_path: Path) -> None:
    bench = Bench(load(tiny_model), rows, tmp_path, after={3: "cancel"})
    with pytest.raises(CancelledError):
        bench.trainer.train()
    assert bench.of(Stepped)[-1].step == 3


def test_pause_waits_until_resumed(tiny_model: Path, rows: TokenizedRows, tmp_path: Path) -> None:
    bench = Bench(load(tiny_model), rows, tmp_path, after={3: "pause"})
    waited = []

    def wait() -> None:
        waited.append(bench.of(Stepped)[-1].step)
        bench.control.request("resume")

    bench.control.wait_while_paused = wait  # type: ignore[method-assign]
    bench.trainer.train()
    assert waited == [3]
    assert [event.stage for event in bench.of(StageChanged)] == ["training", "paused", "training"]
    assert bench.of(Stepped)[-1].step == 12


def test_a_suspended_run_resumes_exactly(tiny_model: Path, rows: TokenizedRows, tmp_path: Path) -> None:
    whole = Bench(load(tiny_model), rows, tmp_path / "whole")
    torch.manual_seed(7)
    whole.trainer.train()

    first = Bench(load(tiny_model), rows, tmp_path / "parts", after={7: "suspend"})
    torch.manual_seed(7)
    with pytest.raises(SuspendedError):
        first.trainer.train()
    assert [event.step for event in first.of(Checkpointed)] == [7]
    checkpoint = newest_checkpoint(first.checkpoints)
    assert checkpoint is not None
    assert sorted(file.name for file in checkpoint.iterdir()) == [
        "best.safetensors",
        "optimizer.safetensors",
        "state.json",
        "trainable.safetensors",
    ]

    second = Bench(load(tiny_model), rows, tmp_path / "parts")
    torch.manual_seed(99)  # must not matter
    second.trainer.resume(checkpoint)
    second.trainer.train()
    assert losses(first) + losses(second) == losses(whole)
    for name, parameter in whole.model.state_dict().items():
        assert torch.equal(parameter, second.model.state_dict()[name]), name


def test_a_run_suspended_before_anything_was_best_resumes_exactly(
    tiny_model: Path, rows: TokenizedRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuner_gui.engine.training.validating._LEAST", 4)
    monkeypatch.setattr("tuner_gui.engine.training.validating._COST", 0.0)
    whole = Bench(load(tiny_model), rows, tmp_path / "whole")
    first = Bench(load(tiny_model), rows, tmp_path / "parts", after={3: "suspend"})
    second = Bench(load(tiny_model), rows, tmp_path / "parts")
    with executing(whole.model, CHEAP):
        torch.manual_seed(7)
        whole.trainer.train()
    torch.manual_seed(7)
    with executing(first.model, CHEAP), pytest.raises(SuspendedError):
        first.trainer.train()
    checkpoint = newest_checkpoint(first.checkpoints)
    assert checkpoint is not None
    with executing(second.model, CHEAP):
        second.trainer.resume(checkpoint)
        second.trainer.train()
    assert losses(first) + losses(second) == losses(whole)
    for name, parameter in whole.model.state_dict().items():
        assert torch.equal(parameter, second.model.state_dict()[name]), name


def test_only_the_newest_checkpoint_is_kept(
    tiny_model: Path, rows: TokenizedRows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuner_gui.engine.training.trainer._CHECKPOINT_SECONDS", 0.0)
    monkeypatch.setattr("tuner_gui.engine.training.trainer._CHECKPOINT_COST", 0.0)
    bench = Bench(load(tiny_model), rows, tmp_path)
    bench.trainer.train()
    assert [event.step for event in bench.of(Checkpointed)] == list(range(1, 12))
    assert [path.name for path in bench.checkpoints.iterdir()] == ["step-000011"]


def test_a_damaged_checkpoint_is_named(tiny_model: Path, rows: TokenizedRows, tmp_path: Path) -> None:
    bench = Bench(load(tiny_model), rows, tmp_path, after={2: "suspend"})
    with pytest.raises(SuspendedError):
        bench.trainer.train()
    checkpoint = newest_checkpoint(bench.checkpoints)
    assert checkpoint is not None
    file = checkpoint / "optimizer.safetensors"
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(RunError, match="damaged"):
        Bench(load(tiny_model), rows, tmp_path).trainer.resume(checkpoint)


class Greedy(torch.nn.Module):
    """Stands before a model and has memory for few rows only."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def forward(self, module: Any, args: Any, kwargs: Any) -> None:
        if module.training and kwargs["input_ids"].shape[0] > self.most:
            raise torch.OutOfMemoryError("out of memory")


def test_out_of_memory_splits_the_batch_and_learns_the_same(
    tiny_model: Path, rows: TokenizedRows, tmp_path: Path
) -> None:
    plain, tight = load(tiny_model), load(tiny_model)
    for model in (plain, tight):
        for module in model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
    tight.register_forward_pre_hook(Greedy(2).forward, with_kwargs=True)
    benches = [Bench(model, rows, tmp_path) for model in (plain, tight)]
    for bench in benches:
        bench.trainer.train()
    assert [event.rows_at_once for event in benches[1].of(BatchReduced)] == [3, 2]
    assert losses(benches[1]) == pytest.approx(losses(benches[0]), rel=1e-4)


def test_out_of_memory_with_one_row_is_an_error(
    tiny_model: Path, rows: TokenizedRows, tmp_path: Path
) -> None:
    model = load(tiny_model)
    model.register_forward_pre_hook(Greedy(0).forward, with_kwargs=True)
    with pytest.raises(torch.OutOfMemoryError):
        Bench(model, rows, tmp_path).trainer.train()


def test_as_a_last_resort_blocks_are_computed_twice_with_the_same_result(
    tiny_model: Path, rows: TokenizedRows, tmp_path: Path
) -> None:
    class Tight(Greedy):
        """Has memory for one row at a time, and only when less of it is kept."""

        def forward(self, module: Any, args: Any, kwargs: Any) -> None:
            super().forward(module, args, kwargs)
            if module.training and not module.bert.encoder.layer[0].gradient_checkpointing:
                raise torch.OutOfMemoryError("out of memory")

    plain, tight = load(tiny_model), load(tiny_model)
    for model in (plain, tight):
        for module in model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
    tight.register_forward_pre_hook(Tight(1).forward, with_kwargs=True)
    benches = [Bench(model, rows, tmp_path) for model in (plain, tight)]
    for bench in benches:
        bench.trainer.train()
    assert [event.rows_at_once for event in benches[1].of(BatchReduced)] == [3, 2, 1, 1]
    assert [event.level for event in benches[1].of(Logged)] == ["warning"]
    assert losses(benches[1]) == pytest.approx(losses(benches[0]), rel=1e-4)


def test_another_error_is_not_taken_for_out_of_memory(
    tiny_model: Path, rows: TokenizedRows, tmp_path: Path
) -> None:
    model = load(tiny_model)

    def fail(module: Any, args: Any) -> None:
        raise RuntimeError("shapes do not fit")

    model.register_forward_pre_hook(fail)
    bench = Bench(model, rows, tmp_path)
    with pytest.raises(RuntimeError, match="shapes"):
        bench.trainer.train()
    assert bench.of(BatchReduced) == []
