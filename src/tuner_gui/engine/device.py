"""The device to compute on: the best that the installed torch can use, or the one that was asked for."""

from __future__ import annotations

import functools
import os
import platform
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any, Literal, cast, get_args

import psutil

from tuner_gui.engine.facts import DeviceInfo
from tuner_gui.engine.gpu_advice import Advice, TorchBuild, explain_unused
from tuner_gui.engine.hardware import Gpu, Vendor, find_gpus
from tuner_gui.errors import EnvironmentProblemError

VARIABLE = "TUNER_DEVICE"
"""Environment variable: `auto`, or the one kind of device to compute on."""

Kind = Literal["cpu", "cuda", "rocm", "mps", "xpu"]
_FAULTS = (
    "CUDA error",
    "CUDA driver error",
    "HIP error",
    "CUDNN_STATUS",
    "CUBLAS_STATUS",
    "UR error",
    "MPS error",
)
"""What broken devices are called in messages of plain RuntimeErrors."""
_ACCELERATE_VARIABLE = "ACCELERATE_TORCH_DEVICE"
_VENDORS: dict[str, Vendor] = {"cuda": "nvidia", "rocm": "amd", "xpu": "intel"}


def find_device() -> DeviceInfo:
    """The device of this process; found once. Imports torch, unless the CPU is asked for.

    Raises:
        EnvironmentProblemError: `TUNER_DEVICE` names a device that is unknown or cannot be used here. What a
            person asked for by name is never exchanged for another one silently.
    """
    return _find(os.environ.get(VARIABLE, "").strip().lower())


@functools.cache
def _find(asked: str) -> DeviceInfo:
    if asked == "cpu":
        return cpu()
    if asked not in ("", "auto", *get_args(Kind)):
        raise EnvironmentProblemError(
            f"{VARIABLE} is “{asked}”, which is no kind of device.",
            hint=f"Set it to one of: auto, {', '.join(get_args(Kind))}.",
        )
    import torch

    if asked in ("", "auto"):
        return choose_device(torch)
    device = asked_device(cast("Kind", asked), torch)
    os.environ[_ACCELERATE_VARIABLE] = torch_device(device.kind)  # it would take the first that it finds
    return device


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
    usable, failure = _usable_gpus(torch)
    if usable:
        return usable[0]
    if system == "darwin":
        return cpu(*_explain_mps(torch, machine, failure))
    return cpu(*explain_unused(gpus(), _build(torch), system=system, failure=failure))


def usable_devices(torch: Any) -> tuple[DeviceInfo, ...]:
    """All that `torch` computes on here: the best first, the processor last."""
    return (*_usable_gpus(torch)[0], cpu())


def asked_device(
    kind: Kind,
    torch: Any,
    gpus: Callable[[], Sequence[Gpu]] = find_gpus,
    *,
    system: str = sys.platform,
    machine: str = platform.machine(),
) -> DeviceInfo:
    """The device of this kind; arguments as of `choose_device`.

    Raises:
        EnvironmentProblemError: there is none, or this torch cannot use it; says what is missing.
    """
    usable, failure = _usable_gpus(torch)
    found = next((device for device in (*usable, cpu()) if device.kind == kind), None)
    if found is not None:
        return found
    if kind == "mps":
        problem, remedy = _explain_mps(torch, machine, failure) if system == "darwin" else ("", "")
    else:
        fitting = [gpu for gpu in gpus() if gpu.vendor == _VENDORS[kind]]
        problem, remedy = explain_unused(fitting, _build(torch), system=system, failure=failure)
    usable_kinds = ", ".join(device.kind for device in (*usable, cpu()))
    raise EnvironmentProblemError(
        f"{VARIABLE} asks for {kind}, which cannot be used here. "
        + (problem or "This computer has no such device."),
        hint=remedy or f"Set {VARIABLE} to auto, or to what can be used: {usable_kinds}.",
        detail=failure,
    )


def _usable_gpus(torch: Any) -> tuple[tuple[DeviceInfo, ...], str]:
    """GPUs on which `torch` really computes, and why the last of the others does not."""
    usable, failure = [], ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of drivers; the person gets a problem and a remedy
        for describe in (_cuda, _xpu, _mps):
            try:
                device = describe(torch)
                if device is not None:
                    _compute(torch, torch_device(device.kind))
                    usable.append(device)
            except RuntimeError as error:
                failure = str(error).strip().partition("\n")[0]
    return tuple(usable), failure


def torch_device(kind: Kind) -> str:
    """The name torch has for a kind of device; ROCm poses as CUDA."""
    return "cuda" if kind == "rocm" else kind


def is_device_fault(error: Exception) -> bool:
    """Whether an error means that the device is lost to this process: a reset driver, a fault in a kernel.

    torch has a class for it, but not every backend raises it. Memory that ran out is no fault.
    """
    classes = {kind.__name__ for kind in type(error).__mro__}
    if "OutOfMemoryError" in classes:
        return False
    return "AcceleratorError" in classes or any(words in str(error) for words in _FAULTS)


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
