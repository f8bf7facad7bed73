"""Which process of a run this is, where `torchrun`, `accelerate launch` or `mpirun` started several."""

from __future__ import annotations

import os

_VARIABLES = ("RANK", "PMI_RANK", "OMPI_COMM_WORLD_RANK", "MV2_COMM_WORLD_RANK")
"""In the order in which accelerate looks at them (`accelerate.utils.get_cpu_distributed_information`)."""


def rank() -> int:
    """0 for the first, which alone writes and speaks."""
    return next((int(os.environ[name]) for name in _VARIABLES if name in os.environ), 0)


def is_first() -> bool:
    """Whether this is the process that writes."""
    return rank() == 0
