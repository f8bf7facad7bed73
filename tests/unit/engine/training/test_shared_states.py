"""Frozen blocks are computed by the first run of an experiment; what it leaves is looked at before use."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from accelerate import Accelerator
from transformers import AutoTokenizer, PreTrainedModel

from tables import films
from tiny_models import make_tiny_model
from training_bench import TEXTS, TRAIN, VALIDATION, Bench, load, rows_of
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, RunConfig, Sampling
from tuner_gui.engine.control import Control
from tuner_gui.engine.evaluation.inference import logits_of
from tuner_gui.engine.events import AnyEvent, RunFinished, Stepped
from tuner_gui.engine.jobs import execute
from tuner_gui.engine.requests import TrainJob
from tuner_gui.engine.training import shared_states
from tuner_gui.engine.training.defaults import RECIPES
from tuner_gui.engine.training.frozen import cached, freeze_below, frozen_blocks
from tuner_gui.engine.training.shared_states import SharedPlace
from tuner_gui.engine.training.tokenizing import RowSource, TokenizedRows, tokenize

EVERYTHING = np.arange(len(TEXTS))
CHECKED = 8
"""Rows by which a run makes sure of what it found."""


class Watched:
    """A model as each run loads it, and how many rows its frozen blocks computed."""

    def __init__(self, folder: Path, cache: Path, *, top_blocks: int = 1) -> None:
        self.model: PreTrainedModel = load(folder)
        self.rows: TokenizedRows = rows_of(folder, cache)
        freeze_below(self.model, top_blocks)
        self.computed = 0
        # Of its parts: the block itself is called too while something else computes in its place.
        next(frozen_blocks(self.model)[-1].children()).register_forward_hook(self._count)

    def _count(self, module: Any, args: tuple[Any, ...], output: Any) -> None:
        states = output[0] if isinstance(output, tuple) else output
        self.computed += len(states)

    @contextlib.contextmanager
    def cached(self, folder: Path, indices: np.ndarray = EVERYTHING) -> Iterator[RowSource]:
        place = SharedPlace(folder, self.rows.digest())
        with cached(self.rows, self.model, indices, folder / "own", shared=place) as source:
            self.computed, counted = 0, self.computed
            yield source
        self.computed = counted

    def use(self, folder: Path, indices: np.ndarray = EVERYTHING) -> int:
        """Rows computed until the source was ready; what it gives is what the whole model gives."""
        whole = logits_of(self.model, self.rows, indices, Accelerator(cpu=True))
        self.computed = 0
        with self.cached(folder, indices) as source:
            found = logits_of(self.model, source, indices, Accelerator(cpu=True))
            assert source is not self.rows
        assert found == pytest.approx(whole, abs=1e-5)
        return self.computed


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    return tmp_path / "shared"


def filled(states: Path) -> Path:
    """The one file of states."""
    (file,) = states.glob("states-*.f32")
    return file


def test_the_second_run_computes_only_what_it_checks(tiny_model: Path, tmp_path: Path, shared: Path) -> None:
    first, second = (Watched(tiny_model, tmp_path) for _ in range(2))
    assert first.use(shared) == len(EVERYTHING) + CHECKED
    assert second.use(shared) == CHECKED
    assert not (shared / "own").exists()


def test_it_learns_the_same_as_by_itself(tiny_model: Path, tmp_path: Path, shared: Path) -> None:
    def losses(place: Path) -> list[float]:
        run = Watched(tiny_model, tmp_path)
        with run.cached(place, np.concatenate([TRAIN, VALIDATION])) as source:
            bench = Bench(run.model, source, tmp_path / place.name, recipe=RECIPES["head"])
            bench.trainer.train()
        return [step.loss for step in bench.of(Stepped)]

    first = losses(shared)
    assert losses(shared) == first
    assert losses(tmp_path / "alone") == first


def test_only_rows_that_nobody_computed_are_computed(tiny_model: Path, tmp_path: Path, shared: Path) -> None:
    assert Watched(tiny_model, tmp_path).use(shared, EVERYTHING[:30]) == 30 + CHECKED
    assert Watched(tiny_model, tmp_path).use(shared, EVERYTHING[10:]) == 18 + CHECKED
    assert Watched(tiny_model, tmp_path).use(shared, EVERYTHING[5:25]) == CHECKED


def test_other_weights_blocks_or_tokens_have_other_files(
    tiny_model: Path, tmp_path: Path, shared: Path
) -> None:
    everything = len(EVERYTHING) + CHECKED
    assert Watched(tiny_model, tmp_path).use(shared) == everything
    assert Watched(tiny_model, tmp_path, top_blocks=0).use(shared) == everything
    other = make_tiny_model(tmp_path / "other", "bert", seed=5)
    assert Watched(other, tmp_path).use(shared) == everything
    texts = pa.table({"text": [f"{text} price" for (text,) in TEXTS]})
    changed = Watched(tiny_model, tmp_path)
    changed.rows = tokenize(
        texts, AutoTokenizer.from_pretrained(tiny_model), max_length=32, cache_file=tmp_path / "more.arrow"
    )
    assert changed.use(shared) == everything
    assert len(list(shared.glob("states-*.f32"))) == 4


@pytest.mark.parametrize("harm", ["cut", "emptied", "list cut", "list strange", "list of others"])
def test_a_damaged_file_is_made_again(harm: str, tiny_model: Path, tmp_path: Path, shared: Path) -> None:
    everything = len(EVERYTHING) + CHECKED
    Watched(tiny_model, tmp_path).use(shared)
    file = filled(shared)
    listed = file.with_suffix(".npy")
    if harm == "cut":
        file.write_bytes(file.read_bytes()[:1000])
    elif harm == "emptied":
        file.write_bytes(b"")
    elif harm == "list cut":
        listed.write_bytes(listed.read_bytes()[:-5])
    elif harm == "list strange":
        listed.write_bytes(b"no list of rows")
    else:
        np.save(listed, np.ones(7, dtype=bool))
    assert Watched(tiny_model, tmp_path).use(shared) == everything
    assert Watched(tiny_model, tmp_path).use(shared) == CHECKED


def test_states_that_are_wrong_are_made_by_the_run_itself(
    tiny_model: Path, tmp_path: Path, shared: Path
) -> None:
    Watched(tiny_model, tmp_path).use(shared)
    file = filled(shared)
    file.write_bytes(np.full(file.stat().st_size // 4, 0.5, dtype=np.float32).tobytes())
    assert Watched(tiny_model, tmp_path).use(shared) > len(EVERYTHING)
    assert Watched(tiny_model, tmp_path).use(shared) == len(EVERYTHING) + CHECKED  # for all again
    assert Watched(tiny_model, tmp_path).use(shared) == CHECKED


def test_a_run_that_ends_early_leaves_nothing_to_be_found(
    tiny_model: Path, tmp_path: Path, shared: Path
) -> None:
    class StopError(Exception):
        pass

    def stop(done: int) -> None:
        if done > 30:
            raise StopError

    run = Watched(tiny_model, tmp_path)
    place = SharedPlace(shared, run.rows.digest())
    with (
        pytest.raises(StopError),
        cached(run.rows, run.model, EVERYTHING, tmp_path / "own", stop, shared=place),
    ):
        pytest.fail("the block must not run")
    assert Watched(tiny_model, tmp_path).use(shared) == len(EVERYTHING) + CHECKED


@pytest.mark.parametrize("trouble", ["full disk", "no folder"])
def test_where_nothing_can_be_kept_the_run_goes_on_by_itself(
    trouble: str, tiny_model: Path, tmp_path: Path, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if trouble == "full disk":
        monkeypatch.setattr(shared_states, "_ROOM", 1e15)
    else:
        shared.write_text("a file is in the way")
    assert Watched(tiny_model, tmp_path).use(shared) == len(EVERYTHING) + CHECKED
    assert not list(tmp_path.rglob("states-*"))


def test_runs_of_an_experiment_share_states(tiny_model: Path, tmp_path: Path, shared: Path) -> None:
    def train(name: str, *, seed: int, sampling: Sampling, to: Path | None) -> RunFinished:
        config = RunConfig(
            dataset=DatasetConfig(path=str(films(tmp_path))),
            base_model=str(tiny_model),
            mode="head",
            seed=seed,
            hyperparameters=Hyperparameters(epochs=1),
            sampling=sampling,
        )
        events: list[AnyEvent] = []
        folder = tmp_path / name
        folder.mkdir()
        execute(
            TrainJob(config=config, run_dir=str(folder), shared_dir=str(to or "")), Control(), events.append
        )
        assert isinstance(events[-1], RunFinished), events[-1]
        return events[-1]

    whole, half = Sampling(seed=0), Sampling(seed=0, train_share=0.5)
    train("first", seed=0, sampling=whole, to=shared)
    left = filled(shared).stat().st_mtime_ns
    for name, seed, sampling in (("second", 1, whole), ("third", 1, half)):
        found = train(name, seed=seed, sampling=sampling, to=shared).metrics
        alone = train(f"{name} alone", seed=seed, sampling=sampling, to=None).metrics
        assert found.test == alone.test
        assert found.validation == alone.validation
    assert filled(shared).stat().st_mtime_ns == left  # and nobody else wrote to it, whatever the share
