"""Plans: what is left open is filled in, what it takes is predicted, what a person should know is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jobs_by_hand import do
from tables import film_rows, films, write_csv
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, Mode
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent, Failed, RunCancelled, StageChanged
from tuner_gui.engine.experiment import ExperimentConfig, members
from tuner_gui.engine.experiment_result import ExperimentPlan
from tuner_gui.engine.experiments import planning
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.replies import ExperimentPlanned
from tuner_gui.engine.requests import EstimateJob, PlanExperimentJob
from tuner_gui.engine.training.costs.estimate import ModeCost
from tuner_gui.engine.training.costs.estimate import costs_of as honest_costs

PER_EPOCH = {"layerwise": 10.0, "full": 10.0, "lora": 8.0, "head": 1.0, "scratch": 40.0}
FIXED, ONCE = 3.0, 5.0
_begun: dict[Mode, ModeCost] = {}


class MadeCost(ModeCost):
    """Seconds by rule: for each thousand training rows `PER_EPOCH`."""

    def seconds(
        self, parts: tuple[int, int, int], epochs: int | None = None, *, shared: bool = False
    ) -> float:
        each = PER_EPOCH[self.begun.config.mode] * parts[0] / 1000
        epochs = epochs or self.begun.hyperparameters.epochs
        assert epochs
        return (FIXED if shared else FIXED + ONCE) + epochs * each


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[EstimateJob]:
    """Costs are made up, once each mode has begun for real; the jobs asked for."""
    asked: list[EstimateJob] = []

    def made(job: EstimateJob, control: Control, modes: Any) -> tuple[ModeCost, ...]:
        asked.append(job)
        if not set(modes) <= _begun.keys():
            _begun.update({cost.begun.config.mode: cost for cost in honest_costs(job, control, modes)})
        return tuple(MadeCost(**vars(_begun[mode])) for mode in modes)

    monkeypatch.setattr(planning, "costs_of", made)
    return asked


def ask(table: Path, model: Path, **changes: Any) -> PlanExperimentJob:
    settings: dict[str, Any] = {
        "dataset": DatasetConfig(path=str(table)),
        "base_models": (str(model),),
        "modes": ("layerwise", "head"),
        "seeds": 2,
    } | changes
    return PlanExperimentJob(config=ExperimentConfig(**settings))


def planned(job: PlanExperimentJob) -> ExperimentPlan:
    end = do(job)[-1]
    assert isinstance(end, ExperimentPlanned), end
    return end.plan


def seconds_of(plan: ExperimentPlan) -> dict[str, float]:
    return {member.key: member.seconds for member in plan.members}


def test_a_plan_is_made_of_what_this_computer_does(tmp_path: Path, tiny_model: Path) -> None:
    plan = planned(ask(films(tmp_path, 400), tiny_model, shares=(0.5,)))
    assert plan.rows == 400
    assert [member.key for member in plan.members] == [member.key for member in members(plan.config)]
    found = seconds_of(plan)
    assert all(seconds > 0 for seconds in found.values())
    assert plan.seconds == pytest.approx(sum(found.values()))
    assert found["layerwise-s1-p0.5"] < found["layerwise-s1"]
    assert plan.config.folds == 0
    # Roles are filled in, so that all members read the table alike.
    assert plan.config.dataset.text_columns == ("text",)
    assert plan.config.dataset.label_columns == ("label",)
    assert plan.notes == ()


def test_equal_epochs_are_those_of_the_first_mode(
    tmp_path: Path, tiny_model: Path, quick: list[EstimateJob]
) -> None:
    plan = planned(ask(films(tmp_path, 400), tiny_model))
    # 280 training rows in batches of 16 are 18 steps; 150 are aimed for.
    assert plan.config.epochs == 8
    assert plan.config.mode_epochs == {"layerwise": 8, "head": 8}
    other = planned(ask(films(tmp_path, 400), tiny_model, modes=("head", "layerwise")))
    assert other.config.epochs == 20
    asked = planned(ask(films(tmp_path, 400), tiny_model, epochs=3))
    assert (asked.config.epochs, asked.config.mode_epochs["head"]) == (3, 3)
    for member in members(asked.config):
        assert member.baseline or member.config.hyperparameters.epochs == 3
    assert seconds_of(asked)["layerwise-s1"] == pytest.approx(FIXED + 3 * 10 * 0.28)


def test_what_one_training_leaves_for_the_others_is_counted_once(
    tmp_path: Path, tiny_model: Path, quick: list[EstimateJob]
) -> None:
    found = seconds_of(planned(ask(films(tmp_path, 400), tiny_model, epochs=1)))
    assert found["head-s0"] == pytest.approx(FIXED + ONCE + 0.28)
    assert found["head-s1"] == pytest.approx(FIXED + 0.28)
    assert found["layerwise-s0"] == found["layerwise-s1"] == pytest.approx(FIXED + 2.8)


def test_equal_time_gives_each_the_epochs_it_can_make(
    tmp_path: Path, tiny_model: Path, quick: list[EstimateJob]
) -> None:
    job = ask(films(tmp_path, 400), tiny_model, modes=("full", "head", "scratch"), budget="time")
    plan = planned(job)
    assert plan.config.seconds == pytest.approx(FIXED + ONCE + 8 * 10 * 0.28)
    assert plan.config.mode_epochs == {"full": 8, "head": 80, "scratch": 2}
    assert plan.notes == ()
    job = ask(films(tmp_path, 400), tiny_model, modes=("full", "scratch"), budget="time", seconds=12)
    short = planned(job)
    assert short.config.mode_epochs == {"full": 1, "scratch": 1}
    (note,) = [note for note in short.notes if "12 s" in note]
    assert note.startswith("One epoch of training from scratch takes longer than the 12 s of the budget")


def test_own_defaults_are_left_to_each_run(
    tmp_path: Path, tiny_model: Path, quick: list[EstimateJob]
) -> None:
    plan = planned(ask(films(tmp_path, 400), tiny_model, budget="defaults", shares=(0.5,)))
    assert plan.config.mode_epochs == {}
    assert plan.config.epochs is None
    found = seconds_of(plan)
    assert found["head-s1"] == pytest.approx(FIXED + 20 * 0.28)
    # Half of the rows take more epochs for as many steps.
    assert found["layerwise-s1-p0.5"] == pytest.approx(FIXED + 17 * 10 * 0.14)
    chosen = Hyperparameters(epochs=2)
    own = planned(ask(films(tmp_path, 400), tiny_model, budget="defaults", hyperparameters=chosen))
    assert seconds_of(own)["head-s1"] == pytest.approx(FIXED + 2 * 0.28)


def test_few_rows_are_cross_validated_and_it_is_said(
    tmp_path: Path, tiny_model: Path, quick: list[EstimateJob]
) -> None:
    plan = planned(ask(films(tmp_path, 120), tiny_model, epochs=1, seeds=1))
    assert plan.config.folds == 5
    assert any("120 labelled rows" in note and "5-fold" in note for note in plan.notes)
    assert any("trained once" in note for note in plan.notes)
    assert len(plan.members) == 2 * 5 + 2 * 5
    # Of 120 rows 24 are tested on, and 14 of the others chosen by.
    assert seconds_of(plan)["layerwise-s0-f4"] == pytest.approx(FIXED + 10 * 0.082)
    assert planned(ask(films(tmp_path, 120), tiny_model, folds=0)).config.folds == 0


def test_given_test_rows_stay_test_rows(tmp_path: Path, tiny_model: Path, quick: list[EstimateJob]) -> None:
    films(tmp_path, 120)
    test = write_csv(tmp_path / "test.csv", ("text", "label"), film_rows(40, seed=5))
    dataset = DatasetConfig(path=str(tmp_path / "films.csv"), test_path=str(test))
    plan = planned(ask(tmp_path / "films.csv", tiny_model, dataset=dataset))
    assert plan.config.folds == 0
    assert plan.rows == 160
    assert any("fewer than 300" in note and "is given" in note for note in plan.notes)
    end = do(ask(tmp_path / "films.csv", tiny_model, dataset=dataset, folds=5))[-1]
    assert isinstance(end, Failed)
    assert end.kind == "DataError"


def test_more_folds_than_rows_are_refused(tmp_path: Path, tiny_model: Path) -> None:
    end = do(ask(films(tmp_path, 40), tiny_model, folds=30))[-1]
    assert isinstance(end, Failed)
    assert "40 rows cannot be cut into 30 parts" in end.message


def test_tiny_shares_and_little_memory_are_said(
    tmp_path: Path, tiny_model: Path, quick: list[EstimateJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuner_gui.engine.training.costs.estimate.free_memory", lambda device: 10**6)
    plan = planned(ask(films(tmp_path, 400), tiny_model, shares=(0.05, 0.5)))
    assert [note for note in plan.notes if "%" in note] == [
        "5% of the training rows are 14: a mode can hardly learn from so few."
    ]
    assert sum("will probably not suffice" in note for note in plan.notes) == 2


def test_every_base_model_is_measured(tmp_path: Path, tiny_model: Path, quick: list[EstimateJob]) -> None:
    other = tmp_path / "other"
    other.symlink_to(tiny_model)
    plan = planned(ask(films(tmp_path, 400), tiny_model, base_models=(str(tiny_model), str(other)), seeds=1))
    assert [job.config.base_model for job in quick] == [str(tiny_model), str(other)]
    assert set(plan.config.mode_epochs) == {
        f"{mode}@{model}" for mode in ("layerwise", "head") for model in (tiny_model, other)
    }
    assert len(plan.members) == 2 + 4


def test_bad_data_is_said_in_words(tmp_path: Path, tiny_model: Path) -> None:
    end = do(ask(films(tmp_path, 6), tiny_model))[-1]
    assert isinstance(end, Failed)
    assert end.kind == "DataError"


@pytest.mark.parametrize("action", ["cancel", "suspend"])
def test_it_can_be_cancelled(tmp_path: Path, tiny_model: Path, action: Any) -> None:
    control, events = Control(), list[AnyEvent]()

    def emit(event: AnyEvent) -> None:
        events.append(event)
        if event == StageChanged(stage="measuring"):
            control.request(action)

    execute(ask(films(tmp_path, 60), tiny_model), control, emit)
    assert isinstance(events[-1], RunCancelled)
