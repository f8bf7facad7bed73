"""Baselines on small tables of every task."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tables import film_labels, film_pairs, film_prices, films, write_csv
from tuner_gui.engine.comparing.gathering import gather
from tuner_gui.engine.comparing.pairs import compare
from tuner_gui.engine.comparing.recommending import verdict
from tuner_gui.engine.comparing.words import verdict_words
from tuner_gui.engine.config import DatasetConfig, Decision
from tuner_gui.engine.data.prepare import PreparedData, prepare
from tuner_gui.engine.evaluation.baselines import run_baseline
from tuner_gui.engine.experiment import BASELINES
from tuner_gui.engine.results.analysis import analyse
from tuner_gui.engine.results.scored import TEST, VALIDATION
from tuner_gui.engine.training.scored_rows import scored_rows


def _data(path: Path) -> PreparedData:
    return prepare(DatasetConfig(path=str(path)), seed=0)


def _score(data: PreparedData, name: str) -> float:
    """On the test rows, as anything looks at the results of a run."""
    found = run_baseline(name, data)  # type: ignore[arg-type]
    return analyse(scored_rows(data, found.test, found.validation), Decision()).score.value


@pytest.mark.parametrize(
    ("make", "least"),
    [(films, 0.99), (film_labels, 0.95), (film_prices, 0.9)],
)
def test_counting_words_solves_what_words_decide(
    tmp_path: Path, make: Callable[[Path], Path], least: float
) -> None:
    data = _data(make(tmp_path))
    assert _score(data, "words") >= least
    assert _score(data, "constant") < least - 0.1


@pytest.mark.parametrize("make", [films, film_pairs, film_labels, film_prices])
def test_outputs_are_those_of_a_model(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    data = _data(make(tmp_path))
    for name in BASELINES:
        found = run_baseline(name, data)
        outputs = len(data.label_names) if data.task != "regression" else 1
        assert found.validation.shape == (len(data.split.validation), outputs)
        assert found.test.shape == (len(data.split.test), outputs)
        assert found.test.dtype == np.float32
        assert np.isfinite(found.test).all()
        assert found.seconds > 0
        assert found.size_bytes > 0
        assert found.parameters >= outputs


def test_the_constant_answer_agrees_with_that_of_the_results(tmp_path: Path) -> None:
    for make in (films, film_labels, film_prices):
        data = _data(make(tmp_path))
        found = run_baseline("constant", data)
        seen = analyse(scored_rows(data, found.test, found.validation), Decision())
        assert seen.score.metrics == pytest.approx(seen.baseline.metrics, abs=1e-3)


def test_a_label_that_no_training_row_has_is_never_given(tmp_path: Path) -> None:
    data = _data(films(tmp_path))
    more = replace(data, label_names=("another", *data.label_names), targets=data.targets + 1)
    found = run_baseline("words", more)
    assert found.test.shape[1] == 3
    assert (found.test.argmax(axis=1) == more.targets[data.split.test]).all()
    labelled = _data(film_labels(tmp_path))
    targets = np.column_stack([labelled.targets, np.zeros(labelled.rows, np.float32)])
    named = (*labelled.label_names, "unseen")
    found = run_baseline("words", replace(labelled, targets=targets, label_names=named))
    assert (found.test[:, -1] < 0).all()


def test_one_label_in_all_training_rows(tmp_path: Path) -> None:
    data = _data(films(tmp_path))
    only = data.split.train[data.targets[data.split.train] == 1]
    found = run_baseline("words", replace(data, split=replace(data.split, train=only)))
    assert (found.test.argmax(axis=1) == 1).all()


def test_texts_without_a_word_have_something_to_count(tmp_path: Path) -> None:
    rows = [("!?"[number % 2] * (1 + number // 2), ("yes", "no")[number % 2]) for number in range(60)]
    data = _data(write_csv(tmp_path / "signs.csv", ("text", "label"), rows))
    assert _score(data, "words") == 1.0


def test_naming_a_baseline_does_not_import_scikit_learn() -> None:
    code = "import sys, tuner_gui.engine.evaluation.baselines; sys.exit('sklearn' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_baselines_are_compared_like_modes(tmp_path: Path) -> None:
    data = _data(films(tmp_path, 400))
    found = {name: run_baseline(name, data) for name in BASELINES}
    parts = []
    for part in (VALIDATION, TEST):
        trained = [
            gather(name, [scored_rows(data, each.test, each.validation)], "accuracy", part=part, varies=False)
            for name, each in found.items()
        ]
        parts.append(compare(trained, "accuracy"))
    chosen = verdict(parts[0], parts[1], {name: each.seconds for name, each in found.items()})
    assert (chosen.kind, chosen.recommended, chosen.rival) == ("winner", "words", "constant")
    words = verdict_words(chosen, parts[1], {"words": "counting words", "constant": "always the same answer"})
    assert words.startswith(
        "Take counting words: it is almost certainly better than all others on these data."
    )
