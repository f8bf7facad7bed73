"""What there is to beat: a model that has read nothing, and one that only counts words.

Their outputs are logits like those of a trained model, so `training.scored_rows` takes them and all that
looks at results does. scikit-learn is imported where it is needed: it takes a second, which no window should
wait.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from tuner_gui.engine.config import METRICS, Task
from tuner_gui.engine.data.picking import picked
from tuner_gui.engine.data.prepare import PreparedData
from tuner_gui.engine.experiment import BaselineName
from tuner_gui.engine.results.measures import measure

Logits = npt.NDArray[np.float32]
_LEAST = 1e-6
"""A probability of 0 or 1 would make a logit that is no number."""
_STRENGTHS = (3.0, 30.0)
"""Of fitting: C of the logistic regression, 1 / alpha of the ridge regression. The best on the validation
rows is taken, as epochs are chosen in training; scikit-learn's own 1 cost TF-IDF 2 to 4 points of accuracy
on Financial PhraseBank and Banking77."""
_STEPS = 500
_WORD = r"(?u)\w+|[^\w\s]"
"""Single letters and signs too, so that there is something to count in every text."""
_MOST_TERMS = 200_000
"""The most frequent ones; beyond, every further one was in a few rows."""


@dataclass(frozen=True, eq=False)
class BaselineOutputs:
    """What a baseline says of the rows that it has not learned from."""

    name: BaselineName
    validation: Logits
    """In the order of the split; [rows, outputs], like a trained model's: softmax, or a sigmoid for several
    labels, makes probabilities of them; of a regression they are the numbers."""
    test: Logits
    """The same of the test rows."""
    seconds: float
    """Wall clock of learning and of choosing."""
    rows_per_second: float
    """As it labelled the validation and test rows."""
    size_bytes: int
    """Of what has to be kept to use it: words and numbers."""
    parameters: int
    """Numbers learned."""


def run_baseline(name: BaselineName, data: PreparedData) -> BaselineOutputs:
    """Learn a baseline from the training rows of a run and ask it about the others.

    Args:
        name: which.
        data: of the run, with its split.
    """
    import sklearn.feature_extraction.text
    import sklearn.linear_model
    import sklearn.multiclass  # noqa: F401 - the second that it takes is no part of learning

    started = time.perf_counter()
    answer, size, parameters = _BASELINES[name](data)
    learned = time.perf_counter()
    validation, test = answer(data.split.validation), answer(data.split.test)
    # The constant answer may take no time that a clock could tell.
    labelling = max(time.perf_counter() - learned, 1e-6)
    return BaselineOutputs(
        name=name,
        validation=validation.astype(np.float32),
        test=test.astype(np.float32),
        seconds=learned - started,
        rows_per_second=(len(validation) + len(test)) / labelling,
        size_bytes=size,
        parameters=parameters,
    )


_Found = tuple[Callable[[np.ndarray], np.ndarray], int, int]
"""From indices of rows to their outputs; bytes, parameters."""


def _constant(data: PreparedData) -> _Found:
    learned = data.targets[data.split.train]
    if data.task == "single_label":
        answer = np.log(np.bincount(learned, minlength=len(data.label_names)) / len(learned) + _LEAST)
    elif data.task == "multi_label":
        # What more than half of the rows have, and the most frequent one: no label at all would find nothing.
        share = learned.mean(axis=0) - _LEAST
        share[share.argmax()] = max(share.max(), 0.5)
        answer = _log_odds(share)
    else:
        answer = np.asarray([learned.mean()])
    return lambda rows: np.tile(answer, (len(rows), 1)), answer.nbytes, answer.size


@dataclass(frozen=True, eq=False)
class _Learned:
    """Outputs as `Logits`, however they were learned."""

    answer: Callable[[Any], np.ndarray]
    """From counted words to outputs."""
    numbers: int


def _words(data: PreparedData) -> _Found:
    from sklearn.feature_extraction.text import TfidfVectorizer

    split = data.split
    counter = TfidfVectorizer(
        ngram_range=(1, 2), sublinear_tf=True, max_features=_MOST_TERMS, token_pattern=_WORD, dtype=np.float32
    )
    seen = counter.fit_transform(_texts(data, split.train))
    validation = counter.transform(_texts(data, split.validation))
    learned = max(
        _LEARNERS[data.task](seen, data.targets[split.train], len(data.label_names)),
        key=lambda each: _main_score(data, each.answer(validation)),
    )
    numbers = learned.numbers + len(counter.vocabulary_)
    size = sum(map(len, map(str.encode, counter.vocabulary_))) + 4 * numbers
    return lambda rows: learned.answer(counter.transform(_texts(data, rows))), size, numbers


def _texts(data: PreparedData, rows: np.ndarray) -> list[str]:
    """One for each row; those of a pair behind one another."""
    columns = picked(data.texts, rows).columns
    return [" ".join(cells) for cells in zip(*(column.to_pylist() for column in columns), strict=True)]


def _main_score(data: PreparedData, outputs: np.ndarray) -> float:
    """On the validation rows."""
    truth = data.targets[data.split.validation]
    if data.task == "single_label":
        outputs = outputs.argmax(axis=1)
    elif data.task == "multi_label":
        outputs, truth = outputs >= 0, truth > 0
    else:
        outputs = outputs[:, 0]
    return measure(data.task, outputs, truth)[0][METRICS[data.task][0]]


def _classes(seen: Any, targets: np.ndarray, classes: int) -> Iterator[_Learned]:
    from sklearn.linear_model import LogisticRegression

    known = np.unique(targets)
    if len(known) == 1:  # a column of the table says what is trained on, and may say so
        only = np.where(np.arange(classes) == known[0], 0.0, np.log(_LEAST))
        yield _Learned(lambda rows: np.tile(only, (rows.shape[0], 1)), classes)
        return
    for strength in _STRENGTHS:
        model = LogisticRegression(C=strength, max_iter=_STEPS).fit(seen, targets)
        yield _Learned(partial(_answer_classes, model, classes), model.coef_.size + model.intercept_.size)


def _answer_classes(model: Any, classes: int, rows: Any) -> np.ndarray:
    outputs = np.full((rows.shape[0], classes), np.log(_LEAST))  # of what no training row was
    outputs[:, model.classes_] = model.predict_log_proba(rows)
    return outputs


def _labels(seen: Any, targets: np.ndarray, labels: int) -> Iterator[_Learned]:
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    for strength in _STRENGTHS:
        model = OneVsRestClassifier(LogisticRegression(C=strength, max_iter=_STEPS, solver="liblinear"))
        with warnings.catch_warnings():
            # That all training rows have a label, or none: it is answered so.
            warnings.filterwarnings("ignore", message="Label .* is present", category=UserWarning)
            model.fit(seen, targets.astype(np.int8))
        yield _Learned(partial(_answer_labels, model), labels * (seen.shape[1] + 1))


def _answer_labels(model: Any, rows: Any) -> np.ndarray:
    return _log_odds(model.predict_proba(rows))


def _numbers(seen: Any, targets: np.ndarray, outputs: int) -> Iterator[_Learned]:
    from sklearn.linear_model import Ridge

    for strength in _STRENGTHS:
        model = Ridge(alpha=1 / strength).fit(seen, targets)
        yield _Learned(partial(_answer_numbers, model), seen.shape[1] + 1)


def _answer_numbers(model: Any, rows: Any) -> np.ndarray:
    return np.asarray(model.predict(rows))[:, None]


def _log_odds(probabilities: np.ndarray) -> np.ndarray:
    clipped = np.clip(np.asarray(probabilities, dtype=np.float64), _LEAST, 1 - _LEAST)
    return np.asarray(np.log(clipped / (1 - clipped)))


_LEARNERS: dict[Task, Callable[[Any, np.ndarray, int], Iterator[_Learned]]] = {
    "single_label": _classes,
    "multi_label": _labels,
    "regression": _numbers,
}
_BASELINES: dict[BaselineName, Callable[[PreparedData], _Found]] = {"constant": _constant, "words": _words}
