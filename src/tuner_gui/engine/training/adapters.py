"""Low-rank adapters (LoRA, Hu et al. 2021, arXiv:2106.09685): small matrices learn beside the frozen ones.

Made by peft, which is imported only when the mode is used: that takes a second or two. Before a model is
tested and saved its adapters are merged into its weights, so that it is a stock model again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import torch
from torch import nn
from transformers import PreTrainedModel
from transformers.pytorch_utils import Conv1D

from tuner_gui.engine.training.layers import find_blocks, freeze, layer_groups

_SCALE = 2.0
"""What an adapter adds is multiplied by this at the usual rank of 8 (`lora_alpha` of twice the rank)."""
_USUAL_RANK = 8
_LINEAR = (nn.Linear, Conv1D)


def add_adapters(model: PreTrainedModel, *, rank: int, seed: int) -> None:
    """Freeze the model up to its last block, and let an adapter learn beside each attention projection.

    What lies above the blocks, and the head, learn in full. At first the model computes what it did.

    Args:
        model: a new classifier.
        rank: inner size of the adapters; where a matrix is smaller, its own size will do.
        seed: decides what is drawn; the caller's random state stays as it is.
    """
    from peft import LoraConfig, inject_adapter_in_model

    targets = adapted(model)
    freeze(group for group in layer_groups(model) if group.depth <= len(find_blocks(model)[1]))
    moving = [parameter for parameter in model.parameters() if parameter.requires_grad]
    config = LoraConfig(
        r=rank,
        # Divided by the root of the rank, not the rank, one learning rate suits all ranks
        # (Kalajdzievski 2023, arXiv:2312.03732).
        use_rslora=True,
        lora_alpha=_SCALE * math.sqrt(_USUAL_RANK),  # type: ignore[arg-type]  # any number will do
        target_modules=targets,
        fan_in_fan_out=isinstance(model.get_submodule(targets[0]), Conv1D),
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        inject_adapter_in_model(config, model)
    for parameter in moving:  # peft freezes all but its own
        parameter.requires_grad_(True)


def merge_adapters(model: PreTrainedModel) -> None:
    """Add what adapters learned to the weights beside them, and take them out; others stay as they are."""
    if not hasattr(model, "peft_config"):
        return
    from peft.tuners.tuners_utils import BaseTunerLayer

    for name, module in list(model.named_modules()):
        if isinstance(module, BaseTunerLayer):
            module.merge()
            parent, _, child = name.rpartition(".")
            setattr(model.get_submodule(parent), child, module.get_base_layer())
    del model.peft_config


def adapted(model: PreTrainedModel) -> list[str]:
    """Full names of the layers that get an adapter.

    Those that peft names for this architecture (of most, what makes queries and values of the attention,
    as in the paper); of an architecture that it does not know, all linear layers of the attention.
    """
    from peft.utils.constants import TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING as KNOWN

    blocks_name, blocks = find_blocks(model)
    linear = [
        f"{blocks_name}.{name}" for name, module in blocks.named_modules() if isinstance(module, _LINEAR)
    ]
    known = KNOWN.get(model.config.model_type, ())
    chosen = [name for name in linear if isinstance(known, list) and name.rpartition(".")[2] in known]
    return chosen or [name for name in linear if _in_attention(name.split(".")[:-1])] or linear


def _in_attention(path: Iterable[str]) -> bool:
    return any("attention" in part or "attn" in part for part in path)
