"""Long work in a thread of its own, so that the thread that waits for it can report progress and cancel."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any, Self, TypeVar

from huggingface_hub import constants

from tuner_gui.engine.control import Control
from tuner_gui.errors import CancelledError

Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Bytes done, bytes in all."""

_POLL_SECONDS = 0.1


class Transfer:
    """How far a download of several files is. Written by the thread that downloads, read by the other."""

    def __init__(self) -> None:
        self.total = 0
        self.cancelled = False
        self._finished = 0
        self._current = 0

    @property
    def done(self) -> int:
        """Bytes so far, those of finished files included."""
        return min(self._finished + self._current, self.total)

    def advance(self, size: int) -> None:
        """Count bytes of the file under way.

        Raises:
            CancelledError: nobody waits for them any more.
        """
        if self.cancelled:
            raise CancelledError("The download was cancelled.")
        self._current += size

    def finish(self, size: int) -> None:
        """Count a whole file, whether it was downloaded or already there."""
        self._finished += size
        self._current = 0

    def progress_bar(self) -> type[Any]:
        """A class that huggingface_hub takes for tqdm and that counts here instead of drawing."""
        transfer = self

        class Bar:
            def __init__(self, *_args: object, initial: int = 0, **_kwargs: object) -> None:
                transfer.advance(initial)

            def update(self, size: float | None = 1) -> None:
                transfer.advance(int(size or 0))

            def close(self) -> None:
                """Nothing was opened."""

            def __enter__(self) -> Self:
                return self

            def __exit__(
                self,
                kind: type[BaseException] | None,
                error: BaseException | None,
                trace: TracebackType | None,
            ) -> None:
                self.close()

        return Bar


def let_downloads_be_watched() -> None:
    """Have huggingface_hub download so that progress is told and a cancel is heard within a moment."""
    # Xet does not listen to its progress callback, so a transfer through it could not be cancelled; and in
    # the usual steps of 10 MiB, progress and cancel would lag by seconds on a slow line.
    constants.HF_HUB_DISABLE_XET = True
    constants.DOWNLOAD_CHUNK_SIZE = 2**20


def watch(
    work: Callable[[], Result], transfer: Transfer, progress: Progress | None, control: Control | None
) -> Result:
    """Do `work`, which counts on `transfer`, in another thread; call `progress` from this one.

    Raises:
        CancelledError: `control` was told to cancel. The other thread ends at its next bytes, or when
            the network gives up; it is not waited for.
    """
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="download")
    reported = -1
    try:
        future = executor.submit(work)
        while not wait([future], timeout=_POLL_SECONDS).done:
            if control is not None and control.ending == "cancel":
                raise CancelledError("The download was cancelled.")
            if progress is not None and transfer.total and transfer.done != reported:
                reported = transfer.done
                progress(reported, transfer.total)
        result = future.result()
    finally:
        transfer.cancelled = True
        executor.shutdown(wait=False)
    if progress is not None and transfer.total:
        progress(transfer.total, transfer.total)
    return result
