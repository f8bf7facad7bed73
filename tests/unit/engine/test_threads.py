"""What the numeric libraries are told before they are loaded."""

from __future__ import annotations

import os

import pytest

from tuner_gui.engine.threads import share_processor

TOLD = (
    "OMP_WAIT_POLICY",
    "TOKENIZERS_PARALLELISM",
    "ONEDNN_PRIMITIVE_CACHE_CAPACITY",
    "LRU_CACHE_CAPACITY",
)


def test_what_a_person_has_set_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in TOLD:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("LRU_CACHE_CAPACITY", "7")
    share_processor()
    assert os.environ["LRU_CACHE_CAPACITY"] == "7"
    assert os.environ["OMP_WAIT_POLICY"] == "PASSIVE"
    # As many prepared computations as a few shapes of batches take, whatever the number of rows.
    assert 10 <= int(os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"]) <= 100
