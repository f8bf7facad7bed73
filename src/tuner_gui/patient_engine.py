"""An engine process for a command of many jobs, which a person may end in the middle."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator

from tuner_gui.commands import error_of
from tuner_gui.console import describe_problem
from tuner_gui.engine.client import EngineClient
from tuner_gui.engine.events import AnyEvent, EngineReady, Failed, TerminalEvent
from tuner_gui.engine.requests import AnyJob


class PatientEngine:
    """One engine process, started by its first job and replaced once it is spoilt.

    A crash, running out of memory or a device that is lost then ends a job and not the command.
    """

    def __init__(self) -> None:
        self.interrupted = False
        """True once the person wants an end."""
        self._client = EngineClient()
        self._named = False

    def suspend(self) -> None:
        """Have the job under way end with a checkpoint. Made to be called in a signal handler, which must not
        wait for a pipe that the program itself was writing to."""
        self.interrupted = True
        threading.Thread(target=self._client.send, args=("suspend",), daemon=True).start()

    def run(self, job: AnyJob) -> Iterator[AnyEvent]:
        """Events of a job; the last is terminal.

        Raises:
            EngineDiedError: the process ended before the job did.
        """
        told = False
        for event in self._client.run(job):
            if self.interrupted and not told:  # a job that was begun meanwhile has not heard of it
                told = True
                self._client.send("suspend")
            if isinstance(event, EngineReady):
                self._name(event)
            yield event
            if isinstance(event, Failed) and event.engine_unusable:
                self._client.close()

    def close(self) -> None:
        """End the process."""
        self._client.close()

    def _name(self, event: EngineReady) -> None:
        if not self._named:
            self._named = True
            for line in (f"Computing on {event.device.name}", describe_problem(event.device)):
                say(line)


def last_of(events: Iterator[AnyEvent], listener: Callable[[AnyEvent], None]) -> TerminalEvent:
    """What ends a job whose events are shown on the way."""
    end: TerminalEvent | None = None
    for event in events:
        listener(event)
        if isinstance(event, TerminalEvent):
            end = event
    assert end is not None, "the last event of a job is terminal"
    return end


def good_end(events: Iterator[AnyEvent], listener: Callable[[AnyEvent], None]) -> TerminalEvent:
    """The same of a job that must not fail.

    Raises:
        TunerError: it did.
    """
    end = last_of(events, listener)
    if isinstance(end, Failed):
        raise error_of(end)
    return end


def say(line: str) -> None:
    """To standard error, where there is something to say: standard output is for the outcome."""
    if line:
        sys.stderr.write(line + "\n")
