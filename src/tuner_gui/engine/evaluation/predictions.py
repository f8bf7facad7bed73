"""Predictions as a table."""

from __future__ import annotations

import csv
import io

from tuner_gui.engine.data.prepare import PreparedData
from tuner_gui.engine.evaluation.answers import ANSWERS, Logits


def predictions_csv(data: PreparedData, logits: Logits) -> bytes:
    """`predictions.csv`: one line per test row, with its place in the file, its label and what was predicted.

    Args:
        data: of the run.
        logits: of its test rows; shape [rows, outputs].
    """
    answers, names, test = ANSWERS[data.task], data.label_names, data.split.test
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(("row", "label", *answers.columns))
    for row, target, cells in zip(
        data.row_numbers[test],
        data.targets[test],
        answers.cells(answers.scores(logits), names),
        strict=True,
    ):
        writer.writerow((row, answers.target_cell(target, names), *cells))
    return out.getvalue().encode("utf-8")
