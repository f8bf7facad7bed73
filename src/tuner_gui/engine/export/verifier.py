"""The fresh process in which exports are loaded without Tuner: one for as many as there are."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import tempfile
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import torch

from tuner_gui.engine.control import Control
from tuner_gui.engine.export.form import Loader
from tuner_gui.errors import CancelledError, ExportError
from tuner_gui.programs import command

_BATCH = 32
_SECONDS = 600.0
_POLL_SECONDS = 0.1


class Verifier:
    """A context manager; the process ends with the block."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._answers: queue.Queue[bytes] = queue.Queue()

    def __enter__(self) -> Self:
        self._errors = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            command("--verify-export"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=os.environ | {"HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": "", "PYTHONIOENCODING": "utf-8"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._reader = threading.Thread(target=self._read, name="verifier", daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        self._reader.join()
        assert self._process.stdin and self._process.stdout
        with contextlib.suppress(BrokenPipeError):  # of a request that it did not live to read
            self._process.stdin.close()
        self._process.stdout.close()
        self._errors.close()

    def ask(self, loader: Loader, path: Path, texts: tuple[tuple[str, ...], ...]) -> dict[str, Any]:
        """What the export at `path` says: `logits` and `probabilities`, `labels`, and the `seconds` it took.

        Raises:
            ExportError: it cannot be loaded, or not without Tuner.
            CancelledError: the person cancelled.
        """
        with _scratch(loader, path) as scratch:
            self._send(
                {
                    "loader": loader,
                    "path": str(path),
                    "scratch": scratch,
                    "texts": texts,
                    "batch_size": _BATCH,
                    "threads": torch.get_num_threads(),
                }
            )
            answer: dict[str, Any] = json.loads(self._wait())
        if "problem" in answer:
            raise _unusable(answer["problem"])
        return answer

    def _end(self) -> None:
        """Before a scratch folder is removed, too: nobody may still be unpacking into it."""
        self._process.kill()
        self._process.wait()

    def _send(self, request: dict[str, Any]) -> None:
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError):  # it died; the reader tells
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._answers.put(line)
        self._answers.put(b"")

    def _wait(self) -> bytes:
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline:
            try:
                answer = self._answers.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                if self._control.ending is not None:
                    self._end()
                    raise CancelledError("The export was cancelled; nothing was written.") from None
                continue
            if answer:
                return answer
            break
        self._end()
        self._errors.seek(0)
        raise _unusable(self._errors.read().decode("utf-8", "replace"))


def _scratch(loader: Loader, path: Path) -> AbstractContextManager[str]:
    """A folder to unpack into, beside the export: where there is room for it packed."""
    if loader != "zip":
        return contextlib.nullcontext("")
    return tempfile.TemporaryDirectory(dir=path.parent, prefix=".check.")


def _unusable(detail: str) -> ExportError:
    return ExportError(
        "The exported model could not be loaded by a fresh program. Nothing was exported.",
        hint="Please report this, with the details.",
        detail=detail,
    )
