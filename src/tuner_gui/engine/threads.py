"""How the numeric libraries use the processor. Must run before torch is first imported."""

from __future__ import annotations

import os


def share_processor() -> None:
    """Let idle worker threads sleep instead of spin.

    On a computer that does something else as well, a thread that spins at a barrier keeps the very
    thread from running that it waits for. Measured on two cores with the built-in model, 16 rows of 32
    tokens, priority lowered: beside one busy program a training step takes 1.0 s instead of 6.9 s; alone
    0.33 s instead of 0.28 s. What the person has set wins.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
