"""Folders of experiments: `experiment.json` says what is compared and what became of it; always replaced
whole."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from tuner_gui import paths
from tuner_gui.engine.config import SCHEMA_VERSION, Record
from tuner_gui.engine.experiment import ExperimentConfig
from tuner_gui.engine.experiment_result import ExperimentPlan, PlannedMember
from tuner_gui.errors import RunError
from tuner_gui.files import explain_os_error, write_atomic
from tuner_gui.runs.disk import CACHE, remove_folder
from tuner_gui.runs.store import (
    CHECKPOINTS,
    Owner,
    check_unused,
    is_alive,
    slug,
    this_process,
    unused_folder,
    versions,
)

EXPERIMENT_FILE = "experiment.json"
RUNS = "runs"
SHARED = "shared"

_REMOVED = ".removed-"
_changing = threading.Lock()
"""A thread notes what failed while another notes what a person skips."""


class ExperimentInfo(Record, frozen=True, kw_only=True):
    """What `experiment.json` holds."""

    id: str
    name: str
    """For the screen: the dataset's name."""
    created: float
    """Unix time."""
    ended: float | None = None
    """None until every member is done, skipped or failed."""
    config: ExperimentConfig
    """Resolved."""
    members: tuple[PlannedMember, ...]
    """In the order in which they are trained."""
    notes: tuple[str, ...] = ()
    """Of the plan."""
    skipped: tuple[str, ...] = ()
    """Keys of members that a person passed over."""
    failed: dict[str, str] = {}
    """Why, by key."""
    versions: dict[str, str] = {}
    owner: Owner | None = None
    """The process that works on it; None: nobody does."""
    schema_version: int = SCHEMA_VERSION
    folder: str = ""
    """Where it was found; not what the file says, since folders move."""


_info_decoder = msgspec.json.Decoder(ExperimentInfo)
"""Made once, when this is imported, as in `store`."""


def create_experiment(plan: ExperimentPlan, folder: Path | None = None) -> Path:
    """Make the folder of a new experiment, owned by this process.

    Args:
        plan: as the engine answered `PlanExperimentJob`.
        folder: a new or empty folder; None: one below Tuner's own experiments.

    Raises:
        RunError: `folder` is not empty.
        EnvironmentProblemError: it cannot be written.
    """
    name = Path(plan.config.dataset.path).stem
    try:
        if folder is None:
            when = time.strftime("%Y%m%d-%H%M%S")
            folder = unused_folder(paths.experiments_dir() / f"{when}-{slug(name)}-compared")
        else:
            check_free(folder)
        folder = folder.absolute()
        (folder / RUNS).mkdir(parents=True)
        info = ExperimentInfo(
            id=folder.name,
            name=name,
            created=time.time(),
            config=plan.config,
            members=plan.members,
            notes=plan.notes,
            versions=versions(),
            owner=this_process(),
        )
        save_experiment(folder, info)
    except OSError as error:
        raise explain_os_error(error, "The experiment's folder could not be made") from error
    return folder


def check_free(folder: Path) -> None:
    """See that an experiment can be made in `folder`.

    Raises:
        RunError: there is something already.
    """
    check_unused(folder, "Choose a new folder for the experiment, or remove the old one first.")


def save_experiment(folder: Path, info: ExperimentInfo) -> None:
    """Replace `experiment.json` in one step."""
    write_atomic(folder / EXPERIMENT_FILE, msgspec.json.format(msgspec.json.encode(info)) + b"\n")


def load_experiment(folder: Path) -> ExperimentInfo:
    """Read an experiment; one whose owner is gone has none.

    Raises:
        RunError: there is no experiment in `folder`, or its file is damaged.
    """
    try:
        info = _info_decoder.decode((folder / EXPERIMENT_FILE).read_bytes())
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(
            f"There is no readable experiment in {folder}.",
            hint="`tuner-gui compare --list` lists the experiments. What was trained lies below its “runs”.",
            detail=repr(error),
        ) from error
    owner = info.owner if is_alive(info.owner) else None
    return msgspec.structs.replace(info, folder=str(folder), owner=owner)


