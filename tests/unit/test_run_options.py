"""What the command line lets a person say about a run."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import pytest

from tuner_gui.engine.config import Hyperparameters, RunConfig
from tuner_gui.errors import TunerError
from tuner_gui.run_options import add_run_options, run_config, use_device


def parse(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_run_options(parser)
    return parser.parse_args(["table.csv", *arguments])


def config(*arguments: str) -> RunConfig:
    return run_config(parse(*arguments), Path("table.csv"))


def test_nothing_said_leaves_everything_to_the_defaults() -> None:
    assert config().hyperparameters == Hyperparameters()


def test_every_hyperparameter_can_be_said() -> None:
    asked = config(
        "--epochs", "4", "--batch-size", "8", "--learning-rate", "3e-4", "--max-length", "64",
        "--layer-decay", "0.9", "--rate", "head=5", "--rate", "block 3=0.5", "--warmup", "0.2",
        "--weight-decay", "0.05", "--label-smoothing", "0.1", "--patience", "0", "--top-blocks", "2",
        "--lora-rank", "16", "--scratch-size", "tiny", "--own-tokenizer", "--pooling", "mean",
        "--truncation-side", "left",
    ).hyperparameters  # fmt: skip
    assert asked == Hyperparameters(
        epochs=4,
        batch_size=8,
        learning_rate=3e-4,
        max_length=64,
        layer_decay=0.9,
        rate_factors={"head": 5.0, "block 3": 0.5},
        warmup=0.2,
        weight_decay=0.05,
        label_smoothing=0.1,
        patience=0,
        pooling="mean",
        truncation_side="left",
        top_blocks=2,
        lora_rank=16,
        scratch_size="tiny",
        own_tokenizer=True,
    )
    left_open = [name for name in asked.__struct_fields__ if getattr(asked, name) is None]
    assert not left_open, "a hyperparameter has no option"


def test_a_tokenizer_of_its_own_can_be_declined() -> None:
    assert config("--no-own-tokenizer").hyperparameters.own_tokenizer is False


def test_a_value_that_can_never_work_is_refused_in_words() -> None:
    with pytest.raises(TunerError, match="warm-up must lie between"):
        config("--warmup", "2")
    with pytest.raises(TunerError, match="rate of a layer group must lie"):
        config("--rate", "head=-1")


@pytest.mark.parametrize("words", ["head", "=3", "head=fast", "head=nan"])
def test_a_rate_needs_a_group_and_a_factor(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse("--rate", words)
    assert "as in head=5" in capsys.readouterr().err


def test_the_device_is_what_the_engine_will_go_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNER_DEVICE", "cpu")
    use_device(parse())
    assert os.environ["TUNER_DEVICE"] == "cpu"
    use_device(parse("--device", "auto"))
    assert os.environ["TUNER_DEVICE"] == "auto"
