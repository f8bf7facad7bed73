"""Linear layers whose weights are laid out once for the processor's vector units, by oneDNN."""

from __future__ import annotations

import torch
from torch import nn

from tuner_gui.engine import onednn


class _Packed(nn.Module):
    """Stands in for a linear layer; for inference only."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self.weight = linear.weight  # some models look at its type
        self.bias = linear.bias
        self._packed = onednn.reordered(linear.weight)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        return onednn.product(inputs, self._packed, self.bias)


def pack_linears(model: nn.Module) -> None:
    """Replace the large linear layers of a model on the CPU, in evaluation mode, where that can be faster."""
    if not onednn.possible():
        return
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            # Kinds of their own, such as quantized ones, stay what they are.
            if type(child) is nn.Linear and onednn.pays_for(child.weight):
                setattr(module, name, _Packed(child))
