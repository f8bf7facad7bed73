"""Two processes share a run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tables import films


def test_torchrun_trains_one_run_with_two_processes(tiny_model: Path, tmp_path: Path) -> None:
    command = [
        sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2",
        "-m", "tuner_gui", "train", str(films(tmp_path, 120)), "--model", str(tiny_model),
        "--epochs", "8", "--learning-rate", "0.01", "--output", str(tmp_path / "run"), "--json",
    ]  # fmt: skip
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"}
    )
    assert done.returncode == 0, done.stderr
    metrics = json.loads(done.stdout.splitlines()[-1])
    assert metrics["test"]["n"] == 18
    assert metrics["epochs"] == 8
    assert metrics["test"]["metrics"]["accuracy"] > 0.8
    assert (tmp_path / "run" / "model" / "model.safetensors").exists()
