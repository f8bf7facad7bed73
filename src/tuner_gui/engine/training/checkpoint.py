"""The state from which a run resumes exactly, on disk, without pickles.

A checkpoint is a folder `step-000120` with `trainable.safetensors` (parameters that move),
`best.safetensors` (the same at the best validation so far), `optimizer.safetensors` and `state.json`.
What is drawn at random follows from seed and step alone (`team.seed_step`).
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import msgspec
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from tuner_gui.engine.config import SCHEMA_VERSION, Record
from tuner_gui.engine.facts import Score
from tuner_gui.engine.training.shards import like, whole
from tuner_gui.errors import RunError
from tuner_gui.files import new_folder

Tensors = dict[str, torch.Tensor]


class Progress(Record, frozen=True, kw_only=True):
    """How far a run has come."""

    step: int = 0
    """Optimizer steps done."""
    training_seconds: float = 0.0
    """Spent in steps."""
    other_seconds: float = 0.0
    """Spent on validation and checkpoints; pauses are left out of both."""
    best_step: int = 0
    best_score: Score | None = None
    """On validation."""
    peak_memory_bytes: int = 0
    fingerprint: str = ""
    """Of the rows the run learns from; a run never goes on with other rows."""
    schema_version: int = SCHEMA_VERSION


@dataclass
class Checkpoint:
    """Everything a run needs to go on."""

    progress: Progress
    trainable: Tensors
    best: Tensors
    optimizer: torch.optim.Optimizer
    """Read when saving; filled when loading."""


def save_checkpoint(folder: Path, checkpoint: Checkpoint, *, write: bool = True) -> None:
    """Write a checkpoint below `folder`, then drop the older ones.

    Args:
        folder: of checkpoints.
        checkpoint: to be written.
        write: False in the processes that only put pieces of the optimizer's state together with the first.
    """
    optimizer = _optimizer_tensors(checkpoint.optimizer)
    if not write:
        return
    folder.mkdir(parents=True, exist_ok=True)
    destination = folder / f"step-{checkpoint.progress.step:06d}"
    if destination.exists():
        return
    with new_folder(destination) as temporary:
        save_file(_contiguous(checkpoint.trainable), temporary / "trainable.safetensors")
        save_file(_contiguous(checkpoint.best), temporary / "best.safetensors")
        save_file(optimizer, temporary / "optimizer.safetensors")
        (temporary / "state.json").write_bytes(msgspec.json.encode(checkpoint.progress))
    for older in folder.glob("step-*"):
        if older != destination:
            shutil.rmtree(older)


def newest_checkpoint(folder: Path) -> Path | None:
    """The checkpoint to resume from; None when there is none yet."""
    return max(folder.glob("step-*"), default=None)


def load_checkpoint(path: Path, optimizer: torch.optim.Optimizer) -> Checkpoint:
    """Read a checkpoint; `optimizer` is set to its state.

    Raises:
        RunError: the checkpoint is damaged.
    """
    try:
        progress = msgspec.json.decode((path / "state.json").read_bytes(), type=Progress)
        trainable = load_file(path / "trainable.safetensors")
        best = load_file(path / "best.safetensors")
        _restore_optimizer(optimizer, load_file(path / "optimizer.safetensors"))
    except (OSError, SafetensorError, msgspec.DecodeError, KeyError) as error:
        raise RunError(
            f"The checkpoint {path.name} is damaged, so this run cannot be resumed.",
            hint="Start the run again; its settings are kept.",
            detail=repr(error),
        ) from error
    return Checkpoint(progress, trainable, best, optimizer)


def _contiguous(tensors: Tensors) -> Tensors:
    return {name: tensor.detach().contiguous() for name, tensor in tensors.items()}


def _optimizer_tensors(optimizer: torch.optim.Optimizer) -> Tensors:
    state = optimizer.state_dict()["state"]
    return {
        f"{index}.{key}": whole(value).contiguous()
        for index, values in state.items()
        for key, value in values.items()
    }


def _restore_optimizer(optimizer: torch.optim.Optimizer, tensors: Tensors) -> None:
    parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    state: dict[int, Tensors] = {}
    for name, tensor in tensors.items():
        index, key = name.split(".", 1)
        state.setdefault(int(index), {})[key] = like(tensor, parameters[int(index)])
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
