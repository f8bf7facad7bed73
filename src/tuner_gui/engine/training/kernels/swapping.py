"""Layers that compute in another way for a while.

A layer gets another class and later its own again. So it stays the same object with the same parameters,
names and hooks: optimizer, checkpoints and whoever holds the layer see no difference, and the model that is
saved is the stock one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping

from torch import nn


@contextlib.contextmanager
def swapped(
    model: nn.Module,
    stand_ins: Mapping[type[nn.Module], type[nn.Module]],
    suits: Callable[[nn.Module], bool] = lambda layer: True,
) -> Iterator[None]:
    """Let layers compute as their stand-ins do.

    Args:
        model: whose layers to look at.
        stand_ins: by the exact class of a layer, a subclass of it without state of its own.
        suits: whether a layer of such a class is to be changed.
    """
    changed: list[tuple[nn.Module, type[nn.Module]]] = []
    try:
        for layer in model.modules():
            own = type(layer)
            if own in stand_ins and suits(layer):
                changed.append((layer, own))
                layer.__class__ = stand_ins[own]
        yield
    finally:
        for layer, own in changed:
            layer.__class__ = own