def list_experiments(root: Path | None = None) -> list[ExperimentInfo]:
    """All readable experiments, newest first."""
    root = root or paths.experiments_dir()
    found = []
    for file in root.glob(f"[!.]*/{EXPERIMENT_FILE}"):  # with a dot begins what is being removed
        try:
            found.append(load_experiment(file.parent))
        except RunError:  # one that is damaged must not hide the others; opening it says what is wrong
            continue
    return sorted(found, key=lambda info: info.created, reverse=True)


def find_experiment(reference: str) -> Path:
    """The folder of an experiment given as a folder or as the id that `tuner-gui compare --list` shows.

    Raises:
        RunError: there is no such experiment.
    """
    for folder in (Path(reference), paths.experiments_dir() / reference):
        if (folder / EXPERIMENT_FILE).is_file():
            return folder.absolute()
    raise RunError(
        f"There is no experiment {reference}.",
        hint="`tuner-gui compare --list` lists the experiments and where they lie.",
    )


def change_experiment(folder: Path, change: Callable[[ExperimentInfo], ExperimentInfo]) -> ExperimentInfo:
    """Replace `experiment.json` by what `change` makes of it; any thread may.

    Raises:
        RunError: there is no readable experiment.
        EnvironmentProblemError: it cannot be written.
    """
    with _changing:
        before = load_experiment(folder)
        after = change(before)
        if after != before:
            try:
                save_experiment(folder, after)
            except OSError as error:
                raise explain_os_error(error, "The experiment could not be written") from error
    return after


def claim_experiment(folder: Path) -> ExperimentInfo:
    """Make this process the owner.

    Raises:
        RunError: another process works on it, or it cannot be read.
    """

    def claimed(info: ExperimentInfo) -> ExperimentInfo:
        me = this_process()
        if info.owner is not None and info.owner.pid != me.pid:
            raise RunError(
                f"The experiment {info.id} is under way in another Tuner.",
                hint="Wait until it has ended, or stop it there first.",
            )
        return msgspec.structs.replace(info, owner=me, ended=None)

    return change_experiment(folder, claimed)


def release_experiment(folder: Path) -> None:
    """Say that this process does not work on it any more; another one may go on.

    Raises:
        RunError: it cannot be read.
    """
    change_experiment(folder, lambda info: msgspec.structs.replace(info, owner=None))


def finish_experiment(folder: Path) -> None:
    """Say that everything is done, skipped or failed, and remove what only trainings need.

    Raises:
        RunError: it cannot be read.
        EnvironmentProblemError: a file cannot be removed.
    """
    remove_folder(folder / SHARED)
    for cache in folder.glob(f"{RUNS}/*/{CACHE}"):
        remove_folder(cache)
    for key in load_experiment(folder).skipped:  # one that failed may be mended, and goes on from its own
        remove_folder(folder / RUNS / key / CHECKPOINTS)
    change_experiment(folder, lambda info: msgspec.structs.replace(info, ended=time.time(), owner=None))


def delete_experiment(folder: Path) -> None:
    """Remove an experiment with everything in it.

    Raises:
        RunError: it is under way, or lies outside Tuner's own experiments.
        EnvironmentProblemError: it cannot be removed.
    """
    folder = folder.absolute()
    if folder.parent != paths.experiments_dir().absolute() or folder.name.startswith("."):
        raise RunError(
            f"The experiment in {folder} does not lie among Tuner's own.",
            hint="Remove the folder yourself if you don't need it any more.",
        )
    if (folder / EXPERIMENT_FILE).is_file() and load_experiment(folder).owner is not None:
        raise RunError(f"The experiment {folder.name} is under way.", hint="Stop it first.")
    hidden = unused_folder(folder.with_name(f"{_REMOVED}{folder.name}"))
    try:
        folder.rename(hidden)  # at once: a crash meanwhile leaves no half experiment in the lists
    except OSError as error:
        raise explain_os_error(error, f"{folder.name} could not be removed") from error
    for leftover in folder.parent.glob(f"{_REMOVED}*"):
        remove_folder(leftover)
