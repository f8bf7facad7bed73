"""What a graphics card has consumed, as its driver counts it.

NVML's `nvmlDeviceGetTotalEnergyConsumption` (Volta and later) counts millijoules of the whole card since the
driver was loaded; a difference of two readings is what was consumed in between, by whatever computed there.
Processors have no such counter that every user may read.
"""

from __future__ import annotations

from typing import Any

import torch


def energy_counted(device: torch.device) -> float | None:
    """Joules that the card of `device` has consumed since its driver was loaded.

    None where nothing tells: no NVIDIA card, no NVML, a card that does not count, or a part of a card (MIG),
    whose share nobody knows.
    """
    if device.type != "cuda" or torch.version.hip is not None:
        return None
    try:
        import pynvml  # type: ignore[import-untyped]
    except ImportError:
        return None
    # By its own number: torch numbers the cards that a program may see, NVML all of them.
    uuid = getattr(torch.cuda.get_device_properties(device), "uuid", None)
    return None if uuid is None else _read(pynvml, f"GPU-{uuid}")


def energy_between(before: float | None, after: float | None) -> float | None:
    """Joules from one reading to a later one; None where one is missing, or the count began anew."""
    if before is None or after is None or after < before:
        return None
    return after - before


def _read(nvml: Any, uuid: str) -> float | None:
    try:
        nvml.nvmlInit()
    except nvml.NVMLError:
        return None
    try:
        handle = nvml.nvmlDeviceGetHandleByUUID(uuid)
        return float(nvml.nvmlDeviceGetTotalEnergyConsumption(handle)) / 1000
    except nvml.NVMLError:
        return None
    finally:
        nvml.nvmlShutdown()
