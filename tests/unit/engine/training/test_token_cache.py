"""Token ids are used again when, and only when, they would be the same."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from tiny_models import make_tiny_model
from tuner_gui import paths
from tuner_gui.engine.training import token_cache, tokenizing
from tuner_gui.engine.training.token_cache import tokens_of
from tuner_gui.engine.training.tokenizing import TokenizedRows

TEXTS = ["good film", "bad", "the price was poor"]


@pytest.fixture
def tokenizer(tiny_model: Path) -> PreTrainedTokenizerBase:
    loaded: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(tiny_model)
    return loaded


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows with each time that texts are really tokenised."""
    calls: list[int] = []
    really = tokenizing.tokenize

    def counted(*args: object, **kwargs: object) -> TokenizedRows:
        calls.append(1)
        return really(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(token_cache, "tokenize", counted)
    return calls


def tokens(
    tokenizer: PreTrainedTokenizerBase, folder: Path, texts: list[str] = TEXTS, max_length: int = 8
) -> list[list[int]]:
    folder.mkdir(exist_ok=True)
    table = pa.table({"any name": texts})
    rows = tokens_of(table, tokenizer, max_length=max_length, cache_file=folder / "tokens.arrow")
    return [rows.batch(np.asarray([place]))["input_ids"][0].tolist() for place in range(len(rows))]


def kept() -> list[Path]:
    return sorted(paths.tokens_dir().iterdir())


def test_the_same_texts_are_tokenised_once(
    tokenizer: PreTrainedTokenizerBase, made: list[int], tmp_path: Path
) -> None:
    first = tokens(tokenizer, tmp_path / "one")
    (tmp_path / "one" / "tokens.arrow").unlink()  # as a run does when it ends
    tokenizer(["another text", "padded"], padding=True, truncation=True, max_length=3)  # leaves settings
    assert tokens(tokenizer, tmp_path / "two") == first
    assert len(made) == 1
    assert [file.suffix for file in kept()] == [".arrow"]


def test_other_texts_lengths_and_tokenizers_are_told_apart(
    tokenizer: PreTrainedTokenizerBase, made: list[int], tmp_path: Path
) -> None:
    tokens(tokenizer, tmp_path / "a")
    tokens(tokenizer, tmp_path / "b", max_length=4)
    tokens(tokenizer, tmp_path / "c", texts=["good", " film", "bad"])
    other = AutoTokenizer.from_pretrained(make_tiny_model(tmp_path / "model", "roberta"))
    tokens(other, tmp_path / "d")
    assert len(made) == 4 and len(kept()) == 4


def test_a_damaged_file_is_made_anew(
    tokenizer: PreTrainedTokenizerBase, made: list[int], tmp_path: Path
) -> None:
    first = tokens(tokenizer, tmp_path / "one")
    file = kept()[0]
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[: len(content) // 2])
    assert tokens(tokenizer, tmp_path / "two") == first
    assert len(made) == 2
    assert file.read_bytes() == content


def test_what_was_not_used_for_longest_goes_first(
    tokenizer: PreTrainedTokenizerBase, made: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        tokens(tokenizer, tmp_path / str(number), texts=[f"text {number}"])
        for file in kept():
            os.utime(file, (file.stat().st_atime, file.stat().st_mtime - 100))
    tokens(tokenizer, tmp_path / "again", texts=["text 0"])  # used just now
    monkeypatch.setattr(token_cache, "MOST_BYTES", 2.5 * kept()[0].stat().st_size)
    tokens(tokenizer, tmp_path / "3", texts=["text 3"])
    assert len(kept()) == 2 and len(made) == 4
    tokens(tokenizer, tmp_path / "still", texts=["text 0"])
    assert len(made) == 4


def test_a_folder_that_cannot_be_written_stops_nobody(
    tokenizer: PreTrainedTokenizerBase, tmp_path: Path, tuner_home: Path
) -> None:
    tuner_home.mkdir()
    (tuner_home / "cache").write_text("in the way")
    assert tokens(tokenizer, tmp_path / "one") == tokens(tokenizer, tmp_path / "two")
