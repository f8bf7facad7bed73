"""What a run gets when nobody sets anything."""

from __future__ import annotations

import msgspec
import pytest

from tuner_gui.engine.config import MODES, Hyperparameters, Mode, Pooling
from tuner_gui.engine.training.defaults import RECIPES, ModelSize, resolve

SMALL = ModelSize(22_000_000, 512)
LARGE = ModelSize(335_000_000, 512)


def test_every_mode_has_a_recipe() -> None:
    assert set(RECIPES) == set(MODES)


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_left_open(mode: Mode) -> None:
    found = resolve(Hyperparameters(), mode, SMALL, train_rows=500, classes=3, longest=40)
    open_still = [name for name, value in msgspec.structs.asdict(found).items() if value is None]
    assert open_still == ["truncation_side"]  # which the texts decide
    assert found.max_length == 40


def test_what_the_person_set_wins() -> None:
    asked = Hyperparameters(
        epochs=1, batch_size=3, learning_rate=0.5, max_length=9, layer_decay=0.5, warmup=0.3,
        weight_decay=0.2, label_smoothing=0.1, patience=3, top_blocks=2, lora_rank=4,
        scratch_size="tiny", own_tokenizer=True, pooling="mean",
        truncation_side="left",
    )  # fmt: skip
    found = resolve(asked, "full", SMALL, train_rows=500, classes=3, longest=40)
    kept = {name: value for name, value in msgspec.structs.asdict(asked).items() if value}
    assert kept.items() <= msgspec.structs.asdict(found).items()


def test_no_text_exceeds_the_model() -> None:
    asked = Hyperparameters(max_length=5000)
    assert resolve(asked, "full", SMALL, train_rows=500, classes=3, longest=4000).max_length == 512


def test_few_rows_get_more_epochs() -> None:
    def epochs(rows: int) -> int:
        return (
            resolve(Hyperparameters(), "layerwise", SMALL, train_rows=rows, classes=3, longest=40).epochs or 0
        )

    assert epochs(200) > epochs(2_000) >= epochs(50_000) >= 2


def test_bigger_models_learn_slower() -> None:
    rates = [
        resolve(Hyperparameters(), "full", size, train_rows=500, classes=3, longest=40).learning_rate
        for size in (SMALL, LARGE)
    ]
    assert rates[0] is not None
    assert rates[1] is not None
    assert rates[0] > 5 * rates[1]


def test_many_classes_get_more_epochs() -> None:
    few, many = (
        resolve(Hyperparameters(), "layerwise", SMALL, train_rows=2000, classes=classes, longest=40).epochs
        for classes in (3, 77)
    )
    assert few is not None
    assert many is not None
    assert many > 2 * few


def _resolved(
    mode: Mode, rows: int, *, classes: int = 3, asked: Hyperparameters | None = None
) -> Hyperparameters:
    return resolve(asked or Hyperparameters(), mode, SMALL, train_rows=rows, classes=classes, longest=40)


def test_one_rate_for_all_depths_falls_with_the_number_of_steps() -> None:
    rates = [_resolved("full", rows).learning_rate for rows in (48, 1_500, 9_000)]
    assert rates == pytest.approx([2e-4, 1e-4, 5e-5], rel=0.02)


def test_epochs_that_were_asked_for_count_as_steps() -> None:
    few, many = (
        _resolved("full", 1_500, asked=Hyperparameters(epochs=epochs)).learning_rate for epochs in (1, 20)
    )
    assert few is not None
    assert many is not None
    assert few == 4 * many


def test_many_classes_need_more_steps_at_no_lower_rate() -> None:
    few, many = (_resolved("full", 9_000, classes=classes) for classes in (3, 200))
    assert few.epochs is not None and many.epochs is not None
    assert few.learning_rate is not None and many.learning_rate is not None
    assert many.epochs > few.epochs
    assert many.learning_rate > few.learning_rate


def test_rates_that_differ_by_depth_stay_as_they_are() -> None:
    assert {_resolved("layerwise", rows).learning_rate for rows in (48, 1_500, 9_000)} == {2e-4}


@pytest.mark.parametrize("mode", MODES)
def test_a_handful_of_rows_is_seen_many_times_but_not_for_ever(mode: Mode) -> None:
    assert _resolved(mode, 24).epochs == 20


@pytest.mark.parametrize("mode", MODES)
def test_no_run_is_ended_early_by_a_handful_of_validation_rows(mode: Mode) -> None:
    assert _resolved(mode, 100).patience == 0


def test_long_runs_on_enough_rows_end_early() -> None:
    found = _resolved("head", 1_500)
    assert found.epochs == 10
    assert found.patience == 3


def test_with_few_rows_the_mean_of_all_states_is_read() -> None:
    able, unable = ModelSize(22_000_000, 512, can_pool=True), SMALL

    def pooling(mode: Mode, rows: int, size: ModelSize = able, asked: Pooling | None = None) -> str | None:
        settings = Hyperparameters(pooling=asked)
        return resolve(settings, mode, size, train_rows=rows, classes=3, longest=40).pooling

    assert pooling("layerwise", 48) == pooling("full", 48) == "mean"
    assert pooling("layerwise", 1_500) == pooling("layerwise", 48, unable) == "own"
    assert pooling("layerwise", 1_500, asked="mean") == "mean"
    assert pooling("layerwise", 48, asked="own") == "own"
    assert {pooling(mode, 48, asked="mean") for mode in ("head", "lora", "scratch")} == {"own"}
