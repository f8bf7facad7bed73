"""THE QThread: turns an iterator of engine events into Qt signals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QThread, Signal

from tuner_gui.engine.events import AnyEvent
from tuner_gui.errors import TunerError
from tuner_gui.files import explain_os_error


class RunThread(QThread):
    """Iterates over the events of one job and emits them.

    It is never terminated: the engine is told to stop, or its process ends, and then the iterator ends.
    Whoever starts it waits for it.

    Args:
        events: called in the thread; its iterator may block between events.
    """

    received = Signal(object)
    failed = Signal(object)
    """A TunerError; no event follows."""

    def __init__(self, events: Callable[[], Iterator[AnyEvent]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._events = events

    def run(self) -> None:
        """Runs in the thread."""
        try:
            for event in self._events():
                self.received.emit(event)
        except TunerError as error:
            self.failed.emit(error)
        except OSError as error:
            self.failed.emit(explain_os_error(error, self.tr("The run could not be written")))
