"""Proof that an exported model is the model that was trained."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from tuner_gui.engine.control import Control
from tuner_gui.engine.export.reference import Reference
from tuner_gui.errors import CancelledError, ExportError
from tuner_gui.programs import command

TOLERANCE = 1e-4
"""Largest allowed difference of a logit, as long as none is far beyond `_ORDINARY`."""

_ORDINARY = 10.0
"""Logits of classes are seldom beyond it; the numbers of a regression may be, and the tolerance with them."""

_BATCH = 32
_SECONDS = 600.0
_POLL_SECONDS = 0.1


def verify_folder(folder: Path, reference: Reference, labels: tuple[str, ...], control: Control) -> float:
    """Load `folder` in a fresh process with `transformers` alone and compare labels and logits.

    Returns:
        Largest absolute difference of a logit.

    Raises:
        ExportError: the folder does not load, or differs by more than `TOLERANCE`.
        CancelledError: the person cancelled.
    """
    answer = _ask(folder, reference, control)
    if tuple(answer["labels"]) != labels:
        raise _disagreement("it names other labels", f"{answer['labels']} instead of {labels}")
    expected = reference.logits
    difference = float(np.abs(np.asarray(answer["logits"]) - expected).max())
    # float32 has seven digits, however large a price is.
    tolerance = TOLERANCE * max(1.0, float(np.abs(expected).max()) / _ORDINARY)
    if not difference <= tolerance:  # written so that NaN fails
        raise _disagreement(f"logits differ by {difference:.2g}", f"tolerance {tolerance:.2g}")
    return difference


def _disagreement(how: str, detail: str) -> ExportError:
    return ExportError(
        f"The exported model is not the trained one: {how}. Nothing was exported.",
        hint="Please report this, with the details.",
        detail=detail,
    )


def _ask(folder: Path, reference: Reference, control: Control) -> dict[str, Any]:
    request = {"folder": str(folder), "texts": reference.texts, "batch_size": _BATCH}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        # Standard input stays open: its end tells the child that we are gone.
        process = subprocess.Popen(
            command("--verify-export"),
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=errors,
            env=os.environ | {"HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": "", "PYTHONIOENCODING": "utf-8"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert process.stdin
        with process.stdin:
            try:
                process.stdin.write(json.dumps(request).encode() + b"\n")
                process.stdin.flush()
                _wait(process, control)
            except BrokenPipeError:
                process.wait()
            finally:
                process.kill()
                process.wait()
        if process.returncode != 0:
            raise ExportError(
                "The exported model could not be loaded by a fresh program. Nothing was exported.",
                hint="Please report this, with the details.",
                detail=_text(errors),
            )
        answer: dict[str, Any] = json.loads(_text(out))
        return answer


def _wait(process: subprocess.Popen[bytes], control: Control) -> None:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        try:
            process.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            if control.ending is not None:
                raise CancelledError("The export was cancelled; nothing was written.") from None
        else:
            return


def _text(file: BinaryIO) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
