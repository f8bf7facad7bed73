"""How late the window's event loop is while a run goes on, start of the engine included.

Two real windows open side by side, each in a process of its own. One opens the sample, starts the engine
and trains, as `tuner-gui demo` does; the other stays idle and shows what the computer itself costs. In
both a timer asks to be called every 5 ms from the first picture on. A call that comes late has held up
every other call due meanwhile, so these are counted too, each with its own lateness: a stall of 100 ms
weighs as what it is, twenty calls, not one.

The last line is JSON. Leaves with 1 when the targets are missed by far, unless the idle window was held up
as well: then the computer was too busy with other things to tell.

    python benchmarks/responsiveness.py [--mode layerwise] [--epochs N] [--short]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from tuner_gui import paths
from tuner_gui.engine.client import EngineClient
from tuner_gui.engine.config import Hyperparameters
from tuner_gui.gui.app import begin, make_application
from tuner_gui.gui.main_window import MainWindow
from tuner_gui.gui.run_control import RunState
from tuner_gui.gui.session import Session
from tuner_gui.gui.settings import Settings
from tuner_gui.gui.theme import Theme

PERIOD = 0.005
P99_TARGET_MS, WORST_TARGET_MS, CPU_TARGET = 16.0, 100.0, 0.05
P99_FAR_OFF_MS = 50.0
"""Computers are noisy: only what is beyond this fails."""
SHOWN = 5
"""How many of the longest stalls are listed."""


class Probe(QObject):
    """Notes when a timer that asks for every `PERIOD` seconds is called."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=round(PERIOD * 1000), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self.calls: list[float] = []
        self.marks: list[tuple[float, str]] = []
        self._cpu = 0.0

    def start(self) -> None:
        """Begin, with the first picture on the screen."""
        self._cpu = time.process_time()
        self.calls.append(time.perf_counter())
        self._timer.start()

    def stop(self) -> None:
        """End: what comes now is not measured."""
        self._timer.stop()

    def mark(self, name: str) -> None:
        """Note what happens now, for the list of stalls."""
        self.marks.append((time.perf_counter(), name))

    def result(self) -> dict[str, Any]:
        """What was measured so far."""
        seconds = self.calls[-1] - self.calls[0]
        cpu = (time.process_time() - self._cpu) / seconds
        gaps = np.diff(self.calls)
        longest = sorted(np.argsort(gaps)[::-1][:SHOWN].tolist())
        stalls = [
            (self.calls[i] - self.calls[0], 1000 * (gaps[i] - PERIOD), self._before(self.calls[i + 1]))
            for i in longest
        ]
        return {**summary(lateness(self.calls)), "seconds": seconds, "cpu": cpu, "stalls": stalls}

    def _before(self, moment: float) -> str:
        return next((name for at, name in reversed(self.marks) if at <= moment), "first picture")

    def _on_timeout(self) -> None:
        self.calls.append(time.perf_counter())


def lateness(calls: Sequence[float], period: float = PERIOD) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Lateness in seconds of every call that was due, those that a late one swallowed included."""
    late = np.maximum(np.diff(calls) - period, 0.0)
    swallowed = [np.arange(rest - period, 0.0, -period) for rest in late[late > period]]
    return np.concatenate([late, *swallowed])


def summary(late: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, float]:
    """Median, 99th percentile and worst, in milliseconds."""
    p50, p99 = np.quantile(late, (0.5, 0.99)) * 1000
    return {"p50_ms": float(p50), "p99_ms": float(p99), "worst_ms": float(late.max()) * 1000}


def show_window(options: argparse.Namespace) -> None:
    """A window that trains, or that stays idle until standard input closes; prints what its probe saw."""
    app = make_application(["tuner-gui"])
    session = Session(EngineClient)
    window = MainWindow(session, Settings(), Theme(app, "light"))
    probe = Probe()
    window.first_painted.connect(probe.start, Qt.ConnectionType.QueuedConnection)
    if options.window == "busy":
        session.set_mode(options.mode)
        session.set_advanced(Hyperparameters(epochs=options.epochs), 0)
        _follow(session, probe, app)
        begin(window, session, paths.sample_dataset(), start=True)
    else:
        _quit_at_end_of_input(app)
    window.show()
    app.exec()
    answer = probe.result()
    window.close()
    if options.window == "busy" and session.run.state is not RunState.FINISHED:
        raise SystemExit(f"the run ended as {session.run.state}")
    print(json.dumps(answer))


def _follow(session: Session, probe: Probe, app: QApplication) -> None:
    def on_state_changed(state: RunState) -> None:
        probe.mark(state.name.lower())
        if not state.active:
            QTimer.singleShot(1000, app.quit)  # what is drawn at the end belongs to the run

    session.dataset_opened.connect(lambda _: probe.mark("dataset read"))
    session.queue.ready.connect(lambda _: probe.mark("engine ready"))
    session.run.state_changed.connect(on_state_changed)


def _quit_at_end_of_input(app: QApplication) -> None:
    from PySide6.QtCore import QSocketNotifier

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, app)
    notifier.activated.connect(app.quit)


def open_window(kind: str, home: Path, options: argparse.Namespace) -> subprocess.Popen[str]:
    """The process of one window."""
    environment = os.environ | {"TUNER_HOME": str(home / kind)}
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, __file__, "--window", kind, "--mode", options.mode]
    if options.epochs is not None:
        command += ["--epochs", str(options.epochs)]
    return subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def measure(options: argparse.Namespace) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the busy window's probe saw, and the idle one's."""
    with tempfile.TemporaryDirectory() as home:
        idle = open_window("idle", Path(home), options)
        busy = open_window("busy", Path(home), options)
        answers = [window.communicate()[0] for window in (busy, idle)]  # which closes their input
    if busy.returncode or idle.returncode:
        raise SystemExit("a window failed; what it said stands above")
    first, second = (json.loads(answer) for answer in answers)
    return first, second


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--mode", default="layerwise")
    parser.add_argument("--epochs", type=int, help="default: that of the mode")
    parser.add_argument("--short", action="store_true", help="mode head, one epoch")
    parser.add_argument("--window", choices=("busy", "idle"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.window:
        show_window(options)
        return 0
    if options.short:
        options.mode, options.epochs = "head", 1
    busy, idle = measure(options)
    for name, found in (("training", busy), ("idle", idle)):
        print(
            f"{name:9} {found['seconds']:5.1f} s   p50 {found['p50_ms']:.1f}   p99 {found['p99_ms']:.1f}   "
            f"worst {found['worst_ms']:.0f} ms   {found['cpu']:.1%} of a core"
        )
    print("longest stalls while training:")
    for at, late, after in busy["stalls"]:
        print(f"  {late:4.0f} ms at {at:5.2f} s, after: {after}")
    own = busy["cpu"] - idle["cpu"]
    print(f"the window's own work, that of the probe taken off: {own:.1%} of a core")
    print(f"targets: p99 {P99_TARGET_MS:.0f}, worst {WORST_TARGET_MS:.0f} ms, {CPU_TARGET:.0%} of a core")
    calm = idle["p99_ms"] <= P99_TARGET_MS
    if not calm:
        print("the idle window was held up too: this computer is too busy to tell")
    print(json.dumps({"training": busy, "idle": idle, "own_cpu": own, "calm": calm}))
    return 1 if calm and busy["p99_ms"] > P99_FAR_OFF_MS else 0


if __name__ == "__main__":
    sys.exit(main())
