"""Logits computed so far, kept beside the destination: what a crash or Cancel leaves is gone on with."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Self

import numpy as np
import numpy.typing as npt

Logits = npt.NDArray[np.float32]

EMPTY, UNREADABLE = np.float32(-np.inf), np.float32(np.nan)
"""Stand in a row in place of logits, where there was nothing to compute."""


class KeptLogits:
    """A file: one line of JSON that says what it is of, then float32 of shape [rows, outputs]."""

    def __init__(self, destination: Path, facts: Mapping[str, object], outputs: int) -> None:
        """Open what is kept, or begin.

        Args:
            destination: file that the predictions are meant for.
            facts: source, model and choices; what is kept of anything else is of no use.
            outputs: of the model.
        """
        self.path = destination.with_name(f".{destination.name}.predictions")
        self._head = json.dumps(dict(facts) | {"outputs": outputs}).encode() + b"\n"
        self._outputs = outputs
        self._row_bytes = outputs * np.dtype(np.float32).itemsize
        self.rows = 0
        self.discarded = False
        """Something of another attempt was there and is gone."""
        self._file = self._open()

    def _open(self) -> BinaryIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists():
            file = self.path.open("rb+")
            if file.read(len(self._head)) == self._head:
                self.rows = (self.path.stat().st_size - len(self._head)) // self._row_bytes
                file.truncate(self._place(self.rows))  # a crash may have cut a row
                file.seek(0, os.SEEK_END)
                return file
            file.close()
            self.discarded = True
        file = self.path.open("wb+")
        file.write(self._head)
        file.flush()
        return file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()
        if not self.rows:
            self.remove()

    def append(self, logits: Logits) -> None:
        """Add rows; they are on the disk when this returns."""
        self._file.write(np.ascontiguousarray(logits, np.float32).tobytes())
        self._file.flush()
        os.fsync(self._file.fileno())
        self.rows += len(logits)

    def blocks(self, size: int) -> Iterator[Logits]:
        """All rows in their order, at most `size` at once."""
        with self.path.open("rb") as file:
            file.seek(len(self._head))
            for start in range(0, self.rows, size):
                content = file.read(min(size, self.rows - start) * self._row_bytes)
                yield np.frombuffer(content, np.float32).reshape(-1, self._outputs)

    def remove(self) -> None:
        """The result is written: nothing needs to be kept."""
        self._file.close()
        self.path.unlink(missing_ok=True)

    def _place(self, row: int) -> int:
        return len(self._head) + row * self._row_bytes
