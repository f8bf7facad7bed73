from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import PreTrainedModel

from tiny_models import Architecture, make_tiny_model
from tuner_gui.engine.models.loading import load_classifier, load_tokenizer
from tuner_gui.errors import ModelError

LABELS = ("bad", "good", "so-so")
ARCHITECTURES: tuple[Architecture, ...] = ("bert", "distilbert", "roberta", "gpt2")


@pytest.fixture(scope="module", params=ARCHITECTURES)
def each_model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_model(tmp_path_factory.mktemp("each") / request.param, request.param)


@pytest.fixture
def folder(tiny_model: Path, tmp_path: Path) -> Path:
    return shutil.copytree(tiny_model, tmp_path / "model")


def change_config(folder: Path, **values: object) -> None:
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | values))


def parameters(model: PreTrainedModel) -> dict[str, torch.Tensor]:
    return dict(model.named_parameters())


def test_a_classifier_with_the_weights_of_the_folder(each_model: Path) -> None:
    model = load_classifier(each_model, label_names=LABELS, seed=0)

    stored = load_file(each_model / "model.safetensors")
    loaded = {name.removeprefix(f"{model.base_model_prefix}."): p for name, p in parameters(model).items()}
    shared = set(stored) & set(loaded)
    assert len(shared) >= len(stored) - 2  # RoBERTa's classifier has no use for the pooler
    assert all(torch.equal(stored[name], loaded[name]) for name in shared)
    assert model.config.id2label == {0: "bad", 1: "good", 2: "so-so"}
    assert model.config.label2id == {"bad": 0, "good": 1, "so-so": 2}
    assert model.config.problem_type == "single_label_classification"
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}


def test_it_labels_a_padded_batch_of_texts_and_pairs(each_model: Path) -> None:
    tokenizer = load_tokenizer(each_model)
    model = load_classifier(each_model, label_names=LABELS, seed=0)
    model.train(False)

    texts = tokenizer(["good", "the film was not good"], padding=True, return_tensors="pt")
    pairs = tokenizer(["good", "a price"], ["bad", "rises and falls"], padding=True, return_tensors="pt")

    with torch.no_grad():
        batch = model(**texts).logits
        alone = model(**tokenizer(["good"], return_tensors="pt")).logits
        assert model(**pairs).logits.shape == (2, 3)
    assert batch.shape == (2, 3)
    torch.testing.assert_close(batch[:1], alone, atol=1e-5, rtol=0)  # padding changes nothing


def test_a_decoder_pads_with_its_end_of_text(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path / "gpt2", "gpt2")

    tokenizer = load_tokenizer(folder)

    assert tokenizer.pad_token == tokenizer.eos_token
    assert load_classifier(folder, label_names=LABELS, seed=0).config.pad_token_id == tokenizer.eos_token_id


@pytest.mark.parametrize("from_scratch", [False, True])
def test_the_seed_decides_what_is_drawn_and_nothing_else_does(each_model: Path, from_scratch: bool) -> None:
    def load(seed: int) -> dict[str, torch.Tensor]:
        return parameters(
            load_classifier(each_model, label_names=LABELS, from_scratch=from_scratch, seed=seed)
        )

    torch.manual_seed(123)
    expected = torch.rand(1)
    torch.manual_seed(123)
    first = load(1)
    assert torch.equal(torch.rand(1), expected)  # the caller's random state is as before

    again, other = load(1), load(2)
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert any(not torch.equal(first[name], other[name]) for name in first)


def test_from_scratch_keeps_nothing_of_the_weights(each_model: Path) -> None:
    model = load_classifier(each_model, label_names=LABELS, from_scratch=True, seed=5)

    stored = load_file(each_model / "model.safetensors")
    drawn = {name.removeprefix(f"{model.base_model_prefix}."): p for name, p in parameters(model).items()}
    matrices = [name for name in set(stored) & set(drawn) if stored[name].dim() > 1]
    assert any("word_embeddings" in name or "wte" in name for name in matrices)
    for name in matrices:
        assert (stored[name] == drawn[name]).float().mean() < 0.05  # a padding row of zeros may agree


def test_another_head_is_replaced(folder: Path, tmp_path: Path) -> None:
    two = load_classifier(folder, label_names=("a", "b"), seed=0)
    two.save_pretrained(tmp_path / "two")
    load_tokenizer(folder).save_pretrained(tmp_path / "two")

    three = load_classifier(tmp_path / "two", label_names=LABELS, seed=0)

    assert three.config.num_labels == 3
    base = f"{two.base_model_prefix}."
    mine, theirs = parameters(three), parameters(two)
    assert all(torch.equal(mine[name], theirs[name]) for name in mine if name.startswith(base))


