"""`estimate` and `find-rate`: what they ask the engine and what they print."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tables import films
from tuner_gui import before_training
from tuner_gui.cli import run
from tuner_gui.engine.config import MODES, RunConfig
from tuner_gui.engine.events import AnyEvent, RateTried, RunCancelled, StageChanged
from tuner_gui.engine.replies import RateFound
from tuner_gui.engine.requests import AnyJob, FindRateJob

RATES = tuple(10.0 ** (-6 + place / 10) for place in range(50))
LOSSES = tuple(0.7 - 0.01 * place if place < 40 else 3.0 for place in range(50))
FOUND = RateFound(rates=RATES, losses=LOSSES, suggested=2.1e-4, lowest=RATES[39])


def no_window(dataset: Path | None, start: bool) -> str:
    return "there is no display"


def tuner(*arguments: str | Path) -> int:
    return run([str(argument) for argument in arguments], no_window)


def test_estimate_has_a_line_for_every_mode(
    tiny_model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuner("estimate", films(tmp_path), "--model", tiny_model) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(MODES)
    assert all("fit" in line for line in lines)
    assert tuner("estimate", films(tmp_path), "--model", tiny_model, "--epochs", "2", "--json") == 0
    modes = json.loads(capsys.readouterr().out)["modes"]
    assert {mode["hyperparameters"]["epochs"] for mode in modes} == {2}


def test_estimate_of_a_table_that_cannot_be_learned_from_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "one.csv"
    path.write_text("text,label\n" + "".join(f"a good film {n},good\n" for n in range(30)))
    assert tuner("estimate", path) == 2
    assert "error: " in capsys.readouterr().err


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[FindRateJob]:
    """Jobs that were asked for; each is answered at once."""
    jobs: list[FindRateJob] = []

    def perform(job: AnyJob, listener: Callable[[AnyEvent], None]) -> AnyEvent:
        assert isinstance(job, FindRateJob)
        assert Path(job.scratch_dir).is_dir()
        jobs.append(job)
        listener(StageChanged(stage="trying_rates"))
        for done, (rate, loss) in enumerate(zip(RATES, LOSSES, strict=True), 1):
            listener(RateTried(rate=rate, loss=loss, done=done, total=len(RATES)))
        return FOUND

    monkeypatch.setattr(before_training, "perform", perform)
    return jobs


def test_find_rate_prints_a_small_table_and_the_suggestion(
    tmp_path: Path, asked: list[FindRateJob], capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuner("find-rate", films(tmp_path), "--mode", "full", "--max-length", "32") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + before_training.TABLE_ROWS + 2
    assert lines[1].split() == ["1e-06", "0.700"]
    assert lines[-1] == "Suggested: --learning-rate 0.00021"
    (job,) = asked
    config: RunConfig = job.config
    assert (config.mode, config.hyperparameters.max_length) == ("full", 32)
    assert not Path(job.scratch_dir).exists()


def test_find_rate_as_json_has_every_rate(
    tmp_path: Path, asked: list[FindRateJob], capsys: pytest.CaptureFixture[str]
) -> None:
    assert tuner("find-rate", films(tmp_path), "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["rates"] == list(RATES)
    assert answer["suggested"] == 2.1e-4


def test_find_rate_that_is_interrupted_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(before_training, "perform", lambda job, listener: RunCancelled())
    assert tuner("find-rate", films(tmp_path)) == 130
