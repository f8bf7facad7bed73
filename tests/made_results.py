"""Validation and test rows as a run would leave them, from arrays of a test's own making."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from tuner_gui.engine.config import Task
from tuner_gui.engine.results.scored import TEST, VALIDATION, Scored


def made(
    task: Task,
    logits: np.ndarray,
    targets: np.ndarray,
    *,
    test: np.ndarray | None = None,
    texts: Sequence[str] = (),
    seconds: Sequence[str] = (),
    labels: Sequence[str] = (),
    train_counts: Sequence[float] = (),
    train_rows: int = 100,
) -> Scored:
    """Rows with the numbers 1, 2, 3 …; all of them test rows unless `test` (bool) says otherwise.

    Args:
        task: of the run.
        logits: shape [rows, outputs].
        targets: as `Scored.targets` has them.
        test: bool [rows].
        texts: of the rows; made up if empty.
        seconds: the other texts, of pairs.
        labels: names of the outputs; `a`, `b` … if empty.
        train_counts: as `Scored.train_counts`.
        train_rows: how many there were.
    """
    count, outputs = logits.shape
    test = np.ones(count, dtype=bool) if test is None else test
    columns = {
        "part": pa.array(np.where(test, TEST, VALIDATION).astype(np.int8)),
        "row": pa.array(np.arange(1, count + 1)),
        "text": pa.array(texts or [f"text {row}" for row in range(1, count + 1)], pa.large_string()),
        "target": _lists(targets),
        "logits": _lists(logits),
    }
    if seconds:
        columns["text_2"] = pa.array(seconds, pa.large_string())
    return Scored(
        data=pa.table(columns),
        task=task,
        labels=tuple(labels) or tuple("abcdefghijklmnopqrstuvwxyz"[:outputs]),
        text_columns=("text", "second") if seconds else ("text",),
        train_counts=tuple(train_counts) or (1.0,) * outputs,
        train_rows=train_rows,
    )


def _lists(values: np.ndarray) -> pa.Array:
    rows = values.reshape(len(values), -1).astype(np.float32)
    return pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), rows.shape[1])


def classified(rows: int, classes: int, *, seed: int = 0, sure: float = 2.0) -> tuple[np.ndarray, np.ndarray]:
    """Logits of a model that is right more often than not, and the true classes; the logits are drawn from
    the very distribution that makes their probabilities true."""
    chance = np.random.default_rng(seed)
    logits = chance.normal(size=(rows, classes)) * sure
    # The largest of logits with Gumbel noise is drawn with the probabilities of their softmax.
    targets = (logits + chance.gumbel(size=logits.shape)).argmax(axis=1)
    return logits, targets


def labelled(rows: int, labels: int, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """The same of any number of labels: bool [rows, labels]."""
    chance = np.random.default_rng(seed)
    logits = chance.normal(size=(rows, labels)) * 2 - 1
    return logits, logits + chance.logistic(size=logits.shape) > 0
