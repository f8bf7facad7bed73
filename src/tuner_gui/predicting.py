"""`predict`: a whole table labelled into a new file."""

from __future__ import annotations

import sys
from pathlib import Path

from tuner_gui.commands import EXIT_INTERRUPTED, perform
from tuner_gui.console import Console
from tuner_gui.engine.config import Reading
from tuner_gui.engine.events import RunCancelled, encode
from tuner_gui.engine.replies import TablePredicted
from tuner_gui.engine.requests import PredictTableJob
from tuner_gui.runs.store import find_run


def predict(
    model: str,
    source: Path,
    destination: Path,
    *,
    text_columns: tuple[str, ...],
    reading: Reading,
    excel_safe: bool,
    as_json: bool,
) -> int:
    """Label every row of a table; Ctrl+C keeps what is done for the next attempt.

    Args:
        model: a run's folder or id, or an exported folder.
        source: the table.
        destination: new file of the same format.
        text_columns: empty: those of the run, or else found.
        reading: how the table is to be read.
        excel_safe: keep the person's own cells from acting as formulas too.
        as_json: print the counts as one line of JSON.

    Returns:
        the exit status.
    """
    job = PredictTableJob(
        model=str(_model_folder(model)),
        source=str(source.absolute()),
        destination=str(destination.absolute()),
        text_columns=text_columns,
        reading=reading,
        excel_safe=excel_safe,
    )
    with Console() as console:
        end = perform(job, console)
    if isinstance(end, RunCancelled):
        sys.stderr.write("Interrupted. The same command goes on behind the rows that are kept.\n")
        return EXIT_INTERRUPTED
    assert isinstance(end, TablePredicted)
    sys.stdout.write(encode(end).decode() if as_json else _summary(end))
    return 0


def _model_folder(reference: str) -> Path:
    folder = Path(reference)
    return folder.absolute() if (folder / "config.json").is_file() else find_run(reference)


def _summary(end: TablePredicted) -> str:
    counts = [f"{end.predicted:,} of {end.rows:,} rows labelled"]
    counts += [f"{end.empty:,} without a text"] if end.empty else []
    counts += [f"{end.unreadable:,} that do not fit the table, left as they were"] if end.unreadable else []
    return f"Predicted: {end.path} ({', '.join(counts)})\n"
