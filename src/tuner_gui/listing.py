"""`tuner-gui runs`: the runs, newest first."""

from __future__ import annotations

import sys
import time

import msgspec

from tuner_gui.engine.tasks import METRIC_NAMES, metric_value
from tuner_gui.runs.store import RunInfo, list_runs


def print_runs(*, as_json: bool) -> int:
    """Print all runs; returns the exit status."""
    runs = list_runs()
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(runs) + b"\n")
    elif runs:
        sys.stdout.write("\n".join(_line(run) for run in runs) + "\n")
    else:
        sys.stdout.write("No runs yet. Start one with: tuner-gui train DATA\n")
    return 0


def _line(run: RunInfo) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(run.created))
    test = run.metrics.test if run.metrics else None
    score = ""
    if test:
        score = f"{METRIC_NAMES[test.metric]} {metric_value(test.metric, test.value)} of {test.n:,}"
    return f"{when}  {run.status:<11}  {run.config.mode:<9}  {score:<24}  {run.id}"
