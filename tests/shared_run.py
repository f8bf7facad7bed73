"""Small trainings for one process or several, to be compared: `torchrun … shared_run.py MODEL FOLDER`.

Every process leaves `process-N.json` (losses by scenario) and `process-N.safetensors` (first gradients and
last parameters) in FOLDER, and the same of a model in pieces in FOLDER/pieces.
"""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import torch
from accelerate import Accelerator, FullyShardedDataParallelPlugin
from accelerate.state import AcceleratorState, PartialState
from accelerate.utils import DistributedType
from safetensors.torch import save_file

import training_bench
from training_bench import SETTINGS, Bench, load, resolved, rows_of
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, RunConfig
from tuner_gui.engine.control import Control
from tuner_gui.engine.evaluation import inference
from tuner_gui.engine.events import BatchReduced, RunFinished, Stepped, Validated
from tuner_gui.engine.requests import TrainJob
from tuner_gui.engine.training import run
from tuner_gui.engine.training.checkpoint import newest_checkpoint
from tuner_gui.engine.training.defaults import ModeRecipe
from tuner_gui.engine.training.processes import make_accelerator
from tuner_gui.engine.training.reporting import SuspendedError
from tuner_gui.engine.training.shards import fill, in_pieces, stand_in, whole
from tuner_gui.engine.training.tokenizing import TokenizedRows

UNEVEN = training_bench.VALIDATION[:11]
"""Two processes make 6 and 5 of it, which at 5 rows at once takes them two passes and one."""
ROWS_AT_ONCE = 5

CURVE = resolved(epochs=5, learning_rate=1e-3, batch_size=7)
"""36 rows: five batches of 7, which two processes cannot halve, and one of 1; 30 steps in all."""
SINGLE_ROWS = resolved(epochs=1, learning_rate=1e-3, batch_size=1)


class Player:
    """Plays the scenarios in this process, and keeps what came out."""

    def __init__(self, model: Path, folder: Path) -> None:
        self.accelerator = make_accelerator()
        self.process = self.accelerator.process_index
        self.losses: dict[str, list[float]] = {}
        self.validated: dict[str, list[float]] = {}
        self.reduced: dict[str, list[int]] = {}
        self.tensors: dict[str, torch.Tensor] = {}
        self._model = model
        self._folder = folder / str(self.process)
        self._folder.mkdir(parents=True)
        self._rows: TokenizedRows = rows_of(model, self._folder)
        self._checkpoints = folder / "run"

    def play(self) -> None:
        """What works with a model in pieces, too; then the rest."""
        self.train("curve", CURVE)
        self.resumed()
        if in_pieces(self.accelerator):
            return
        self.train("single rows", SINGLE_ROWS)
        self.short_of_memory("memory", 2)
        self.short_of_memory("little memory", 1)
        self.with_a_spare_parameter()

    def train(self, name: str, settings: Hyperparameters) -> None:
        """A run without dropout."""
        model = self._plain_model()
        after = stand_in(self.accelerator, model, ModeRecipe()) or model
        bench = self._bench(model, settings)
        gradients = first_gradients(bench.model, bench.accelerator)
        bench.trainer.train()
        fill(after, bench.trainer.best)
        self._keep(name, [bench])
        self.tensors |= {f"{name}/after/{key}": value.clone() for key, value in after.state_dict().items()}
        self.tensors |= {f"{name}/gradient/{key}": value for key, value in gradients.items()}

    def short_of_memory(self, name: str, most: int) -> None:
        """The last process has memory for `most` rows at once."""

        def refuse(module: Any, args: Any, kwargs: Any) -> None:
            if module.training and kwargs["input_ids"].shape[0] > most:
                raise torch.OutOfMemoryError("out of memory")

        model = self._plain_model()
        bench = self._bench(model, CURVE)
        if self.process == self.accelerator.num_processes - 1:
            model.register_forward_pre_hook(refuse, with_kwargs=True)
        bench.trainer.train()
        self._keep(name, [bench])
        self.reduced[name] = [event.rows_at_once for event in bench.of(BatchReduced)]

    def with_a_spare_parameter(self) -> None:
        """The model has a parameter that it does not use."""
        model = self._plain_model()
        model.register_parameter("spare", torch.nn.Parameter(torch.zeros(3)))
        bench = self._bench(model, CURVE)
        bench.trainer.train()
        self._keep("spare", [bench])

    def resumed(self) -> None:
        """With dropout: a run, and the same ended by the last process after 7 steps and resumed."""
        whole = self._bench(load(self._model), SETTINGS)
        whole.trainer.train()
        self._keep("whole", [whole])
        last = self.process == self.accelerator.num_processes - 1
        first = self._bench(load(self._model), SETTINGS, after={7: "suspend"} if last else {})
        with contextlib.suppress(SuspendedError):
            first.trainer.train()
        second = self._bench(load(self._model), SETTINGS)
        checkpoint = newest_checkpoint(second.checkpoints)
        assert checkpoint is not None
        second.trainer.resume(checkpoint)
        second.trainer.train()
        self._keep("resumed", [first, second])

    def save(self, folder: Path) -> None:
        """Write what came out."""
        found = {"losses": self.losses, "validated": self.validated, "reduced": self.reduced}
        (folder / f"process-{self.process}.json").write_text(json.dumps(found))
        save_file(self.tensors, folder / f"process-{self.process}.safetensors")

    def _plain_model(self) -> Any:
        model = load(self._model)
        for module in model.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
        return model

    def _bench(self, model: Any, settings: Hyperparameters, after: dict[int, str] | None = None) -> Bench:
        return Bench(
            model,
            self._rows,
            self._checkpoints,
            settings=settings,
            after=after,
            accelerator=make_accelerator(),
        )

    def _keep(self, name: str, benches: list[Bench]) -> None:
        self.losses[name] = [event.loss for bench in benches for event in bench.of(Stepped)]
        self.validated[name] = [event.loss for bench in benches for event in bench.of(Validated)]
        parameters = benches[-1].model.state_dict()
        self.tensors |= {f"{name}/{key}": whole(value).clone() for key, value in parameters.items()}


