"""Starts and warms an engine process and talks to it. Used by the window; imports neither torch nor Qt.

Jobs and commands travel as one JSON line each over the child's standard input, events come back the
same way. The child ends itself when its standard input closes, so it never outlives this process.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec

from tuner_gui import paths
from tuner_gui.engine.config import SCHEMA_VERSION
from tuner_gui.engine.events import (
    AnyEvent,
    EngineReady,
    TerminalEvent,
    decode_event,
    encode,
)
from tuner_gui.engine.requests import Action, AnyJob, Command
from tuner_gui.errors import EngineDiedError, TunerError
from tuner_gui.programs import command

DEVICE_VARIABLE = "TUNER_DEVICE"
"""As in `engine.device`, which the window does not import."""
_CLOSE_SECONDS = 3.0
_DETAIL_BYTES = 4000


class EngineClient:
    """One engine process at a time, lent to job after job.

    `run` belongs to one thread at a time; `warm`, `send` and `close` may be called from any thread.

    Args:
        device: what the engine is to compute on, as `engine.device` takes it; `auto`: what the environment
            says, or else the best there is.
        log_file: receives what the engine writes on standard error.
    """

    def __init__(self, *, device: str = "auto", log_file: Path | None = None) -> None:
        self._environment = {} if device == "auto" else {DEVICE_VARIABLE: device}
        self._log_file = log_file or paths.log_dir() / "engine.log"
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0
        self._ready: EngineReady | None = None

    @property
    def alive(self) -> bool:
        """True while an engine process runs."""
        process = self._process
        return process is not None and process.poll() is None

    @property
    def pid(self) -> int | None:
        """Process id of the engine, None when there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def ready(self) -> EngineReady | None:
        """What the engine said of itself; None while it is still starting and nobody listened yet."""
        return self._ready

    def warm(self) -> None:
        """Start the process unless one is alive; returns at once."""
        with self._lock:
            if self.alive:
                return
            self.close()
            self._ready = None
            self._log_file.parent.mkdir(parents=True, exist_ok=True)
            with self._log_file.open("ab") as log:
                self._log_start = log.tell()
                self._process = subprocess.Popen(
                    command("--engine"),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env={
                        **os.environ,
                        "PYTHONUNBUFFERED": "1",
                        "PYTHONIOENCODING": "utf-8",
                        **self._environment,
                    },
                    creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                )

    def run(self, job: AnyJob) -> Iterator[AnyEvent]:
        """Events of `job`, as they come; the last is terminal.

        The first run after a start yields `EngineReady` first. Closing the iterator early ends the
        process, since a half-heard job would confuse the next one.

        Raises:
            EngineDiedError: the process ended before the job did.
        """
        self.warm()
        self._write(job)
        finished = False
        try:
            while not finished:
                event = self._read()
                if isinstance(event, EngineReady):
                    self._accept(event)
                finished = isinstance(event, TerminalEvent)
                yield event
        finally:
            if not finished:
                self.close()

    def send(self, action: Action) -> None:
        """Tell the running job something; ignored when the engine is gone."""
        with contextlib.suppress(EngineDiedError):
            self._write(Command(action=action))

    def close(self) -> None:
        """End the process, gently first. Idempotent."""
        with self._lock:
            process, self._process = self._process, None
            self._ready = None
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        with contextlib.suppress(OSError):
            process.stdin.close()  # the engine takes this as its end
        try:
            process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()

    def _accept(self, event: EngineReady) -> None:
        if event.schema_version != SCHEMA_VERSION:
            self.close()
            raise TunerError(
                "The engine that was started belongs to another version of Tuner.",
                hint="Reinstall Tuner so that its parts match.",
                detail=f"engine schema {event.schema_version}, window schema {SCHEMA_VERSION}",
            )
        self._ready = event

    def _write(self, record: msgspec.Struct) -> None:
        with self._lock:
            process = self._process
            if process is None or process.stdin is None:
                raise EngineDiedError("The engine is not running.", hint="Start the run again.")
            try:
                process.stdin.write(encode(record))
                process.stdin.flush()
            except (OSError, ValueError) as error:
                raise self._death(process) from error

    def _read(self) -> AnyEvent:
        process = self._process
        if process is None or process.stdout is None:
            raise EngineDiedError("The engine was stopped.", hint="Start the run again.")
        try:
            line = _readline(process.stdout)
        except ValueError as error:  # closed by another thread
            raise EngineDiedError("The engine was stopped.", hint="Start the run again.") from error
        if not line.endswith(b"\n"):
            raise self._death(process)
        return decode_event(line)

    def _death(self, process: subprocess.Popen[bytes]) -> EngineDiedError:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_CLOSE_SECONDS)
        self.close()
        return EngineDiedError(
            f"The engine process ended unexpectedly{_why(process.returncode)}.",
            hint="The run can be resumed from its last checkpoint. If it happens again, use a smaller batch "
            "size or maximum length.",
            detail=self._log_tail(),
        )

    def _log_tail(self) -> str:
        try:
            with self._log_file.open("rb") as log:
                end = log.seek(0, os.SEEK_END)
                log.seek(max(self._log_start, end - _DETAIL_BYTES))
                return log.read().decode("utf-8", "replace")
        except OSError as error:
            return f"(the engine's log cannot be read: {error})"


def _readline(stream: IO[bytes]) -> bytes:
    return stream.readline()


def _why(returncode: int | None) -> str:
    if returncode is None:
        return ""
    if returncode < 0:
        name = signal.Signals(-returncode).name if -returncode in list(signal.Signals) else str(-returncode)
        if name == "SIGKILL":
            return " (it was killed; when memory runs out, the system does that)"
        return f" (signal {name})"
    return f" (exit status {returncode})"
