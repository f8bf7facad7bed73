"""What processes agree on, with stand-ins for the others; `tests/e2e/test_torchrun.py` has real ones."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tiny_models import Architecture, make_tiny_model
from training_bench import load, rows_of
from tuner_gui.engine.training.batching import IntArray
from tuner_gui.engine.training.team import Team, leave_out_unused, seed_step
from tuner_gui.errors import EnvironmentProblemError

LENGTHS = np.asarray([4, 8, 16, 32])
SHORT, LONG = np.asarray([0, 1]), np.asarray([2, 3])


class Processes:
    """What a team asks of accelerate. All processes compute alike, unless `others_fail`."""

    device = torch.device("cpu")
    distributed_type = "MULTI_CPU"

    def __init__(self, count: int, index: int = 0, *, others_fail: bool = False) -> None:
        self.num_processes = count
        self.process_index = index
        self.unsynchronised = 0
        self._others_fail = others_fail

    def reduce(self, tensor: torch.Tensor, reduction: str = "sum") -> torch.Tensor:
        if reduction == "mean":
            return tensor.clone()
        return tensor + float(self._others_fail)

    @contextlib.contextmanager
    def no_sync(self, model: Any) -> Iterator[None]:
        self.unsynchronised += 1
        yield


def team(processes: Processes) -> Team:
    return Team(processes, LENGTHS)


def cut(rows: IntArray) -> list[IntArray]:
    """Two at once."""
    return [rows[start : start + 2] for start in range(0, len(rows), 2)]


@pytest.mark.parametrize("rows", [1, 2, 7, 8])
@pytest.mark.parametrize("world", [1, 2, 3])
def test_shares_make_the_mean_over_the_batch(rows: int, world: int) -> None:
    batch = np.arange(100, 100 + rows)
    losses = np.random.default_rng(0).random(200)
    shares = [team(Processes(world, index)).parts(batch, cut) for index in range(world)]
    assert all(len(part.rows) for parts in shares for part in parts)
    counted = np.concatenate([part.rows for parts in shares for part in parts if part.counted])
    assert sorted(counted) == batch.tolist()
    sums = [sum(part.scale * losses[part.rows].sum() for part in parts) for parts in shares]
    assert np.mean(sums) == pytest.approx(losses[batch].mean())


def test_processes_make_as_many_passes_where_the_model_is_in_pieces() -> None:
    def passes(kind: str) -> list[int]:
        places = [Processes(2, index) for index in range(2)]
        for place in places:
            place.distributed_type = kind
        return [len(team(place).parts(np.arange(5), cut)) for place in places]

    assert passes("MULTI_GPU") == [2, 1], "of 3 rows and of 2"
    assert passes("FSDP") == [2, 2]


class Computed:
    """Stands for forward and backward pass; fails when told to."""

    def __init__(self, *failures: str) -> None:
        self._failures = list(failures)

    def __call__(self) -> torch.Tensor:
        failure = self._failures.pop(0) if self._failures else ""
        if failure:
            raise RuntimeError(failure)
        return torch.ones(2)


def test_only_steps_that_need_more_than_ever_are_made_with_care() -> None:
    processes = Processes(2)
    shared, model = team(processes), torch.nn.Linear(1, 1)
    careful = []
    for batch in (SHORT, SHORT, LONG, SHORT, LONG, SHORT[:1]):
        before = processes.unsynchronised
        shared.gradients(model, Computed(), batch, 1)
        careful.append(processes.unsynchronised > before)
    assert careful == [True, False, True, False, False, False]


@pytest.mark.parametrize(("here", "elsewhere"), [("out of memory", False), ("", True)])
def test_want_of_memory_anywhere_is_raised_everywhere(here: str, elsewhere: bool) -> None:
    shared = team(Processes(2, others_fail=elsewhere))
    with pytest.raises(torch.OutOfMemoryError, match="out of memory"):
        shared.gradients(torch.nn.Linear(1, 1), Computed(here), SHORT, 1)


def test_want_of_memory_that_nobody_expected_ends_the_run() -> None:
    shared, model = team(Processes(2)), torch.nn.Linear(1, 1)
    computed = Computed("", "out of memory")
    shared.gradients(model, computed, SHORT, 1)
    with pytest.raises(EnvironmentProblemError, match="when the others wait"):
        shared.gradients(model, computed, SHORT, 1)


def test_other_errors_are_left_as_they_are() -> None:
    for world in (1, 2):
        with pytest.raises(RuntimeError, match="shapes"):
            team(Processes(world)).gradients(torch.nn.Linear(1, 1), Computed("shapes"), SHORT, 1)


def test_what_is_drawn_follows_from_run_step_and_process() -> None:
    drawn = {}
    for place in ((0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)):
        seed_step(*place)
        drawn[place] = torch.rand(4)
        torch.rand(3)
        seed_step(*place)
        assert torch.equal(torch.rand(4), drawn[place])
    assert len({tuple(values.tolist()) for values in drawn.values()}) == len(drawn)


@pytest.mark.parametrize("architecture", ["bert", "distilbert", "roberta", "gpt2", "electra", "deberta-v2"])
def test_parameters_without_a_use_are_frozen_and_no_others(
    architecture: Architecture, tmp_path: Path
) -> None:
    folder = make_tiny_model(tmp_path / "model", architecture)
    model, rows = load(folder), rows_of(folder, tmp_path)
    before = {name for name, p in model.named_parameters() if p.requires_grad}
    model.register_parameter("spare", torch.nn.Parameter(torch.zeros(3)))
    unused = leave_out_unused(model, rows.batch(np.asarray([0])))
    assert unused == ["spare"]
    assert {name for name, p in model.named_parameters() if p.requires_grad} == before
    assert all(parameter.grad is None for parameter in model.parameters())
