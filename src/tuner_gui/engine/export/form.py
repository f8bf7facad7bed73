"""A kind of export: how it is written, how it is loaded for its check, and how exact it has to be."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

from tuner_gui.engine.events import Stage
from tuner_gui.engine.export.source import Source
from tuner_gui.files import folder_size, new_folder

Loader = Literal["folder", "zip", "onnx"]
"""How the verifier loads it."""

TOLERANCE = 1e-4
"""Largest difference of a logit of the same weights in the same library."""

Place = Callable[[Path], AbstractContextManager[Path]]


class Form(ABC):
    """One small strategy per kind; all else of an export is the same for all of them."""

    loader: Loader
    place: Place = staticmethod(new_folder)
    """Gives a temporary place that becomes the destination when all went well."""
    tolerance: float | None = TOLERANCE
    """Largest difference of a logit, and all labels must be the same; None: the loss of score decides."""
    stage: Stage = "exporting"
    """While it is written."""
    timed = False
    """Whether its speed differs from that of the trained model."""
    space = 1.0
    """Room it needs while it is made, in sizes of the trained model."""
    weights = ""
    """Pattern of the files to hold against the trained weights in size; empty: there are none to compare."""

    @abstractmethod
    def write(self, source: Source, destination: Path) -> None:
        """Make the export in `destination`, an empty folder or file.

        Raises:
            ExportError: the model cannot be had in this form.
            OSError: it cannot be written.
        """

    def size_ratio(self, source: Source, destination: Path) -> float | None:
        """Size of the weights beside those of the trained model."""
        trained = sum(file.stat().st_size for file in source.model.glob("*.safetensors"))
        mine = sum(file.stat().st_size for file in destination.glob(self.weights)) if self.weights else 0
        return mine / trained if mine and trained else None


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    return folder_size(path) if path.is_dir() else path.stat().st_size
