"""The search for a learning rate: every mode, its events, how it ends, and that it leaves nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jobs_by_hand import PLAIN, config
from tables import film_prices, films
from tuner_gui.engine.config import MODES, DatasetConfig, Mode, RunConfig
from tuner_gui.engine.control import Control
from tuner_gui.engine.events import (
    AnyEvent,
    Failed,
    RateTried,
    RunCancelled,
    StageChanged,
    decode_event,
    encode,
)
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.replies import RateFound
from tuner_gui.engine.requests import FindRateJob
from tuner_gui.engine.training.objective import SingleLabel
from tuner_gui.engine.training.rate_choice import diverged, smoothed, suggest


def search(settings: RunConfig, folder: Path, *, after: dict[int, Any] | None = None) -> list[AnyEvent]:
    """Search; `after` maps a number of rates tried to what is asked for then."""
    control = Control()
    events: list[AnyEvent] = []

    def emit(event: AnyEvent) -> None:
        events.append(decode_event(encode(event)))  # as the window gets it
        if isinstance(event, RateTried) and after and event.done in after:
            control.request(after[event.done])

    execute(FindRateJob(config=settings, scratch_dir=str(folder)), control, emit)
    return events


def tried(events: list[AnyEvent]) -> list[RateTried]:
    return [event for event in events if isinstance(event, RateTried)]


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_finds_a_rate_and_leaves_nothing(mode: Mode, tiny_model: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    events = search(config(films(tmp_path), tiny_model, mode), scratch)
    end = events[-1]
    assert isinstance(end, RateFound), end
    steps = tried(events)
    assert [event.done for event in steps] == list(range(1, len(steps) + 1))
    assert end.rates == tuple(event.rate for event in steps)
    assert list(end.rates) == sorted(end.rates)
    assert len(end.losses) == len(end.rates)
    assert 1e-6 <= end.suggested < end.lowest <= 1.0
    assert "trying_rates" in [event.stage for event in events if isinstance(event, StageChanged)]
    assert list(scratch.iterdir()) == []


def test_a_number_to_learn_has_a_rate_too(tiny_model: Path, tmp_path: Path) -> None:
    settings = RunConfig(
        dataset=DatasetConfig(path=str(film_prices(tmp_path)), task="regression"), base_model=str(tiny_model)
    )
    assert isinstance(search(settings, tmp_path / "scratch")[-1], RateFound)


@pytest.mark.parametrize("action", ["cancel", "suspend"])
def test_it_can_be_ended_at_every_step(action: str, tiny_model: Path, tmp_path: Path) -> None:
    events = search(config(films(tmp_path), tiny_model), tmp_path / "scratch", after={3: action})
    assert isinstance(events[-1], RunCancelled)
    assert len(tried(events)) == 3
    assert not (tmp_path / "scratch" / "cache").exists()


def test_stop_makes_do_with_what_was_tried(tiny_model: Path, tmp_path: Path) -> None:
    events = search(config(films(tmp_path), tiny_model), tmp_path / "scratch", after={20: "stop"})
    assert isinstance(events[-1], RateFound)
    assert len(tried(events)) == 20


def test_stop_after_too_few_says_so(tiny_model: Path, tmp_path: Path) -> None:
    end = search(config(films(tmp_path), tiny_model), tmp_path / "scratch", after={3: "stop"})[-1]
    assert isinstance(end, Failed)
    assert "Too few" in end.message


def test_a_loss_that_is_no_number_ends_it(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, calls = SingleLabel.loss, 0

    def loss(self: SingleLabel, logits: Any, targets: Any) -> Any:
        nonlocal calls
        calls += 1
        return honest(self, logits, targets) * (float("nan") if calls > 30 else 1.0)

    monkeypatch.setattr(SingleLabel, "loss", loss)
    events = search(config(films(tmp_path), tiny_model, hyperparameters=PLAIN), tmp_path / "scratch")
    assert isinstance(events[-1], RateFound)
    assert len(tried(events)) == 30


def test_the_rates_of_all_groups_rise_together(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tuner_gui.engine.training.stepping import Stepper

    honest, seen = Stepper.learn, []

    def learn(self: Any, indices: Any) -> Any:
        seen.append([group["lr"] / group["peak"] for group in self._optimizer.param_groups])
        return honest(self, indices)

    monkeypatch.setattr(Stepper, "learn", learn)
    settings = config(films(tmp_path), tiny_model)
    end = search(settings, tmp_path / "scratch", after={12: "stop"})[-1]
    assert isinstance(end, RateFound)
    assert settings.hyperparameters.learning_rate is not None
    for shares, rate in zip(seen, end.rates, strict=True):
        assert shares == pytest.approx([rate / settings.hyperparameters.learning_rate] * len(shares))


def test_few_rows_are_made_ready_of_a_big_table(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tuner_gui.engine.training.rate_finder._MOST_ROWS", 24)
    events = search(config(films(tmp_path, 300), tiny_model), tmp_path / "scratch", after={12: "stop"})
    assert isinstance(events[-1], RateFound)
    totals = {
        event.total
        for event in events
        if getattr(event, "stage", "") == "tokenizing" and hasattr(event, "total")
    }
    assert totals == {24}


# --- the choice ---------------------------------------------------------------------------------


RATES = np.geomspace(1e-6, 1.0, 100).tolist()


def valley(lowest: float) -> list[float]:
    """Losses that are flat, fall to `lowest`, and then rise steeply."""
    return [
        1.0 if r < lowest / 100 else 1 - 0.2 * np.log10(r * 100 / lowest) if r <= lowest else r / lowest
        for r in RATES
    ]


@pytest.mark.parametrize("lowest", [1e-3, 3e-2])
def test_the_suggestion_lies_well_below_where_training_breaks(lowest: float) -> None:
    assert lowest / 20 < suggest(RATES, valley(lowest)) < lowest / 4


def test_one_lucky_batch_does_not_decide() -> None:
    losses = valley(1e-2)
    losses[20] = 0.4
    assert suggest(RATES, losses) == pytest.approx(suggest(RATES, valley(1e-2)), rel=0.5)


def test_smoothing_has_no_bias_at_its_beginning() -> None:
    assert smoothed([3.0, 3.0, 3.0]) == pytest.approx([3.0, 3.0, 3.0])


def test_a_loss_far_above_its_lowest_ends_the_search() -> None:
    assert not diverged([1.0, 0.5, 0.6])
    assert diverged([1.0, 0.5, 30.0])
