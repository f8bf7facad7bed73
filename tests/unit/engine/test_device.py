from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from tuner_gui.engine.device import (
    asked_device,
    choose_device,
    cpu,
    find_device,
    is_device_fault,
    torch_device,
    usable_devices,
)
from tuner_gui.engine.hardware import Gpu
from tuner_gui.errors import EnvironmentProblemError

GIB = 2**30


class FakeTorch:
    """As much of torch as is asked when a device is looked for; by default, torch for the CPU alone."""

    def __init__(
        self,
        *,
        present: Sequence[str] = (),
        version: str = "2.13.0+cpu",
        cuda: str | None = None,
        hip: str | None = None,
        xpu: str | None = None,
        mps_built: bool = False,
        bf16: bool = True,
        failure: str = "",
    ) -> None:
        self.__version__ = version
        self.version = SimpleNamespace(cuda=cuda, hip=hip, xpu=xpu)
        self._failure = failure
        self.computed_on: list[str] = []

        def gpu(name: str, memory: int) -> Any:
            return SimpleNamespace(
                is_available=lambda: self._available(name in present),
                is_bf16_supported=lambda including_emulation=True: bf16 or including_emulation,
                get_device_name=lambda _number: f"some {name} card",
                get_device_properties=lambda _number: SimpleNamespace(total_memory=memory),
            )

        self.cuda = gpu("cuda", 8 * GIB)
        self.xpu = gpu("xpu", 16 * GIB)
        self.mps = SimpleNamespace(recommended_max_memory=lambda: 12 * GIB)
        self.backends = SimpleNamespace(
            mps=SimpleNamespace(is_available=lambda: "mps" in present, is_built=lambda: mps_built)
        )

    @staticmethod
    def _available(present: bool) -> bool:
        warnings.warn("The NVIDIA driver on your system is too old", stacklevel=1)
        return present

    def ones(self, _size: int, *, device: str) -> Any:
        if self._failure:
            raise RuntimeError(f"{self._failure}\nand much more")
        self.computed_on.append(device)
        return SimpleNamespace(add_=lambda _one: SimpleNamespace(item=lambda: 2.0))


def no_gpus() -> tuple[Gpu, ...]:
    return ()


def never_asked() -> tuple[Gpu, ...]:
    raise AssertionError("the computer is searched although a GPU is usable")


def test_cuda() -> None:
    torch = FakeTorch(present=["cuda"], cuda="13.0")

    device = choose_device(torch, never_asked, system="linux")

    assert (device.kind, device.name, device.memory_bytes) == ("cuda", "some cuda card", 8 * GIB)
    assert (device.precision, device.problem, device.remedy) == ("bf16", "", "")
    assert torch.computed_on == ["cuda"]


def test_a_card_that_only_imitates_bf16_computes_in_fp32() -> None:
    torch = FakeTorch(present=["cuda"], cuda="12.6", bf16=False)

    assert choose_device(torch, never_asked, system="linux").precision == "fp32"


def test_rocm_poses_as_cuda() -> None:
    torch = FakeTorch(present=["cuda"], hip="7.2")

    device = choose_device(torch, never_asked, system="linux")

    assert device.kind == "rocm"
    assert torch.computed_on == ["cuda"] == [torch_device(device.kind)]


def test_xpu() -> None:
    device = choose_device(FakeTorch(present=["xpu"], xpu="2026"), never_asked, system="win32")

    assert (device.kind, device.memory_bytes, device.precision) == ("xpu", 16 * GIB, "bf16")


def test_mps() -> None:
    device = choose_device(FakeTorch(present=["mps"], mps_built=True), never_asked, system="darwin")

    assert (device.kind, device.memory_bytes, device.precision) == ("mps", 12 * GIB, "fp32")


def test_windows_with_an_nvidia_card_and_a_torch_without_cuda() -> None:
    card = Gpu("nvidia", "GeForce RTX 4070", (13, 0), (8, 9))

    device = choose_device(FakeTorch(version="2.13.0"), lambda: [card], system="win32")

    assert device.kind == "cpu"
    assert "GeForce RTX 4070 is not used" in device.problem
    assert device.remedy == (
        'pip install --index-url https://download.pytorch.org/whl/cu130 "torch==2.13.0+cu130"'
    )


def test_a_card_of_a_generation_that_torch_has_no_kernels_for() -> None:
    torch = FakeTorch(present=["cuda"], version="2.13.0+cu130", cuda="13.0", failure="no kernel image")
    card = Gpu("nvidia", "GeForce GTX 1080", (13, 0), (6, 1))

    device = choose_device(torch, lambda: [card], system="linux")

    assert device.kind == "cpu"
    assert "cu126" in device.remedy


