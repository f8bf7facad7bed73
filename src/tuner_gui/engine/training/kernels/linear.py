"""Linear layers by oneDNN, forwards and backwards, in float32 on the processor.

Rows whose gradient is zero are left out on the way back. That is most of them in the topmost block, of which
a classifier reads one token per text, whatever the architecture.
"""

from __future__ import annotations

import contextlib
from typing import Any

import torch
from torch import nn
from torch.autograd.function import once_differentiable
from torch.nn import functional
from transformers.pytorch_utils import Conv1D

from tuner_gui.engine import onednn
from tuner_gui.engine.training.kernels.swapping import swapped

_LOOKED_AT = 32
"""Rows that tell whether it is worth looking for zeros in all of them."""
_ROUND = 16
"""Rows are left out only down to a multiple: for each new shape oneDNN makes itself a program."""


def fast_linears(model: nn.Module) -> contextlib.AbstractContextManager[None]:
    """Let the large linear layers of a model compute by oneDNN, where that is possible."""
    if not onednn.possible():
        return contextlib.nullcontext()
    return swapped(model, {nn.Linear: _Linear, Conv1D: _Conv1D}, _is_large)


def _is_large(layer: nn.Module) -> bool:
    return isinstance(layer.weight, torch.Tensor) and onednn.pays_for(layer.weight)


class _Linear(nn.Linear):
    def forward(self, input: torch.Tensor) -> torch.Tensor:  # noqa: A002 - the name it has in torch
        return _multiply(input, self.weight, self.bias)


class _Conv1D(Conv1D):
    """GPT-2's linear layer, whose weight lies the other way round."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return _multiply(x, self.weight.t(), self.bias)


def _multiply(inputs: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None) -> torch.Tensor:
    if inputs.dtype != torch.float32 or torch.is_autocast_enabled("cpu"):
        return functional.linear(inputs, weight, bias)
    if not torch.is_grad_enabled():
        return onednn.product(inputs, weight, bias)
    outputs: torch.Tensor = _Product.apply(inputs, weight, bias)  # type: ignore[no-untyped-call]
    return outputs


class _Product(torch.autograd.Function):
    """`inputs @ weight.T + bias`; each gradient is such a product as well."""

    @staticmethod
    def forward(
        ctx: Any, inputs: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
    ) -> torch.Tensor:
        ctx.save_for_backward(inputs, weight)
        return onednn.product(inputs, weight, bias)

    @staticmethod
    @once_differentiable
    def backward(
        ctx: Any, gradient: torch.Tensor
    ) -> tuple[torch.Tensor | None, torch.Tensor | None, torch.Tensor | None]:
        inputs, weight = ctx.saved_tensors
        of_inputs, of_weight, of_bias = ctx.needs_input_grad
        # A first token per text lies far from the next one, which oneDNN is slow with.
        all_rows = inputs.reshape(-1, inputs.shape[-1]).contiguous()
        outer, rows = gradient.reshape(-1, gradient.shape[-1]), all_rows
        kept = _rows_that_count(outer)
        if kept is not None:
            outer, rows = outer[kept], rows[kept]
        to_inputs = to_weight = None
        if of_inputs:
            to_inputs = onednn.product(outer, weight.t())
            if kept is not None:
                to_inputs = torch.zeros_like(all_rows).index_copy_(0, kept, to_inputs)
            to_inputs = to_inputs.view(inputs.shape)
        if of_weight:
            to_weight = onednn.product(outer.t(), rows.t())
        return to_inputs, to_weight, outer.sum(0) if of_bias else None


def _rows_that_count(gradient: torch.Tensor) -> torch.Tensor | None:
    """Places of the rows that are not zero, filled up to a multiple; None where most of them are not.

    Args:
        gradient: shape [rows, features].
    """
    rows = len(gradient)
    sample = gradient[:: max(1, rows // _LOOKED_AT)]
    if int(sample.count_nonzero(1).count_nonzero()) * 2 > len(sample):
        return None
    biggest = gradient.abs().amax(1)
    count = -(-max(1, int(biggest.count_nonzero())) // _ROUND) * _ROUND
    if count * 2 > rows:
        return None
    return biggest.topk(count).indices.sort().values
