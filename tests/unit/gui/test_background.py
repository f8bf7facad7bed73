"""Work in threads: answers to what was asked last, and writing that never overtakes itself."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tuner_gui.errors import RunError
from tuner_gui.gui.background import InTurn


class Heard(QObject):
    """Answers, in the window's thread."""

    def __init__(self, source: InTurn) -> None:
        super().__init__()
        self.done: list[object] = []
        self.failed: list[object] = []
        source.done.connect(self.done.append)
        source.failed.connect(self.failed.append)


def slow(written: list[int], number: int, gate: threading.Event) -> Callable[[], int]:
    def work() -> int:
        gate.wait(10)
        written.append(number)
        return number

    return work


def test_the_newest_is_the_last_and_what_lies_between_is_left_out(qtbot: QtBot) -> None:
    turn, gate = InTurn(), threading.Event()
    heard, written = Heard(turn), list[int]()
    for number in range(5):
        turn.start(slow(written, number, gate))
    gate.set()
    qtbot.waitUntil(lambda: heard.done == [4])
    assert written == [0, 4]
    assert not turn.busy


def test_at_the_end_what_is_due_is_still_done(qtbot: QtBot) -> None:
    turn, gate = InTurn(), threading.Event()
    written: list[int] = []
    gate.set()
    turn.start(slow(written, 1, gate))
    turn.start(slow(written, 2, gate))
    turn.wait()
    assert written == [1, 2]


def test_a_failure_is_told_and_does_not_stop_what_comes_next(qtbot: QtBot) -> None:
    def fail() -> None:
        raise RunError("No.")

    turn, gate = InTurn(), threading.Event()
    heard, written = Heard(turn), list[int]()
    gate.set()
    turn.start(fail)
    turn.start(slow(written, 1, gate))
    qtbot.waitUntil(lambda: heard.done == [1])
    assert [str(error) for error in heard.failed] == ["No."]
