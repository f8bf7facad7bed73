"""Advanced: fields that suit the mode, learning rates by layer, what fits."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from desk import Desk
from fake_engine import ADVICE, learning_rates
from model_engine import ModelScript
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, Mode, RunConfig
from tuner_gui.gui.rate_groups import groups_of
from tuner_gui.gui.widgets.rate_chart import RateChart

OF_MODES = {
    "layerDecayBox": "layerwise",
    "topBlocksBox": "head",
    "loraRankBox": "lora",
    "scratchSizeBox": "scratch",
    "ownTokenizerBox": "scratch",
}


@pytest.fixture
def opened(desk: Desk, table: Path) -> Desk:
    """A table, its estimate, and Advanced open."""
    desk.open(table)
    desk.click("advancedToggle")
    desk.until(lambda: desk.session.estimate is not None)
    return desk


def asked(desk: Desk) -> Hyperparameters:
    return desk.session.choice.hyperparameters


def choose(desk: Desk, name: str, words: str) -> None:
    box = desk.find(name, QComboBox)
    box.setCurrentIndex(box.findText(words))


@pytest.mark.parametrize("mode", ["layerwise", "full", "lora", "head", "scratch"])
def test_only_what_matters_for_the_mode_is_asked(opened: Desk, mode: Mode) -> None:
    opened.click(f"mode_{mode}")
    shown = {name for name in OF_MODES if opened.find(name, QWidget).isVisible()}
    assert shown == {name for name, of in OF_MODES.items() if of == mode}
    assert opened.find("epochsBox", QWidget).isVisible()


def test_what_was_typed_for_another_mode_is_kept_and_not_used(opened: Desk) -> None:
    QTest.keyClicks(opened.find("layerDecayBox", QLineEdit), "0.9")
    assert asked(opened) == Hyperparameters(layer_decay=0.9)
    opened.click("mode_full")
    assert asked(opened) == Hyperparameters()
    opened.click("mode_layerwise")
    assert asked(opened) == Hyperparameters(layer_decay=0.9)


def test_a_mistake_in_a_field_of_another_mode_keeps_nothing_closed(opened: Desk) -> None:
    QTest.keyClicks(opened.find("layerDecayBox", QLineEdit), "7")
    assert not opened.button("startButton").isEnabled()
    opened.click("mode_full")
    opened.until(lambda: opened.button("startButton").isEnabled())


def test_fields_stand_for_their_defaults_in_grey(opened: Desk) -> None:
    assert opened.find("layerDecayBox", QLineEdit).placeholderText() == "0.8"
    assert opened.find("warmupBox", QLineEdit).placeholderText() == "0.1"
    assert opened.find("scratchSizeBox", QComboBox).currentText() == "auto: base model's"
    assert opened.find("ownTokenizerBox", QComboBox).currentText() == "auto: base model's"


def test_what_the_head_reads_can_be_chosen_where_all_learns(opened: Desk) -> None:
    assert opened.find("poolingBox", QComboBox).currentText() == "auto: model's own"
    choose(opened, "poolingBox", "token mean")
    assert asked(opened) == Hyperparameters(pooling="mean")
    opened.click("mode_head")
    assert not opened.find("poolingBox", QComboBox).isVisible()
    assert asked(opened) == Hyperparameters()


def test_which_end_of_long_texts_is_read_can_be_chosen(opened: Desk) -> None:
    box = opened.find("truncationSideBox", QComboBox)
    assert box.currentText() == "automatic"  # only the run finds out
    choose(opened, "truncationSideBox", "the end")
    assert asked(opened) == Hyperparameters(truncation_side="left")
    opened.click("mode_head")
    assert asked(opened) == Hyperparameters(truncation_side="left")
    choose(opened, "truncationSideBox", "the beginning")
    assert asked(opened) == Hyperparameters(truncation_side="right")


def test_size_and_tokenizer_of_a_model_from_scratch(opened: Desk) -> None:
    opened.click("mode_scratch")
    choose(opened, "scratchSizeBox", "tiny")
    choose(opened, "ownTokenizerBox", "own, of your texts")
    assert asked(opened) == Hyperparameters(scratch_size="tiny", own_tokenizer=True)
    choose(opened, "ownTokenizerBox", "base model's")
    assert asked(opened).own_tokenizer is False


def test_the_finer_points_lie_behind_a_fold(opened: Desk) -> None:
    assert not opened.find("warmupBox", QWidget).isVisible()
    opened.click("moreToggle")
    for name, words in (
        ("warmupBox", "0.2"),
        ("weightDecayBox", "0"),
        ("labelSmoothingBox", "0.1"),
        ("patienceBox", "2"),
    ):
        QTest.keyClicks(opened.find(name, QLineEdit), words)
    assert asked(opened) == Hyperparameters(warmup=0.2, weight_decay=0.0, label_smoothing=0.1, patience=2)


def test_what_is_wrong_stands_below_its_field(opened: Desk) -> None:
    opened.click("moreToggle")
    box = opened.find("warmupBox", QLineEdit)
    QTest.keyClicks(box, "2")
    message = opened.find("moreMessage", QWidget)
    assert "warm-up must lie between" in opened.text("moreMessage")
    assert not opened.find("advancedMessage", QWidget).isVisible()
    assert message.mapTo(opened.window, QPoint()).y() > box.mapTo(opened.window, QPoint()).y()
    below = opened.find("labelSmoothingBox", QWidget)
    assert message.mapTo(opened.window, QPoint()).y() < below.mapTo(opened.window, QPoint()).y()
    assert opened.session.why_not_start == "Check the fields under Advanced"


def test_settings_used_again_stand_in_the_fields(opened: Desk, table: Path) -> None:
    earlier = Hyperparameters(
        epochs=2,
        learning_rate=0.000212345,
        top_blocks=3,
        patience=2,
        own_tokenizer=True,
        rate_factors={"head": 3.0},
    )
    dataset = DatasetConfig(path=str(table))
    opened.session.use_settings(
        RunConfig(dataset=dataset, mode="head", seed=2**31 - 1, hyperparameters=earlier)
    )
    opened.until(lambda: opened.session.why_not_start == "")
    assert opened.find("learningRateBox", QLineEdit).text() == "0.000212345"
    assert opened.find("topBlocksBox", QLineEdit).text() == "3"
    assert opened.find("seedBox", QLineEdit).text() == str(2**31 - 1)
    assert asked(opened) == earlier
    QTest.keyClicks(opened.find("epochsBox", QLineEdit), "1")
    # The tokenizer belongs to `scratch`; everything else is carried on.
    expected = msgspec.structs.replace(earlier, epochs=21, own_tokenizer=None)
    assert asked(opened) == expected


# --- learning rates by layer ------------------------------------------------------------------------


@pytest.fixture
def chart(opened: Desk) -> RateChart:
    result = opened.find("rateChart", RateChart)
    opened.until(lambda: len(result.groups) == 9)
    return result


def bar_at(chart: RateChart, place: int) -> QPoint:
    """The upper end of a bar."""
    where = chart.place
    return QPointF(where.center(place), where.y(chart.groups.rate_of(place)) + 1).toPoint()


def drag(chart: RateChart, place: int, up: int) -> None:
    start = bar_at(chart, place)
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=start)
    for part in (up // 2, up):
        QTest.mouseMove(chart, start - QPoint(0, part))
    QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=start - QPoint(0, up))


def test_a_bar_per_layer_group_as_the_engine_says(opened: Desk, chart: RateChart) -> None:
    rates = {each.group: each.rate for each in learning_rates(6, "layerwise")}
    shown = {name: chart.groups.rate_of(place) for place, name in enumerate(chart.groups.names)}
    assert shown == pytest.approx(rates)
    QTest.keyClicks(opened.find("learningRateBox", QLineEdit), "4e-4")
    shown = {name: chart.groups.rate_of(place) for place, name in enumerate(chart.groups.names)}
    assert shown == pytest.approx({name: 2 * rate for name, rate in rates.items()})


def test_a_bar_is_dragged_and_taken_back(opened: Desk, chart: RateChart) -> None:
    before = chart.groups.factor(3)
    drag(chart, 3, round(chart.place.decade / 2))
    factors = asked(opened).rate_factors
    assert list(factors) == ["block 3"]
    assert factors["block 3"] == pytest.approx(before * 10**0.5, rel=0.15)
    QTest.mouseDClick(chart, Qt.MouseButton.LeftButton, pos=bar_at(chart, 3))
    assert asked(opened).rate_factors == {}


def test_a_mere_click_changes_nothing(opened: Desk, chart: RateChart) -> None:
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=bar_at(chart, 3))
    assert chart.at == 3
    assert asked(opened).rate_factors == {}


def test_a_bar_below_the_scale_does_not_learn(opened: Desk, chart: RateChart) -> None:
    drag(chart, 0, -chart.height())
    assert asked(opened).rate_factors == {"embeddings": 0.0}
    assert opened.text("rateReadout") == "embeddings · does not learn"
    QTest.keyClick(chart, Qt.Key.Key_Up)
    assert asked(opened).rate_factors["embeddings"] > 0


def test_keys_reach_every_bar(opened: Desk, chart: RateChart) -> None:
    chart.setFocus()
    opened.until(chart.hasFocus)
    assert "head" in chart.accessibleName()
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert "embeddings" in chart.accessibleName()
    QTest.keyClick(chart, Qt.Key.Key_Right)
    usual = chart.groups.factor(1)
    for _ in range(20):
        QTest.keyClick(chart, Qt.Key.Key_Up)
    assert asked(opened).rate_factors["block 1"] == pytest.approx(10 * usual, rel=0.02)
    assert "block 1" in chart.accessibleName()
    QTest.keyClick(chart, Qt.Key.Key_PageDown)
    QTest.keyClick(chart, Qt.Key.Key_Down)
    assert asked(opened).rate_factors["block 1"] == pytest.approx(10**0.7 * usual, rel=0.02)
    QTest.keyClick(chart, Qt.Key.Key_Delete)
    assert asked(opened).rate_factors == {}


def test_reset_takes_every_rate_back_and_hides_itself(opened: Desk, chart: RateChart) -> None:
    assert not opened.button("resetRatesButton").isVisible()
    drag(chart, 3, 20)
    drag(chart, 5, 20)
    assert len(asked(opened).rate_factors) == 2
    opened.click("resetRatesButton")
    assert asked(opened).rate_factors == {}
    assert not opened.button("resetRatesButton").isVisible()


def test_rates_belong_to_their_mode(opened: Desk, chart: RateChart) -> None:
    drag(chart, 3, 20)
    chosen = asked(opened).rate_factors
    opened.click("mode_full")
    assert asked(opened).rate_factors == {}
    opened.click("mode_layerwise")
    assert asked(opened).rate_factors == chosen


def test_what_costs_nothing_is_not_estimated_again(opened: Desk, chart: RateChart) -> None:
    opened.until(lambda: not opened.session.queue.busy)
    before = opened.engine.kinds.count("EstimateJob")
    drag(chart, 3, 20)
    QTest.keyClicks(opened.find("learningRateBox", QLineEdit), "1e-3")
    assert opened.session.estimate is not None
    QTest.keyClicks(opened.find("epochsBox", QLineEdit), "2")
    opened.until(lambda: opened.engine.kinds.count("EstimateJob") > before)
    assert opened.engine.kinds.count("EstimateJob") == before + 1


def test_forty_blocks_have_bars_that_can_be_pointed_at(desk: Desk, table: Path, script: ModelScript) -> None:
    script.blocks = 40
    desk.open(table)
    desk.click("advancedToggle")
    chart = desk.find("rateChart", RateChart)
    desk.until(lambda: len(chart.groups) == 43)
    for place in range(43):
        assert chart.place.bar_at(chart.place.center(place)) == place
        assert chart.place.bar(place, chart.groups.rate_of(place)).width() >= 3


def test_factors_of_groups_that_do_not_learn_are_kept_out() -> None:
    groups = groups_of(learning_rates(2, "full"), 2e-4, 1e-3, {"block 9": 2.0, "head": 4.0})
    assert groups.factors == {"head": 4.0}
    assert groups.rate_of(4) == pytest.approx(4e-3)
    assert groups.usual_rate(4) == pytest.approx(1e-3)


# --- what fits --------------------------------------------------------------------------------------


def test_a_mode_that_is_tight_says_what_to_do(desk: Desk, table: Path, script: ModelScript) -> None:
    script.fits = {"full": "tight"}
    desk.open(table)
    desk.until(lambda: desk.session.estimate is not None)
    assert not desk.find("fitNote", QWidget).isVisible()
    assert "Tight" in desk.button("mode_full").toolTip()
    assert ADVICE in desk.button("mode_full").accessibleDescription()
    desk.click("mode_full")
    assert desk.find("fitNote", QWidget).isVisible()
    assert ADVICE in desk.text("fitWords")
    desk.click("startButton")
    desk.until(lambda: "TrainJob" in desk.engine.kinds)


def test_a_mode_that_will_not_fit_is_asked_about_once(desk: Desk, table: Path, script: ModelScript) -> None:
    script.fits = {"layerwise": "wont_fit"}
    desk.open(table)
    desk.until(lambda: desk.session.estimate is not None)
    desk.click("startButton")
    assert ADVICE in desk.text("fitQuestion")
    desk.click("fitBackButton")
    assert not desk.session.run.active
    desk.until(lambda: desk.window.findChild(QWidget, "fitDialog") is None)
    desk.click("startButton")
    desk.click("fitAnywayButton")
    desk.until(lambda: desk.engine.kinds.count("TrainJob") == 1 and not desk.session.run.active)
    desk.click("startButton")
    desk.until(lambda: desk.engine.kinds.count("TrainJob") == 2)
