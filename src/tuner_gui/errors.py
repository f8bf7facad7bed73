"""Errors meant for the person at the screen.

A `TunerError` says what happened (`message`), what to do next (`hint`) and keeps the technical
part (`detail`, often a traceback) one click away. Programmer mistakes are not TunerErrors: they assert.
"""

from __future__ import annotations

from collections.abc import Iterator


class TunerError(Exception):
    """Something went wrong that the person can understand and act on.

    Args:
        message: what happened and why, one or two plain sentences.
        hint: what to do next; may be empty when there is nothing to do.
        detail: technical text for a bug report; never shown first.
    """

    def __init__(self, message: str, *, hint: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.detail = detail


class DataError(TunerError):
    """The dataset cannot be read or cannot be learned from."""


class ModelError(TunerError):
    """The base model is missing, damaged, unsafe or unsuitable."""


class RunError(TunerError):
    """A run cannot be started, resumed or found."""


class ExportError(TunerError):
    """A model could not be exported, or the export did not pass its check."""


class LossyExportError(ExportError):
    """An export would lose more than it should; the person may insist on it."""


class EngineDiedError(TunerError):
    """The engine process ended in the middle of a job."""


class EnvironmentProblemError(TunerError):
    """Something is missing on this computer: a system library, write access, disk space."""


class InternalError(TunerError):
    """A mistake of Tuner's own; `detail` holds the traceback for a bug report."""


class CancelledError(TunerError):
    """The person cancelled; nothing is wrong."""


def error_named(name: str) -> type[TunerError]:
    """The child with a class name, as it comes from another process; `TunerError` for a name of none."""
    return next((kind for kind in _family(TunerError) if kind.__name__ == name), TunerError)


def _family(kind: type[TunerError]) -> Iterator[type[TunerError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _family(child)
