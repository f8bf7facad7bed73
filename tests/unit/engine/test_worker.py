"""How the engine process waits for its jobs."""

from __future__ import annotations

import queue

import pytest

from tuner_gui.engine import worker
from tuner_gui.engine.config import DatasetConfig, RunConfig
from tuner_gui.engine.requests import AnyJob, FindRateJob


def _job() -> AnyJob:
    return FindRateJob(config=RunConfig(dataset=DatasetConfig(path="a.csv")), scratch_dir="a")


def test_an_engine_that_waits_for_long_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_IDLE_SECONDS", 0.01)
    jobs: queue.SimpleQueue[AnyJob] = queue.SimpleQueue()
    told: list[int] = []

    def when_idle() -> None:
        told.append(1)
        jobs.put(_job())

    assert worker.next_job(jobs, when_idle) == _job()
    assert told == [1]


def test_an_engine_with_work_to_do_is_not_idle() -> None:
    jobs: queue.SimpleQueue[AnyJob] = queue.SimpleQueue()
    jobs.put(_job())
    assert worker.next_job(jobs, lambda: pytest.fail("called")) == _job()
