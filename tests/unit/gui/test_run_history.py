from __future__ import annotations

import msgspec
import numpy as np

from fake_engine import METRICS
from tuner_gui.engine.config import Hyperparameters
from tuner_gui.engine.events import (
    BatchReduced,
    DataReady,
    Logged,
    RunFinished,
    RunStarted,
    StageChanged,
    Stepped,
    Validated,
)
from tuner_gui.engine.facts import DeviceInfo
from tuner_gui.gui.run_history import Curve, RunHistory


def started(resumed_at: int = 0) -> RunStarted:
    return RunStarted(
        parameters=10,
        trainable_parameters=10,
        device=DeviceInfo(kind="cpu", name="CPU", memory_bytes=1, precision="fp32"),
        hyperparameters=Hyperparameters(),
        total_steps=10,
        steps_per_epoch=5,
        learning_rates=(),
        resumed_at=resumed_at,
    )


def stepped(step: int) -> Stepped:
    return Stepped(
        step=step, epoch=step / 5, loss=1 / step, metric=0.5, learning_rate=1e-4,
        rows_per_second=9.0, memory_bytes=1, seconds_left=3.0,
    )  # fmt: skip


def validated(step: int, accuracy: float, best: bool) -> Validated:
    return Validated(step=step, epoch=step / 5, loss=0.5, metrics={"accuracy": accuracy}, best=best)


def test_a_curve_grows_beyond_its_first_room_and_smooths_a_constant_to_itself() -> None:
    curve = Curve(window=20)
    for step in range(1, 1001):
        curve.add(step, step / 100, 0.7)
    assert len(curve) == 1000
    assert np.allclose(curve.smooth, 0.7)
    assert curve.x[-1] == 10.0


def test_a_loss_that_is_not_a_number_leaves_the_smoothed_line_standing() -> None:
    curve = Curve()
    for step, value in enumerate((1.0, float("nan"), 1.0), start=1):
        curve.add(step, step, value)
    assert np.allclose(curve.smooth, 1.0)


def test_a_resumed_run_forgets_what_lies_after_its_checkpoint() -> None:
    history = RunHistory()
    history.add(started(), 0.0)
    for step in range(1, 8):
        history.add(stepped(step), 0.0)
    history.add(validated(3, 0.6, best=True), 0.0)
    history.add(validated(6, 0.8, best=True), 0.0)
    history.add(started(resumed_at=4), 0.0)
    assert history.loss.step.tolist() == [1, 2, 3, 4]
    assert history.best is not None
    assert history.best.step == 3
    history.add(stepped(5), 0.0)
    assert history.share == 0.5
    assert history.epochs == 2.0


def test_the_log_names_the_best_validation() -> None:
    history = RunHistory()
    history.add(validated(3, 0.6, best=True), 0.0)
    assert list(history.new_lines) == ["Epoch 0.60: Accuracy 60.0 % · best"]


def with_data(validation: int = 100) -> RunHistory:
    history = RunHistory()
    history.add(
        DataReady(
            train=300,
            validation=validation,
            test=100,
            labels=("a", "b"),
            text_columns=("t",),
            label_columns=("l",),
        ),
        0.0,
    )
    return history


def test_the_best_is_only_a_validation_on_all_rows() -> None:
    history = with_data(100)
    history.add(started(), 0.0)
    sampled = msgspec.structs.replace(validated(3, 0.9, best=True), rows=20)
    whole = msgspec.structs.replace(validated(5, 0.8, best=True), rows=100)
    history.add(sampled, 0.0)
    assert history.best is None
    history.add(whole, 0.0)
    assert history.best is whole
    assert [history.is_whole(each) for each in history.validations] == [False, True]
    assert list(history.new_lines)[-2:] == [
        "Epoch 0.60: Accuracy 90.0 % · on a sample of 20 rows",
        "Epoch 1.00: Accuracy 80.0 % · best",
    ]
    history.add(started(resumed_at=4), 0.0)
    assert history.best is None


def finish(history: RunHistory, epochs: float, best_epoch: float) -> str:
    metrics = msgspec.structs.replace(METRICS, epochs=epochs, best_epoch=best_epoch)
    history.add(RunFinished(metrics=metrics, stopped_early=True), 0.0)
    return history.ending


def patient(patience: int) -> RunHistory:
    history = with_data()
    hyperparameters = Hyperparameters(patience=patience)
    history.add(msgspec.structs.replace(started(), hyperparameters=hyperparameters, total_steps=50), 0.0)
    history.add(StageChanged(stage="training"), 0.0)
    return history


def test_a_run_that_lost_patience_says_so() -> None:
    history = patient(2)
    assert finish(history, 5.0, 3.0) == "Stopped early: no better for 2 epochs."
    assert history.ending in history.new_lines
    assert finish(patient(1), 5.0, 4.0) == "Stopped early: no better for 1 epoch."


def test_a_run_that_a_person_stopped_says_how_far_it_came() -> None:
    assert finish(patient(2), 2.5, 2.0) == "Stopped early, after 2.5 of 10 epochs."
    assert finish(patient(0), 3.0, 1.0) == "Stopped early, after 3 of 10 epochs."


def test_a_run_that_went_astray_says_what_to_try_once() -> None:
    history = patient(0)
    words = "Training went astray at step 7. Try a lower learning rate, for example 2e-5."
    history.add(Logged(message=words, level="warning"), 0.0)
    history.add(StageChanged(stage="testing"), 0.0)
    assert finish(history, 1.4, 1.0) == words
    assert sum(words in line for line in history.new_lines) == 1


def test_a_warning_about_the_data_is_not_why_a_run_ended() -> None:
    history = with_data()
    history.add(Logged(message="4 texts are nearly the same.", level="warning"), 0.0)
    history.add(msgspec.structs.replace(started(), total_steps=50), 0.0)
    assert finish(history, 2.0, 2.0).startswith("Stopped early, after 2 of 10")


def test_rows_at_once_are_known_after_memory_ran_out() -> None:
    history = with_data()
    history.add(BatchReduced(rows_at_once=4), 0.0)
    assert history.rows_at_once == 4
    assert "4 rows at once" in history.new_lines[-1]
