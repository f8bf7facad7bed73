from __future__ import annotations

import numpy as np

from tuner_gui.engine.config import Hyperparameters
from tuner_gui.engine.events import RunStarted, Stepped, Validated
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
