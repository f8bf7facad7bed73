from __future__ import annotations

from pathlib import Path

import pytest
import torch

from tuner_gui.engine.training.costs.fitting import Need, _left_in_container, advise, free_memory, judge

GB = 10**9


def need(batch_size: int = 16, length: int = 256) -> Need:
    """1 GB, and a megabyte more for each token of a batch."""
    return Need(batch_size, length, lambda rows, tokens: GB + 10**6 * rows * tokens)


def test_what_fits_easily_needs_no_advice() -> None:
    assert judge(need(), 8 * GB) == "fits"
    assert advise(need(), 8 * GB, lighter=("LoRA",), splits=False) == ""


def test_tight_is_said_with_ways_out() -> None:
    assert judge(need(), 6 * GB) == "tight"
    words = advise(need(), 6 * GB, lighter=("LoRA", "Head only"), splits=False)
    assert words == (
        "Needs about 5.1 GB; 6.0 GB are free. Set the batch size to 8, or cut texts at 128 tokens, "
        "or choose LoRA or Head only, or close other programs."
    )


def test_what_will_not_fit_names_settings_that_do() -> None:
    assert judge(need(), 4 * GB) == "wont_fit"
    words = advise(need(), 4 * GB, lighter=(), splits=True)
    assert "Set the batch size to 8, or cut texts at 128 tokens." in words
    assert "computed in smaller parts" in words
    assert need().of(8, 256) <= 0.8 * 4 * GB
    assert need().of(16, 128) <= 0.8 * 4 * GB


def test_what_no_setting_helps_takes_a_smaller_model() -> None:
    words = advise(need(), GB, lighter=(), splits=False)
    assert words.endswith("Choose a smaller base model.")


def test_free_memory_counts_what_this_process_holds() -> None:
    assert free_memory(torch.device("cpu")) > 10**8


@pytest.mark.parametrize(("limit", "left"), [("1000", 600), ("max", 2**62), ("300", 0)])
def test_a_container_leaves_what_its_limit_leaves(limit: str, left: int, tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text(f"{limit}\n")
    (tmp_path / "memory.current").write_text("400\n")
    assert _left_in_container(tmp_path) == left
    assert _left_in_container(tmp_path / "nowhere") == 2**62
