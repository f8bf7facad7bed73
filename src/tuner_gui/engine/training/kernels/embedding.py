"""Word embeddings whose gradient is kept from step to step, for training on the processor.

A step touches some hundred words of thirty thousand. torch makes the whole gradient anew for each step, and
most of the time goes into memory that the system has to hand out again: 25 ms of a step of 450 ms with the
built-in model on one core. Here only the rows that the step before touched are set to zero.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional

from tuner_gui.engine.training.kernels.swapping import swapped

_LARGE = 1 << 20
"""Weights: smaller tables cost next to nothing."""


@contextlib.contextmanager
def kept_gradients(model: nn.Module) -> Iterator[None]:
    """Let the large embeddings of a model keep their gradients' memory.

    Not for several processes: gradients come into being past the hooks by which those are averaged.
    """
    uses = Counter(id(p) for module in model.modules() for p in module._parameters.values() if p is not None)
    try:
        with swapped(model, {nn.Embedding: _Embedding}, lambda layer: _suits(layer, uses)):
            yield
    finally:
        for layer in model.modules():
            vars(layer).pop("kept", None)


def _suits(layer: nn.Module, uses: Counter[int]) -> bool:
    """Large, in float32 on the processor, used nowhere else, and with none of torch's rarer settings."""
    assert isinstance(layer, nn.Embedding)
    weight = layer.weight
    plain = layer.max_norm is None and not layer.scale_grad_by_freq and not layer.sparse
    here = weight.device.type == "cpu" and weight.dtype == torch.float32
    return plain and here and weight.requires_grad and weight.numel() > _LARGE and uses[id(weight)] == 1


class _Kept:
    """The gradient of one embedding: zero but for the rows that were touched."""

    def __init__(self, weight: Tensor) -> None:
        self._weight = weight
        self._values = torch.zeros_like(weight)
        self._touched: list[Tensor] = []

    def add(self, words: Tensor, gradient: Tensor) -> None:
        """Add the rows of `gradient` to those of `words`, each named once."""
        if self._weight.grad is None:  # a new step
            for rows in self._touched:
                self._values.index_fill_(0, rows, 0.0)
            self._touched.clear()
            self._weight.grad = self._values
        self._touched.append(words)
        self._weight.grad.index_add_(0, words, gradient)


class _Embedding(nn.Embedding):
    kept: _Kept

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - the name it has in torch
        if not torch.is_grad_enabled() or not self.weight.requires_grad:
            return super().forward(input)
        if "kept" not in vars(self):
            vars(self)["kept"] = _Kept(self.weight)
        outputs: Tensor = _LookUp.apply(self.weight, input, self.padding_idx, self.kept)  # type: ignore[no-untyped-call]
        return outputs


class _LookUp(torch.autograd.Function):
    """Puts the gradient where it belongs itself and hands none on."""

    @staticmethod
    def forward(ctx: Any, weight: Tensor, words: Tensor, padding: int | None, kept: _Kept) -> Tensor:
        ctx.save_for_backward(words)
        ctx.padding, ctx.kept = padding, kept
        return functional.embedding(words, weight)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[None, None, None, None]:
        (words,) = ctx.saved_tensors
        unique, places = words.unique(return_inverse=True)
        rows = torch.ops.aten.embedding_dense_backward(gradient, places, len(unique), -1, False)
        if ctx.padding is not None:
            rows[unique == ctx.padding] = 0.0
        ctx.kept.add(unique, rows)
        return None, None, None, None
