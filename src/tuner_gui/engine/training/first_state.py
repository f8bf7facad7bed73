"""The last block of a BERT, computed only where its classifier looks: at the first token.

Of the last block, classifiers of this family read one state per text. Its query meets the states of all
tokens, but keys and values of those never have to be made: q·(W h) is (q W)·h, and a mean of W h is W times a
mean of h. What is left costs about as much as one token. The outcome is the same but for rounding.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedModel

from tuner_gui.engine.training.layers import find_blocks

_FAMILY = frozenset({"bert", "roberta", "xlm-roberta", "camembert", "electra"})
"""Alike in their blocks; their classifiers read the first state only."""


class Current(Protocol):
    """Where the states below the last block come from."""

    current: Tensor | None
    mask: Tensor | None


def first_state_only(
    model: PreTrainedModel, below: list[nn.Module], source: Current
) -> dict[nn.Module, Callable[..., Any]]:
    """What computes in place of the last block, where that learns, and of the embeddings, whose output nobody
    needs; empty for models of another family.

    Args:
        model: a classifier.
        below: its frozen blocks, whose states are cached.
        source: of the cached states.
    """
    block = find_blocks(model)[1][-1]
    if model.config.model_type not in _FAMILY or model.config.is_decoder:
        return {}
    embeddings: Any = model.base_model.embeddings

    def no_embeddings(*args: Any, **kwargs: Any) -> Tensor:
        assert source.current is not None
        width = embeddings.word_embeddings.embedding_dim
        return source.current.new_zeros(1).expand(*source.current.shape[:2], width)

    def first_state(*args: Any, **kwargs: Any) -> Tensor:
        assert source.mask is not None
        return _block(block, args[0] if args else kwargs["hidden_states"], source.mask)[:, None]

    return {embeddings: no_embeddings} | ({} if block in below else {block: first_state})


def _block(block: Any, states: Tensor, mask: Tensor) -> Tensor:
    """The first state after `block`, shape [rows, size], of `states`, shape [rows, tokens, size]."""
    first = states[:, 0].contiguous()  # oneDNN takes 80 ms for rows that lie far apart, and 0.3 ms for these
    attended = block.attention.output(_attention(block.attention.self, first, states, mask), first)
    output: Tensor = block.output(block.intermediate(attended), attended)
    return output


def _attention(attention: Any, first: Tensor, states: Tensor, mask: Tensor) -> Tensor:
    heads, size = attention.num_attention_heads, states.shape[-1]
    query = attention.query(first).unflatten(-1, (heads, -1))
    width = query.shape[-1]
    keyed = torch.einsum("rhw,hws->rhs", query, attention.key.weight.view(heads, width, size))
    bias = (query * attention.key.bias.view(heads, width)).sum(-1, keepdim=True)
    scores = (torch.einsum("rhs,rts->rht", keyed, states) + bias) / math.sqrt(width)
    shares = functional.softmax(scores.masked_fill(~mask[:, None], -math.inf), dim=-1)
    shares = attention.dropout(shares)
    mean = torch.einsum("rht,rts->rhs", shares, states)
    values = torch.einsum("rhs,hws->rhw", mean, attention.value.weight.view(heads, width, size))
    bias = attention.value.bias.view(heads, width) * shares.sum(-1, keepdim=True)
    output: Tensor = (values + bias).flatten(1)
    return output
