"""The processes that `torchrun` or `accelerate launch` started for a run, and what they share."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path
from typing import TypeVar

import torch
from accelerate import Accelerator
from accelerate.utils import DistributedDataParallelKwargs, broadcast_object_list, gather_object

from tuner_gui.engine.device import VARIABLE, find_device
from tuner_gui.engine.training.shards import check_shards, load_whole
from tuner_gui.errors import DataError, EnvironmentProblemError, RunError

T = TypeVar("T")

_OTHER_WAYS = {
    "ACCELERATE_USE_DEEPSPEED": "DeepSpeed",
    "ACCELERATE_USE_MEGATRON_LM": "Megatron-LM",
}
"""Variables by which `accelerate launch` asks for what Tuner does not do."""


def make_accelerator() -> Accelerator:
    """Device, precision and processes of this run.

    Raises:
        EnvironmentProblemError: the processes were started in a way that Tuner cannot use.
    """
    for variable, name in _OTHER_WAYS.items():
        if os.environ.get(variable, "").lower() == "true":
            raise EnvironmentProblemError(
                f"The processes of this run were started for {name}, which Tuner does not do.",
                hint="Choose multi-GPU or FSDP in `accelerate config`, or start the run with torchrun.",
            )
    claim_gpu(os.environ.get(VARIABLE, ""))
    device = find_device()
    # Buffers are constants here. Sent with each forward pass, a process that makes more of these than another
    # would wait for ever. (torch 2.13 has a new name for it, which torch 2.9 and accelerate do not know.)
    warnings.filterwarnings("ignore", "`broadcast_buffers` is deprecated", FutureWarning)
    same = DistributedDataParallelKwargs(broadcast_buffers=False)
    load_whole()
    return check_shards(
        Accelerator(
            cpu=device.kind == "cpu",
            mixed_precision="bf16" if device.precision == "bf16" else "no",
            kwargs_handlers=[same],
        )
    )


def claim_gpu(asked: str) -> None:
    """Take a CUDA or ROCm device of its own for each process, before anything is computed on the first.

    Args:
        asked: by the person in `TUNER_DEVICE`.

    Raises:
        EnvironmentProblemError: there are fewer than processes.
    """
    place = os.environ.get("LOCAL_RANK")
    if place is None or asked.strip().lower() == "cpu" or not torch.cuda.is_available():
        return
    count = torch.cuda.device_count()
    if int(place) >= count:
        raise EnvironmentProblemError(
            f"More processes were started on this computer than it has GPUs ({count}).",
            hint=f"Start {count}: `torchrun --nproc-per-node {count} …`. TUNER_DEVICE=cpu does without GPUs.",
        )
    torch.cuda.set_device(int(place))


def from_first(accelerator: Accelerator, value: T) -> T:
    """What `value` is in the first process; all must ask."""
    found: T = broadcast_object_list([value])[0] if accelerator.num_processes > 1 else value
    return found


def cache_folder(accelerator: Accelerator, run_folder: Path) -> Path:
    """Where the processes of one computer keep what they need while they work; all must ask.

    In the run folder where the first process is; on other computers, which may not see it, a temporary one.
    The first process of each computer removes it in the end.
    """
    mine = run_folder / "cache"
    if accelerator.num_processes == 1:
        return mine
    if accelerator.is_local_main_process and not accelerator.is_main_process:
        mine = Path(tempfile.mkdtemp(prefix="tuner-"))
    everyones = gather_object([str(mine)])
    return Path(everyones[accelerator.process_index - accelerator.local_process_index])


def check_same_rows(accelerator: Accelerator, fingerprint: str) -> str:
    """Raise in all processes unless all learn from the same rows; returns `fingerprint`.

    Raises:
        DataError: they do not.
    """
    if accelerator.num_processes > 1 and len(set(gather_object([fingerprint]))) > 1:
        raise DataError(
            "The processes of this run do not read the same rows.",
            hint="Every computer must see the same dataset, unchanged, under the same path.",
        )
    return fingerprint


def shared_checkpoint(accelerator: Accelerator, folder: Path, newest: Path | None) -> Path | None:
    """The checkpoint that all processes go on from; None: they begin.

    Args:
        accelerator: knows the processes.
        folder: of checkpoints.
        newest: which the first process wants; that of the others does not matter.

    Raises:
        RunError: not every process can read it.
    """
    if accelerator.num_processes == 1:
        return newest
    name = from_first(accelerator, newest.name if newest else "")
    if not name:
        return None
    if not all(gather_object([(folder / name).is_dir()])):
        raise RunError(
            f"The checkpoint {name} cannot be read by all processes of this run.",
            hint="Put the run folder where every computer sees it under the same path, then start again.",
        )
    return folder / name


def lost_contact(error: Exception) -> bool:
    """Whether `error` is but the echo of another process's end."""
    return isinstance(error, torch.distributed.DistError) or "gloo" in str(error).lower()


def left_alone(error: Exception) -> EnvironmentProblemError:
    """That echo, in a person's words."""
    return EnvironmentProblemError(
        "Another process of this run ended, so this one cannot go on.",
        hint="What that one said is the cause. Once it is mended, the same command goes on from the last "
        "checkpoint.",
        detail=repr(error),
    )
