"""Proof that an exported model is the model that was trained."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tuner_gui.engine.config import METRICS
from tuner_gui.engine.export.agreement import Agreement, compare, probabilities, scaled
from tuner_gui.engine.export.form import Form
from tuner_gui.engine.export.source import Source
from tuner_gui.engine.export.verifier import Verifier
from tuner_gui.engine.tasks import METRIC_NAMES, metric_value
from tuner_gui.errors import ExportError, LossyExportError

MOST_LOST = 0.02
"""Of the main metric, by a kind that is not exact: two points."""
_PROBABILITY_TOLERANCE = 1e-4


@dataclass(frozen=True)
class Proof:
    """What the check found."""

    agreement: Agreement
    speed_ratio: float | None
    """Rows per second beside the trained model in the same process; None where nothing makes it differ."""


def verify(form: Form, path: Path, source: Source, verifier: Verifier, *, anyway: bool) -> Proof:
    """Have the fresh process load the export at `path`, and hold what it says against the trained model.

    Raises:
        LossyExportError: it loses too much and is not wanted `anyway`.
        ExportError: it does not load, or says other things.
        CancelledError: the person cancelled.
    """
    reference = source.reference
    answer = verifier.ask(form.loader, path, reference.texts)
    if tuple(answer["labels"]) != source.data.labels:
        raise _disagreement("it names other labels", f"{answer['labels']} instead of {source.data.labels}")
    logits = np.asarray(answer["logits"], dtype=np.float64)
    agreement = compare(reference, logits)
    _check_numbers(form, source, agreement)
    if answer["probabilities"]:
        _check_probabilities(source, logits, np.asarray(answer["probabilities"]))
    if form.tolerance is None and agreement.score_change < -MOST_LOST and not anyway:
        raise _too_much_lost(source, agreement)
    return Proof(agreement, _speed(source, answer["seconds"], verifier) if form.timed else None)


def _check_numbers(form: Form, source: Source, agreement: Agreement) -> None:
    if form.tolerance is None:
        if not np.isfinite(agreement.difference):
            raise _disagreement("not all it says are numbers", f"{agreement}")
        return
    tolerance = scaled(form.tolerance, source.reference)
    if not agreement.difference <= tolerance:  # written so that NaN fails
        raise _disagreement(f"logits differ by {agreement.difference:.2g}", f"tolerance {tolerance:.2g}")
    if agreement.same < 1.0:
        raise _disagreement("not all labels are the same", f"{agreement}")


def _check_probabilities(source: Source, logits: np.ndarray, given: np.ndarray) -> None:
    difference = float(np.abs(given - probabilities(source.data.task, logits)).max())
    if not difference <= _PROBABILITY_TOLERANCE:
        raise _disagreement("its probabilities do not belong to its logits", f"difference {difference:.2g}")


def _speed(source: Source, seconds: float, verifier: Verifier) -> float:
    """The trained model is timed in the same process, on the same rows, with as many threads."""
    trained: float = verifier.ask("folder", source.model, source.reference.texts)["seconds"]
    return trained / max(seconds, 1e-9)


def _too_much_lost(source: Source, agreement: Agreement) -> LossyExportError:
    metric = METRICS[source.data.task][0]
    lost = metric_value(metric, -agreement.score_change)
    return LossyExportError(
        f"The small kind (int8) loses {lost} {METRIC_NAMES[metric]} on {len(source.reference.texts)} rows, "
        "more than two points. Nothing was exported.",
        hint="Export as ONNX, which is exact, or choose “Export anyway” (--anyway in a terminal).",
        detail=f"{agreement}",
    )


def _disagreement(how: str, detail: str) -> ExportError:
    return ExportError(
        f"The exported model is not the trained one: {how}. Nothing was exported.",
        hint="Please report this, with the details.",
        detail=detail,
    )
