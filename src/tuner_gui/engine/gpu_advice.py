"""Why a GPU that is in the computer is not used, and the command that mends it. Pure functions, no torch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tuner_gui.engine.hardware import Gpu, Version

_BUILDS: dict[str, tuple[Version, Version]] = {
    "cu126": ((2, 9), (2, 13)),
    "cu128": ((2, 9), (2, 11)),
    "cu130": ((2, 9), (2, 13)),
    "rocm7.2": ((2, 11), (2, 13)),
    "xpu": ((2, 9), (2, 13)),
}
"""PyTorch's wheel indexes, and the oldest and newest torch in each that Tuner runs on."""
_NVIDIA_DRIVER = "https://www.nvidia.com/drivers"
_INTEL_DRIVER = "https://docs.pytorch.org/docs/stable/notes/get_start_xpu.html"
_AMD_ON_WINDOWS = "https://rocm.docs.amd.com/projects/radeon-ryzen/en/latest/"

Advice = tuple[str, str]
"""The problem in a sentence, and its remedy; both empty when there is none."""


@dataclass(frozen=True)
class TorchBuild:
    """What the installed torch was compiled for."""

    version: str
    """As in `2.13.0+cpu`."""
    cuda: str | None = None
    """As in `13.0`; None without CUDA."""
    hip: str | None = None
    """Version of ROCm; None without."""
    xpu: bool = False
    """For Intel's GPUs."""


def explain_unused(gpus: Sequence[Gpu], build: TorchBuild, *, system: str, failure: str = "") -> Advice:
    """Why torch does not compute on the first of `gpus`, and what mends that.

    Args:
        gpus: those in the computer.
        build: the installed torch.
        system: as `sys.platform`.
        failure: what torch said when it was asked to compute on the GPU, if it saw it at all.
    """
    if not gpus:
        return "", ""
    gpu = gpus[0]
    if gpu.vendor == "nvidia":
        return _nvidia(gpu, build, failure)
    if gpu.vendor == "amd":
        return _amd(gpu, build, system, failure)
    return _intel(gpu, build, failure)


def cuda_build(driver_cuda: Version | None, capability: Version | None) -> str | None:
    """The wheel index whose torch runs with this driver on this card; None when the driver is too old.

    CUDA 13 needs a driver for CUDA 13 and dropped what came before Turing (7.5); CUDA 12.6 runs with any
    driver for CUDA 12 but knows no Blackwell (10.0 and up), for which 12.8 was made. From PyTorch's
    support matrix (RELEASE.md of pytorch/pytorch).
    """
    if driver_cuda is None or driver_cuda < (12, 0):
        return None
    if driver_cuda >= (13, 0) and (capability is None or capability >= (7, 5)):
        return "cu130"
    if capability is not None and capability >= (10, 0):
        return "cu128" if driver_cuda >= (12, 8) else None
    return "cu126"


def install_command(index: str, torch_version: str) -> str:
    """The pip command that swaps the installed torch for the same version from another index.

    The exact local version (`+cu130`) makes pip swap it although the number is the same, and leaves all
    other packages as they are; `--force-reinstall` would exchange those too.
    """
    oldest, newest = _BUILDS[index]
    number = torch_version.partition("+")[0]
    parts = re.match(r"(\d+)\.(\d+)", number)
    minor = (int(parts[1]), int(parts[2])) if parts else newest
    fitting = min(max(minor, oldest), newest)
    if fitting != minor or not re.fullmatch(r"\d+\.\d+\.\d+", number):
        number = f"{fitting[0]}.{fitting[1]}.0"
    return f'pip install --index-url https://download.pytorch.org/whl/{index} "torch=={number}+{index}"'


def _nvidia(gpu: Gpu, build: TorchBuild, failure: str) -> Advice:
    update = f"Install the current NVIDIA driver from {_NVIDIA_DRIVER}, restart, then run: tuner-gui doctor"
    index = cuda_build(gpu.driver_cuda, gpu.capability)
    if gpu.driver_cuda is None:
        return f"The {gpu.name} is not used: no NVIDIA driver answers.", update
    driver = "its driver (CUDA {}.{})".format(*gpu.driver_cuda)
    if index is None:
        return f"The {gpu.name} is not used: {driver} is too old.", update
    command = install_command(index, build.version)
    if build.cuda is None:
        return (
            f"The {gpu.name} is not used: the installed torch {build.version} is built without CUDA.",
            command,
        )
    if f"cu{build.cuda.replace('.', '')}" != index:
        problem = (
            f"the installed torch {build.version} (CUDA {build.cuda}) does not suit the card or {driver}"
        )
        return f"The {gpu.name} is not used: {problem}.", command
    return _unreachable(gpu, failure), update


def _amd(gpu: Gpu, build: TorchBuild, system: str, failure: str) -> Advice:
    if build.hip is not None:
        groups = "sudo usermod -aG render,video $USER (then sign in again and run: tuner-gui doctor)"
        return _unreachable(gpu, failure), groups
    if not system.startswith("linux"):
        problem = f"The {gpu.name} is not used: on Windows, torch for AMD cards comes from AMD only."
        return problem, f"Follow AMD's guide to PyTorch on Windows: {_AMD_ON_WINDOWS}"
    problem = f"The {gpu.name} is not used: the installed torch {build.version} is built without ROCm."
    return problem, install_command("rocm7.2", build.version)


def _intel(gpu: Gpu, build: TorchBuild, failure: str) -> Advice:
    if build.xpu:
        return _unreachable(gpu, failure), f"Install Intel's GPU driver as described on {_INTEL_DRIVER}"
    problem = f"The {gpu.name} is not used: the installed torch {build.version} is built without Intel XPU."
    return problem, install_command("xpu", build.version)


def _unreachable(gpu: Gpu, failure: str) -> str:
    reason = f" ({failure})" if failure else ""
    return f"The {gpu.name} is not used: torch is built for it but cannot reach it{reason}."
