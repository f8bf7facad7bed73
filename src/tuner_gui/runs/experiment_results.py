"""What came of an experiment so far: asked of the engine, written down, and models not needed dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tuner_gui.engine.events import AnyEvent
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.engine.replies import Compared
from tuner_gui.engine.requests import AnyJob, CompareJob
from tuner_gui.errors import RunError
from tuner_gui.runs.comparison_files import COMPARISON_FILE, write_comparison
from tuner_gui.runs.disk import MODEL, clean_runs, folder_bytes, remove_folder
from tuner_gui.runs.experiment_folder import RUNS, SHARED, list_experiments, load_experiment
from tuner_gui.runs.experiment_members import member_folder, statuses
from tuner_gui.runs.store import list_runs

_decoder = msgspec.json.Decoder(ExperimentResult)
"""Made once, when this is imported, as in `store`."""


def compare_job(folder: Path) -> CompareJob:
    """What compares everything that is done by now.

    Raises:
        RunError: there is no readable experiment.
    """
    info = load_experiment(folder)
    settled = tuple(key for key, status in statuses(folder).items() if status in ("skipped", "failed"))
    return CompareJob(config=info.config, runs_dir=str(folder / RUNS), settled=settled)


def compare_events(folder: Path, run: Callable[[AnyJob], Iterator[AnyEvent]]) -> Iterator[AnyEvent]:
    """Compare what is done: events pass through, the answer is written down, models not kept are dropped.

    Raises:
        TunerError: there is no readable experiment, a file cannot be replaced or removed, or what `run`
            raises.
    """
    for event in run(compare_job(folder)):
        if isinstance(event, Compared):
            write_comparison(folder, event.result)
            drop_models(folder, event.result)
        yield event


def read_result(folder: Path) -> ExperimentResult | None:
    """What was written down last; None: nothing was compared yet.

    Raises:
        RunError: the file is damaged.
    """
    try:
        return _decoder.decode((folder / COMPARISON_FILE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(
            f"The comparison in {folder} cannot be read.",
            hint=f"`tuner-gui compare --resume {folder.name}` makes it anew.",
            detail=repr(error),
        ) from error


def drop_models(folder: Path, result: ExperimentResult) -> None:
    """Remove the models of members that were compared and are not the one kept of their way of training.

    What was measured of them stays.

    Raises:
        EnvironmentProblemError: a file cannot be removed.
    """
    kept = {way.kept for way in result.summary}
    for done in result.runs:
        if done.key not in kept:
            remove_folder(member_folder(folder, done.key) / MODEL)


def clean_experiments(*, interrupted: bool = False) -> int:
    """Remove what experiments that nobody works on do not need any more; returns the bytes freed.

    Args:
        interrupted: also checkpoints, and what trainings share, of those that could go on.

    Raises:
        EnvironmentProblemError: a file cannot be removed.
    """
    freed = 0
    for info in list_experiments():
        if info.owner is not None:
            continue
        folder = Path(info.folder)
        freed += clean_runs(list_runs(folder / RUNS), interrupted=interrupted)
        if (folder / SHARED).is_dir() and (interrupted or info.ended is not None):
            freed += folder_bytes(folder / SHARED)
            remove_folder(folder / SHARED)
    return freed
