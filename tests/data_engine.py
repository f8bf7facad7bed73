"""A scripted engine that also looks at samples of texts and fetches datasets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fake_engine import FakeEngine, Script
from tuner_gui.engine.config import Fix
from tuner_gui.engine.events import AnyEvent, Progressed, RunCancelled
from tuner_gui.engine.facts import Example, Finding, TokenLengths
from tuner_gui.engine.replies import DatasetFetched, Inspected
from tuner_gui.engine.requests import AnyJob, FetchDatasetJob, InspectJob

LIMIT = 8


@dataclass
class DataScript(Script):
    """What the engine says of data."""

    fetched: Path | None = None
    """What `FetchDatasetJob` answers."""
    hold_inspect: bool = False
    """The first look at a sample waits for a command."""


class DataEngine(FakeEngine):
    """Counts words as tokens."""

    def run(self, job: AnyJob) -> Iterator[AnyEvent]:
        if isinstance(job, InspectJob) and isinstance(self.script, DataScript) and self.script.hold_inspect:
            self.script.hold_inspect = False
            self.jobs.append(job)
            if self._commands.get() == "cancel":
                yield RunCancelled()
                return
        answers = self._about_data(job)
        if answers:
            self.jobs.append(job)
            yield from answers
        else:
            yield from super().run(job)

    def _about_data(self, job: AnyJob) -> list[AnyEvent]:
        failing = type(job).__struct_config__.tag in self.script.fail
        if isinstance(job, InspectJob) and not failing:
            return [_inspected(job)]
        if isinstance(job, FetchDatasetJob) and not failing:
            assert isinstance(self.script, DataScript)
            return [
                Progressed(stage="downloading", done=10, total=20, unit="bytes"),
                DatasetFetched(path=str(self.script.fetched)),
            ]
        return []


def _inspected(job: InspectJob) -> Inspected:
    """Bins 0-3, 4-7, 8-11 …; cut are texts of `LIMIT` words and more."""
    lengths = [sum(len(text.split()) for text in row) for row in job.texts]
    edges = tuple(range(0, max([*lengths, LIMIT]) + 5, 4))
    counts = tuple(sum(low <= length < high for length in lengths) for low, high in pairwise(edges))
    first = Example(row=job.row_numbers[0], text=job.texts[0][0][:60])
    near = Finding(
        id="near_duplicates",
        rows=4,
        message="4 texts are nearly the same as another one.",
        severity="warning",
        examples=(first,),
        fix=Fix(id="group_near_duplicates"),
        sample=len(lengths),
    )
    cut = sum(length >= LIMIT for length in lengths)
    return Inspected(
        findings=(near,),
        lengths=TokenLengths(edges=edges, counts=counts, rows=len(lengths), limit=LIMIT, cut=cut),
    )
