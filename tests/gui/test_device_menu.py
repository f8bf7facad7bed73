"""Choosing what to compute on."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from desk import Desk
from fake_engine import DEVICE
from model_engine import ModelScript
from tuner_gui.gui.run_control import RunState

GPU = msgspec.structs.replace(DEVICE, kind="cuda", name="NVIDIA H200", precision="bf16")


@pytest.fixture
def warm(desk: Desk, table: Path) -> Desk:
    desk.open(table)
    desk.until(lambda: desk.session.estimate is not None and not desk.session.queue.busy)
    return desk


def menu(desk: Desk) -> QMenu:
    """The menu, which does not pop up: the platform of the tests cannot do that."""
    assert desk.button("deviceStatus").isEnabled()
    return desk.window._device.menu()


def offered(shown: QMenu) -> list[tuple[str, bool]]:
    return [(action.text(), action.isChecked()) for action in shown.actions() if not action.isSeparator()]


def choose(desk: Desk, name: str) -> None:
    shown = menu(desk)
    (action,) = (each for each in shown.actions() if each.objectName() == name)
    assert isinstance(action, QAction)
    action.trigger()
    shown.deleteLater()


def test_the_processor_is_offered_and_chosen(warm: Desk) -> None:
    shown = menu(warm)
    assert offered(shown) == [("Choose automatically", True), ("Processor", False)]
    choose(warm, "device_cpu")
    assert warm.settings.device == "cpu"
    warm.until(lambda: len(warm.engines) == 2 and warm.engines[0].closed)
    warm.until(lambda: warm.button("deviceStatus").text() == DEVICE.name)
    warm.until(lambda: warm.session.estimate is not None)
    assert {"FetchModelJob", "EstimateJob"} <= set(warm.engine.kinds)


def test_choosing_the_same_again_changes_nothing(warm: Desk) -> None:
    choose(warm, "device_auto")
    assert len(warm.engines) == 1


def test_a_gpu_that_was_found_is_offered_from_then_on(warm: Desk, script: ModelScript) -> None:
    script.device = GPU
    choose(warm, "device_cpu")
    warm.until(lambda: warm.button("deviceStatus").text() == "NVIDIA H200")
    script.device = DEVICE
    choose(warm, "device_cuda")
    assert warm.settings.device == "cuda"
    warm.until(lambda: len(warm.engines) == 3)
    warm.until(lambda: warm.button("deviceStatus").text() == DEVICE.name)
    shown = menu(warm)
    assert ("NVIDIA H200", True) in offered(shown)


def test_a_device_that_cannot_be_used_any_more_can_be_left(warm: Desk, script: ModelScript) -> None:
    warm.settings.device = "xpu"
    script.device = msgspec.structs.replace(DEVICE, problem="xpu cannot be used here.", remedy="Choose auto.")
    warm.session.renew_engine()
    warm.until(lambda: len(warm.engines) == 2 and not warm.session.queue.busy)
    shown = menu(warm)
    assert offered(shown) == [
        ("What is wrong…", False),
        ("Choose automatically", False),
        ("Processor", False),
        ("XPU", True),
    ]
    shown.actions()[0].trigger()
    assert warm.message == "xpu cannot be used here."
    script.device = DEVICE
    choose(warm, "device_auto")
    warm.until(lambda: len(warm.engines) == 3)


def test_a_run_under_way_ends_on_its_device_first(warm: Desk, script: ModelScript) -> None:
    script.hold_at = 6
    warm.click("startButton")
    warm.until(lambda: warm.session.run.run is not None and len(warm.session.run.run.history.loss) == 5)
    choose(warm, "device_cpu")
    assert len(warm.engines) == 1
    warm.engine.release()
    warm.until_state(RunState.FINISHED)
    warm.until(lambda: len(warm.engines) == 2 and warm.engines[0].closed)
    warm.until(lambda: warm.button("deviceStatus").text() == DEVICE.name)
