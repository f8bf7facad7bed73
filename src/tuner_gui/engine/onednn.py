"""Matrix products by oneDNN, where this torch and this processor can.

torch multiplies float32 matrices with MKL, which on processors that are not Intel's is far from what they
can do: on one core of an AMD EPYC with AVX-512 it does 80 to 98 GFLOP/s where oneDNN does 150 to 230. The
results are those of float32, but for the order of summing.
"""

from __future__ import annotations

import functools

import torch

FEW = 1 << 12
"""Weights: smaller layers, such as a head, gain nothing."""


@functools.cache
def possible() -> bool:
    """Whether this torch has oneDNN's operators, which are no public part of it, and the processor AVX."""
    return (
        torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
        and torch.backends.cpu.get_cpu_capability().startswith("AVX")
        and hasattr(torch.ops.mkldnn, "_linear_pointwise")
        and hasattr(torch.ops.mkldnn, "_reorder_linear_weight")
    )


def pays_for(weight: torch.Tensor) -> bool:
    """Whether products with a layer's `weight` may be faster here."""
    return weight.numel() > FEW and weight.dtype == torch.float32 and weight.device.type == "cpu"


def product(inputs: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None = None) -> torch.Tensor:
    """`inputs @ weight.T + bias`, as `torch.nn.functional.linear`, without gradients.

    Args:
        inputs: shape [..., in].
        weight: shape [out, in], strided in any way, or laid out by `reordered`.
        bias: shape [out].
    """
    outputs: torch.Tensor = torch.ops.mkldnn._linear_pointwise(inputs, weight, bias, "none", [], "")
    return outputs


def reordered(weight: torch.Tensor) -> torch.Tensor:
    """`weight` laid out once for many products; only of use to `product`."""
    packed: torch.Tensor = torch.ops.mkldnn._reorder_linear_weight(weight.detach())
    return packed
