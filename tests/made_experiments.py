"""Experiments made up in a moment: what their models said of the rows is drawn, the rest is computed from it.

A model has a row right when its ability exceeds what the row asks of it, as in `benchmarks/simulated.py`, so
that modes share hard rows and seeds vary. What comes of it is what Tuner itself makes of such rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

import made_runs
from made_members import MODEL_BYTES, VERSIONS, Made, made_members, seconds_of
from tuner_gui.engine.events import encode
from tuner_gui.engine.experiment import members
from tuner_gui.engine.experiment_result import ExperimentPlan, ExperimentResult, PlannedMember
from tuner_gui.engine.experiments.done import BASELINE_FILE, DoneMember
from tuner_gui.engine.experiments.result import result_of
from tuner_gui.engine.results.scored import write_scored
from tuner_gui.runs.store import EVENTS_FILE, METRICS_FILE, RunInfo, save_run


def made_result(
    *, done: int | None = None, without: Sequence[str] = (), settled: Sequence[str] = (), **made: Any
) -> ExperimentResult:
    """A result, with everything that hangs together.

    Args:
        done: members that are done, in the order of the plan; None: all.
        without: keys of members that left nothing.
        settled: keys of members that will not be done.
        made: fields of `Made`.
    """
    return _result(Made(**made), done, tuple(without), tuple(settled))


def made_plan(**made: Any) -> ExperimentPlan:
    """A plan; arguments as fields of `Made`."""
    what = Made(**made)
    planned = tuple(
        PlannedMember(key=member.key, seconds=seconds_of(member)) for member in members(what.config)
    )
    return ExperimentPlan(config=what.config, rows=what.rows, members=planned)


def made_experiment(
    folder: Path, *, done: int | None = None, without: Sequence[str] = (), **made: Any
) -> Path:
    """The folder of an experiment: `experiment.json`, `comparison.json` and the folder of each member.

    Args:
        folder: a new one.
        done: members that are done, in the order of the plan; None: all.
        without: keys of members that left nothing.
        made: fields of `Made`.
    """
    what = Made(**made)
    found = [each for each in made_members(what, done) if each.member.key not in without]
    result = result_of(what.config, found)
    kept = {way.kept for way in result.summary}
    for number, each in enumerate(found):
        _write_member(folder / "runs" / each.member.key, each, number, keep=each.member.key in kept)
    (folder / "comparison.json").write_bytes(msgspec.json.encode(result))
    plan = made_plan(**made)
    info = {
        "id": folder.name,
        "name": Path(what.path).stem,
        "created": made_runs.FIRST,
        "ended": made_runs.FIRST + plan.seconds if result.complete else None,
        "config": plan.config,
        "members": plan.members,
        "versions": VERSIONS,
    }
    (folder / "experiment.json").write_bytes(msgspec.json.encode(info))
    return folder


@cache
def _result(
    what: Made, done: int | None, without: tuple[str, ...], settled: tuple[str, ...]
) -> ExperimentResult:
    found = [each for each in made_members(what, done) if each.member.key not in without]
    return result_of(what.config, found, settled)


def _write_member(folder: Path, done: DoneMember, number: int, *, keep: bool) -> None:
    """As training and recording leave it."""
    folder.mkdir(parents=True)
    write_scored(folder, done.scored)
    (folder / METRICS_FILE).write_bytes(msgspec.json.encode(done.metrics))
    if done.baseline is not None:
        (folder / BASELINE_FILE).write_bytes(msgspec.json.encode(done.baseline))
        return
    assert done.run is not None
    began = made_runs.FIRST + 100 * number
    info = RunInfo(
        id=folder.name,
        name=done.member.key,
        status="finished",
        created=began,
        ended=began + done.seconds,
        config=done.run.config,
        data=done.run.data,
        started=done.run.started,
        metrics=done.metrics,
        versions=VERSIONS,
        timings=done.run.timings,
    )
    save_run(folder, info)
    events = made_runs.events_of(number, done.metrics.validation.value, 60)
    (folder / EVENTS_FILE).write_bytes(b"".join(map(encode, events)))
    if keep:
        made_runs.sparse(folder / "model" / "model.safetensors", MODEL_BYTES - 2)
        (folder / "model" / "config.json").write_text("{}")
