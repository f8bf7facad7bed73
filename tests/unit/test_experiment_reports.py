"""The report of an experiment as the command line has it made: by a program of its own."""

from __future__ import annotations

import re
from pathlib import Path

from made_experiments import made_experiment
from tuner_gui.comparing import report
from tuner_gui.reporting.flip_rows import flips_of
from tuner_gui.runs.experiments import read_result


def test_a_report_shows_rows_that_flipped_and_damage_is_told(tmp_path: Path) -> None:
    folder = made_experiment(tmp_path / "experiment", seeds=2)
    result = read_result(folder)
    assert result is not None
    flipped = flips_of(result, folder)
    assert flipped is not None
    assert report(folder) == ""
    page = re.sub(r"\s+", " ", (folder / "report.html").read_text(encoding="utf-8"))
    assert all(row.texts[0] in page for row in flipped.rows[:3])
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")

    (folder / "comparison.json").write_text('{"runs"')
    assert report(folder).startswith(f"The comparison in {folder} cannot be read.")
