from __future__ import annotations

from pathlib import Path

import pytest

from tuner_gui.engine import hardware
from tuner_gui.engine.hardware import Gpu, find_gpus, linux_gpus, nvidia_gpus, windows_gpu

OVERVIEW = (
    "| NVIDIA-SMI 560.35.03   Driver Version: 560.35.03   CUDA Version: 12.6     |\n|  0  NVIDIA GeForce |"
)


def device(
    folder: Path, address: str, vendor: str, kind: str = "0x030000", memory: int | None = None
) -> None:
    """Describe a device as Linux does in /sys/bus/pci/devices."""
    (folder / address).mkdir()
    (folder / address / "vendor").write_text(f"{vendor}\n")
    (folder / address / "class").write_text(f"{kind}\n")
    if memory is not None:
        (folder / address / "mem_info_vram_total").write_text(f"{memory}\n")


def test_nvidia_cards_with_driver_and_capability() -> None:
    gpus = nvidia_gpus(OVERVIEW, "NVIDIA GeForce RTX 3060, 8.6\nNVIDIA H200, 9.0\n")

    assert gpus == (
        Gpu("nvidia", "NVIDIA GeForce RTX 3060", (12, 6), (8, 6)),
        Gpu("nvidia", "NVIDIA H200", (12, 6), (9, 0)),
    )


def test_the_wording_of_newer_drivers() -> None:
    (gpu,) = nvidia_gpus(
        "| NVIDIA-SMI 595.58   KMD Version: 595.58   CUDA UMD Version: 13.2 |", "NVIDIA L4, 8.9"
    )

    assert gpu.driver_cuda == (13, 2)


def test_a_driver_too_old_to_tell_the_capability() -> None:
    assert nvidia_gpus("CUDA Version: 11.4", "") == (Gpu("nvidia", "NVIDIA GPU", (11, 4)),)


def test_a_capability_that_is_not_known() -> None:
    (gpu,) = nvidia_gpus(OVERVIEW, "Some card, [N/A]")

    assert gpu.capability is None


def test_a_card_older_than_any_torch_is_left_out() -> None:
    assert nvidia_gpus(OVERVIEW, "Tesla K20, 3.5") == ()


@pytest.mark.parametrize(
    "overview", ["", "NVIDIA-SMI has failed because it couldn't communicate with the driver."]
)
def test_no_driver(overview: str) -> None:
    assert nvidia_gpus(overview, "") == ()


def test_cards_on_the_bus(tmp_path: Path) -> None:
    device(tmp_path, "0000:01:00.0", "0x10de")
    device(tmp_path, "0000:02:00.0", "0x10de", "0x030200")  # a data center card without outputs
    device(tmp_path, "0000:03:00.0", "0x1002", memory=16 * 2**30)
    device(tmp_path, "0000:04:00.0", "0x8086")

    assert [gpu.vendor for gpu in linux_gpus(tmp_path)] == ["nvidia", "nvidia", "amd", "intel"]


def test_what_is_not_worth_computing_on(tmp_path: Path) -> None:
    device(tmp_path, "0000:00:02.0", "0x8086")  # graphics inside an Intel processor
    device(tmp_path, "0000:06:00.0", "0x1002", memory=512 * 2**20)  # inside an AMD one
    device(tmp_path, "0000:07:00.0", "0x1002")  # a card without its driver
    device(tmp_path, "0000:08:00.0", "0x1234")  # the card of a virtual machine
    device(tmp_path, "0000:01:00.1", "0x10de", "0x040300")  # sound of a graphics card

    assert linux_gpus(tmp_path) == ()


def test_no_bus_at_all(tmp_path: Path) -> None:
    assert linux_gpus(tmp_path / "nothing") == ()


@pytest.mark.parametrize(
    ("name", "device_id", "vendor"),
    [
        ("NVIDIA GeForce RTX 4070", r"PCI\VEN_10DE&DEV_2786", "nvidia"),
        ("AMD Radeon RX 7900 XTX", r"pci\ven_1002&dev_744c", "amd"),
        ("AMD Radeon(TM) Graphics", r"PCI\VEN_1002&DEV_1681", None),
        ("Intel(R) Arc(TM) A770 Graphics", r"PCI\VEN_8086&DEV_56A0", "intel"),
        ("Intel(R) UHD Graphics 770", r"PCI\VEN_8086&DEV_4680", None),
        ("Microsoft Basic Display Adapter", r"ROOT\BasicDisplay", None),
        ("Cirrus", r"PCI\VEN_1013&DEV_00B8", None),
    ],
)
def test_cards_in_the_windows_registry(name: str, device_id: str, vendor: str | None) -> None:
    gpu = windows_gpu(name, device_id)

    assert (gpu and gpu.vendor) == vendor
    assert gpu is None or gpu.name == name


def test_a_card_is_named_by_its_driver_where_one_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = [
        ("Intel(R) Arc(TM) A770 Graphics", r"PCI\VEN_8086"),
        ("NVIDIA GeForce RTX 4070", r"PCI\VEN_10DE"),
    ]
    monkeypatch.setattr(hardware, "_windows_cards", lambda: iter(registry))
    monkeypatch.setattr(hardware, "_nvidia_smi", lambda *asked: "RTX 4070, 8.9" if asked else OVERVIEW)

    with_driver = find_gpus("win32")
    monkeypatch.setattr(hardware, "_nvidia_smi", lambda *_asked: "")
    without_driver = find_gpus("win32")

    assert [(gpu.name, gpu.driver_cuda) for gpu in with_driver] == [
        ("RTX 4070", (12, 6)),
        ("Intel(R) Arc(TM) A770 Graphics", None),
    ]
    assert [gpu.name for gpu in without_driver] == [
        "NVIDIA GeForce RTX 4070",
        "Intel(R) Arc(TM) A770 Graphics",
    ]


def write_program(folder: Path, script: str) -> None:
    program = folder / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_nvidia_smi_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listing = 'if [ -n "$1" ]; then echo "NVIDIA T4, 7.5"; else echo "CUDA Version: 12.2"; fi'
    write_program(tmp_path, listing)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    assert find_gpus("linux")[0] == Gpu("nvidia", "NVIDIA T4", (12, 2), (7, 5))


@pytest.mark.parametrize("script", ["echo 'CUDA Version: 12.2'; exit 9", "exec /no/such/interpreter"])
def test_an_nvidia_smi_that_fails_is_no_driver(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    write_program(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    assert not [gpu for gpu in find_gpus("linux") if gpu.driver_cuda]
