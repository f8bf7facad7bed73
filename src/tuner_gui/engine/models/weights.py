"""Which files hold a model's weights, and what their headers say. No tensor is loaded, no torch imported."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

from tuner_gui.errors import ModelError

SINGLE = "model.safetensors"
INDEX = "model.safetensors.index.json"
"""Lists the shards of a model whose weights are in several files."""
PICKLED = (".bin", ".pt", ".pth", ".ckpt")
"""Endings of weights that are Python pickles; loading one can run any code."""

_REPAIR = (
    "Copy or download the model again; if it happens once more, the file is damaged where it comes from."
)


@dataclass(frozen=True)
class Tensor:
    """One tensor as the header of its file describes it."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    """As safetensors writes it: `F32`, `BF16`, `I64`…"""

    @property
    def parameters(self) -> int:
        """Numbers that can be trained: 0 for tensors of integers, such as position ids."""
        return math.prod(self.shape) if "F" in self.dtype else 0


def weight_files(folder: Path) -> tuple[Path, ...]:
    """The safetensors files that make up the model in `folder`; empty if there are none.

    Raises:
        ModelError: the index of a sharded model is unreadable, or names files that are not there.
    """
    single, index = folder / SINGLE, folder / INDEX
    if single.is_file():
        return (single,)
    return _shards(index) if index.is_file() else ()


def read_header(file: Path) -> tuple[Tensor, ...]:
    """The tensors of a safetensors file, from its header alone.

    The library checks that the header is sound and that the file is exactly as long as the header says.

    Raises:
        ModelError: the file is damaged or cut short.
    """
    try:
        with safe_open(file, framework="numpy") as opened:
            slices = ((name, opened.get_slice(name)) for name in opened.keys())  # noqa: SIM118 - not a dict
            return tuple(Tensor(name, tuple(view.get_shape()), view.get_dtype()) for name, view in slices)
    except (SafetensorError, OSError) as error:
        raise ModelError(
            f"The weights {file.name} in {file.parent} are damaged or cut short.",
            hint=_REPAIR,
            detail=f"{type(error).__name__}: {error}",
        ) from error


def _shards(index: Path) -> tuple[Path, ...]:
    try:
        names = sorted({Path(name) for name in json.loads(index.read_bytes())["weight_map"].values()})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(
            f"The list of weight files {index} is damaged.", hint=_REPAIR, detail=repr(error)
        ) from error
    outside = [name for name in names if name.name != str(name)]
    if outside:
        raise ModelError(
            f"The list of weight files {index} points outside the model's folder ({outside[0]}).",
            hint="Use a model from a source you trust.",
        )
    missing = [name for name in names if not (index.parent / name).is_file()]
    if missing:
        raise ModelError(
            f"The model in {index.parent} is incomplete: {len(missing)} of its {len(names)} weight files "
            f"are missing, such as {missing[0]}.",
            hint="Download the model again, with all of its files.",
        )
    return tuple(index.parent / name for name in names)
