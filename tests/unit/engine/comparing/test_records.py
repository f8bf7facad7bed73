"""Records travel as JSON, and come without anything heavy."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import numpy as np

from tuner_gui.engine.comparing.pairs import compare
from tuner_gui.engine.comparing.recommending import verdict
from tuner_gui.engine.comparing.records import Comparison, Verdict
from tuner_gui.engine.comparing.trained import Trained


def test_they_come_back_from_json_as_they_were() -> None:
    random = np.random.default_rng(1)
    trained = [Trained(name, (random.random((3, 50)) < 0.8).astype(np.float64)) for name in ("full", "head")]
    found = compare(trained, "accuracy")
    assert msgspec.json.decode(msgspec.json.encode(found), type=Comparison) == found
    chosen = verdict(found, found, {"full": 2.0, "head": 1.0})
    assert msgspec.json.decode(msgspec.json.encode(chosen), type=Verdict) == chosen


def test_the_window_may_use_records_and_words() -> None:
    code = (
        "import sys, tuner_gui.engine.comparing.words, tuner_gui.engine.comparing.recommending\n"
        "sys.exit(any(name in sys.modules for name in ('numpy', 'scipy', 'torch')))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
