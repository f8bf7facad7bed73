"""Dropout with cheap masks, for training on the processor."""

from __future__ import annotations

import contextlib
from typing import Any

import torch
from torch import nn
from torch.autograd.function import once_differentiable

from tuner_gui.engine.training.kernels.masks import can_draw, factor, keep_mask
from tuner_gui.engine.training.kernels.swapping import swapped


def cheap_dropout(model: nn.Module) -> contextlib.AbstractContextManager[None]:
    """Let the dropout layers of a model draw cheap masks."""
    return swapped(model, {nn.Dropout: _Dropout})


class _Dropout(nn.Dropout):
    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002 - the name it has in torch
        if not self.training or not can_draw(input, self.p):
            return super().forward(input)
        outputs: torch.Tensor = _Drop.apply(input, self.p)  # type: ignore[no-untyped-call]
        return outputs


class _Drop(torch.autograd.Function):
    """Keeps one byte per value for the way back."""

    @staticmethod
    def forward(ctx: Any, inputs: torch.Tensor, p: float) -> torch.Tensor:
        kept = keep_mask(inputs.numel(), p).view(inputs.shape)
        ctx.save_for_backward(kept)
        ctx.factor = factor(p)
        return (inputs * kept.float()).mul_(ctx.factor)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:
        (kept,) = ctx.saved_tensors
        return (gradient * kept.float()).mul_(ctx.factor), None
