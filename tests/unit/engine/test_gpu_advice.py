from __future__ import annotations

import pytest

from tuner_gui.engine.gpu_advice import TorchBuild, cuda_build, explain_unused, install_command
from tuner_gui.engine.hardware import Gpu, Version

CPU = TorchBuild("2.13.0+cpu")
WINDOWS_CPU = TorchBuild("2.13.0")
CUDA13 = TorchBuild("2.13.0+cu130", cuda="13.0")
PIP = "pip install --index-url https://download.pytorch.org/whl/"


def nvidia(driver_cuda: Version | None = (13, 0), capability: Version | None = (8, 6)) -> Gpu:
    return Gpu("nvidia", "GeForce RTX 3060", driver_cuda, capability)


def test_no_gpu_no_problem() -> None:
    assert explain_unused((), CPU, system="linux") == ("", "")


def test_windows_with_an_nvidia_card_and_the_torch_of_pypi() -> None:
    problem, remedy = explain_unused([nvidia()], WINDOWS_CPU, system="win32")

    assert problem == "The GeForce RTX 3060 is not used: the installed torch 2.13.0 is built without CUDA."
    assert remedy == f'{PIP}cu130 "torch==2.13.0+cu130"'


@pytest.mark.parametrize(
    ("driver_cuda", "capability", "index"),
    [
        ((13, 0), (8, 6), "cu130"),
        ((13, 2), None, "cu130"),
        ((13, 0), (12, 0), "cu130"),
        ((13, 0), (6, 1), "cu126"),  # Pascal, gone from CUDA 13
        ((12, 4), (8, 6), "cu126"),
        ((12, 9), (9, 0), "cu126"),
        ((12, 0), None, "cu126"),
        ((12, 8), (12, 0), "cu128"),  # Blackwell, not yet in CUDA 12.6
        ((12, 6), (12, 0), None),
        ((11, 8), (8, 6), None),
        (None, None, None),
    ],
)
def test_the_build_that_suits_driver_and_card(
    driver_cuda: Version | None, capability: Version | None, index: str | None
) -> None:
    assert cuda_build(driver_cuda, capability) == index


@pytest.mark.parametrize(
    ("index", "installed", "asked_for"),
    [
        ("cu130", "2.13.0+cpu", "2.13.0+cu130"),
        ("cu126", "2.9.1", "2.9.1+cu126"),
        ("cu128", "2.13.0+cpu", "2.11.0+cu128"),  # the last torch for CUDA 12.8
        ("rocm7.2", "2.9.1+cpu", "2.11.0+rocm7.2"),  # the first torch for ROCm 7.2
        ("xpu", "2.12.1", "2.12.1+xpu"),
        ("cu130", "2.14.0.dev20260801+cpu", "2.13.0+cu130"),
        ("cu130", "2.13.0a0+git123", "2.13.0+cu130"),
        ("cu130", "custom", "2.13.0+cu130"),
    ],
)
def test_the_command_asks_for_a_torch_that_exists(index: str, installed: str, asked_for: str) -> None:
    assert install_command(index, installed) == f'{PIP}{index} "torch=={asked_for}"'


def test_no_driver() -> None:
    problem, remedy = explain_unused([nvidia(None, None)], CUDA13, system="linux")

    assert "no NVIDIA driver answers" in problem
    assert "https://www.nvidia.com/drivers" in remedy


def test_a_driver_too_old_for_any_torch() -> None:
    problem, remedy = explain_unused([nvidia((11, 4))], CUDA13, system="linux")

    assert "(CUDA 11.4) is too old" in problem
    assert "driver" in remedy


def test_a_driver_too_old_for_this_torch() -> None:
    problem, remedy = explain_unused([nvidia((12, 2))], CUDA13, system="linux")

    assert "2.13.0+cu130 (CUDA 13.0) does not suit the card or its driver (CUDA 12.2)" in problem
    assert remedy == f'{PIP}cu126 "torch==2.13.0+cu126"'


def test_all_fits_and_still_torch_fails() -> None:
    problem, remedy = explain_unused([nvidia()], CUDA13, system="linux", failure="CUDA error: unknown error")

    assert "cannot reach it (CUDA error: unknown error)" in problem
    assert "driver" in remedy


def test_amd() -> None:
    card = Gpu("amd", "AMD GPU")

    assert explain_unused([card], CPU, system="linux")[1] == f'{PIP}rocm7.2 "torch==2.13.0+rocm7.2"'
    assert "on Windows" in explain_unused([card], CPU, system="win32")[0]
    rocm = TorchBuild("2.13.0+rocm7.2", hip="7.2.1")
    assert "usermod -aG render,video" in explain_unused([card], rocm, system="linux")[1]


def test_intel() -> None:
    card = Gpu("intel", "Intel Arc A770")

    assert explain_unused([card], CPU, system="win32")[1] == f'{PIP}xpu "torch==2.13.0+xpu"'
    xpu = TorchBuild("2.13.0+xpu", xpu=True)
    assert "Intel's GPU driver" in explain_unused([card], xpu, system="win32")[1]


def test_the_first_of_several_cards_is_spoken_of() -> None:
    problem, _ = explain_unused([nvidia(), Gpu("intel", "Intel Arc A770")], CPU, system="linux")

    assert "GeForce" in problem
    assert "Intel" not in problem
