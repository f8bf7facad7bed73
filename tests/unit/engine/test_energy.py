"""Energy is read from the right card, and its lack is no error."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from tables import films
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, RunConfig
from tuner_gui.engine.control import Control
from tuner_gui.engine.energy import energy_between, energy_counted
from tuner_gui.engine.events import AnyEvent, RunFinished
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.requests import TrainJob
from tuner_gui.engine.training import run

UUID = "1b9e2c30-5b6c-11ee-8c99-0242ac120002"
CARD = torch.device("cuda", 1)


class NvmlError(Exception):
    """As pynvml raises."""


class Nvml:
    """Stands in for pynvml: cards by UUID, with what they have consumed in millijoules."""

    NVMLError = NvmlError

    def __init__(self, cards: dict[str, int | None], *, starts: bool = True) -> None:
        self.cards = cards
        self.starts = starts
        self.open = 0

    def nvmlInit(self) -> None:  # noqa: N802 - the name it has there
        if not self.starts:
            raise NvmlError
        self.open += 1

    def nvmlShutdown(self) -> None:  # noqa: N802
        self.open -= 1

    def nvmlDeviceGetHandleByUUID(self, uuid: str) -> str:  # noqa: N802
        if uuid not in self.cards:
            raise NvmlError
        return uuid

    def nvmlDeviceGetTotalEnergyConsumption(self, handle: str) -> int:  # noqa: N802
        consumed = self.cards[handle]
        if consumed is None:
            raise NvmlError
        return consumed


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What torch says of its second card."""
    properties = SimpleNamespace(uuid=UUID)
    asked = {CARD: properties}
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: asked[device])
    monkeypatch.setattr(torch.version, "hip", None)
    return properties


def install(monkeypatch: pytest.MonkeyPatch, nvml: Any) -> None:
    monkeypatch.setitem(sys.modules, "pynvml", nvml)


def test_the_card_is_found_by_its_own_number(card: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    nvml = Nvml({"GPU-another": 7_000, f"GPU-{UUID}": 1_234_500})
    install(monkeypatch, nvml)
    assert energy_counted(CARD) == 1234.5
    assert nvml.open == 0


@pytest.mark.parametrize(
    "nvml",
    [None, Nvml({}, starts=False), Nvml({"GPU-another": 5}), Nvml({f"GPU-{UUID}": None})],
    ids=["no module", "no driver", "part of a card", "does not count"],
)
def test_where_nothing_tells_there_is_no_number(
    nvml: Nvml | None, card: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, nvml)  # None: importing it fails
    assert energy_counted(CARD) is None
    assert nvml is None or nvml.open == 0


def test_other_devices_are_not_asked(card: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Nvml({f"GPU-{UUID}": 1_000}))
    assert energy_counted(torch.device("cpu")) is None
    del card.uuid  # an older torch
    assert energy_counted(CARD) is None
    card.uuid = UUID
    monkeypatch.setattr(torch.version, "hip", "6.4")
    assert energy_counted(CARD) is None


def test_what_was_consumed_in_between() -> None:
    assert energy_between(10.0, 52.5) == 42.5
    assert energy_between(None, 52.5) is None
    assert energy_between(10.0, None) is None
    assert energy_between(10.0, 3.0) is None  # the driver was loaded anew


def test_a_run_says_what_it_took(tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = iter([100.0, 142.5])
    monkeypatch.setattr(run, "energy_counted", lambda device: next(counted))
    config = RunConfig(
        dataset=DatasetConfig(path=str(films(tmp_path))),
        base_model=str(tiny_model),
        hyperparameters=Hyperparameters(epochs=1),
    )
    events: list[AnyEvent] = []
    execute(TrainJob(config=config, run_dir=str(tmp_path)), Control(), events.append)
    assert isinstance(events[-1], RunFinished)
    assert events[-1].metrics.energy_joules == 42.5
