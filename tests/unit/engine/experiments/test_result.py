"""From the folders of an experiment's members to its result."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pytest

from made_experiments import made_experiment, made_result
from made_members import MODEL_BYTES, Made, made_members
from tuner_gui.engine.comparing.words import verdict_words
from tuner_gui.engine.config import METRICS, MODES, TASKS, Task
from tuner_gui.engine.experiment import members
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.engine.experiments.result import compare_experiment, result_of
from tuner_gui.engine.requests import CompareJob
from tuner_gui.engine.results.scored import TEST
from tuner_gui.errors import RunError

SHORT: dict[str, Any] = {"modes": ("layerwise", "head"), "seeds": 2, "rows": 400}


def compared(folder: Path, *, settled: tuple[str, ...] = (), **made: Any) -> ExperimentResult:
    job = CompareJob(config=Made(**made).config, runs_dir=str(folder / "runs"), settled=settled)
    return compare_experiment(job).result


def test_what_lies_on_disk_makes_the_result(tmp_path: Path) -> None:
    folder = made_experiment(tmp_path / "x", **SHORT)
    assert compared(folder, **SHORT) == made_result(**SHORT)


def test_every_way_is_told_best_first_with_all_that_is_known() -> None:
    result = made_result()
    assert result.complete
    assert {way.mode for way in result.summary} == {*MODES, "constant", "words"}
    assert [way.score for way in result.summary] == sorted(
        (way.score for way in result.summary), reverse=True
    )
    for way in result.summary:
        assert way.ci[0] < way.score < way.ci[1]
        assert way.rows == result.data.test
        assert tuple(way.metrics) == METRICS["single_label"]
        assert way.metrics["accuracy"] == pytest.approx(way.score)
        assert sum(each.n for each in way.classes) == way.rows
        assert way.baseline == (way.mode in ("constant", "words"))
        assert way.seeds == (1 if way.baseline else 3)
        mine = [run for run in result.runs if run.way == way.mode]
        assert way.score == pytest.approx(sum(run.score for run in mine) / len(mine))
        assert way.validation == pytest.approx(sum(run.validation for run in mine) / len(mine))
    assert len(result.pairs) == 7 * 6 / 2
    assert result.way("full").export_bytes == MODEL_BYTES
    assert result.way("full").predictions_per_second == pytest.approx(240)


def test_the_verdict_is_that_of_the_comparison() -> None:
    clear = made_result(rows=4000, ability=(("layerwise", 0.95), ("full", 0.8), ("lora", 0.7)))
    assert clear.decision is not None and clear.test is not None and clear.validation is not None
    assert clear.decision.recommended == clear.validation.modes[0].mode == "layerwise"
    assert clear.decision.kind == "winner"
    assert clear.verdict.startswith(
        "Take fine-tuning with differential learning rates: it is almost certainly"
    )
    names = {way.mode: way.mode for way in clear.summary}
    assert "Take layerwise" in verdict_words(clear.decision, clear.test, names)
    assert clear.decision.seconds == clear.way("layerwise").seconds


def test_the_best_on_the_validation_rows_is_kept() -> None:
    result = made_result()
    for way in result.summary:
        mine = [run for run in result.runs if run.way == way.mode]
        best = max(mine, key=lambda run: run.validation)
        assert way.kept == ("" if way.baseline else best.key)


def test_seeds_that_are_not_done_are_left_out() -> None:
    part = made_result(done=8)  # baselines, one seed of each mode, the second of head
    assert not part.complete
    assert {way.mode: way.seeds for way in part.summary} == dict.fromkeys(
        ("layerwise", "full", "lora", "scratch", "words", "constant"), 1
    ) | {"head": 2}
    assert part.verdict
    assert part.way("full").deviation is None
    assert part.way("head").deviation is not None


def test_baselines_alone_answer_nothing() -> None:
    result = made_result(done=2)
    assert result.verdict == ""
    assert result.decision is None
    assert len(result.pairs) == 1


def test_one_that_failed_is_settled_and_the_others_stand() -> None:
    key = "scratch-s2"
    assert not made_result(without=(key,)).complete
    result = made_result(without=(key,), settled=(key,))
    assert result.complete
    assert result.way("scratch").seeds == 2
    assert key not in {run.key for run in result.runs}


def test_folds_count_together_and_only_when_all_are_done() -> None:
    made: dict[str, Any] = {"modes": ("layerwise", "head"), "seeds": 2, "rows": 200, "folds": 4}
    result = made_result(**made)
    assert {way.rows for way in result.summary} == {200}
    assert result.test is not None and result.test.folds == 4
    assert result.validation == result.test
    assert not any(way.kept for way in result.summary)
    assert result.way("head").seeds == 2
    assert "cross-validation" in result.verdict
    part = made_result(without=("head-s1-f2", "layerwise-s0-f0", "layerwise-s1-f1"), **made)
    assert part.way("head").seeds == 1
    assert "layerwise" not in {way.mode for way in part.summary}
    assert any(run.way == "layerwise" for run in part.runs)


@pytest.mark.parametrize("made", [{"task": "multi_label"}, {"task": "regression"}])
def test_other_tasks_go_the_same_way(made: dict[str, Any]) -> None:
    result = made_result(**SHORT, **made)
    assert result.metric == METRICS[made["task"]][0]
    assert result.summary[0].mode == "layerwise"
    assert result.summary[0].score == pytest.approx(result.summary[0].metrics[result.metric])
    assert bool(result.summary[0].classes) == (made["task"] == "multi_label")


def test_base_models_are_compared_as_ways() -> None:
    result = made_result(modes=("full",), base_models=("builtin", "org/other"), seeds=2)
    assert {way.mode for way in result.summary} == {"full@builtin", "full@org/other", "words", "constant"}
    assert result.way("full@org/other").base_model == "org/other"
    assert {run.mode for run in result.runs} == {"full", "words", "constant"}
    assert "fine-tuning, " in result.verdict


def test_what_ran_once_for_all_seeds_is_a_cost_of_each() -> None:
    made = Made(modes=("head",), seeds=2)
    done = list(made_members(made))
    first = next(each for each in done if each.member.key == "head-s0")
    assert first.run is not None
    first.run.timings["caching"] = 30.0
    result = result_of(made.config, done)
    seconds = {run.key: run.seconds for run in result.runs}
    alone = sum(each.metrics.train_seconds for each in done if each.member.way == "head") / 2
    assert result.way("head").seconds == pytest.approx(alone + 30.0)
    assert seconds["head-s0"] == pytest.approx(first.metrics.train_seconds + 30.0)


def test_the_data_is_as_the_baseline_saw_it_or_as_the_rows_tell() -> None:
    made = Made(**SHORT)
    done = list(made_members(made))
    known, guessed = result_of(made.config, done).data, result_of(made.config, done[2:]).data
    assert known.findings and not guessed.findings
    assert sum(known.label_counts) == 400
    for name in ("path", "task", "labels", "label_counts", "label_columns", "train", "validation", "test"):
        assert getattr(guessed, name) == getattr(known, name), name


def test_two_rows_are_needed_to_compare() -> None:
    made = Made(modes=("full",), seeds=1, rows=300)
    done = []
    for each in made_members(made):
        alone = each.scored.data.slice(0, 1).set_column(0, "part", [[TEST]])
        done.append(replace(each, scored=replace(each.scored, data=alone)))
    result = result_of(made.config, done)
    assert result.test is None and result.pairs == () and result.verdict == ""
    assert {way.rows for way in result.summary} == {1}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("task", TASKS)
def test_a_model_that_went_astray_spoils_nothing_but_its_own_score(task: Task, value: float) -> None:
    made = Made(modes=("full", "head"), seeds=2, rows=300, task=task)
    done = list(made_members(made))
    place = next(i for i, each in enumerate(done) if each.member.key == "full-s1")
    scored = done[place].scored
    logits = [[value] * scored.logits.shape[1]] * len(scored.logits)
    column = scored.data.column_names.index("logits")
    data = scored.data.set_column(column, "logits", pa.array(logits, pa.list_(pa.float32())))
    done[place] = replace(done[place], scored=replace(scored, data=data))
    result = result_of(made.config, done)
    assert result.way("head") == made_result(modes=made.modes, seeds=2, rows=300, task=task).way("head")
    assert all(np.isfinite([way.score, *way.ci]).all() for way in result.summary)


def test_rows_that_differ_are_not_compared(tmp_path: Path) -> None:
    folder = made_experiment(tmp_path / "x", **SHORT)
    other = made_experiment(tmp_path / "y", **(SHORT | {"rows": 420}))
    (other / "runs" / "head-s0" / "scored.arrow").replace(folder / "runs" / "head-s0" / "scored.arrow")
    with pytest.raises(RunError, match="same rows"):
        compared(folder, **SHORT)


@pytest.mark.parametrize("name", ["metrics.json", "run.json", "scored.arrow"])
def test_damaged_files_are_named(tmp_path: Path, name: str) -> None:
    folder = made_experiment(tmp_path / "x", **SHORT)
    (folder / "runs" / "head-s1" / name).write_bytes(b"{")
    with pytest.raises(RunError, match="head-s1"):
        compared(folder, **SHORT)


def test_what_is_under_way_is_not_done_yet(tmp_path: Path) -> None:
    folder = made_experiment(tmp_path / "x", **SHORT)
    (folder / "runs" / "head-s1" / "metrics.json").unlink()
    result = compared(folder, **SHORT)
    assert "head-s1" not in {run.key for run in result.runs}
    assert not result.complete
    assert compared(folder, settled=("head-s1",), **SHORT).complete


def test_nothing_done_is_said(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    with pytest.raises(RunError, match="nothing to compare"):
        compared(tmp_path, **SHORT)


def test_it_travels_as_json() -> None:
    result = made_result(shares=(0.1, 0.25, 0.5), energy=True)
    assert msgspec.json.decode(msgspec.json.encode(result), type=ExperimentResult) == result
    assert result.way("full").energy_joules == pytest.approx(55 * result.way("full").seconds)
    assert result.way("words").energy_joules is None
    assert len(result.runs) == len(members(result.config))
