"""What an experiment is made of, one after the other: how each member stands, is begun and recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tuner_gui.engine.events import AnyEvent, Failed, RunCancelled, RunSuspended
from tuner_gui.engine.experiment import Member, members
from tuner_gui.engine.experiment_result import MemberStatus
from tuner_gui.engine.replies import BaselineFinished
from tuner_gui.engine.requests import AnyJob, BaselineJob, TrainJob
from tuner_gui.engine.results.scored import FILE as SCORED_FILE
from tuner_gui.errors import RunError
from tuner_gui.files import explain_os_error
from tuner_gui.runs.disk import remove_folder
from tuner_gui.runs.experiment_folder import (
    RUNS,
    SHARED,
    ExperimentInfo,
    change_experiment,
    claim_experiment,
    load_experiment,
    release_experiment,
)
from tuner_gui.runs.recorder import record
from tuner_gui.runs.store import (
    METRICS_FILE,
    RUN_FILE,
    RunInfo,
    Status,
    create_run,
    load_run,
    reopen_run,
    save_run,
)

_OF_RUNS: dict[Status, MemberStatus] = {
    "running": "running",
    "finished": "finished",
    "interrupted": "interrupted",
    "failed": "failed",
    "cancelled": "waiting",  # nothing was kept of it; where it is passed over, that is noted
}


def experiment_members(info: ExperimentInfo) -> tuple[Member, ...]:
    """The members, in the order in which they are trained.

    Raises:
        RunError: another version of Tuner made the experiment, of other members.
    """
    found = members(info.config)
    if tuple(member.key for member in found) != tuple(planned.key for planned in info.members):
        raise RunError(
            f"The experiment {info.id} was planned by a version of Tuner that trains other members.",
            hint="Start a new comparison with the same settings; its results so far can still be read.",
        )
    return found


def member_folder(folder: Path, key: str) -> Path:
    """Where a member of the experiment in `folder` lies."""
    return folder / RUNS / key


def statuses(folder: Path) -> dict[str, MemberStatus]:
    """How each member stands, by key, in the order of the members.

    Raises:
        RunError: there is no readable experiment.
    """
    info = load_experiment(folder)
    return {member.key: _status(folder, info, member) for member in experiment_members(info)}


def next_member(folder: Path) -> Member | None:
    """The first member that is neither finished, skipped nor failed; None: there is nothing left to do.

    Raises:
        RunError: there is no readable experiment.
    """
    info = load_experiment(folder)
    settled = ("finished", "skipped", "failed")
    left = (member for member in experiment_members(info) if _status(folder, info, member) not in settled)
    return next(left, None)


def begin_member(folder: Path, member: Member) -> AnyJob:
    """Make or reopen a member's folder, and say what the engine is to do.

    A run that was interrupted goes on from its checkpoint; of anything else that is there, it begins anew.

    Raises:
        RunError: another process works on the experiment, or the member is finished.
        EnvironmentProblemError: its folder cannot be made.
    """
    info = claim_experiment(folder)
    run_dir = member_folder(folder, member.key)
    if _status(folder, info, member) == "finished":
        raise RunError(f"{member.key} of the experiment {info.id} is finished already.")
    if member.baseline is not None:
        remove_folder(run_dir)
        _make(run_dir)
        return BaselineJob(config=member.config, name=member.baseline, run_dir=str(run_dir))
    shared = folder / SHARED
    _make(shared)
    run = _resumable(run_dir)
    if run is not None:
        return TrainJob(config=run.config, run_dir=str(run_dir), resume=True, shared_dir=str(shared))
    remove_folder(run_dir)
    create_run(member.config, run_dir)
    return TrainJob(config=member.config, run_dir=str(run_dir), shared_dir=str(shared))


def member_events(
    folder: Path, member: Member, run: Callable[[AnyJob], Iterator[AnyEvent]]
) -> Iterator[AnyEvent]:
    """Train one member: its events pass through, and its folder and `experiment.json` are kept true.

    One that fails is noted and ends with its `Failed`; the next one can go on. One that is cancelled is not
    settled until `skip_member` says so. Where the engine dies, the member is left as interrupted and the
    error passes through; `fail_member` has the others go on without it.

    Args:
        folder: of the experiment.
        member: one of its members.
        run: gives the events of a job.

    Raises:
        RunError: another process works on the experiment.
        TunerError: what `run` raises.
    """
    job = begin_member(folder, member)
    events = record(Path(job.run_dir), run(job)) if isinstance(job, TrainJob) else _baseline(job, run)
    for event in events:
        match event:
            case Failed():
                fail_member(folder, member.key, event.message)
            case RunSuspended() | RunCancelled():
                release_experiment(folder)
            case _:
                pass
        yield event


def skip_member(folder: Path, key: str) -> None:
    """Pass a member over; of one that is finished meanwhile nothing changes.

    Raises:
        RunError: there is no readable experiment, or no such member.
    """

    def skipped(info: ExperimentInfo) -> ExperimentInfo:
        _check(info, key)
        return msgspec.structs.replace(info, skipped=tuple(dict.fromkeys((*info.skipped, key))))

    change_experiment(folder, skipped)


def fail_member(folder: Path, key: str, why: str) -> None:
    """Note that a member could not be trained, so that the others go on.

    Raises:
        RunError: there is no readable experiment, or no such member.
    """

    def failed(info: ExperimentInfo) -> ExperimentInfo:
        _check(info, key)
        return msgspec.structs.replace(info, failed=info.failed | {key: why})

    change_experiment(folder, failed)


def retry_member(folder: Path, key: str) -> None:
    """Have a member that was skipped or failed trained after all.

    Raises:
        RunError: there is no readable experiment, or no such member.
        EnvironmentProblemError: what is left of it cannot be removed.
    """

    def waiting(info: ExperimentInfo) -> ExperimentInfo:
        _check(info, key)
        skipped = tuple(each for each in info.skipped if each != key)
        failed = {each: why for each, why in info.failed.items() if each != key}
        return msgspec.structs.replace(info, skipped=skipped, failed=failed)

    change_experiment(folder, waiting)
    run_dir = member_folder(folder, key)
    if (run_dir / RUN_FILE).is_file() and _run_status(run_dir) == "failed":
        remove_folder(run_dir)


def _check(info: ExperimentInfo, key: str) -> None:
    if key not in {member.key for member in info.members}:
        raise RunError(f"The experiment {info.id} has no member {key}.")


def _status(folder: Path, info: ExperimentInfo, member: Member) -> MemberStatus:
    run_dir = member_folder(folder, member.key)
    found = _run_status(run_dir) if member.baseline is None else _baseline_status(run_dir, info)
    if found == "finished":
        return found
    if member.key in info.skipped:
        return "skipped"
    return "failed" if member.key in info.failed else found


def _run_status(run_dir: Path) -> MemberStatus:
    """Of a training; one whose file is damaged begins anew."""
    if not (run_dir / RUN_FILE).is_file():
        return "waiting"
    try:
        return _OF_RUNS[load_run(run_dir).status]
    except RunError:
        return "waiting"


def _baseline_status(run_dir: Path, info: ExperimentInfo) -> MemberStatus:
    if (run_dir / METRICS_FILE).is_file() and (run_dir / SCORED_FILE).is_file():
        return "finished"
    if not run_dir.is_dir():
        return "waiting"
    return "running" if info.owner is not None else "interrupted"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explain_os_error(error, f"{folder.name} of the experiment could not be made") from error


def _resumable(run_dir: Path) -> RunInfo | None:
    """The run in a folder, reopened; None: there is none that could go on."""
    if _run_status(run_dir) not in ("running", "interrupted"):
        return None
    run = load_run(run_dir)
    if run.status == "running":  # this process could not say that it was interrupted: the disk was full
        save_run(run_dir, msgspec.structs.replace(run, status="interrupted", owner=None))
    return reopen_run(run_dir)


def _baseline(job: AnyJob, run: Callable[[AnyJob], Iterator[AnyEvent]]) -> Iterator[AnyEvent]:
    """Of a baseline that does not finish nothing stays."""
    assert isinstance(job, BaselineJob)
    finished = False
    try:
        for event in run(job):
            finished = finished or isinstance(event, BaselineFinished)
            yield event
    finally:
        if not finished:
            remove_folder(Path(job.run_dir))
