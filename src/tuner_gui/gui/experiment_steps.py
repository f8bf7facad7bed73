"""What an experiment asks of the engine, part by part; each tells how things stand when it is over."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tuner_gui.engine.events import AnyEvent
from tuner_gui.engine.experiment import Member
from tuner_gui.engine.experiment_result import ExperimentPlan, ExperimentResult, MemberStatus
from tuner_gui.errors import EngineDiedError
from tuner_gui.gui.engine_queue import Engine, EngineTask
from tuner_gui.gui.run_history import RunHistory

if TYPE_CHECKING:
    from tuner_gui.runs.experiments import ExperimentInfo

Change = Callable[[Path], object]
"""Writes something down about the experiment in a folder. Called in a thread."""


@dataclass(frozen=True)
class Standing:
    """An experiment as it lies on disk."""

    folder: Path
    info: ExperimentInfo
    statuses: dict[str, MemberStatus]
    """By key, in the order of the members."""
    next: Member | None
    """What is to be trained next; None: nothing is left."""
    result: ExperimentResult | None


def look(folder: Path) -> Standing:
    """Read the experiment in `folder`. For a thread.

    Raises:
        RunError: there is no readable experiment.
    """
    # Only here and in the functions below, in the thread: the window's first picture does not wait for it.
    from tuner_gui.runs.experiments import load_experiment, next_member, read_result, statuses

    return Standing(
        folder, load_experiment(folder), statuses(folder), next_member(folder), read_result(folder)
    )


def create(plan: ExperimentPlan) -> Standing:
    """Make the folder of a new experiment. For a thread."""
    from tuner_gui.runs.experiments import create_experiment

    return look(create_experiment(plan))


def skipping(key: str) -> Change:
    """The change that leaves a member out."""

    def change(folder: Path) -> None:
        from tuner_gui.runs.experiments import skip_member

        skip_member(folder, key)

    return change


def retrying(key: str) -> Change:
    """The change that has a member tried again."""

    def change(folder: Path) -> None:
        from tuner_gui.runs.experiments import retry_member

        retry_member(folder, key)

    return change


def release(folder: Path) -> None:
    """The change after which this process does not work on it any more; what another one does stays."""
    from tuner_gui.runs.experiments import load_experiment, release_experiment

    owner = load_experiment(folder).owner
    if owner is not None and owner.pid == os.getpid():
        release_experiment(folder)


def changed(folder: Path, changes: list[Change]) -> Standing:
    """Make `changes`, which are taken from the list, and look. For a thread."""
    while changes:
        changes.pop(0)(folder)
    return look(folder)


class ExperimentStep(EngineTask):
    """One part of the experiment in `folder`.

    Args:
        folder: of the experiment.
        changes: wishes of the person that come meanwhile; made, and taken from the list, at the end.
    """

    def __init__(self, folder: Path, changes: list[Change]) -> None:
        super().__init__("member", self._work)
        self.folder = folder
        self.standing: Standing | None = None
        """How things stand once it has ended; None when that could not be read."""
        self._changes = changes

    def _work(self, engine: Engine) -> Iterator[AnyEvent]:
        try:
            yield from self.answers(engine)
        finally:
            self.standing = changed(self.folder, self._changes)

    def answers(self, engine: Engine) -> Iterator[AnyEvent]:
        """The events of the part. Called in a thread."""
        raise NotImplementedError


class MemberStep(ExperimentStep):
    """Train `member`, or learn a baseline.

    Args:
        folder: of the experiment.
        changes: see `ExperimentStep`.
        member: the one.
        ending: whether the end of the engine would be no wonder; otherwise the member has failed by it.
    """

    def __init__(
        self, folder: Path, changes: list[Change], member: Member, ending: Callable[[], bool]
    ) -> None:
        super().__init__(folder, changes)
        self.member = member
        self.past: RunHistory | None = None
        """What it reported before it was interrupted."""
        self._ending = ending

    def answers(self, engine: Engine) -> Iterator[AnyEvent]:
        """As the engine gives them; they are recorded."""
        from tuner_gui.runs.experiments import fail_member, member_events

        self.past = _past(self.folder, self.member)
        try:
            yield from member_events(self.folder, self.member, engine.run)
        except EngineDiedError as error:
            if not self._ending():
                fail_member(self.folder, self.member.key, error.message)
            raise


def _past(folder: Path, member: Member) -> RunHistory | None:
    from tuner_gui.gui.past_run import read_past_run
    from tuner_gui.runs.experiments import member_folder, statuses

    if member.baseline is not None or statuses(folder)[member.key] != "interrupted":
        return None
    return read_past_run(member_folder(folder, member.key)).history


class CompareStep(ExperimentStep):
    """Compare what is done by now; `last`: nothing more will come."""

    def __init__(self, folder: Path, changes: list[Change], *, last: bool) -> None:
        super().__init__(folder, changes)
        self.last = last

    def answers(self, engine: Engine) -> Iterator[AnyEvent]:
        """One of them is `Compared`, if all goes well."""
        from tuner_gui.engine.replies import Compared
        from tuner_gui.runs.experiments import compare_events, finish_experiment

        done = False
        for event in compare_events(self.folder, engine.run):
            done = done or isinstance(event, Compared)
            yield event
        if done and self.last:
            finish_experiment(self.folder)
