"""Time from the start of a process to a painted window: Tuner beside a bare PySide6 + pyqtgraph window.

Each pair is two fresh processes, one after the other, so that what else the computer does meets both
alike; which of them goes first alternates. The last line is JSON. Leaves with 1 when the window's process
has imported torch or its kin, or when Tuner takes far longer than it should.

    python benchmarks/startup.py [--pairs 15 | --short]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

TARGET = 1.6
FAR_OFF = 2.5
"""Computers are noisy: only what is beyond this fails."""
PROGRAM = Path(__file__).with_name("first_paint.py")


def measure(window: str, home: str) -> tuple[float, list[str]]:
    """Seconds from the start of the process to the painted window; engine modules it had imported."""
    environment = os.environ | {"TUNER_HOME": home}
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [sys.executable, str(PROGRAM), window]
    started = time.monotonic()
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, timeout=120, check=True)
    answer = json.loads(done.stdout)
    return answer["painted"] - started, answer["engine_modules"]


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pairs", type=int, default=15)
    parser.add_argument("--short", action="store_true", help="three pairs")
    options = parser.parse_args()
    pairs = 3 if options.short else options.pairs
    seconds: dict[str, list[float]] = {"tuner": [], "bare": []}
    modules: list[str] = []
    with tempfile.TemporaryDirectory() as home:
        for number in range(-1, pairs):  # the first pair only fills the disk's cache
            for window in ("tuner", "bare") if number % 2 else ("bare", "tuner"):
                taken, found = measure(window, home)
                modules += found
                if number >= 0:
                    seconds[window].append(taken)
            if number >= 0:
                tuner, bare = seconds["tuner"][-1], seconds["bare"][-1]
                print(f"pair {number + 1}: Tuner {tuner:.2f} s, bare {bare:.2f} s, ratio {tuner / bare:.2f}")
    ratios = [tuner / bare for tuner, bare in zip(seconds["tuner"], seconds["bare"], strict=True)]
    ratio = median(ratios)
    print(f"median ratio {ratio:.2f} (from {min(ratios):.2f} to {max(ratios):.2f}); target {TARGET}")
    if modules:
        print(f"the window's process imported {', '.join(sorted(set(modules)))}")
    result = {
        "startup_ratio": round(ratio, 3),
        "pairs": pairs,
        "tuner_seconds": round(median(seconds["tuner"]), 3),
        "bare_seconds": round(median(seconds["bare"]), 3),
        "torch_in_window": "torch" in modules,
    }
    print(json.dumps(result))
    return 1 if modules or ratio > FAR_OFF else 0


if __name__ == "__main__":
    sys.exit(main())
