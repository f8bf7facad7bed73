"""Hidden states that the runs of an experiment share: computed by the first, found by the others.

A file has room for all rows of the dataset, so that runs that learn from other rows fill the same one; a
second file says which rows are in it. It is written last, so that what a run that was ended had begun counts
for nothing. The name of both comes of everything that the states follow from.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedModel

from tuner_gui.engine.training.batching import IntArray
from tuner_gui.engine.training.states import States
from tuner_gui.files import write_atomic

_VERSION = b"1"
"""Raised when the files come to hold something else."""
_ROOM = 2
"""So many times what the file takes must be free: a mapped file on a full disk ends the process."""


@dataclass(frozen=True)
class SharedPlace:
    """Where runs look for states, and keep them."""

    folder: Path
    tokens: bytes
    """Digest of the token ids of all rows."""

    def states(
        self, model: PreTrainedModel, blocks: int, lengths: IntArray, size: int
    ) -> SharedStates | None:
        """The file of these states, made where there is none; None where the disk has no room for it.

        Args:
            model: on its device; what the states follow from is frozen, and nothing else that is not the same
                in all runs.
            blocks: how many of its blocks are below the states.
            lengths: tokens of every row of the dataset.
            size: of a vector.
        """
        file = self.folder / f"states-{_name(model, blocks, self.tokens)}.f32"
        needed = 4 * size * (int(lengths.sum()) + 1)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if not file.exists() and shutil.disk_usage(self.folder).free < _ROOM * needed:
                return None
            return SharedStates(lengths, size, file)
        except OSError:  # a folder that may not be written: the run goes on by itself
            return None


class SharedStates(States):
    """States of any rows of a dataset, in a file that stays.

    Args:
        lengths: tokens of every row of the dataset.
        size: of a vector.
        file: there or not; one that is damaged is made anew.

    Raises:
        OSError: the file can be neither read nor made.
    """

    def __init__(self, lengths: IntArray, size: int, file: Path) -> None:
        self._list = file.with_suffix(".npy")
        self._done = np.zeros(len(lengths), dtype=bool)
        super().__init__(np.arange(len(lengths)), lengths, size, file)
        self.found = bool(self._done.any())
        """Whether an earlier run left something."""

    def _room(self, file: Path, shape: tuple[int, int]) -> Tensor:
        whole = file.exists() and file.stat().st_size == 4 * shape[0] * shape[1]
        if whole:
            self._done = _read(self._list, len(self._done))
        else:
            self._list.unlink(missing_ok=True)
        self._mapped = np.memmap(file, dtype=np.float32, mode="r+" if whole else "w+", shape=shape)
        return torch.from_numpy(self._mapped)

    def missing(self, indices: IntArray) -> IntArray:
        """Those of some rows that no run has computed yet."""
        return indices[~self._done[indices]]

    def settle(self, indices: IntArray) -> None:
        """Let other runs find these rows; where that cannot be written down, they compute them again."""
        if not len(self.missing(indices)):
            return
        self._done[indices] = True
        with contextlib.suppress(OSError), io.BytesIO() as written:
            self._mapped.flush()
            np.save(written, self._done)
            write_atomic(self._list, written.getvalue())

    def drop(self) -> None:
        """Let no other run find anything here."""
        self._done[:] = False
        with contextlib.suppress(OSError):
            self._list.unlink(missing_ok=True)


def _read(file: Path, rows: int) -> np.ndarray:
    """Which rows were settled; none where that is not written down as it should be."""
    nothing = np.zeros(rows, dtype=bool)
    try:
        found: np.ndarray = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return nothing
    return found if found.dtype == bool and found.shape == nothing.shape else nothing


def _name(model: PreTrainedModel, blocks: int, tokens: bytes) -> str:
    """The same for the same frozen weights, architecture and rows."""
    digest = hashlib.blake2b(_VERSION, digest_size=16)
    digest.update(repr((type(model).__name__, blocks, model.device.type)).encode())
    digest.update(model.config.to_json_string().encode())
    digest.update(tokens)
    frozen = [(name, one) for name, one in model.named_parameters() if not one.requires_grad]
    for name, tensor in (*frozen, *model.named_buffers()):
        digest.update(repr((name, tensor.dtype, tuple(tensor.shape))).encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