def first_gradients(model: torch.nn.Module, accelerator: Accelerator) -> dict[str, torch.Tensor]:
    """What the first step learns from, filled in when it is made: gradients as they are before clipping."""
    found: dict[str, torch.Tensor] = {}
    clip = accelerator.clip_grad_norm_

    def look(parameters: Any, *args: Any) -> Any:
        if not found:
            found.update(
                {name: whole(p.grad).clone() for name, p in model.named_parameters() if p.grad is not None}
            )
        return clip(parameters, *args)

    accelerator.clip_grad_norm_ = look
    return found


def cut_models() -> None:
    """Let accelerators cut models (FSDP2) on the CPU, too, where accelerate passes over the wish."""
    plugin = FullyShardedDataParallelPlugin(fsdp_version=2, auto_wrap_policy="transformer_based_wrap")
    for state in (PartialState, AcceleratorState):
        state._shared_state["distributed_type"] = DistributedType.FSDP
    AcceleratorState._shared_state["fsdp_plugin"] = plugin


def whole_run(model: Path, folder: Path) -> None:
    """From a table to a saved model."""

    def make_cutting_accelerator() -> Accelerator:
        cut_models()
        return make_accelerator()

    dataset = DatasetConfig(path=str(folder / "films.csv"))
    settings = Hyperparameters(epochs=8, learning_rate=0.01, batch_size=7)
    config = RunConfig(dataset=dataset, base_model=str(model), hyperparameters=settings)
    job = TrainJob(config=config, run_dir=str(folder / "whole"))
    with patch.object(run, "make_accelerator", make_cutting_accelerator):
        finished = run.train_run(job, Control(), lambda event: None)
    assert isinstance(finished, RunFinished)
    assert finished.metrics.test.value > 0.8


def main() -> None:
    """Play and save."""
    training_bench.VALIDATION = UNEVEN
    inference.ROWS_AT_ONCE = ROWS_AT_ONCE
    model, folder = Path(sys.argv[1]), Path(sys.argv[2])
    player = Player(model, folder)
    player.play()
    player.save(folder)
    cut_models()
    pieces = Player(model, folder / "pieces")
    pieces.play()
    pieces.save(folder / "pieces")
    whole_run(model, folder)
    player.accelerator.end_training()


if __name__ == "__main__":
    main()
