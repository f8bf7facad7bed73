"""Which parameters belong to which depth of a model, for any architecture of `transformers`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from torch import nn
from transformers import PreTrainedModel

from tuner_gui.errors import ModelError

EMBEDDINGS = "embeddings"
TOP = "top"
HEAD = "head"


@dataclass(frozen=True)
class LayerGroup:
    """Parameters at one depth."""

    name: str
    """`embeddings`, `block 1` … `block N`, `top` (pooler, final norm) or `head` (new for this task)."""
    depth: int
    """0 for the embeddings, N for the N-th block; top and head lie at N + 1."""
    parameters: dict[str, nn.Parameter]


def find_blocks(model: PreTrainedModel) -> tuple[str, nn.ModuleList]:
    """The transformer blocks, bottom first, and the name they have in the model.

    Every architecture keeps its blocks in a ModuleList as long as its configuration says; where two
    lists are that long (adapters, norms), the blocks are the bigger one. One that shares a block among
    its layers, as ALBERT, has a shorter list.

    Raises:
        ModelError: the model is made of something else.
    """
    wanted = model.config.get_text_config().num_hidden_layers
    lists = [
        (name, module)
        for name, module in model.named_modules()
        if isinstance(module, nn.ModuleList) and module
    ]
    found = [(name, module) for name, module in lists if len(module) == wanted] or lists
    if not found:
        raise ModelError(
            f"Tuner does not find the layers of this model ({model.config.model_type}).",
            hint="Choose another base model, such as BERT, RoBERTa, DeBERTa or GPT-2.",
        )
    return max(found, key=lambda item: sum(p.numel() for p in item[1].parameters()))


def layer_groups(model: PreTrainedModel) -> list[LayerGroup]:
    """All parameters, grouped by depth, bottom first; groups without parameters are left out."""
    blocks_name, blocks = find_blocks(model)
    count = len(blocks)
    names = [EMBEDDINGS, *(f"block {i + 1}" for i in range(count)), TOP, HEAD]
    depths = [*range(count + 1), count + 1, count + 1]
    members: list[dict[str, nn.Parameter]] = [{} for _ in names]
    base_prefix = model.base_model_prefix + "."
    shared = _shared_prefix(model, blocks_name)
    blocks_seen = False
    for name, parameter in model.named_parameters():
        if name.startswith(blocks_name + "."):
            blocks_seen = True
            place = 1 + int(name[len(blocks_name) + 1 :].split(".", 1)[0])
        elif not name.startswith(base_prefix):
            place = count + 2
        elif shared and name.startswith(shared):
            place = 0
        else:  # parameters come in the order of the forward pass: before the blocks lie the embeddings
            place = count + 1 if blocks_seen else 0
        members[place][name] = parameter
    return [
        LayerGroup(name, depth, parameters)
        for name, depth, parameters in zip(names, depths, members, strict=True)
        if parameters
    ]


def freeze(groups: Iterable[LayerGroup]) -> None:
    """Let none of their parameters learn."""
    for group in groups:
        for parameter in group.parameters.values():
            parameter.requires_grad_(False)


def _shared_prefix(model: PreTrainedModel, blocks_name: str) -> str:
    """Prefix of what all blocks use, "" where there is nothing: DeBERTa keeps embeddings of relative
    positions, and their norm, beside its blocks and after them."""
    container, _, name = blocks_name.rpartition(".")
    beside = [child for child, _ in model.get_submodule(container).named_children()]
    later = beside[beside.index(name) + 1 :]
    if any(isinstance(model.get_submodule(f"{container}.{child}"), nn.Embedding) for child in later):
        return f"{container}."
    return ""
