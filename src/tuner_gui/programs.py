"""Tuner's own helper programs: each is started as a fresh process, from Python or from a frozen build."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

Program = Literal["--engine", "--verify-export", "--ask-window", "--report"]
"""Also the argument that makes a frozen Tuner, which has no Python to start, become that program."""

_FILES: dict[Program, str] = {
    "--engine": "engine/worker.py",
    "--verify-export": "engine/export/verify_child.py",
    "--ask-window": "gui/startup.py",
    "--report": "experiment_reports.py",
}


def command(program: Program) -> list[str]:
    """The command line that starts `program`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, program]
    # -P: a file called random.py in the person's folder must not shadow the standard library.
    return [sys.executable, "-P", str(Path(__file__).parent / _FILES[program])]
