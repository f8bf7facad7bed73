"""How long the bars of the Try it page take after a key, with the real engine.

    python benchmarks/try_it.py [--keys 40] [--short]

Trains the built-in model for a moment on the sample (or takes the newest finished run of TUNER_HOME when
there is one), opens the real window and presses keys, each a while after the answer to the one before. Prints
one line of JSON: milliseconds from the key to the bars, and how much of it is waiting for a pause.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable

TARGET_MS = 150
SENTENCE = "The company's operating profit rose clearly in the third quarter, while costs fell."
PATIENCE_S = 240.0


def main() -> None:
    """Measure, print, and fail beyond the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=40)
    parser.add_argument("--short", action="store_true", help="ten keys")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("TUNER_HOME", home)
        waits = _measure(10 if options.short else options.keys)
    ordered = sorted(waits)
    result = {
        "keys": len(ordered),
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[max(0, round(0.95 * len(ordered)) - 1)], 1),
        "worst_ms": round(ordered[-1], 1),
        "pause_ms": _pause_ms(),
        "target_ms": TARGET_MS,
    }
    print(json.dumps(result))
    raise SystemExit(0 if result["median_ms"] <= TARGET_MS else 1)


def _pause_ms() -> int:
    from tuner_gui.gui.try_control import PAUSE_MS

    return PAUSE_MS


def _measure(keys: int) -> list[float]:
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QPlainTextEdit

    from tuner_gui.engine.client import EngineClient
    from tuner_gui.gui.app import make_application
    from tuner_gui.gui.main_window import TRY, MainWindow
    from tuner_gui.gui.session import Session
    from tuner_gui.gui.settings import Settings
    from tuner_gui.gui.theme import Theme
    from tuner_gui.gui.widgets.bar_list import BarList

    app = make_application(["try_it"])
    session = Session(EngineClient)
    window = MainWindow(session, Settings(), Theme(app, "light"))
    window.show()
    session.warm()
    session.shown.refresh()
    _until(app, lambda: session.device is not None and not session.queue.busy)
    if session.shown.run is None:
        _train(app, session)
    window.show_page(TRY)
    _until(app, lambda: session.shown.run is not None)
    edit = window.findChild(QPlainTextEdit, "tryPageText")
    bars = window.findChild(BarList, "answerBars")
    assert isinstance(edit, QPlainTextEdit)
    assert isinstance(bars, BarList)
    answers: list[float] = []
    window._made[TRY]._control.answered.connect(lambda *_: answers.append(time.perf_counter()))  # type: ignore[attr-defined]
    edit.setPlainText(SENTENCE)
    _until(app, lambda: bool(answers))  # the first answer may have loaded the model
    waits = []
    for key in range(keys):
        _until(app, lambda: not session.queue.busy)
        answers.clear()
        pressed = time.perf_counter()
        QTest.keyClicks(edit, "abcdefghij "[key % 11])
        _until(app, lambda: bool(answers))
        bars.repaint()
        waits.append(1000 * (time.perf_counter() - pressed))
    window.close()
    _until(app, lambda: not window.isVisible())
    QApplication.processEvents()
    return waits


def _train(app: object, session: object) -> None:
    from tuner_gui.engine.config import Hyperparameters

    session.open_sample()  # type: ignore[attr-defined]
    _until(app, lambda: session.why_not_start == "")  # type: ignore[attr-defined]
    session.set_mode("head")  # type: ignore[attr-defined]
    session.set_advanced(Hyperparameters(epochs=1), 0)  # type: ignore[attr-defined]
    session.start()  # type: ignore[attr-defined]
    _until(app, lambda: session.shown.run is not None)  # type: ignore[attr-defined]


def _until(app: object, condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not condition():
        app.processEvents()  # type: ignore[attr-defined]
        time.sleep(0.001)
        if time.monotonic() > end:
            raise SystemExit("gave up waiting")


if __name__ == "__main__":
    main()
