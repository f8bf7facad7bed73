"""Attention with cheap dropout of its probabilities, for training on the processor.

With dropout, torch's fused attention falls back to its slow form there, which draws a number for each
probability. This one is a plain softmax between two batched products, with masks from `masks` and a way
back written by hand that keeps one byte per probability for them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import torch
from torch.autograd.function import once_differentiable
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.integrations.sdpa_attention import repeat_kv, sdpa_attention_forward
from transformers.masking_utils import eager_mask

from tuner_gui.engine.training.kernels.masks import can_draw, factor, keep_mask

NAME = "tuner_cheap_dropout"
"""Among the attention functions of transformers."""


@contextlib.contextmanager
def attending(model: PreTrainedModel, name: str) -> Iterator[None]:
    """Let a model use an attention function of transformers, `NAME` for that of this module.

    Models that cannot choose theirs are left as they are.
    """
    before = model.config._attn_implementation
    if before == name or not can_choose(model):
        yield
        return
    model.set_attn_implementation(name)
    try:
        yield
    finally:
        model.set_attn_implementation(before)


def can_choose(model: PreTrainedModel) -> bool:
    """Whether a model takes its attention from the functions of transformers, torch's own among them."""
    settable = getattr(model, "_can_set_attn_implementation", None)  # no public part of transformers
    return bool(getattr(model, "_supports_sdpa", False) and settable is not None and settable())


def attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    is_causal: bool | None = None,
    **kwargs: Any,
) -> tuple[torch.Tensor, None]:
    """As `transformers` calls it; what has no dropout or asks for more is left to torch.

    Args:
        module: the layer that attends.
        query: shape [rows, heads, tokens, width of a head].
        key: shape [rows, heads or fewer, tokens, width of a head].
        value: as `key`.
        attention_mask: to be added to the scores, shape [rows, 1, 1 or tokens, tokens].
        dropout: probability to drop one.
        scaling: of the scores; None: by the width of a head.
        is_causal: None: as `module` says. A mask says it as well.
        kwargs: what some architectures ask for beside that.

    Returns:
        outputs, shape [rows, tokens, heads, width of a head]; the probabilities are not given.
    """
    causal = getattr(module, "is_causal", True) if is_causal is None else is_causal
    unusual = any(kwargs.get(name) is not None for name in ("position_bias", "softcap", "cache", "s_aux"))
    # The mask of whole rows is left out where nothing is masked; then nobody else says that it is causal.
    hidden_cause = attention_mask is None and causal
    if not can_draw(query, dropout) or unusual or hidden_cause or torch.is_autocast_enabled("cpu"):
        outputs, _ = sdpa_attention_forward(
            module, query, key, value, attention_mask, dropout, scaling, is_causal, **kwargs
        )
        return outputs, None
    groups = getattr(module, "num_key_value_groups", 1)
    key, value = repeat_kv(key, groups), repeat_kv(value, groups)
    scale = query.shape[-1] ** -0.5 if scaling is None else scaling
    outputs = _Attention.apply(query, key, value, attention_mask, scale, dropout)  # type: ignore[no-untyped-call]
    return outputs, None


class _Attention(torch.autograd.Function):
    """Rows and heads are one dimension, so that each product is one call."""

    @staticmethod
    def forward(
        ctx: Any,
        query: torch.Tensor,
        key: torch.Tensor,
        value: torch.Tensor,
        mask: torch.Tensor | None,
        scale: float,
        dropout: float,
    ) -> torch.Tensor:
        rows, heads, tokens, _ = query.shape
        q, k, v = _flat(query), _flat(key), _flat(value)
        scores = _product(q, k.transpose(1, 2), scale)
        if mask is not None:
            scores.view(rows, heads, *scores.shape[1:]).add_(mask)
        weights = torch.softmax(scores, -1)
        kept = keep_mask(weights.numel(), dropout).view(weights.shape)
        outputs = _product(torch.mul(weights, kept.float(), out=scores), v, factor(dropout))
        ctx.save_for_backward(q, k, v, weights, kept)
        ctx.shape, ctx.scale, ctx.factor = (rows, heads), scale, factor(dropout)
        return outputs.view(rows, heads, tokens, -1).transpose(1, 2).contiguous()

    @staticmethod
    @once_differentiable
    def backward(
        ctx: Any, gradient: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, None, None, None]:
        q, k, v, weights, kept = ctx.saved_tensors
        outer, kept = _flat(gradient.transpose(1, 2)), kept.float()
        to_v = _product((weights * kept).transpose(1, 2), outer, ctx.factor)
        to_weights = _product(outer, v.transpose(1, 2), ctx.factor).mul_(kept)
        to_scores = torch._softmax_backward_data(to_weights, weights, -1, torch.float32)
        to_q = _product(to_scores, k, ctx.scale)
        to_k = _product(to_scores.transpose(1, 2), q, ctx.scale)
        to_q, to_k, to_v = (x.view(*ctx.shape, *x.shape[1:]) for x in (to_q, to_k, to_v))
        return to_q, to_k, to_v, None, None, None


def _flat(heads: torch.Tensor) -> torch.Tensor:
    """From [rows, heads, tokens, width] to [rows * heads, tokens, width], without gaps."""
    return heads.reshape(-1, *heads.shape[2:])


def _product(left: torch.Tensor, right: torch.Tensor, scale: float) -> torch.Tensor:
    result = left.new_empty(())
    return torch.baddbmm(result, left, right, beta=0, alpha=scale)


AttentionInterface.register(NAME, attention)
AttentionMaskInterface.register(NAME, eager_mask)
