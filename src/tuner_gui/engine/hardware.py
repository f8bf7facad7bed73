"""Which GPUs are in this computer, found without torch: by driver, PCI bus or registry.

The functions that judge take what was read as arguments, so that any kind of computer can be played through.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Vendor = Literal["nvidia", "amd", "intel"]
Version = tuple[int, int]

_VENDORS: dict[int, Vendor] = {0x10DE: "nvidia", 0x1002: "amd", 0x8086: "intel"}
"""By the number that the PCI bus gives them."""
_NAMES: dict[Vendor, str] = {"nvidia": "NVIDIA GPU", "amd": "AMD GPU", "intel": "Intel GPU"}
_DISPLAY_CONTROLLER = 0x03
_OLDEST_CAPABILITY = (5, 0)
"""No torch since 2.0 computes on older NVIDIA cards."""
_SMALLEST_AMD_BYTES = 4 * 2**30
"""An AMD card with less is the graphics part of a processor, which ROCm does not support."""
_WINDOWS_NAMES: dict[Vendor, tuple[str, ...]] = {
    "nvidia": ("",),
    "amd": ("radeon rx", "radeon pro", "radeon ai", "instinct"),
    "intel": ("arc", "data center gpu"),
}
"""Parts of the names of cards that are worth computing on, other than those inside processors."""
_WINDOWS_CARDS = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"
"""Where the registry lists display adapters, one numbered key each."""
_NVIDIA_SMI_PLACES = (r"C:\Windows\System32\nvidia-smi.exe", "/usr/lib/wsl/lib/nvidia-smi")
_CUDA_VERSION = re.compile(r"CUDA(?: UMD)? Version\s*:\s*(\d+)\.(\d+)")
_SMI_SECONDS = 20


@dataclass(frozen=True)
class Gpu:
    """A graphics card that could compute, whether or not the installed torch can use it."""

    vendor: Vendor
    name: str
    driver_cuda: Version | None = None
    """Newest CUDA that its driver runs; None when no NVIDIA driver answers."""
    capability: Version | None = None
    """NVIDIA's compute capability, such as (8, 6); None when not known."""


def find_gpus(system: str = sys.platform) -> tuple[Gpu, ...]:
    """The graphics cards of this computer that are worth computing on, NVIDIA's first."""
    answering = nvidia_gpus(
        _nvidia_smi(), _nvidia_smi("--query-gpu=name,compute_cap", "--format=csv,noheader")
    )
    if system.startswith("linux"):
        seen = linux_gpus(Path("/sys/bus/pci/devices"))
    else:
        seen = tuple(gpu for names in _windows_cards() if (gpu := windows_gpu(*names)))
    others = [gpu for gpu in seen if not (answering and gpu.vendor == "nvidia")]
    return (*answering, *sorted(others, key=lambda gpu: list(_NAMES).index(gpu.vendor)))


def nvidia_gpus(overview: str, listing: str) -> tuple[Gpu, ...]:
    """NVIDIA's cards from what nvidia-smi prints.

    Args:
        overview: its output when called without arguments; names the CUDA version of the driver.
        listing: name and compute capability, one card a line; empty where the driver is too old to tell.
    """
    version = _CUDA_VERSION.search(overview)
    if not version:
        return ()
    driver_cuda = (int(version[1]), int(version[2]))
    lines = [line.rpartition(",") for line in listing.splitlines() if "," in line]
    if not lines:
        return (Gpu("nvidia", _NAMES["nvidia"], driver_cuda),)
    gpus = [Gpu("nvidia", name.strip(), driver_cuda, _version(capability)) for name, _, capability in lines]
    return tuple(gpu for gpu in gpus if gpu.capability is None or gpu.capability >= _OLDEST_CAPABILITY)


def linux_gpus(devices: Path) -> tuple[Gpu, ...]:
    """Cards on the PCI bus, from the folder in which Linux describes each device in small files."""
    gpus = []
    for device in sorted(devices.glob("*")):
        vendor = _VENDORS.get(_hexadecimal(device / "vendor"))
        if vendor is None or _hexadecimal(device / "class") >> 16 != _DISPLAY_CONTROLLER:
            continue
        if vendor == "intel" and ":00:" in device.name:
            continue  # graphics inside an Intel processor is always on the first bus
        if vendor == "amd" and _decimal(device / "mem_info_vram_total") < _SMALLEST_AMD_BYTES:
            continue
        gpus.append(Gpu(vendor, _NAMES[vendor]))
    return tuple(gpus)


def windows_gpu(name: str, device_id: str) -> Gpu | None:
    """A card from its entries `DriverDesc` and `MatchingDeviceId` in the registry, if worth computing on."""
    found = re.search(r"VEN_([0-9A-F]{4})", device_id.upper())
    vendor = _VENDORS.get(int(found[1], 16)) if found else None
    if vendor is None:
        return None
    plain = name.lower().replace("(tm)", "").replace("(r)", "")
    return Gpu(vendor, name) if any(part in plain for part in _WINDOWS_NAMES[vendor]) else None


def _nvidia_smi(*arguments: str) -> str:
    """What nvidia-smi prints; "" where it is not installed or finds no driver."""
    program = shutil.which("nvidia-smi") or next((p for p in _NVIDIA_SMI_PLACES if Path(p).is_file()), None)
    if program is None:
        return ""
    no_console = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        answer = subprocess.run(
            [program, *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SMI_SECONDS,
            creationflags=no_console,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""  # a driver that hangs or cannot be asked is one that cannot be used
    return answer.stdout if answer.returncode == 0 else ""


def _windows_cards() -> Iterator[tuple[str, str]]:
    """`DriverDesc` and `MatchingDeviceId` of each display adapter in the registry."""
    if sys.platform != "win32":
        return
    import winreg

    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, _WINDOWS_CARDS) as cards:
        for number in range(winreg.QueryInfoKey(cards)[0]):
            try:
                with winreg.OpenKey(cards, winreg.EnumKey(cards, number)) as card:
                    values = [winreg.QueryValueEx(card, key)[0] for key in ("DriverDesc", "MatchingDeviceId")]
            except OSError:
                continue  # not a card: the key beside them that only the system may read
            yield str(values[0]), str(values[1])


def _version(text: str) -> Version | None:
    found = re.search(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None


def _hexadecimal(file: Path) -> int:
    return int(file.read_text().strip(), 16) if file.is_file() else 0


def _decimal(file: Path) -> int:
    return int(file.read_text()) if file.is_file() else 0
