"""Explanations of trained runs: what was planted comes first, and what is told adds up."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import torch

from jobs_by_hand import config, do, train
from tables import film_labels, film_pairs, film_prices, films
from tiny_models import Architecture, make_tiny_model
from tuner_gui.engine.config import Decision, Fix, Hyperparameters, Task
from tuner_gui.engine.events import Failed, RunFinished
from tuner_gui.engine.explaining.attribution import Attribution, attribute
from tuner_gui.engine.models.loading import load_classifier, load_tokenizer
from tuner_gui.engine.replies import Explained
from tuner_gui.engine.requests import ExplainJob
from tuner_gui.engine.results.decision import write_decision

ENOUGH = Hyperparameters(epochs=30, batch_size=16, learning_rate=3e-3)


@pytest.fixture(scope="module")
def runs(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of finished runs."""
    folder = tmp_path_factory.mktemp("runs")
    tables = {
        "classes": films(folder, 240),
        "labels": film_labels(folder, 240),
        "numbers": film_prices(folder, 240),
        "pairs": film_pairs(folder, 240),
    }
    for name, path in tables.items():
        run = config(path, tiny_model)
        if name == "classes":
            run = msgspec.structs.replace(run, hyperparameters=ENOUGH)
            dataset = msgspec.structs.replace(run.dataset, fixes=(Fix(id="strip_markup"),))
            run = msgspec.structs.replace(run, dataset=dataset)
        end = train(run, folder / name)[-1]
        assert isinstance(end, RunFinished), end
    return {name: folder / name for name in tables}


def explained(run: Path, *texts: str, label: str = "") -> Explained:
    end = do(ExplainJob(run_dir=str(run), texts=texts, label=label))[-1]
    assert isinstance(end, Explained), end
    return end


def words(found: Explained) -> list[tuple[str, float]]:
    """The strongest first."""
    told = [(found.texts[piece.text][piece.start : piece.end], piece.weight) for piece in found.pieces]
    return sorted(told, key=lambda pair: -abs(pair[1]))


def test_the_word_that_decides_comes_first(runs: dict[str, Path]) -> None:
    found = explained(runs["classes"], "the film number 8 was great")
    assert found.label == "good"
    assert found.score > 0.9
    assert words(found)[0] == ("great", 1.0)
    assert words(explained(runs["classes"], "the price number 8 was poor"))[0][0] == "poor"


def test_what_speaks_for_one_label_speaks_against_the_other(runs: dict[str, Path]) -> None:
    found = explained(runs["classes"], "the film number 8 was great", label="bad")
    assert found.score < 0.1
    assert words(found)[0] == ("great", -1.0)


def test_pieces_are_whole_words_of_the_text_as_the_model_got_it(runs: dict[str, Path]) -> None:
    found = explained(runs["classes"], "<b>the</b> ofilm  was &amp; good")
    assert found.texts == ("the ofilm was & good",)
    assert [found.texts[0][p.start : p.end] for p in found.pieces] == found.texts[0].split()
    assert all(-1 <= piece.weight <= 1 for piece in found.pieces)


def test_the_decision_counts(runs: dict[str, Path]) -> None:
    before = explained(runs["classes"], "the film number 8 was great")
    write_decision(runs["classes"], Decision(temperature=3.0))
    milder = explained(runs["classes"], "the film number 8 was great")
    assert 0.5 < milder.score < before.score
    write_decision(runs["classes"], Decision(threshold=0.9999999))
    strict = explained(runs["classes"], "the film number 8 was great")
    assert strict.label == "bad", "the second class is not given any more"
    (runs["classes"] / "decision.json").unlink()


def test_both_texts_of_a_pair(runs: dict[str, Path]) -> None:
    found = explained(runs["pairs"], "the film was good", "a price is bad")
    assert {piece.text for piece in found.pieces} == {0, 1}
    for piece in found.pieces:
        assert found.texts[piece.text][piece.start : piece.end].strip()


def test_several_labels_and_numbers(runs: dict[str, Path]) -> None:
    labels = explained(runs["labels"], "the film was good")
    assert labels.label in ("film", "good", "price", "bad")
    number = explained(runs["numbers"], "the film number 8 was good")
    assert number.label == "price"
    assert abs(words(number)[0][1]) == 1.0


def test_a_text_that_says_nothing(runs: dict[str, Path]) -> None:
    assert explained(runs["classes"], "").pieces == ()


def test_there_is_no_such_label(runs: dict[str, Path]) -> None:
    end = do(ExplainJob(run_dir=str(runs["classes"]), texts=("a film",), label="fine"))[-1]
    assert isinstance(end, Failed)
    assert (end.kind, end.message) == ("RunError", "This run has no label “fine”.")
    assert "good" in end.hint


@pytest.mark.parametrize("architecture", ["bert", "distilbert", "roberta", "gpt2"])
@pytest.mark.parametrize("task", ["single_label", "multi_label", "regression"])
def test_what_is_told_adds_up(architecture: Architecture, task: Task, tmp_path: Path) -> None:
    """Completeness: the weights of all tokens are what the label gains over a text of padding."""
    folder = make_tiny_model(tmp_path / architecture, architecture)
    found = _attribution(folder, task)
    assert abs(found.gain) > 1e-4
    assert found.weights.sum() == pytest.approx(found.gain, rel=0.05)
    assert (found.weights != 0).any()


def _attribution(folder: Path, task: Task) -> Attribution:
    names = ("price",) if task == "regression" else ("a", "b", "c")
    model = load_classifier(folder, label_names=names, task=task, seed=3).train(False)
    with torch.no_grad():  # a new head says hardly anything
        for parameter in model.parameters():
            parameter.mul_(2.5)
    tokenizer = load_tokenizer(folder)
    encoded = tokenizer(["the film was not good"], return_tensors="pt", return_special_tokens_mask=True)
    special = encoded.pop("special_tokens_mask")[0].bool()
    return attribute(
        model,
        dict(encoded),
        special=special,
        pad=int(tokenizer.pad_token_id),
        task=task,
        label=0,
    )
