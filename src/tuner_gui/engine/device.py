"""The device to compute on: the best that the installed torch can use, asked for by nobody."""

from __future__ import annotations

import functools
import os
import platform
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Literal

import psutil

from tuner_gui.engine.facts import DeviceInfo
from tuner_gui.engine.gpu_advice import Advice, TorchBuild, explain_unused
from tuner_gui.engine.hardware import Gpu, find_gpus

VARIABLE = "TUNER_DEVICE"
"""Environment variable; `cpu` keeps Tuner off the GPU."""


def find_device() -> DeviceInfo:
    """The device of this process; found once. Imports torch, unless the CPU is forced."""
    return _find(os.environ.get(VARIABLE, "").strip().lower())


@functools.cache
def _find(forced: str) -> DeviceInfo:
    if forced == "cpu":
        return cpu()
    import torch

    return choose_device(torch)


def choose_device(
    torch: Any,
    gpus: Callable[[], Sequence[Gpu]] = find_gpus,
    *,
    system: str = sys.platform,
    machine: str = platform.machine(),
) -> DeviceInfo:
    """The first of CUDA or ROCm, XPU, MPS and CPU on which `torch` really computes.

    Args:
        torch: the module, or a stand-in.
        gpus: called only when no GPU is usable, to say why.
        system: as `sys.platform`.
        machine: as `platform.machine()`.
    """
    failure = ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of drivers; the person gets a problem and a remedy
        for describe in (_cuda, _xpu, _mps):
            try:
                device = describe(torch)
                if device is not None:
                    _compute(torch, torch_device(device.kind))
                    return device
            except RuntimeError as error:
                failure = str(error).strip().partition("\n")[0]
    if system == "darwin":
        return cpu(*_explain_mps(torch, machine, failure))
    return cpu(*explain_unused(gpus(), _build(torch), system=system, failure=failure))


def torch_device(kind: Literal["cpu", "cuda", "rocm", "mps", "xpu"]) -> str:
    """The name torch has for a kind of device; ROCm poses as CUDA."""
    return "cuda" if kind == "rocm" else kind


def cpu(problem: str = "", remedy: str = "") -> DeviceInfo:
    """The processor, with the cores this process may use and the memory of the computer."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return DeviceInfo(
        kind="cpu",
        name=f"CPU · {cores} {'core' if cores == 1 else 'cores'}",
        memory_bytes=psutil.virtual_memory().total,
        precision="fp32",
        problem=problem,
        remedy=remedy,
    )


def _cuda(torch: Any) -> DeviceInfo | None:
    if not torch.cuda.is_available():
        return None
    # Cards before Ampere only imitate bf16, slower than fp32.
    native = torch.cuda.is_bf16_supported(including_emulation=False)
    return DeviceInfo(
        kind="rocm" if torch.version.hip else "cuda",
        name=torch.cuda.get_device_name(0),
        memory_bytes=torch.cuda.get_device_properties(0).total_memory,
        precision="bf16" if native else "fp32",
    )


def _xpu(torch: Any) -> DeviceInfo | None:
    if not torch.xpu.is_available():
        return None
    return DeviceInfo(
        kind="xpu",
        name=torch.xpu.get_device_name(0),
        memory_bytes=torch.xpu.get_device_properties(0).total_memory,
        precision="bf16" if torch.xpu.is_bf16_supported() else "fp32",
    )


def _mps(torch: Any) -> DeviceInfo | None:
    if not torch.backends.mps.is_available():
        return None
    memory = torch.mps.recommended_max_memory()
    return DeviceInfo(kind="mps", name="Apple GPU", memory_bytes=memory, precision="fp32")


def _compute(torch: Any, device: str) -> None:
    """Do the smallest sum on `device`.

    A device can be there and still be of no use: no kernels for its generation, a broken driver, another
    program that keeps it to itself.
    """
    torch.ones(1, device=device).add_(1).item()


def _build(torch: Any) -> TorchBuild:
    return TorchBuild(
        version=str(torch.__version__),
        cuda=torch.version.cuda,
        hip=torch.version.hip,
        xpu=getattr(torch.version, "xpu", None) is not None,
    )


def _explain_mps(torch: Any, machine: str, failure: str) -> Advice:
    if machine != "arm64":
        return "", ""  # torch computes on Apple's own GPUs only
    if not torch.backends.mps.is_built():
        problem = "The Apple GPU is not used: the installed torch is built without MPS."
        return problem, "pip install --force-reinstall --no-deps torch"
    reason = f" ({failure})" if failure else ""
    return f"The Apple GPU is not used: this macOS is too old for it{reason}.", "Update macOS."
