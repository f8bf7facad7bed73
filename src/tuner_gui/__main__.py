"""The one entry: the window when called bare, a subcommand otherwise."""

from __future__ import annotations

import gc
import multiprocessing
import sys
from pathlib import Path


def main() -> int:
    """Run Tuner; returns the exit status."""
    multiprocessing.freeze_support()
    match sys.argv[1:]:
        case ["--engine"]:
            from tuner_gui.engine.worker import main as serve

            return serve()
        case ["--verify-export"]:
            from tuner_gui.engine.export.verify_child import main as verify

            verify()
            return 0
        case ["--ask-window"]:
            from tuner_gui.gui.startup import main as answer

            return answer()
        case ["--report", _]:
            from tuner_gui.experiment_reports import main as report

            return report()
        case arguments:
            from tuner_gui.cli import run

            return run(arguments, _open_window)


def _open_window(dataset: Path | None, start: bool) -> int | str:
    """Open the window; returns its exit status, or why no window can be opened here."""
    from tuner_gui.gui.startup import why_no_window, why_nobody_sees

    problem = why_no_window() or (why_nobody_sees() if start else None)
    if problem:
        return problem
    # What is imported and built now stays: looking through it for garbage again and again only delays the
    # first picture. The window switches collection on again once it is painted.
    gc.disable()
    from tuner_gui.gui.app import main as show

    return show(dataset=dataset, start=start)


if __name__ == "__main__":
    sys.exit(main())
