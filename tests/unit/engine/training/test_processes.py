"""How processes are told apart and kept alike, with stand-ins for the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from tuner_gui.engine.training import processes, shards
from tuner_gui.engine.training.defaults import ModeRecipe
from tuner_gui.errors import DataError, EnvironmentProblemError, RunError


class Place:
    """Of a process among `count` on computers of two processes each."""

    def __init__(self, index: int, count: int) -> None:
        self.process_index = index
        self.num_processes = count
        self.local_process_index = index % 2
        self.is_main_process = index == 0
        self.is_local_main_process = index % 2 == 0


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the other processes say when all are asked; they come after this one."""
    answers: list[Any] = []
    monkeypatch.setattr(processes, "gather_object", lambda mine: [*mine, *answers])
    return answers


@pytest.mark.parametrize(
    ("variable", "name"),
    [("ACCELERATE_USE_MEGATRON_LM", "Megatron-LM"), ("ACCELERATE_USE_DEEPSPEED", "DeepSpeed")],
)
def test_other_ways_are_refused(variable: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "true")
    with pytest.raises(EnvironmentProblemError, match=f"started for {name}"):
        processes.make_accelerator()


def test_pieces_without_gpus_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Accelerate itself would train as if FSDP had not been asked for."""
    monkeypatch.setenv("ACCELERATE_USE_FSDP", "true")
    with pytest.raises(EnvironmentProblemError, match="works on several GPUs only"):
        processes.make_accelerator()


@pytest.mark.parametrize("recipe", [ModeRecipe(frozen=True), ModeRecipe(adapters=True)])
def test_modes_that_do_not_work_in_pieces_are_refused(
    recipe: ModeRecipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing: Any = None
    assert shards.stand_in(processes.make_accelerator(), nothing, recipe) is None
    monkeypatch.setattr(shards, "in_pieces", lambda accelerator: True)
    with pytest.raises(EnvironmentProblemError, match="modes in which the whole model learns"):
        shards.stand_in(nothing, nothing, recipe)


def test_every_process_takes_a_gpu_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "set_device", taken.append)
    for place in ("0", "1"):
        monkeypatch.setenv("LOCAL_RANK", place)
        processes.claim_gpu("")
    assert taken == [0, 1]
    monkeypatch.setenv("LOCAL_RANK", "2")
    with pytest.raises(EnvironmentProblemError, match=r"than it has GPUs \(2\)"):
        processes.claim_gpu("")
    processes.claim_gpu("CPU")
    assert taken == [0, 1]


def test_processes_of_one_computer_share_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = tmp_path / "run"
    given: list[str] = []

    def gather(mine: list[str]) -> list[str]:
        given.extend(mine)
        return ["first", "", "third", ""]

    monkeypatch.setattr(processes, "gather_object", gather)
    found = [processes.cache_folder(Place(index, 4), run) for index in range(4)]
    assert found == [Path("first"), Path("first"), Path("third"), Path("third")]
    assert given[0] == str(run / "cache")
    assert Path(given[2]).is_dir(), "another computer may not see the run folder"
    assert not Path(given[2]).is_relative_to(run)
    assert processes.cache_folder(Place(0, 1), run) == run / "cache"
    Path(given[2]).rmdir()


def test_rows_must_be_the_same_everywhere(others: list[Any]) -> None:
    place: Any = Place(0, 2)
    others.append("a")
    assert processes.check_same_rows(place, "a") == "a"
    with pytest.raises(DataError, match="do not read the same rows"):
        processes.check_same_rows(place, "b")


def test_all_go_on_from_the_checkpoint_of_the_first(
    tmp_path: Path, others: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    place: Any = Place(1, 2)
    said = ["step-000012"]
    monkeypatch.setattr(processes, "broadcast_object_list", lambda mine: said)
    (tmp_path / "step-000012").mkdir()
    others.append(True)
    assert processes.shared_checkpoint(place, tmp_path, None) == tmp_path / "step-000012"
    others[:] = [False]
    with pytest.raises(RunError, match="cannot be read by all processes"):
        processes.shared_checkpoint(place, tmp_path, None)
    said[:] = [""]
    assert processes.shared_checkpoint(place, tmp_path, tmp_path / "step-000012") is None


def test_the_echo_of_another_end_is_told_from_errors_of_its_own() -> None:
    assert processes.lost_contact(torch.distributed.DistBackendError("NCCL error"))
    assert processes.lost_contact(RuntimeError("[../third_party/gloo/pair.cc:553] Connection closed by peer"))
    assert not processes.lost_contact(RuntimeError("shapes do not fit"))
