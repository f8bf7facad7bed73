"""One experiment at a time, with a scripted engine and no window."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest
from pytestqt.qtbot import QtBot

from experiment_engine import ExperimentEngine, ExperimentScript, small_config
from fake_engine import write_table
from fake_experiments import plan_of
from tuner_gui.engine.config import DatasetConfig, RunConfig
from tuner_gui.engine.events import Failed
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.engine.requests import BaselineJob, CompareJob, TrainJob
from tuner_gui.errors import TunerError
from tuner_gui.gui.engine_queue import EngineQueue
from tuner_gui.gui.experiment_control import ExperimentControl
from tuner_gui.gui.experiment_shown import ExperimentState
from tuner_gui.gui.run_control import RunControl
from tuner_gui.runs.experiments import (
    create_experiment,
    load_experiment,
    read_result,
    save_experiment,
    statuses,
)
from tuner_gui.runs.store import Owner

ORDER = ["constant", "words", "head-s0", "layerwise-s0"]


class Bench:
    """A control on a queue of scripted engines."""

    def __init__(self, qtbot: QtBot, table: Path) -> None:
        self.qtbot = qtbot
        self.script = ExperimentScript()
        self.engines: list[ExperimentEngine] = []
        self.queue = EngineQueue(self._make)
        self.control = ExperimentControl(self.queue)
        self.run = RunControl(self.queue)
        self.config = small_config(table)
        self.results: list[ExperimentResult] = []
        self.problems: list[TunerError] = []
        self.control.compared.connect(self.results.append)
        self.control.problem_raised.connect(self.problems.append)

    def _make(self) -> ExperimentEngine:
        self.engines.append(ExperimentEngine(self.script))
        return self.engines[-1]

    def start(self) -> None:
        self.control.start(plan_of(self.config))

    def until(self, state: ExperimentState) -> None:
        self.qtbot.waitUntil(lambda: self.control.state is state, timeout=10_000)

    def until_at(self, key: str) -> None:
        """Wait until the training `key` has made five steps."""
        control = self.control
        self.qtbot.waitUntil(
            lambda: (
                control.member is not None
                and control.member.key == key
                and control.history is not None
                and len(control.history.loss) == 5
            ),
            timeout=10_000,
        )

    @property
    def begun(self) -> list[str]:
        """Keys of the members in the order in which the engines were asked for them."""
        jobs = [job for engine in self.engines for job in engine.jobs]
        return [Path(job.run_dir).name for job in jobs if isinstance(job, TrainJob | BaselineJob)]

    def close(self) -> None:
        for engine in self.engines:
            engine.release()
        self.queue.close()
        self.control.close()
        for part in (self.run, self.control, self.queue):
            part.deleteLater()


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(qtbot, write_table(tmp_path / "news.csv"))
    yield bench
    bench.close()


def test_a_plan_is_asked_for_once_and_the_newest_wins(bench: Bench) -> None:
    plans: list[object] = []
    bench.control.planned.connect(plans.append)
    bench.control.plan(bench.config)
    other = small_config(Path(bench.config.dataset.path), seeds=2)
    bench.control.plan(other)
    bench.qtbot.waitUntil(lambda: len(plans) == 1)
    assert plans == [plan_of(other)]
    bench.control.plan(other)
    assert bench.engines[-1].kinds == ["PlanExperimentJob"]


def test_a_plan_that_is_outdated_while_it_is_made_is_not_told(bench: Bench) -> None:
    plans: list[object] = []
    bench.control.planned.connect(plans.append)
    bench.script.hold_plan = True
    bench.control.plan(bench.config)
    bench.qtbot.waitUntil(lambda: bench.engines[-1].kinds == ["PlanExperimentJob"])
    bench.script.hold_plan = False
    other = small_config(Path(bench.config.dataset.path), seeds=2)
    bench.control.plan(other)
    bench.qtbot.waitUntil(lambda: bool(plans))
    assert plans == [plan_of(other)]
    assert bench.engines[-1].sent == ["cancel"]


def test_members_are_trained_in_order_and_compared_after_each(bench: Bench) -> None:
    bench.start()
    assert bench.control.active
    bench.until(ExperimentState.FINISHED)
    assert bench.begun == ORDER
    assert set(bench.control.statuses.values()) == {"finished"}
    assert [len(result.runs) for result in bench.results] == [1, 2, 3, 4]
    assert bench.results[-1].complete
    assert bench.control.folder is not None
    assert read_result(bench.control.folder) == bench.control.result == bench.results[-1]
    info = load_experiment(bench.control.folder)
    assert info.ended is not None
    assert info.owner is None
    assert len(bench.control.histories["head-s0"].loss) == bench.script.steps
    assert "words" not in bench.control.histories


def test_a_failed_member_does_not_stop_the_others(bench: Bench) -> None:
    bench.script.fail_members["head-s0"] = Failed(message="The head came off.", hint="Screw it on.")
    bench.start()
    bench.until(ExperimentState.FINISHED)
    assert bench.begun == ORDER
    assert bench.control.statuses["head-s0"] == "failed"
    assert bench.control.statuses["layerwise-s0"] == "finished"
    assert bench.control.info is not None
    assert bench.control.info.failed == {"head-s0": "The head came off."}
    assert [problem.message for problem in bench.problems] == ["The head came off."]


def test_the_last_one_failing_still_ends_the_experiment(bench: Bench) -> None:
    bench.script.fail_members["layerwise-s0"] = Failed(message="No.")
    bench.start()
    bench.until(ExperimentState.FINISHED)
    assert bench.results[-1].complete
    jobs = [job for job in bench.engines[-1].jobs if isinstance(job, CompareJob)]
    assert jobs[-1].settled == ("layerwise-s0",)


def test_a_dead_engine_fails_one_member_and_is_replaced(bench: Bench) -> None:
    bench.script.die_members.add("head-s0")
    bench.start()
    bench.until(ExperimentState.FINISHED)
    assert len(bench.engines) == 2
    assert [Path(job.run_dir).name for job in bench.engines[1].jobs if isinstance(job, TrainJob)] == [
        "layerwise-s0"
    ]
    assert bench.control.statuses["head-s0"] == "failed"
    assert bench.problems


def test_failed_ones_can_be_tried_again(bench: Bench) -> None:
    bench.script.die_members.add("head-s0")
    bench.start()
    bench.until(ExperimentState.FINISHED)
    bench.script.die_members.clear()
    bench.control.retry(("head-s0",))
    bench.until(ExperimentState.PREPARING)
    bench.until(ExperimentState.FINISHED)
    assert set(bench.control.statuses.values()) == {"finished"}
    assert bench.begun == [*ORDER, "head-s0"]


def test_the_one_under_way_is_skipped(bench: Bench) -> None:
    bench.script.hold("head-s0")
    bench.start()
    bench.until_at("head-s0")
    bench.control.skip()
    assert bench.control.statuses["head-s0"] == "skipped"
    bench.until(ExperimentState.FINISHED)
    assert bench.control.statuses["head-s0"] == "skipped"
    assert bench.control.statuses["layerwise-s0"] == "finished"
    assert bench.engines[-1].sent == ["cancel"]


def test_one_that_waits_is_skipped_without_touching_the_one_under_way(bench: Bench) -> None:
    bench.script.hold("head-s0")
    bench.start()
    bench.until_at("head-s0")
    bench.control.skip("layerwise-s0")
    assert bench.control.statuses["layerwise-s0"] == "skipped"
    bench.engines[-1].release()
    bench.until(ExperimentState.FINISHED)
    assert bench.begun == ORDER[:3]
    assert bench.control.statuses == dict.fromkeys(ORDER[:3], "finished") | {"layerwise-s0": "skipped"}
    assert bench.engines[-1].sent == []


def test_pausing_holds_the_step_and_goes_on(bench: Bench) -> None:
    bench.script.hold("head-s0")
    bench.start()
    bench.until_at("head-s0")
    bench.control.pause()
    bench.until(ExperimentState.PAUSED)
    bench.control.unpause()
    bench.until(ExperimentState.RUNNING)
    assert bench.engines[-1].sent == ["pause", "resume"]
    bench.engines[-1].release()
    bench.until(ExperimentState.FINISHED)


def test_a_pause_that_no_step_obeyed_holds_before_the_next_member(bench: Bench) -> None:
    bench.script.hold_baseline = "words"
    bench.start()
    bench.qtbot.waitUntil(lambda: bench.control.statuses.get("words") == "running")
    bench.control.pause()  # the baseline ends with the command it gets
    bench.until(ExperimentState.PAUSED)
    assert bench.control.member is None
    bench.qtbot.waitUntil(lambda: not bench.queue.busy)
    assert bench.begun == ORDER[:2]
    bench.control.skip()
    bench.qtbot.waitUntil(lambda: bench.control.statuses["head-s0"] == "skipped")
    bench.control.unpause()
    bench.until(ExperimentState.FINISHED)
    assert bench.begun == ["constant", "words", "layerwise-s0"]


def test_stop_leaves_it_resumable_where_it_was(bench: Bench) -> None:
    bench.script.hold("head-s0")
    bench.start()
    bench.until_at("head-s0")
    bench.control.stop()
    assert bench.control.state is ExperimentState.STOPPING
    bench.until(ExperimentState.INTERRUPTED)
    folder = bench.control.folder
    assert folder is not None
    assert statuses(folder)["head-s0"] == "interrupted"
    assert load_experiment(folder).owner is None
    bench.script.let_go()
    bench.control.histories.clear()  # another window goes on
    bench.control.resume(folder)
    bench.until(ExperimentState.FINISHED)
    assert bench.control.histories["head-s0"].new_lines[0] == "Reading the dataset"  # of then
    assert bench.begun == ["constant", "words", "head-s0", "head-s0", "layerwise-s0"]
    again = [job for job in bench.engines[-1].jobs if isinstance(job, TrainJob)]
    assert [job.resume for job in again] == [False, True, False]
    assert all(job.shared_dir for job in again)


def test_stop_while_it_is_held_between_two_members(bench: Bench) -> None:
    bench.script.hold_baseline = "words"
    bench.start()
    bench.qtbot.waitUntil(lambda: bench.control.statuses.get("words") == "running")
    bench.control.pause()
    bench.until(ExperimentState.PAUSED)
    bench.qtbot.waitUntil(lambda: not bench.queue.busy)
    bench.control.stop()
    bench.until(ExperimentState.INTERRUPTED)
    assert bench.control.folder is not None
    assert load_experiment(bench.control.folder).owner is None


def test_a_run_that_is_started_meanwhile_gets_its_turn(bench: Bench) -> None:
    bench.script.hold("head-s0")
    bench.start()
    bench.until_at("head-s0")
    bench.run.start(RunConfig(dataset=DatasetConfig(path=bench.config.dataset.path), mode="full"))
    bench.engines[-1].release()
    bench.until(ExperimentState.FINISHED)
    trained = [job.config.mode for job in bench.engines[-1].jobs if isinstance(job, TrainJob)]
    assert trained == ["head", "full", "layerwise"]


def test_an_earlier_one_is_shown(bench: Bench) -> None:
    bench.start()
    bench.until(ExperimentState.FINISHED)
    folder, result = bench.control.folder, bench.control.result
    assert folder is not None
    bench.control.clear()
    assert bench.control.folder is None
    bench.control.show(folder)
    bench.until(ExperimentState.FINISHED)
    assert bench.control.result == result


def test_a_comparison_that_fails_leaves_what_was_trained(bench: Bench) -> None:
    bench.script.fail["compare"] = Failed(message="Not comparable.")
    bench.start()
    bench.until(ExperimentState.INTERRUPTED)
    assert bench.begun == ORDER
    assert set(bench.control.statuses.values()) == {"finished"}
    bench.script.fail.clear()
    assert bench.control.folder is not None
    bench.control.resume(bench.control.folder)
    bench.until(ExperimentState.FINISHED)
    assert bench.begun == ORDER


def test_what_another_process_works_on_is_left_to_it(bench: Bench) -> None:
    folder = create_experiment(plan_of(bench.config))
    other = psutil.Process(os.getppid())
    owner = Owner(pid=other.pid, started=other.create_time())
    save_experiment(folder, msgspec.structs.replace(load_experiment(folder), owner=owner))
    bench.control.resume(folder)
    bench.until(ExperimentState.PREPARING)
    bench.until(ExperimentState.INTERRUPTED)
    assert bench.begun == []
    assert [problem.hint for problem in bench.problems] == [
        "Wait until it has ended, or stop it there first."
    ]
    assert load_experiment(folder).owner == owner


def test_closing_marks_nothing_as_failed(bench: Bench) -> None:
    bench.script.hold("head-s0")
    bench.start()
    bench.until_at("head-s0")
    bench.queue.close()
    bench.control.close()
    assert bench.control.folder is not None
    assert load_experiment(bench.control.folder).failed == {}
    assert statuses(bench.control.folder)["head-s0"] == "interrupted"
    assert bench.problems == []
