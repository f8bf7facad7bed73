"""`tuner-gui results` and `tuner-gui explain`: what a run got right and wrong, and why."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from tuner_gui.engine.outcome import finished_outcome
from tuner_gui.engine.replies import Explained
from tuner_gui.engine.requests import ExplainJob
from tuner_gui.engine.results.analysis import Analysis, analyse, confused_pairs
from tuner_gui.engine.results.decision import read_decision
from tuner_gui.engine.results.mistakes import TestRows, find, test_rows
from tuner_gui.engine.results.scored import read_scored
from tuner_gui.errors import RunError
from tuner_gui.results_text import describe
from tuner_gui.runs.store import find_run


def results(reference: str, *, as_json: bool) -> int:
    """Print the results of a finished run; returns the exit status.

    Raises:
        RunError: there is no such run, or it is not finished.
    """
    folder = find_run(reference)
    corrections = len(finished_outcome(folder).config.dataset.corrections)
    scored, decision = read_scored(folder), read_decision(folder)
    found, rows = analyse(scored, decision), test_rows(scored, decision)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(as_record(found, rows, corrections)) + b"\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in describe(found, rows, corrections)))
    return 0


def as_record(found: Analysis, rows: TestRows, corrections: int) -> dict[str, Any]:
    """What `--json` prints; what does not fit the task is null or empty."""
    labels = found.scored.labels
    pairs = confused_pairs(found.confusion) if found.confusion is not None else []
    return {
        "task": found.scored.task,
        "labels": labels,
        "decision": found.decision,
        "corrections": corrections,
        "test": found.score,
        "baseline": found.baseline,
        "classes": found.classes,
        "confusion": found.confusion.tolist() if found.confusion is not None else None,
        "confused": [
            {"label": labels[true], "predicted": labels[given], "rows": count} for true, given, count in pairs
        ],
        "roc_area": found.roc.area if found.roc else None,
        "average_precision": found.precision_recall.area if found.precision_recall else None,
        "calibration_error": found.ece_raw,
        "fitted_temperature": found.fitted_temperature,
        "fitted_calibration_error": found.ece_fitted,
        "best_threshold": found.tradeoff.best if found.tradeoff else None,
        "likely_label_errors": [_suspect(rows, int(i)) for i in find(rows, only="suspect")],
    }


def _suspect(rows: TestRows, i: int) -> dict[str, Any]:
    return {
        "row": int(rows.number[i]),
        "part": "test" if rows.test[i] else "validation",
        "label": rows.true[i],
        "predicted": rows.predicted[i],
        "confidence": float(rows.confidence[i]),
        "texts": rows.text(i),
    }


def explain(reference: str, texts: tuple[str, ...], *, label: str, as_json: bool) -> int:
    """Print which words of one row speak for a label; returns the exit status.

    Raises:
        RunError: there is no such run, it has no model, no such label, or takes another number of texts.
    """
    from tuner_gui.commands import perform  # the engine, which `results` does without

    folder = find_run(reference)
    _check_texts(folder, texts)
    end = perform(ExplainJob(run_dir=str(folder), texts=texts, label=label))
    assert isinstance(end, Explained)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(end) + b"\n")
    else:
        sys.stdout.write(_in_words(end))
    return 0


def _check_texts(folder: Path, texts: tuple[str, ...]) -> None:
    data = finished_outcome(folder).data
    assert data is not None
    if len(texts) != len(data.text_columns):
        needed = " and ".join(f"“{name}”" for name in data.text_columns)
        raise RunError(
            f"This run was trained on {len(data.text_columns)} text(s) per row, not {len(texts)}.",
            hint=f"Give the text for {needed}, each in quotation marks.",
        )


def _in_words(found: Explained) -> str:
    """The strongest words first."""
    pieces = sorted(found.pieces, key=lambda piece: -abs(piece.weight))
    lines = [f"{found.label}: {found.score:.4g} ({found.method}; 1 is the strongest word)"]
    lines += [f"{p.weight:+.2f}  {found.texts[p.text][p.start : p.end]}" for p in pieces]
    return "".join(f"{line}\n" for line in lines)
