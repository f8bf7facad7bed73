"""A model whose parameters lie in pieces among the processes (FSDP2 by accelerate's configuration).

What Tuner keeps (best state, checkpoints, the model in the end) is whole always, so that a run may go on
with any number of processes, in pieces or not.
"""

from __future__ import annotations

import copy
import os
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import DistributedType
from transformers import PreTrainedModel

from tuner_gui.engine.training.defaults import ModeRecipe
from tuner_gui.engine.training.layers import find_blocks
from tuner_gui.errors import EnvironmentProblemError

ASKED = "ACCELERATE_USE_FSDP"
"""Variable that `accelerate launch` sets to `true`."""


def is_asked() -> bool:
    """Whether the processes were started for FSDP."""
    return os.environ.get(ASKED, "").lower() == "true"


def load_whole() -> None:
    """Let every process load the whole model; must run before the accelerator is made.

    Else transformers leaves it empty in all processes but the first, for accelerate to fill.
    """
    os.environ["FSDP_CPU_RAM_EFFICIENT_LOADING"] = "false"


def in_pieces(accelerator: Accelerator) -> bool:
    """Whether models that `accelerator` prepares are cut."""
    return bool(accelerator.distributed_type == DistributedType.FSDP)


def check_shards(accelerator: Accelerator) -> Accelerator:
    """Raise where FSDP was asked for and cannot be had; returns `accelerator`.

    Raises:
        EnvironmentProblemError: no GPUs, or the first FSDP.
    """
    if is_asked() and not in_pieces(accelerator):
        raise EnvironmentProblemError(
            "The processes of this run were started for FSDP, which works on several GPUs only.",
            hint="Start them with torchrun, or without FSDP in `accelerate config`.",
        )
    if in_pieces(accelerator) and not accelerator.is_fsdp2:
        raise EnvironmentProblemError(
            "The processes of this run were started for the first version of FSDP; Tuner knows the second.",
            hint="Set `fsdp_version: 2` in accelerate's configuration.",
        )
    return accelerator


def stand_in(accelerator: Accelerator, model: PreTrainedModel, recipe: ModeRecipe) -> PreTrainedModel | None:
    """Before a model is cut, a whole one that is to have its place afterwards; None where none is cut.

    Args:
        accelerator: told here which layers are cut apart from one another.
        model: not prepared yet.
        recipe: of the run.

    Raises:
        EnvironmentProblemError: the training mode does not work in pieces.
    """
    if not in_pieces(accelerator):
        return None
    if recipe.frozen or recipe.adapters:
        raise EnvironmentProblemError(
            "Only modes in which the whole model learns can be trained with FSDP.",
            hint="This mode needs little memory: start it with torchrun, or without FSDP.",
        )
    plugin = accelerator.state.fsdp_plugin
    if plugin.transformer_cls_names_to_wrap is None:
        # What transformers says may not be split has embeddings in it, which accelerate 1.15 cuts once more.
        plugin.transformer_cls_names_to_wrap = [type(find_blocks(model)[1][0]).__name__]
    return copy.deepcopy(model).cpu()


def is_cut(thing: torch.Tensor | torch.nn.Module) -> bool:
    """Whether a tensor (torch's DTensor) or a model (its FSDPModule) is in pieces."""
    return hasattr(thing, "full_tensor") or hasattr(thing, "reshard")


def whole(tensor: torch.Tensor) -> torch.Tensor:
    """`tensor` on the CPU, apart from any graph. Where it is in pieces all processes must ask."""
    piece: Any = tensor.detach()
    together: torch.Tensor = piece.full_tensor() if is_cut(piece) else piece
    return together.cpu()


def like(tensor: torch.Tensor, pattern: torch.Tensor) -> torch.Tensor:
    """`tensor`, which is whole and the same in all processes, in pieces if `pattern` is."""
    if not is_cut(pattern) or tensor.shape != pattern.shape:
        return tensor
    from torch.distributed.tensor import distribute_tensor  # not in every build of torch

    cut: Any = pattern
    return distribute_tensor(tensor.to(cut.device), cut.device_mesh, cut.placements)


def fill(model: Any, tensors: dict[str, torch.Tensor]) -> None:
    """Give parameters of `model`, by name, the values of `tensors`, which are whole."""
    for module in model.modules():
        if is_cut(module):
            module.reshard()  # after a validation some are put together still: copies, soon thrown away
    parameters = dict(model.named_parameters())
    with torch.no_grad():
        for name, tensor in tensors.items():
            parameters[name].copy_(like(tensor, parameters[name]))


def moving(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Parameters of `model` that learn, by name; whole, on the CPU (sharing memory if they are there)."""
    return {name: whole(parameter) for name, parameter in model.named_parameters() if parameter.requires_grad}
