"""An end that is asked for between two jobs is not lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from experiment_hands import config_of
from fake_engine import FakeEngine
from tuner_gui import patient_engine
from tuner_gui.engine.events import Failed, RunSuspended
from tuner_gui.engine.experiment import members
from tuner_gui.engine.replies import ExperimentPlanned
from tuner_gui.engine.requests import Action, PlanExperimentJob, TrainJob
from tuner_gui.errors import DataError
from tuner_gui.patient_engine import PatientEngine, good_end, last_of


class Heard(FakeEngine):
    """Says when it was told something."""

    def __init__(self) -> None:
        super().__init__()
        self.told = threading.Event()

    def send(self, action: Action) -> None:
        super().send(action)
        self.told.set()


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Heard:
    heard = Heard()
    monkeypatch.setattr(patient_engine, "EngineClient", lambda: heard)
    return heard


def test_a_job_that_begins_after_the_wish_is_told_of_it(client: Heard, tmp_path: Path) -> None:
    engine = PatientEngine()
    planned = good_end(engine.run(PlanExperimentJob(config=config_of())), lambda event: None)
    assert isinstance(planned, ExperimentPlanned)
    engine.suspend()
    assert client.told.wait(10.0)  # and forgotten by an engine that has nothing to do
    member = members(planned.plan.config)[2]
    end = last_of(engine.run(TrainJob(config=member.config, run_dir=str(tmp_path))), lambda event: None)
    assert isinstance(end, RunSuspended)


def test_a_failure_is_raised_as_what_it_was(client: Heard) -> None:
    client.script.fail["plan_experiment"] = Failed(message="no rows", hint="add some", kind="DataError")
    with pytest.raises(DataError, match="no rows") as raised:
        good_end(PatientEngine().run(PlanExperimentJob(config=config_of())), lambda event: None)
    assert raised.value.hint == "add some"
