"""Whether a run fits into the memory that is free, and what to do where it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch

from tuner_gui.engine.facts import Fit
from tuner_gui.engine.training.memory import memory_in_use

_TIGHT = 0.8
"""Share of the free memory beyond which other programs may be short of it."""
_LENGTHS = (512, 256, 128, 64)
_LEAST_BATCH = 4
"""Smaller batches learn too unsteadily to be advised."""


@dataclass(frozen=True)
class Need:
    """Memory of a run."""

    batch_size: int
    length: int
    """Of the longest text, in tokens."""
    of: Callable[[int, int], int]
    """Bytes at the peak, by batch size and length."""

    @property
    def bytes(self) -> int:
        """At the peak, as things are set."""
        return self.of(self.batch_size, self.length)


def free_memory(device: torch.device) -> int:
    """Bytes that a run may have here: those that are free and those that this process holds already."""
    held = memory_in_use(device)
    if device.type == "cuda":
        return int(torch.cuda.mem_get_info(device)[0]) + held
    if device.type == "xpu":
        return int(torch.xpu.mem_get_info(device)[0]) + held
    if device.type == "mps":
        recommended: int = torch.mps.recommended_max_memory()
        return recommended
    return min(int(psutil.virtual_memory().available), _left_in_container()) + held


def judge(need: Need, free: int) -> Fit:
    """Whether so much fits into what is free."""
    if need.bytes > free:
        return "wont_fit"
    return "tight" if need.bytes > _TIGHT * free else "fits"


def advise(need: Need, free: int, *, lighter: tuple[str, ...], splits: bool) -> str:
    """What to do where it is tight or will not fit; empty where it fits.

    Args:
        need: of the run.
        free: bytes.
        lighter: modes that would fit, as they are called on screen.
        splits: a batch that is too big for this device is computed in smaller parts.
    """
    fit = judge(need, free)
    if fit == "fits":
        return ""
    words = f"Needs about {_size(need.bytes)}; {_size(free)} are free."
    ways = _smaller(need, _TIGHT * free)
    if lighter:
        ways.append(f"choose {' or '.join(lighter)}")
    if fit == "tight":
        ways.append("close other programs")
    elif not ways:
        ways.append("choose a smaller base model")
    way = ", or ".join(ways)
    alone = (
        " If memory runs out, batches are computed in smaller parts, which takes longer." if splits else ""
    )
    return f"{words} {way[0].upper()}{way[1:]}.{alone}"


def _smaller(need: Need, free: float) -> list[str]:
    """Settings with which it would fit well."""
    ways = []
    batch = need.batch_size // 2
    while batch >= _LEAST_BATCH and need.of(batch, need.length) > free:
        batch //= 2
    if batch >= _LEAST_BATCH:
        ways.append(f"set the batch size to {batch}")
    for length in _LENGTHS:
        if length < need.length and need.of(need.batch_size, length) <= free:
            ways.append(f"cut texts at {length} tokens")
            break
    return ways


def _left_in_container(root: Path = Path("/sys/fs/cgroup")) -> int:
    """Bytes that a container's limit leaves (cgroup v2); a very large number where there is none."""
    try:
        limit = (root / "memory.max").read_text().strip()
        used = int((root / "memory.current").read_text())
    except (OSError, ValueError):
        return 2**62
    return max(0, int(limit) - used) if limit.isdigit() else 2**62


def _size(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
