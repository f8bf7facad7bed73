"""Experiments on disk: what is trained next, what is passed over, and what is there after anything ends."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

import experiment_hands
from experiment_hands import do_all, do_next, new_experiment
from fake_engine import FakeEngine, Script
from tuner_gui.engine.events import Failed, RunCancelled, RunFinished, RunSuspended
from tuner_gui.engine.requests import Action, BaselineJob, CompareJob, TrainJob
from tuner_gui.errors import EngineDiedError, RunError
from tuner_gui.runs.experiments import (
    EXPERIMENT_FILE,
    begin_member,
    clean_experiments,
    compare_events,
    compare_job,
    delete_experiment,
    experiment_members,
    fail_member,
    find_experiment,
    finish_experiment,
    list_experiments,
    load_experiment,
    member_events,
    next_member,
    read_result,
    release_experiment,
    retry_member,
    save_experiment,
    skip_member,
    statuses,
)
from tuner_gui.runs.store import Owner, find_run, list_runs, load_run

KEYS = ["constant", "words", "head-s0", "full-s0"]


def test_a_new_experiment_waits(tuner_home: Path) -> None:
    folder = new_experiment()
    assert folder.parent == tuner_home / "data" / "experiments"
    assert "head-lines" in folder.name
    info = load_experiment(folder)
    assert (info.id, info.name, info.folder) == (folder.name, "head lines", str(folder))
    assert info.owner is not None
    assert info.versions["torch"]
    assert statuses(folder) == dict.fromkeys(KEYS, "waiting")
    assert read_result(folder) is None
    assert find_experiment(info.id) == find_experiment(str(folder)) == folder


def test_members_are_trained_in_order_and_compared() -> None:
    folder, engine = new_experiment(), FakeEngine()
    assert do_all(folder, engine) == KEYS
    assert next_member(folder) is None
    assert set(statuses(folder).values()) == {"finished"}
    jobs = [job for job in engine.jobs if not isinstance(job, CompareJob)]
    assert [Path(job.run_dir).name for job in jobs if isinstance(job, BaselineJob | TrainJob)] == KEYS
    (head, _) = (job for job in jobs if isinstance(job, TrainJob))
    assert head.shared_dir == str(folder / "shared")
    assert not head.resume
    result = read_result(folder)
    assert result is not None
    assert result.complete
    assert [run.key for run in result.runs] == KEYS
    finish_experiment(folder)
    info = load_experiment(folder)
    assert info.ended is not None
    assert info.owner is None
    assert not (folder / "shared").exists()


def test_its_runs_are_run_folders_that_no_list_of_runs_shows() -> None:
    folder = new_experiment()
    do_all(folder, FakeEngine())
    assert list_runs() == []
    run = load_run(find_run(str(folder / "runs" / "head-s0")))
    assert run.status == "finished"
    assert run.config.mode == "head"


def test_one_that_fails_does_not_stop_the_others() -> None:
    folder = new_experiment()
    failure = Failed(message="The base model is damaged.")
    engine = FakeEngine(Script(fail_members={"head-s0": failure, "words": failure}))
    assert do_all(folder, engine) == KEYS
    assert list(statuses(folder).values()) == ["finished", "failed", "failed", "finished"]
    assert load_experiment(folder).failed["head-s0"] == "The base model is damaged."
    assert compare_job(folder).settled == ("words", "head-s0")
    result = read_result(folder)
    assert result is not None
    assert result.complete

    engine.script.fail_members.clear()
    retry_member(folder, "head-s0")
    assert statuses(folder)["head-s0"] == "waiting"
    assert do_all(folder, engine) == ["head-s0"]
    assert load_experiment(folder).failed == {"words": "The base model is damaged."}


def test_an_engine_that_dies_leaves_the_member_to_be_resumed_or_given_up() -> None:
    folder = new_experiment()
    engine = FakeEngine(Script(die_members={"head-s0"}))
    with pytest.raises(EngineDiedError):
        do_all(folder, engine)
    assert statuses(folder)["head-s0"] == "interrupted"
    assert load_experiment(folder).failed == {}
    fail_member(folder, "head-s0", "The engine died.")
    assert do_all(folder, engine) == ["full-s0"]
    retry_member(folder, "head-s0")
    assert statuses(folder)["head-s0"] == "interrupted"
    engine.script.die_members.clear()
    do_next(folder, engine)
    assert statuses(folder)["head-s0"] == "finished"


def test_a_member_is_passed_over_unless_it_finishes_meanwhile() -> None:
    folder = new_experiment()
    skip_member(folder, "words")
    skip_member(folder, "words")
    assert do_all(folder, FakeEngine(), compare=False) == ["constant", "head-s0", "full-s0"]
    assert load_experiment(folder).skipped == ("words",)
    skip_member(folder, "full-s0")
    assert list(statuses(folder).values()) == ["finished", "skipped", "finished", "finished"]
    assert compare_job(folder).settled == ("words",)
    with pytest.raises(RunError, match="no member tail"):
        skip_member(folder, "tail")


@pytest.mark.parametrize(
    ("action", "status", "end"),
    [("suspend", "interrupted", RunSuspended), ("cancel", "waiting", RunCancelled)],
)
def test_a_member_that_is_ended_comes_next_again(action: Action, status: str, end: type) -> None:
    folder = new_experiment()
    engine = FakeEngine(Script(hold_at=3, hold_member="head-s0"))
    for _ in range(2):
        do_next(folder, engine)
    member = next_member(folder)
    assert member is not None
    for event in member_events(folder, member, engine.run):
        if getattr(event, "step", 0) == 2:
            assert statuses(folder)["head-s0"] == "running"
            engine.send(action)
    assert isinstance(event, end)
    assert statuses(folder)["head-s0"] == status
    assert load_experiment(folder).owner is None
    engine.release()
    assert isinstance(do_next(folder, engine)[-1], RunFinished)
    (*_, job) = engine.jobs
    assert isinstance(job, TrainJob)
    assert job.resume == (action == "suspend")
    assert load_experiment(folder).owner is not None


def test_a_killed_process_leaves_an_experiment_that_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "experiment"
    process = subprocess.Popen([sys.executable, experiment_hands.__file__, str(folder)])
    deadline = time.monotonic() + 60.0
    while not _has_begun(folder / "runs" / "head-s0"):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    with pytest.raises(RunError, match="under way in another Tuner"):
        do_next(folder, FakeEngine())
    process.kill()
    process.wait()
    assert list(statuses(folder).values()) == ["finished", "finished", "interrupted", "waiting"]
    assert load_experiment(folder).owner is None
    engine = FakeEngine()
    assert do_all(folder, engine) == ["head-s0", "full-s0"]
    assert isinstance(engine.jobs[0], TrainJob)
    assert engine.jobs[0].resume


def _has_begun(run: Path) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return b'"event":"step","step":2' in (run / "events.jsonl").read_bytes()
    return False


def test_what_was_half_begun_is_begun_anew() -> None:
    folder, engine = new_experiment(), FakeEngine()
    (folder / "runs" / "constant").mkdir()
    (folder / "runs" / "constant" / "metrics.json").write_text("{}")
    (folder / "runs" / "head-s0").mkdir()
    (folder / "runs" / "head-s0" / "run.json").write_text("{half")
    info = load_experiment(folder)
    save_experiment(folder, msgspec.structs.replace(info, owner=Owner(pid=2**22 + 1, started=0.0)))
    assert list(statuses(folder).values()) == ["interrupted", "waiting", "waiting", "waiting"]
    assert do_all(folder, engine) == KEYS


def test_a_baseline_that_fails_leaves_nothing_half_done() -> None:
    folder = new_experiment()
    do_next(folder, FakeEngine(Script(fail_members={"constant": Failed(message="no")})))
    assert not (folder / "runs" / "constant").exists()
    retry_member(folder, "constant")
    do_next(folder, FakeEngine())
    assert statuses(folder)["constant"] == "finished"


def test_a_run_that_could_not_say_that_it_ended_is_taken_up_again() -> None:
    folder, engine = new_experiment(), FakeEngine()
    member = experiment_members(load_experiment(folder))[2]
    begin_member(folder, member)  # as when the disk was full: the run is still said to be running
    assert statuses(folder)["head-s0"] == "running"
    list(member_events(folder, member, engine.run))
    assert statuses(folder)["head-s0"] == "finished"
    with pytest.raises(RunError, match="finished already"):
        begin_member(folder, member)


def test_only_the_model_that_is_kept_stays() -> None:
    folder = new_experiment(seeds=3, modes=("head",), shares=(0.5,))
    engine = FakeEngine(Script(scores={"head-s0": 0.8, "head-s1": 0.9, "head-s2": 0.7, "head-s0-p0.5": 0.95}))
    models: list[set[str]] = []
    while next_member(folder) is not None:
        do_next(folder, engine)
        list(compare_events(folder, engine.run))
        models.append({path.parent.name for path in folder.glob("runs/*/model")})
    assert models[2:5] == [{"head-s0"}, {"head-s1"}, {"head-s1"}]
    assert models[-1] == {"head-s1"}
    assert len(list(folder.glob("runs/*/scored.arrow"))) == len(load_experiment(folder).members)
    result = read_result(folder)
    assert result is not None
    assert result.way("head").kept == "head-s1"


def test_folds_keep_no_models() -> None:
    folder = new_experiment(modes=("head",), folds=2)
    do_all(folder, FakeEngine())
    assert len(list(folder.glob("runs/head-*/metrics.json"))) == 2
    assert list(folder.glob("runs/*/model")) == []


def test_a_comparison_that_fails_passes_through_and_harms_nothing() -> None:
    folder = new_experiment()
    engine = FakeEngine(Script(fail={"compare": Failed(message="no rows")}))
    do_next(folder, engine)
    assert list(compare_events(folder, engine.run)) == [Failed(message="no rows")]
    assert read_result(folder) is None
    assert load_experiment(folder).failed == {}


def test_damaged_files_are_told_in_words() -> None:
    folder = new_experiment()
    (folder / "comparison.json").write_text('{"runs": [')
    with pytest.raises(RunError, match="cannot be read"):
        read_result(folder)
    (folder / EXPERIMENT_FILE).write_text('{"id": 1')
    with pytest.raises(RunError, match="no readable experiment"):
        next_member(folder)
    assert list_experiments() == []
    with pytest.raises(RunError, match="no experiment elsewhere"):
        find_experiment("elsewhere")


def test_members_of_another_version_are_not_trained() -> None:
    folder = new_experiment()
    info = load_experiment(folder)
    save_experiment(folder, msgspec.structs.replace(info, members=info.members[1:]))
    with pytest.raises(RunError, match="trains other members"):
        next_member(folder)


def test_the_newest_is_listed_first() -> None:
    folders = [new_experiment() for _ in range(3)]
    assert len(set(folders)) == 3
    assert [info.folder for info in list_experiments()] == [str(folder) for folder in reversed(folders)]


def test_a_folder_that_holds_something_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear")
    with pytest.raises(RunError, match="not an empty folder"):
        new_experiment(tmp_path / "full")
    (tmp_path / "empty").mkdir()
    assert new_experiment(tmp_path / "empty") == tmp_path / "empty"


def test_an_experiment_is_deleted_unless_it_is_under_way(tmp_path: Path) -> None:
    folder, engine = new_experiment(), FakeEngine()
    with pytest.raises(RunError, match="under way"):
        delete_experiment(folder)
    do_all(folder, engine)
    finish_experiment(folder)
    delete_experiment(folder)
    assert list(folder.parent.iterdir()) == []
    elsewhere = new_experiment(tmp_path / "mine")
    with pytest.raises(RunError, match="not lie among"):
        delete_experiment(elsewhere)
    assert elsewhere.exists()


def test_checkpoints_of_what_was_passed_over_go_at_the_end() -> None:
    folder = new_experiment()
    for key in ("head-s0", "full-s0"):
        (folder / "runs" / key / "checkpoints" / "step-000004").mkdir(parents=True)
    skip_member(folder, "head-s0")
    fail_member(folder, "full-s0", "The disk was full.")
    finish_experiment(folder)
    assert [path.parent.name for path in folder.glob("runs/*/checkpoints")] == ["full-s0"]


def test_what_nothing_needs_any_more_can_be_freed() -> None:
    folder = new_experiment()
    do_all(folder, FakeEngine())
    (folder / "runs" / "head-s0" / "cache").mkdir()
    for place in (folder / "runs" / "head-s0" / "cache", folder / "shared"):
        (place / "left").write_bytes(b"\0" * 100)
    assert clean_experiments(interrupted=True) == 0  # it is under way
    release_experiment(folder)
    assert clean_experiments() == 100
    assert clean_experiments(interrupted=True) == 100
    assert not (folder / "shared").exists()
    assert (folder / "runs" / "head-s0" / "model").is_dir()
