"""Short work off the window's thread: reading a table, listing runs, ending a process."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QThread, Signal

from tuner_gui.errors import TunerError
from tuner_gui.files import explain_os_error


class _Call(QThread):
    done = Signal(object)
    failed = Signal(object)

    def __init__(self, work: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work

    def run(self) -> None:
        try:
            self.done.emit(self._work())
        except TunerError as error:
            self.failed.emit(error)
        except OSError as error:
            self.failed.emit(explain_os_error(error, self.tr("The file could not be read")))


class Background(QObject):
    """Runs one function at a time in a thread; a newer request makes the answer to an older one void.

    Signals carry the answers to the window's thread; connect them to methods of QObjects.
    """

    done = Signal(object)
    failed = Signal(object)
    """A TunerError."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._newest: _Call | None = None
        self._threads: list[_Call] = []

    @property
    def busy(self) -> bool:
        """True until the newest request is answered."""
        return self._newest is not None

    def start(self, work: Callable[[], object]) -> None:
        """Run `work` in a thread."""
        thread = _Call(work, self)
        self._newest = thread
        self._threads.append(thread)
        thread.done.connect(self._on_done)
        thread.failed.connect(self._on_failed)
        thread.finished.connect(self._on_finished)
        thread.start()

    def forget(self) -> None:
        """The answer under way is not wanted any more."""
        self._newest = None

    def wait(self) -> None:
        """Block until no thread is left, forgetting what they found. For the end of the program."""
        self._newest = None
        for thread in list(self._threads):
            thread.wait()

    def _on_done(self, result: object) -> None:
        if self.sender() is self._newest:
            self._newest = None
            self.done.emit(result)

    def _on_failed(self, error: TunerError) -> None:
        if self.sender() is self._newest:
            self._newest = None
            self.failed.emit(error)

    def _on_finished(self) -> None:
        thread = self.sender()
        assert isinstance(thread, _Call)
        self._threads.remove(thread)
        if thread is self._newest:  # it ended with an exception that nobody expected
            self._newest = None
            self.failed.emit(unexpected())
        thread.deleteLater()


class InTurn(QObject):
    """Runs one function at a time in a thread; of those asked for meanwhile, the newest comes next.

    For what is written: so the newest is also the last, and no answer is given while a newer one is due.
    """

    done = Signal(object)
    failed = Signal(object)
    """A TunerError."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._next: Callable[[], object] | None = None
        self._background = Background(self)
        self._background.done.connect(self._on_done)
        self._background.failed.connect(self._on_failed)

    @property
    def busy(self) -> bool:
        """True until everything asked for is done."""
        return self._background.busy

    def start(self, work: Callable[[], object]) -> None:
        """Run `work` in a thread, as soon as it is its turn."""
        if self._background.busy:
            self._next = work
        else:
            self._background.start(work)

    def wait(self) -> None:
        """Block until all is done, forgetting what came of it. For the end of the program."""
        self._background.wait()
        if self._next is not None:
            self._background.start(self._next)
            self._next = None
            self._background.wait()

    def _on_done(self, result: object) -> None:
        if not self._go_on():
            self.done.emit(result)

    def _on_failed(self, error: TunerError) -> None:
        self._go_on()
        self.failed.emit(error)

    def _go_on(self) -> bool:
        """Begin what is due; False when nothing is."""
        if self._next is None:
            return False
        work, self._next = self._next, None
        self._background.start(work)
        return True


def unexpected() -> TunerError:
    """For work that ended without an answer; the traceback is in the log."""
    return TunerError(
        "Something went wrong inside Tuner.",
        hint="Try again. If it happens again, please report it with the log file.",
    )
