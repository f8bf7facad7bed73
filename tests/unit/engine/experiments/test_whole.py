"""A whole experiment by its jobs, with a tiny model: planned, trained, compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from jobs_by_hand import do, train
from tables import films
from tuner_gui.engine.config import DatasetConfig, Hyperparameters
from tuner_gui.engine.events import RunFinished
from tuner_gui.engine.experiment import ExperimentConfig, members
from tuner_gui.engine.experiment_result import ExperimentPlan, ExperimentResult
from tuner_gui.engine.replies import BaselineFinished, Compared, ExperimentPlanned
from tuner_gui.engine.requests import BaselineJob, CompareJob, PlanExperimentJob
from tuner_gui.files import folder_size


def perform(config: ExperimentConfig, runs: Path) -> tuple[ExperimentPlan, ExperimentResult]:
    """All members one after the other."""
    planned = do(PlanExperimentJob(config=config))[-1]
    assert isinstance(planned, ExperimentPlanned), planned
    for member in members(planned.plan.config):
        folder = runs / member.key
        if member.baseline:
            job = BaselineJob(config=member.config, name=member.baseline, run_dir=str(folder))
            assert isinstance(do(job)[-1], BaselineFinished)
        else:
            assert isinstance(train(member.config, folder)[-1], RunFinished)
    compared = do(CompareJob(config=planned.plan.config, runs_dir=str(runs)))[-1]
    assert isinstance(compared, Compared), compared
    return planned.plan, compared.result


@pytest.fixture(scope="module")
def whole(
    tmp_path_factory: pytest.TempPathFactory, tiny_model: Path
) -> tuple[ExperimentPlan, ExperimentResult, Path]:
    folder = tmp_path_factory.mktemp("whole")
    config = ExperimentConfig(
        dataset=DatasetConfig(path=str(films(folder, 100))),
        base_models=(str(tiny_model),),
        modes=("layerwise", "head"),
        seeds=2,
        epochs=2,
        folds=0,
        shares=(0.5,),
        hyperparameters=Hyperparameters(batch_size=8, learning_rate=5e-3),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TUNER_HOME", str(folder / "home"))
        return *perform(config, folder / "runs"), folder / "runs"


def test_everything_that_was_planned_is_compared(
    whole: tuple[ExperimentPlan, ExperimentResult, Path],
) -> None:
    plan, result, _ = whole
    assert [run.key for run in result.runs] == [member.key for member in plan.members]
    assert len(result.runs) == 2 * (2 + 2 * 2)
    assert result.complete
    assert {way.mode: way.seeds for way in result.summary} == {
        "layerwise": 2,
        "head": 2,
        "words": 1,
        "constant": 1,
    }
    assert {(run.train_share, run.train_rows) for run in result.runs} == {(1.0, 70), (0.5, 35)}
    assert {way.rows for way in result.summary} == {result.data.test} == {15}
    # A word decides, and it counts words.
    assert result.way("words").score == 1.0
    assert result.way("constant").score < 0.6
    assert result.verdict.startswith("Take ")
    assert {len(curve.points) for curve in result.curves} == {2}


def test_costs_are_those_of_the_runs(whole: tuple[ExperimentPlan, ExperimentResult, Path]) -> None:
    _, result, runs = whole
    trained = {run.key: run for run in result.runs}
    for mode in ("layerwise", "head"):
        way = result.way(mode)
        assert trained[f"{mode}-s0"].epochs == 2
        assert way.kept in (f"{mode}-s0", f"{mode}-s1")
        assert way.export_bytes == max(folder_size(runs / f"{mode}-s{seed}" / "model") for seed in (0, 1))
        assert way.seconds >= sum(trained[f"{mode}-s{seed}"].seconds for seed in (0, 1)) / 2
        assert way.predictions_per_second > 0
    assert result.way("head").trainable_parameters < result.way("layerwise").trainable_parameters
    assert result.device is not None and result.device.kind == "cpu"
    assert "torch" in result.versions
    assert result.data.label_counts == (50, 50)