def test_a_gpu_that_breaks_on_the_first_sum_is_not_used() -> None:
    torch = FakeTorch(present=["cuda"], version="2.13.0+cu130", cuda="13.0", failure="CUDA error: busy")
    card = Gpu("nvidia", "H200", (13, 0), (9, 0))

    device = choose_device(torch, lambda: [card], system="linux")

    assert device.kind == "cpu"
    assert "(CUDA error: busy)" in device.problem
    assert "driver" in device.remedy


def test_no_gpu_at_all_is_no_problem_and_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        device = choose_device(FakeTorch(), no_gpus, system="linux")

    assert (device.kind, device.problem, device.remedy) == ("cpu", "", "")


@pytest.mark.parametrize(
    ("built", "machine", "problem"),
    [(False, "arm64", "built without MPS"), (True, "arm64", "macOS is too old"), (False, "x86_64", "")],
)
def test_a_mac_that_does_not_use_its_gpu(built: bool, machine: str, problem: str) -> None:
    device = choose_device(FakeTorch(mps_built=built), never_asked, system="darwin", machine=machine)

    assert device.kind == "cpu"
    assert problem in device.problem
    assert bool(device.problem) == bool(problem) == bool(device.remedy)


def test_the_cpu_has_the_cores_of_this_process_and_the_memory_of_the_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 3}, raising=False)
    assert cpu().name == "CPU · 2 cores"
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0}, raising=False)
    assert cpu().name == "CPU · 1 core"
    assert cpu().memory_bytes == psutil.virtual_memory().total


def test_the_cpu_can_be_forced_and_then_torch_is_not_imported() -> None:
    script = (
        "import sys; from tuner_gui.engine.device import find_device;"
        "print(find_device().kind, 'torch' in sys.modules)"
    )
    environment = {**os.environ, "TUNER_DEVICE": "CPU"}

    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )

    assert answer.stdout.split() == ["cpu", "False"]


def test_the_real_torch_of_this_computer_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUNER_DEVICE", raising=False)

    device = find_device()

    assert device.memory_bytes > 0
    assert device.precision in ("fp32", "bf16")
    assert find_device() is device


def test_all_usable_devices_the_best_first() -> None:
    found = usable_devices(FakeTorch(present=["cuda", "xpu"], cuda="13.0"))

    assert [device.kind for device in found] == ["cuda", "xpu", "cpu"]


def test_a_device_is_taken_when_it_is_asked_for() -> None:
    torch = FakeTorch(present=["cuda", "xpu"], cuda="13.0")

    assert asked_device("xpu", torch, never_asked, system="linux").kind == "xpu"
    assert asked_device("cpu", torch, never_asked, system="linux").kind == "cpu"


def test_a_device_that_is_not_there_is_never_exchanged_silently() -> None:
    torch = FakeTorch(present=["cuda"], cuda="13.0")

    with pytest.raises(EnvironmentProblemError, match=r"asks for xpu, .* no such device") as raised:
        asked_device("xpu", torch, lambda: [Gpu("nvidia", "H200", (13, 0), (9, 0))], system="linux")

    assert "auto, or to what can be used: cuda, cpu" in raised.value.hint


def test_a_device_that_torch_is_not_built_for_says_what_is_missing() -> None:
    card = Gpu("nvidia", "GeForce RTX 4070", (13, 0), (8, 9))

    with pytest.raises(EnvironmentProblemError, match="built without CUDA") as raised:
        asked_device("cuda", FakeTorch(), lambda: [card], system="linux")

    assert raised.value.hint.startswith("pip install")


def test_a_kind_of_device_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNER_DEVICE", "gpu")

    with pytest.raises(EnvironmentProblemError, match="“gpu”") as raised:
        find_device()

    assert "auto, cpu, cuda, rocm, mps, xpu" in raised.value.hint


def test_auto_is_what_happens_unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNER_DEVICE", "auto")

    assert find_device().kind == usable_devices(__import__("torch"))[0].kind


def test_faults_of_a_device_are_told_from_other_errors() -> None:
    import torch

    assert is_device_fault(torch.AcceleratorError("CUDA error: device-side assert triggered"))
    assert is_device_fault(RuntimeError("CUDA error: unspecified launch failure"))
    assert is_device_fault(RuntimeError("HIP error: the operation cannot be performed"))
    assert not is_device_fault(torch.OutOfMemoryError("CUDA error: out of memory"))
    assert not is_device_fault(ValueError("shapes do not fit"))
