"""What a trained model said of the rows that it did not learn from, put together for later."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from tuner_gui.engine.data.picking import picked
from tuner_gui.engine.data.prepare import PreparedData
from tuner_gui.engine.evaluation.answers import Logits
from tuner_gui.engine.results.scored import TEST, VALIDATION, Scored


def scored_rows(data: PreparedData, test: Logits, validation: Logits) -> Scored:
    """The validation and test rows in the order of the table.

    Args:
        data: of the run.
        test: logits of its test rows in the order of the split; shape [rows, outputs].
        validation: the same of the validation rows.
    """
    chosen = np.concatenate([data.split.validation, data.split.test])
    parts = np.repeat([VALIDATION, TEST], [len(data.split.validation), len(data.split.test)]).astype(np.int8)
    order = np.argsort(chosen, kind="stable")
    chosen = chosen[order]
    texts = picked(data.texts, chosen)
    columns = {
        "part": pa.array(parts[order]),
        "row": pa.array(data.row_numbers[chosen]),
        **{
            name: texts.column(i).cast(pa.large_string())
            for i, name in enumerate(("text", "text_2"))
            if i < texts.num_columns
        },
        "target": _lists(data.targets[chosen]),
        "logits": _lists(np.concatenate([validation, test])[order]),
    }
    learned = data.targets[data.split.train]
    return Scored(
        data=pa.table(columns),
        task=data.task,
        labels=data.label_names,
        text_columns=data.text_columns,
        train_counts=_counts(data, learned),
        train_rows=len(learned),
    )


def _counts(data: PreparedData, learned: np.ndarray) -> tuple[float, ...]:
    if data.task == "regression":
        return float(learned.mean()), float(learned.std())
    if data.task == "multi_label":
        return tuple(map(float, learned.sum(axis=0)))
    return tuple(map(float, np.bincount(learned, minlength=len(data.label_names))))


def _lists(values: np.ndarray) -> pa.Array:
    """A list of numbers per row; of a flat array, lists of one."""
    rows = values.reshape(len(values), -1).astype(np.float32)
    return pa.FixedSizeListArray.from_arrays(pa.array(rows.ravel()), rows.shape[1])
