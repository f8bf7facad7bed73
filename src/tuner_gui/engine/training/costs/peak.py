"""How much memory a run will hold at its peak."""

from __future__ import annotations

import torch

from tuner_gui.engine.evaluation.inference import ROWS_AT_ONCE
from tuner_gui.engine.training.costs.begun import Begun
from tuner_gui.engine.training.costs.fitting import Need
from tuner_gui.engine.training.costs.probe import Probe
from tuner_gui.engine.training.memory import memory_in_use

_VALUE = 4
"""Bytes of a float32."""
_MOMENTS = 2
"""Of AdamW, per parameter that moves."""
_LIBRARIES = 60 * 2**20
"""Buffers of the matrix libraries, there from the first batch on."""
_STATES_IN_MEMORY = 500 * 2**20
"""Cached states beyond this stay on the disk."""
_GAPS = 2.5
"""Memory that a processor's allocator (glibc's) comes to hold for each byte kept: batches of ever other sizes
leave gaps, and gradients pass through. Measured: 2.7 where texts differ much in length, 1.7 where little."""
_PASSING = 17
"""Values per token and hidden unit that a block makes (Korthikanti et al. 2022, arXiv:2205.05198)."""
_RESERVED = 1.1
"""A GPU's allocator holds a little more than is asked of it."""

_least: dict[str, int] = {}


def note_program(device: torch.device) -> None:
    """Remember the least that this process held without a model: that is what it holds beside a run."""
    now = memory_in_use(device)
    _least[device.type] = min(now, _least.get(device.type, now))


def need_of(begun: Begun, probe: Probe, rows: int, device: torch.device) -> Need:
    """Resident memory on a processor; memory reserved on a GPU.

    Args:
        begun: the run.
        probe: of its kind.
        rows: of the dataset.
        device: of the run; `note_program` was called for it.
    """
    on_gpu = device.type != "cpu"
    moving = _VALUE * begun.trainable
    # The best state so far is kept in the computer's own memory.
    fixed = _VALUE * begun.parameters + moving * (_MOMENTS + (0 if on_gpu else 1))
    if begun.caches and not on_gpu:
        states = _VALUE * begun.hidden * float(begun.lengths.mean()) * rows
        fixed += int(min(states, _STATES_IN_MEMORY))
    beside = _least[device.type] + (0 if on_gpu else _LIBRARIES)

    def peak(batch_size: int, length: int) -> int:
        # On the way back, what was kept goes as the gradients come.
        together = max(1, begun.tokens_at_once // length)  # rows; the others of a batch come after them
        kept = float(probe.kept.of(min(batch_size, together), length))
        scored = min(ROWS_AT_ONCE, together) * length * begun.hidden * _PASSING * _VALUE
        passing = max(max(kept, scored) * (1.0 if on_gpu else _GAPS), moving)
        return int((beside + fixed + passing) * (_RESERVED if on_gpu else 1.0))

    return Need(begun.batch_size, begun.longest, peak)
