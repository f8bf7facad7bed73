"""How the numeric libraries use processor and memory. Must run before torch is first imported."""

from __future__ import annotations

import ctypes
import os
import sys

_PREPARED = "32"
"""Computations that oneDNN keeps prepared; a batch shape of the built-in model takes three."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Names of `mallopt` (malloc.h of the GNU C library)."""
_BIGGEST_KEPT = (1 << 28, 1 << 25)
"""Bytes; before its version 2.35 the library takes no more than the second."""
_NEVER = 2**31 - 1


def share_processor() -> None:
    """Let idle worker threads sleep instead of spin.

    On a computer that does something else as well, a thread that spins at a barrier keeps the very
    thread from running that it waits for. Measured on two cores with the built-in model, 16 rows of 32
    tokens, priority lowered: beside one busy program a training step takes 1.0 s instead of 6.9 s; alone
    0.33 s instead of 0.28 s. What the person has set wins.

    oneDNN, and torch's layer around it, keep what they prepared for each shape they have met, 1,024 of them
    unless told otherwise, at a megabyte or two each; tables of many texts meet ever new ones. Measured with
    25 shapes of batches of the built-in model: memory grew by 217 MB, and by 128 MB with 24 computations
    kept, at the same speed: to prepare one takes one to four milliseconds, a batch a few hundred.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", _PREPARED)
    os.environ.setdefault("LRU_CACHE_CAPACITY", _PREPARED)
    if not {"MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "GLIBC_TUNABLES"} & os.environ.keys():
        keep_freed_memory()


def keep_freed_memory(sizes: tuple[int, ...] = _BIGGEST_KEPT, beyond: int = _NEVER) -> bool:
    """Have the GNU C library keep what is freed for the next tensor, instead of asking the system each time.

    It asks the system for each block of 32 MB and more, and gives it back at once; the system clears every
    page of it anew. The tensors of 16 long texts are that big. Measured on two cores with the built-in model,
    16 rows of 512 tokens: a step took 7.1 s and touched 2.3 million new pages; keeping the memory, 2.8 s and
    none. An engine without a job gives back what it keeps.

    Args:
        sizes: bytes from which on a block is still asked for alone; the first that is accepted counts.
        beyond: bytes that lie free at the end of the heap before they are given back.

    Returns:
        Whether there is such a library here.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is None:
        return False
    return bool(mallopt(_TRIM_THRESHOLD, beyond)) and any(mallopt(_MMAP_THRESHOLD, size) for size in sizes)
