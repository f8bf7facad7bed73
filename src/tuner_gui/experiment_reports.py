"""The report of an experiment, with the rows by which the recommended way of training and its rival differ.

Also a program of its own, `experiment_reports.py FOLDER`: the command line knows no Qt, and a Qt that cannot
start on a computer without its libraries ends that program only.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.errors import TunerError
from tuner_gui.runs.experiments import read_result


def write_reports(folder: Path, result: ExperimentResult) -> Path:
    """Write `report.html` and `report.pdf` into the folder of an experiment.

    Returns:
        the one to be opened.

    Raises:
        RunError: the rows of a run cannot be read.
        EnvironmentProblemError: a file cannot be written, or there is no font for the PDF.
    """
    # Only here, where a report is made: they read whole tables of rows, and import Qt in their turn.
    from tuner_gui.reporting.flip_rows import flips_of
    from tuner_gui.reporting.report import write_report

    page, _ = write_report(result, folder, flips=flips_of(result, folder))
    return page


def main() -> int:
    """Write the report of the experiment in the folder named last; what is wrong goes to standard error."""
    folder = Path(sys.argv[-1])
    try:
        result = read_result(folder)
        assert result is not None, "reports are made of what was compared"
        write_reports(folder, result)
    except TunerError as error:
        sys.stderr.write(f"{error.message}\n{error.hint}\n")
        return 1
    except ImportError as error:  # a library that Qt needs is not on this computer
        sys.stderr.write(f"The PDF could not be made: {error}.\nThe same report is in report.html.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
