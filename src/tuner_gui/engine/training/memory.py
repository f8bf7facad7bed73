"""How much memory is in use, and whether an error means that there is none left."""

from __future__ import annotations

import ctypes
import gc
import sys

import psutil
import torch

_CPU_MESSAGES = ("can't allocate memory", "not enough memory", "out of memory")


def memory_in_use(device: torch.device) -> int:
    """Bytes: of the GPU's memory on a GPU, otherwise resident memory of this process."""
    if device.type == "cuda":
        return int(torch.cuda.memory_reserved(device))
    if device.type == "mps":
        return int(torch.mps.driver_allocated_memory())
    if device.type == "xpu":
        return int(torch.xpu.memory_reserved(device))
    return int(psutil.Process().memory_info().rss)


def give_back_memory() -> None:
    """Return what this process freed to the system, as far as its allocator can be asked to (glibc's can)."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def is_out_of_memory(error: RuntimeError) -> bool:
    """CUDA raises its own class; CPU and MPS raise plain RuntimeErrors with a message."""
    return isinstance(error, torch.OutOfMemoryError) or any(text in str(error) for text in _CPU_MESSAGES)
