"""What a proof takes for the same model, and what it refuses; the answers are made up."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from tuner_gui.engine.config import Task
from tuner_gui.engine.export.agreement import compare, probabilities, scaled
from tuner_gui.engine.export.forms import FORMS
from tuner_gui.engine.export.reference import Reference
from tuner_gui.engine.export.verify import Proof, verify
from tuner_gui.engine.requests import ExportKind
from tuner_gui.errors import ExportError

LABELS = {"single_label": ("bad", "good"), "multi_label": ("a", "b", "c"), "regression": ("price",)}
ROWS = 100


def reference(task: Task = "single_label", threshold: float = 0.5, scale: float = 1.0) -> Reference:
    """Logits that are all right."""
    outputs = len(LABELS[task])
    logits = np.random.default_rng(0).normal(0, 3 * scale, (ROWS, outputs))
    targets: dict[Task, Any] = {
        "single_label": logits.argmax(axis=1),
        "multi_label": logits > 0,
        "regression": logits[:, 0].copy(),
    }
    return Reference(task, (("a text",),) * ROWS, logits, targets[task], threshold)


def proof_of(
    logits: np.ndarray, kind: ExportKind, given: Reference, *, anyway: bool = False, **answer: Any
) -> Proof:
    """What is made of an export that says `logits`."""
    said = {"logits": logits.tolist(), "probabilities": [], "labels": LABELS[given.task], "seconds": 2.0}
    seconds = {"seconds": 6.0}

    def ask(loader: str, path: Path, texts: Any) -> dict[str, Any]:
        return said | answer if path == Path("export") else seconds

    source: Any = SimpleNamespace(
        reference=given,
        model=Path("trained"),
        data=SimpleNamespace(task=given.task, labels=LABELS[given.task]),
    )
    verifier: Any = SimpleNamespace(ask=ask)
    return verify(FORMS[kind], Path("export"), source, verifier, anyway=anyway)


@pytest.mark.parametrize(("kind", "most"), [("folder", 1e-4), ("zip", 1e-4), ("onnx", 1e-3)])
def test_exact_kinds_may_differ_by_so_much(kind: ExportKind, most: float) -> None:
    given = reference()
    proof = proof_of(given.logits + 0.9 * most, kind, given)
    assert proof.agreement.difference == pytest.approx(0.9 * most)
    assert proof.agreement.same == 1.0
    with pytest.raises(ExportError, match="logits differ"):
        proof_of(given.logits + 1.1 * most, kind, given, anyway=True)


@pytest.mark.parametrize("kind", ["folder", "onnx", "onnx_int8"])
def test_what_is_no_number_is_refused(kind: ExportKind) -> None:
    given = reference()
    spoilt = given.logits.copy()
    spoilt[3, 1] = np.nan
    with pytest.raises(ExportError, match="not the trained one"):
        proof_of(spoilt, kind, given, anyway=True)


def test_one_other_label_is_refused() -> None:
    given = reference()
    given.logits[7] = (1.0, 1.0 + 1e-6)
    flipped = given.logits.copy()
    flipped[7] = (1.0 + 1e-6, 1.0)
    with pytest.raises(ExportError, match="labels are the same"):
        proof_of(flipped, "onnx", given)


def test_other_names_are_refused() -> None:
    given = reference()
    with pytest.raises(ExportError, match="other labels"):
        proof_of(given.logits, "onnx", given, labels=("good", "bad"))


def test_probabilities_must_belong_to_the_logits() -> None:
    given = reference()
    right = probabilities("single_label", given.logits)
    proof_of(given.logits, "onnx", given, probabilities=right.tolist())
    with pytest.raises(ExportError, match="probabilities"):
        proof_of(given.logits, "onnx", given, probabilities=right[:, ::-1].tolist())


@pytest.mark.parametrize("task", ["single_label", "multi_label", "regression"])
def test_the_small_kind_may_lose_two_points(task: Task) -> None:
    given = reference(task)
    assert proof_of(given.logits * 1.01, "onnx_int8", given).agreement.score_change == pytest.approx(0.0)
    worse = given.logits.copy()
    worse[:10] *= -1
    with pytest.raises(ExportError, match="more than two points") as caught:
        proof_of(worse, "onnx_int8", given)
    assert "--anyway" in caught.value.hint
    proof = proof_of(worse, "onnx_int8", given, anyway=True)
    assert proof.agreement.score_change < -0.02
    assert proof.agreement.same == (1.0 if task == "regression" else pytest.approx(0.9))


def test_only_other_libraries_are_timed() -> None:
    given = reference()
    assert proof_of(given.logits, "onnx", given).speed_ratio == pytest.approx(3.0)
    assert proof_of(given.logits, "folder", given).speed_ratio is None


@pytest.mark.parametrize("task", ["single_label", "multi_label"])
def test_labels_are_given_from_the_threshold_on(task: Task) -> None:
    near, strict = reference(task), reference(task, threshold=0.9)
    shifted = near.logits.copy()
    shifted[:, 1] += 1.0
    assert compare(near, shifted).same < 1.0
    assert compare(strict, strict.logits).score_change == 0.0
    # What is given at 0.9 is another question than at 0.5.
    assert compare(strict, shifted).same != compare(near, shifted).same


def test_large_numbers_may_differ_in_proportion() -> None:
    assert scaled(1e-4, reference("regression")) == pytest.approx(1e-4)
    assert scaled(1e-4, reference("regression", scale=1e5)) > 1.0
