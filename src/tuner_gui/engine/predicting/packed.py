"""Linear layers whose weights are laid out once for the processor's vector units, by oneDNN.

torch multiplies float32 matrices with MKL, which on processors that are not Intel's is far from what they
can do: on one core of an AMD EPYC 70 to 99 GFLOP/s, where oneDNN with weights laid out ahead does 160 to 233.
The results are those of float32, but for the order of summing.
"""

from __future__ import annotations

import torch
from torch import nn

_FEW = 1 << 12
"""Weights: smaller layers, such as a head, gain nothing."""


class _Packed(nn.Module):
    """Stands in for a linear layer; for inference only."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self.weight = linear.weight  # some models look at its type
        self.bias = linear.bias
        self._packed = torch.ops.mkldnn._reorder_linear_weight(linear.weight.detach())

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        outputs: torch.Tensor = torch.ops.mkldnn._linear_pointwise(
            inputs, self._packed, self.bias, "none", [], ""
        )
        return outputs


def pack_linears(model: nn.Module) -> None:
    """Replace the large linear layers of a model on the CPU, in evaluation mode, where that can be faster."""
    if not _possible():
        return
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            # Kinds of their own, such as quantized ones, stay what they are.
            if (
                type(child) is nn.Linear
                and child.weight.numel() > _FEW
                and child.weight.dtype == torch.float32
            ):
                setattr(module, name, _Packed(child))


def _possible() -> bool:
    """Whether this torch has oneDNN's operators, which are no public part of it, and the processor AVX."""
    return (
        torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
        and torch.backends.cpu.get_cpu_capability().startswith("AVX")
        and hasattr(torch.ops.mkldnn, "_linear_pointwise")
        and hasattr(torch.ops.mkldnn, "_reorder_linear_weight")
    )
