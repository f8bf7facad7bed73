"""Seconds of the stages of a run."""

from __future__ import annotations

import pytest

from tuner_gui.engine.events import Logged, StageChanged
from tuner_gui.engine.training.costs import clock
from tuner_gui.engine.training.costs.stages import Stages


def test_each_stage_lasts_until_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(clock, "seconds", lambda: now[0])
    stages = Stages()

    def after(seconds: float) -> None:
        now[0] += seconds

    after(1)
    stages(StageChanged(stage="loading_model"))
    after(2)
    stages(Logged(message="still loading", level="info", time=0.0))
    after(3)
    stages(StageChanged(stage="measuring"))
    after(4)
    stages(StageChanged(stage="loading_model"))
    after(5)
    assert stages.seconds() == {"loading_model": 10.0, "measuring": 4.0}
    after(6)
    assert stages.seconds() == {"loading_model": 10.0, "measuring": 4.0}
