"""Hidden states of many rows, kept in memory while they are few and in a memory-mapped file else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from tuner_gui.engine.training.batching import IntArray

_IN_MEMORY = 500_000_000
"""Bytes; more lie in a file, of which the system keeps in memory what it can."""


class States:
    """One float32 vector for every token of some rows.

    Args:
        indices: the rows.
        lengths: tokens of every row of the dataset.
        size: of a vector.
        file: to be made where the states take too much memory.
    """

    def __init__(self, indices: IntArray, lengths: IntArray, size: int, file: Path) -> None:
        ends = np.cumsum(lengths[indices])
        starts = np.full(len(lengths), -1, dtype=np.int64)
        starts[indices] = ends - lengths[indices]
        self._starts = torch.from_numpy(starts)
        self._nothing = int(ends[-1])  # where there is no token: one vector of zeros, behind the others
        self._values = self._room(file, (self._nothing + 1, size))

    def _room(self, file: Path, shape: tuple[int, int]) -> Tensor:
        """Where the vectors lie; zeros where none was kept yet."""
        if 4 * shape[0] * shape[1] <= _IN_MEMORY:
            return torch.zeros(shape)
        return torch.from_numpy(np.memmap(file, dtype=np.float32, mode="w+", shape=shape))

    def missing(self, indices: IntArray) -> IntArray:
        """Those of some rows that have to be computed."""
        return indices

    def keep(self, indices: IntArray, states: Tensor, mask: Tensor) -> None:
        """Take `states`, shape [rows, tokens, size], where `mask` is true."""
        self._values[self._places(indices, mask)[mask]] = states[mask]

    def of(self, indices: IntArray, mask: Tensor) -> Tensor:
        """The states of some rows, shape [rows, tokens, size]; zeros where `mask` is false."""
        places = self._places(indices, mask)
        return self._values.index_select(0, places.view(-1)).view(*mask.shape, -1)

    def settle(self, indices: IntArray) -> None:
        """All of these rows are kept, and were found to be right."""

    def drop(self) -> None:
        """What was kept is wrong."""

    def _places(self, indices: IntArray, mask: Tensor) -> Tensor:
        starts = self._starts[torch.from_numpy(indices)]
        places = starts[:, None] + mask.long().cumsum(1) - 1
        return places.masked_fill_(~mask, self._nothing)
