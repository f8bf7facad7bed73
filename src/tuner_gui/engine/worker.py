"""The engine process: jobs and commands in on standard input, events out on standard output."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import BinaryIO

import msgspec
import psutil

from tuner_gui.engine.control import Control
from tuner_gui.engine.events import AnyEvent, EngineReady, encode
from tuner_gui.engine.requests import AnyJob, Command, Request
from tuner_gui.engine.threads import share_processor

_NICENESS = 10
_IDLE_SECONDS = 5.0
"""Without a job, until this process gives back the memory that it keeps for the next one."""


def main() -> int:
    """Serve jobs until standard input closes."""
    started = time.perf_counter()
    out = _claim_stdout()
    _be_polite()
    share_processor()
    control = Control()
    jobs: queue.SimpleQueue[AnyJob] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(jobs, control), daemon=True, name="requests").start()

    # Heavy imports only now: whoever closes our input meanwhile must find a listening thread.
    from tuner_gui.engine.device import find_device
    from tuner_gui.engine.jobs import execute
    from tuner_gui.engine.training.memory import give_back_memory

    def emit(event: AnyEvent) -> None:
        try:
            out.write(encode(event))
            out.flush()
        except OSError:  # nobody listens any more
            os._exit(0)

    device = find_device()
    emit(EngineReady(pid=os.getpid(), device=device, seconds=time.perf_counter() - started))
    while True:
        execute(next_job(jobs, give_back_memory), control, emit)


def next_job(jobs: queue.SimpleQueue[AnyJob], when_idle: Callable[[], None]) -> AnyJob:
    """Wait for a job; `when_idle` is called once when none came for some seconds."""
    try:
        return jobs.get(timeout=_IDLE_SECONDS)
    except queue.Empty:
        when_idle()
        return jobs.get()


def _claim_stdout() -> BinaryIO:
    """Keep standard output for events alone; what libraries print goes to standard error."""
    descriptor = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(descriptor, "wb")


def _be_polite() -> None:
    """Leave the computer to the person: lower priority; Ctrl+C in a terminal is the parent's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            os.nice(_NICENESS)


def _listen(jobs: queue.SimpleQueue[AnyJob], control: Control) -> None:
    """Read requests in order. The end of input is the end of this process, whatever it is doing."""
    decoder: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)
    for line in sys.stdin.buffer:
        request = decoder.decode(line)
        if isinstance(request, Command):
            control.request(request.action)
        else:
            control.reset()
            jobs.put(request)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
