"""Smaller models of any architecture, and tokenizers made of the training texts."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
import torch
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

from jobs_by_hand import do, train
from tables import films
from tiny_models import ARCHITECTURES, Architecture, make_tiny_model
from tuner_gui.engine.config import DatasetConfig, Hyperparameters, RunConfig, ScratchSize
from tuner_gui.engine.events import RunFinished, RunStarted, RunSuspended
from tuner_gui.engine.models.loading import load_classifier, load_tokenizer
from tuner_gui.engine.requests import TrainJob
from tuner_gui.engine.training.layers import find_blocks
from tuner_gui.engine.training.own_tokenizer import own_tokenizer, vocabulary_size
from tuner_gui.engine.training.scratch import shrink


def shrunk(folder: Path, size: ScratchSize) -> torch.nn.Module:
    return load_classifier(
        folder, label_names=("a", "b"), seed=0, from_scratch=True, reshape=lambda c: shrink(c, size)
    )


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_any_architecture_shrinks(architecture: Architecture, tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path / architecture, architecture)
    inputs = load_tokenizer(folder)(["a film", "the price is great"], padding=True, return_tensors="pt")
    models = [shrunk(folder, size) for size in ("base", "small", "tiny")]
    parameters = [sum(p.numel() for p in model.parameters()) for model in models]
    assert parameters[0] > parameters[1] >= parameters[2]
    for model in models:
        assert model(**inputs).logits.shape == (2, 2)
    assert len(find_blocks(models[1])[1]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "heads", "shared", "hidden", "inner", "blocks"),
    [("base", 9, 3, 576, 1536, 30), ("small", 4, 1, 256, 683, 15), ("tiny", 2, 1, 128, 341, 10)],
)
def test_heads_keep_their_width(
    size: ScratchSize, heads: int, shared: int, hidden: int, inner: int, blocks: int
) -> None:
    config = AutoConfig.for_model(  # as SmolLM2-135M: nine heads that share three keys
        "llama", hidden_size=576, num_attention_heads=9, num_key_value_heads=3, num_hidden_layers=30,
        intermediate_size=1536,
    )  # fmt: skip
    shrink(config, size)
    assert (config.num_attention_heads, config.num_key_value_heads) == (heads, shared)
    assert (config.hidden_size, config.intermediate_size) == (hidden, inner)
    assert config.num_hidden_layers == blocks
    assert config.hidden_size // config.num_attention_heads == 64


def test_more_texts_support_more_tokens() -> None:
    sizes = [vocabulary_size(words, 30_000) for words in (10, 1_000, 30_000, 1_000_000, 10_000_000)]
    assert sizes == sorted(sizes)
    assert sizes[0] == 500
    assert sizes[-1] == 30_000


@pytest.mark.parametrize("architecture", ["bert", "roberta", "gpt2"])
def test_a_tokenizer_made_of_the_texts(architecture: Architecture, tmp_path: Path) -> None:
    base = load_tokenizer(make_tiny_model(tmp_path / "base", architecture))
    batch = pa.record_batch({"text": ["zygote quagmire good", "a quagmire was bad"] * 50})
    made = own_tokenizer(base, lambda: [batch], tmp_path / "kept")
    assert "quagmire" in made.get_vocab()
    assert "quagmire" not in base.get_vocab()
    assert made.pad_token_id is not None
    for name in ("cls_token", "sep_token", "pad_token"):
        assert getattr(made, name) == getattr(base, name)
    again = own_tokenizer(
        base, lambda: pytest.fail("it must be taken from where it was kept"), tmp_path / "kept"
    )
    assert again.get_vocab() == made.get_vocab()


@pytest.mark.parametrize("architecture", ["bert", "roberta", "gpt2"])
def test_a_run_with_its_own_tokenizer(architecture: Architecture, tmp_path: Path) -> None:
    base = make_tiny_model(tmp_path / "base", architecture)
    settings = scratch(films(tmp_path), base)
    events = train(settings, tmp_path / "run", after={3: "suspend"})
    assert isinstance(events[-1], RunSuspended), events[-1]
    kept = AutoTokenizer.from_pretrained(tmp_path / "run" / "checkpoints" / "tokenizer").get_vocab()
    events = do(TrainJob(config=settings, run_dir=str(tmp_path / "run"), resume=True))
    assert isinstance(events[-1], RunFinished), events[-1]
    (started,) = [event for event in events if isinstance(event, RunStarted)]
    assert started.resumed_at == 3
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "run" / "model")
    model = AutoModelForSequenceClassification.from_pretrained(tmp_path / "run" / "model")
    assert tokenizer.get_vocab() == kept
    assert model.config.vocab_size == len(tokenizer)
    assert model.get_input_embeddings().weight.shape[0] == len(tokenizer)
    assert model.config.pad_token_id == tokenizer.pad_token_id


def test_the_same_texts_make_the_same_tokenizer(tiny_model: Path) -> None:
    base, batch = load_tokenizer(tiny_model), pa.record_batch({"text": [f"word{i} again" for i in range(99)]})
    first, second = (own_tokenizer(base, lambda: [batch], None) for _ in range(2))
    assert first.get_vocab() == second.get_vocab()
    assert first.all_special_tokens == base.all_special_tokens
    assert first.tokenize("again") == ["again"]


def scratch(table: Path, base: Path) -> RunConfig:
    return RunConfig(
        dataset=DatasetConfig(path=str(table)),
        base_model=str(base),
        mode="scratch",
        hyperparameters=Hyperparameters(
            epochs=2, batch_size=16, learning_rate=5e-3, scratch_size="small", own_tokenizer=True
        ),
    )
