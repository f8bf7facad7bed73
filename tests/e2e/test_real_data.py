"""The command line in a process of its own, on real datasets with the real base model."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.real_data


def train(*arguments: str | Path) -> dict[str, Any]:
    """Run `tuner-gui train`; returns what its last line says."""
    command = [sys.executable, "-m", "tuner_gui", "train", *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    metrics: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return metrics


def test_financial_phrasebank(real_data: Path, tmp_path: Path) -> None:
    metrics = train(
        real_data / "financial_phrasebank" / "all-data.csv",
        "--max-rows", "500", "--epochs", "2", "--output", tmp_path / "run", "--export", tmp_path / "model",
    )  # fmt: skip
    run = json.loads((tmp_path / "run" / "run.json").read_bytes())
    assert run["data"]["labels"] == ["negative", "neutral", "positive"]
    assert run["data"]["text_columns"] == ["news"]
    assert metrics["test"]["n"] == 75
    assert metrics["trainable_parameters"] == metrics["parameters"] > 22_000_000
    # Always answering `neutral` gives 0.25.
    assert metrics["validation"]["metrics"]["macro_f1"] > 0.4
    saved = json.loads((tmp_path / "model" / "config.json").read_bytes())
    assert set(saved["id2label"].values()) == {"negative", "neutral", "positive"}
