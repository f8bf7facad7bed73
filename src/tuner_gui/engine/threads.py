"""How the numeric libraries use processor and memory. Must run before torch is first imported."""

from __future__ import annotations

import os

_PREPARED = "32"
"""Computations that oneDNN keeps prepared; a batch shape of the built-in model takes three."""


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