def test_weights_in_half_precision_become_float32(folder: Path) -> None:
    weights = {
        name: tensor.to(torch.bfloat16) for name, tensor in load_file(folder / "model.safetensors").items()
    }
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    change_config(folder, dtype="bfloat16")

    for from_scratch in (False, True):
        model = load_classifier(folder, label_names=LABELS, from_scratch=from_scratch, seed=0)
        assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}


def test_it_says_nothing(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    load_classifier(folder, label_names=LABELS, seed=0)

    assert capfd.readouterr() == ("", "")


def test_weights_of_another_size(folder: Path) -> None:
    change_config(folder, hidden_size=16)

    with pytest.raises(ModelError, match="do not belong to its config") as caught:
        load_classifier(folder, label_names=LABELS, seed=0)

    assert "word_embeddings" in caught.value.detail


def test_weights_with_a_layer_missing(folder: Path) -> None:
    change_config(folder, num_hidden_layers=3)

    with pytest.raises(ModelError, match="do not belong to its config"):
        load_classifier(folder, label_names=LABELS, seed=0)


def test_weights_of_something_else(folder: Path) -> None:
    save_file({"unrelated": torch.zeros(3)}, folder / "model.safetensors", metadata={"format": "pt"})

    with pytest.raises(ModelError, match="do not belong to its config"):
        load_classifier(folder, label_names=LABELS, seed=0)


def test_a_checkpoint_without_a_pooler_is_fine(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    kept = {name: tensor for name, tensor in weights.items() if "pooler" not in name}
    save_file(kept, folder / "model.safetensors", metadata={"format": "pt"})

    load_classifier(folder, label_names=LABELS, seed=0)


def test_an_architecture_nobody_knows(folder: Path) -> None:
    change_config(folder, model_type="no-such-thing")

    with pytest.raises(ModelError, match="does not know the architecture “no-such-thing”"):
        load_classifier(folder, label_names=LABELS, seed=0)


@pytest.fixture
def treacherous(folder: Path) -> Path:
    """A model that brings code along, which betrays itself when it is run."""
    betrayal = f"open({str(folder / 'was-run')!r}, 'w').close()"
    (folder / "own_code.py").write_text(f"{betrayal}\nclass Config: ...\nclass Model: ...\nclass Tok: ...\n")
    change_config(
        folder,
        auto_map={"AutoConfig": "own_code.Config", "AutoModelForSequenceClassification": "own_code.Model"},
    )
    tokenizer = json.loads((folder / "tokenizer_config.json").read_text())
    tokenizer["auto_map"] = {"AutoTokenizer": ["own_code.Tok", "own_code.Tok"]}
    (folder / "tokenizer_config.json").write_text(json.dumps(tokenizer))
    return folder


def test_a_model_that_needs_its_own_code_is_refused(treacherous: Path) -> None:
    change_config(treacherous, model_type="no-such-thing")

    with pytest.raises(ModelError, match="code of its own, which Tuner never runs"):
        load_classifier(treacherous, label_names=LABELS, seed=0)

    assert not (treacherous / "was-run").exists()


def test_code_beside_a_known_architecture_is_left_alone(treacherous: Path) -> None:
    model = load_classifier(treacherous, label_names=LABELS, seed=0)

    assert type(model).__module__.startswith("transformers.")
    assert not (treacherous / "was-run").exists()


def test_an_architecture_without_text_classifier(folder: Path) -> None:
    change_config(folder, model_type="vit")

    with pytest.raises(ModelError, match="cannot label texts"):
        load_classifier(folder, label_names=LABELS, seed=0)


def test_nonsense_in_the_config(folder: Path) -> None:
    change_config(folder, num_attention_heads=7)

    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        load_classifier(folder, label_names=LABELS, seed=0)

    assert caught.value.detail


def test_no_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").unlink()

    with pytest.raises(ModelError, match="has no tokenizer"):
        load_tokenizer(folder)


def test_a_damaged_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{")

    with pytest.raises(ModelError, match=r"The tokenizer in .* cannot be loaded"):
        load_tokenizer(folder)


def test_a_tokenizer_of_another_model(folder: Path) -> None:
    tokenizer = json.loads((folder / "tokenizer.json").read_text())
    tokenizer["model"]["vocab"]["foreign"] = 5000
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer))

    with pytest.raises(ModelError, match="does not belong to the model"):
        load_classifier(folder, label_names=LABELS, seed=0)


def test_the_folder_is_checked_first(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")

    with pytest.raises(ModelError, match="pickle"):
        load_classifier(folder, label_names=LABELS, seed=0)
