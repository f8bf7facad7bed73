"""Mean pooling in a stock model: one more block, which makes of the first state the mean of all states.

Classifiers of BERT's family read the first state of a text. Before training it says little, while the mean
over all tokens is what sentence encoders speak with (Reimers and Gurevych 2019, arXiv:1908.10084). The block
that is added has queries and keys of zero, so that each token gets the same share, values that are the states
themselves, and a feed-forward part of zero. It is the family's own block with particular numbers, and it does
not learn: what is saved loads as any other model with one layer more.
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from torch import nn
from transformers import PretrainedConfig, PreTrainedModel

from tuner_gui.engine.training.layers import find_blocks
from tuner_gui.errors import ModelError

_FAMILY = frozenset({"bert", "roberta", "xlm-roberta", "camembert"})
"""Alike in their blocks; their classifiers read the first state through a square layer and tanh."""
_MEAN = 20.0
"""Weight of the mean, relative to the state that a block hands on beside it: that shall hardly count."""
_LINEAR = 0.5
"""What the layer before tanh multiplies states with: most of them then lie where tanh is nearly straight."""


def can_pool(config: PretrainedConfig) -> bool:
    """Whether models of this configuration can be made to read the mean."""
    return config.model_type in _FAMILY and not getattr(config, "is_decoder", False)


def pool_mean(model: PreTrainedModel) -> None:
    """Let a new classifier read the mean of all states; changes the model and its configuration.

    Raises:
        ModelError: it is of another family.
    """
    if not can_pool(model.config):
        raise ModelError(
            f"Models of this architecture ({model.config.model_type}) cannot be made to read the mean of all "
            "tokens.",
            hint="Choose “model's own” for the pooling, or a model such as BERT or RoBERTa.",
        )
    blocks = find_blocks(model)[1]
    blocks.append(_averaging(blocks[-1]))
    model.config.num_hidden_layers = len(blocks)
    _set(_square_layer(model), _LINEAR)


def _averaging(like: nn.Module) -> nn.Module:
    block: Any = copy.deepcopy(like)
    attention, mixed = block.attention.self, block.attention.output
    attention.layer_idx = None if attention.layer_idx is None else attention.layer_idx + 1
    for layer, factor in (
        (attention.query, 0.0),
        (attention.key, 0.0),
        (attention.value, 1.0),
        (mixed.dense, _MEAN),
        (block.output.dense, 0.0),
    ):
        _set(layer, factor)
    for norm in (mixed.LayerNorm, block.output.LayerNorm):
        nn.init.ones_(norm.weight)
        nn.init.zeros_(norm.bias)
    for module in block.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0  # the head has its own
    return block.requires_grad_(False)  # type: ignore[no-any-return]


def _square_layer(model: Any) -> nn.Linear:
    """That lies between the first state and the outputs."""
    pooler = getattr(model.base_model, "pooler", None)
    found = model.classifier.dense if pooler is None else pooler.dense
    assert isinstance(found, nn.Linear)
    return found


def _set(layer: nn.Linear, factor: float) -> None:
    """Make it multiply its input by `factor`."""
    with torch.no_grad():
        nn.init.zeros_(layer.weight)
        layer.weight.fill_diagonal_(factor)
        nn.init.zeros_(layer.bias)
