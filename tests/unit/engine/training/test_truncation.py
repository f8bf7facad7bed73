"""Which end of long texts is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from transformers import AutoModelForSequenceClassification, AutoTokenizer, PreTrainedTokenizerBase, pipeline

from jobs_by_hand import PLAIN, config, train
from tables import write_csv
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, Task, TruncationSide
from tuner_gui.engine.data.prepare import PreparedData, prepare
from tuner_gui.engine.events import AnyEvent, Logged, RunFinished, RunStarted
from tuner_gui.engine.training.truncation import better_side

ROWS = 160
FILLING = "the film the price and a number of the film"
LENGTH = 16
"""In tokens: less than the filling has."""
LABELS: dict[Task, tuple[str, str]] = {
    "single_label": ("good", "bad"),
    "multi_label": ("good|long", "bad"),
    "regression": ("1.5", "-0.5"),
}


def table(folder: Path, where: str, task: Task = "single_label", *, filling: str = FILLING * 2) -> Path:
    """Texts of which one word, at their `where`, tells the label."""
    chance = np.random.default_rng(3)
    rows = []
    for number in range(ROWS):
        kind = number % 2
        word = ("great", "poor")[kind]
        rest = f"{filling} {' '.join(chance.permutation(filling.split())[:4])} {number}"
        text = {"beginning": f"{word} {rest}", "end": f"{rest} {word}", "nowhere": rest}[where]
        rows.append((text, LABELS[task][kind]))
    return write_csv(folder / f"{where}-{task}.csv", ("text", "label"), rows)


def prepared(path: Path, task: Task = "single_label", texts: tuple[str, ...] = ("text",)) -> PreparedData:
    roles = DatasetConfig(path=str(path), task=task, text_columns=texts, label_columns=("label",))
    return prepare(roles, seed=0)


@pytest.fixture
def tokenizer(tiny_model: Path) -> PreTrainedTokenizerBase:
    return AutoTokenizer.from_pretrained(tiny_model)


@pytest.mark.parametrize("task", LABELS)
@pytest.mark.parametrize("usual", ["right", "left"])
def test_the_words_of_the_labels_are_kept(
    task: Task, usual: TruncationSide, tokenizer: PreTrainedTokenizerBase, tmp_path: Path
) -> None:
    tokenizer.truncation_side = usual

    def side(where: str) -> TruncationSide:
        return better_side(prepared(table(tmp_path, where, task), task), tokenizer, LENGTH, seed=0)

    assert (side("beginning"), side("end")) == ("right", "left")
    assert side("nowhere") == usual


def test_where_little_is_cut_nobody_looks(tokenizer: PreTrainedTokenizerBase, tmp_path: Path) -> None:
    asked: list[bool] = []

    def side(data: PreparedData, length: int = LENGTH) -> TruncationSide:
        return better_side(data, tokenizer, length, seed=0, begin=lambda: asked.append(True))

    path = table(tmp_path, "end")
    rows = [line.split(",") for line in path.read_text().splitlines()[1:]]
    paired = [(text, "the film", label) for text, label in rows]
    pairs = prepared(write_csv(tmp_path / "pairs.csv", ("a", "b", "label"), paired), texts=("a", "b"))
    few = prepared(write_csv(tmp_path / "few.csv", ("text", "label"), rows[:30]))
    assert side(prepared(path), 200) == side(pairs) == side(few) == "right"
    assert not asked
    assert side(prepared(path)) == "left"
    assert asked == [True]


def test_words_far_from_both_ends_are_not_looked_at(
    tokenizer: PreTrainedTokenizerBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = prepared(table(tmp_path, "end", filling=FILLING * 300))
    lengths: list[int] = []
    kind: Any = type(tokenizer)
    honest = kind.__call__

    def encode(self: Any, texts: list[str], **options: Any) -> Any:
        lengths.extend(map(len, texts))
        return honest(self, texts, **options)

    monkeypatch.setattr(kind, "__call__", encode)
    assert better_side(endless, tokenizer, LENGTH, seed=0) == "left"
    assert 0 < max(lengths) < 1_000


def run(path: Path, model: Path, folder: Path, side: TruncationSide | None) -> list[AnyEvent]:
    settings = msgspec.structs.replace(PLAIN, epochs=8, max_length=LENGTH, truncation_side=side)
    events = train(config(path, model, hyperparameters=settings), folder)
    assert isinstance(events[-1], RunFinished), events[-1]
    return events


def settings_of(events: list[AnyEvent]) -> Hyperparameters:
    (started,) = [event for event in events if isinstance(event, RunStarted)]
    return started.hyperparameters


def said(events: list[AnyEvent]) -> str:
    return " ".join(event.message for event in events if isinstance(event, Logged))


def test_a_run_reads_the_ends_and_so_does_what_it_saves(tiny_model: Path, tmp_path: Path) -> None:
    path = table(tmp_path, "end")
    events = run(path, tiny_model, tmp_path / "found", None)
    end = events[-1]
    assert isinstance(end, RunFinished)
    assert settings_of(events).truncation_side == "left"
    assert end.metrics.test.value == 1.0
    assert "comparing what words at their beginnings" in said(events)
    assert "the end is read" in said(events)
    saved = tmp_path / "found" / "model"
    assert AutoTokenizer.from_pretrained(saved).truncation_side == "left"
    stock = pipeline("text-classification", model=str(saved), device="cpu")
    texts = [f"{FILLING * 3} {word}" for word in ("great", "poor")]
    assert [found["label"] for found in stock(texts, truncation=True)] == ["good", "bad"]
    assert AutoModelForSequenceClassification.from_pretrained(saved).config.num_labels == 2


def test_who_asks_for_a_side_gets_it_unasked(tiny_model: Path, tmp_path: Path) -> None:
    events = run(table(tmp_path, "end"), tiny_model, tmp_path / "asked", "right")
    end = events[-1]
    assert isinstance(end, RunFinished)
    assert settings_of(events).truncation_side == "right"
    assert end.metrics.test.value < 0.9
    assert "comparing" not in said(events)
    assert AutoTokenizer.from_pretrained(tmp_path / "asked" / "model").truncation_side == "right"


def test_short_texts_keep_the_side_that_is_usual(tiny_model: Path, tmp_path: Path) -> None:
    events = run(table(tmp_path, "end", filling="the film"), tiny_model, tmp_path / "short", None)
    assert settings_of(events).truncation_side == "right"
    assert "comparing" not in said(events)
