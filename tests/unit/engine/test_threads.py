"""What the numeric libraries are told before they are loaded."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

from tuner_gui.engine.threads import keep_freed_memory, share_processor

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


PAGES = """
import resource, sys
from tuner_gui.engine.threads import share_processor
share_processor()
import numpy as np
def new_pages():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    np.ones(48 << 20, dtype=np.uint8)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
new_pages()
print(sum(new_pages() for _ in range(5)))
"""
"""Touches a block of 48 MB five times after it was freed once."""


def _new_pages(**set_by_person: str) -> int:
    names = ("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "GLIBC_TUNABLES")
    environment = {name: value for name, value in os.environ.items() if name not in names} | set_by_person
    done = subprocess.run(
        [sys.executable, "-c", PAGES], env=environment, capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def test_freed_memory_is_kept_for_the_next_tensor() -> None:
    library, version = platform.libc_ver()
    if not keep_freed_memory():
        assert library != "glibc"
    elif tuple(map(int, version.split("."))) >= (2, 35):
        usual = _new_pages(MALLOC_MMAP_THRESHOLD_="131072")
        assert _new_pages() < usual / 10
