"""`compare`: which training mode is worth it on a table, by an experiment that an engine process carries
out."""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
from pathlib import Path

import msgspec

from tuner_gui.commands import EXIT_INTERRUPTED, suspend_on_signals
from tuner_gui.compare_options import experiment_config
from tuner_gui.comparing_text import (
    describe,
    list_line,
    member_title,
    plan_lines,
    reference,
    result_text,
    score_words,
    state_of,
)
from tuner_gui.console import Console
from tuner_gui.engine.events import Failed, RunFinished
from tuner_gui.engine.experiment import ExperimentConfig, Member
from tuner_gui.engine.experiment_result import ExperimentPlan, ExperimentResult, MemberStatus
from tuner_gui.engine.replies import BaselineFinished, Compared, ExperimentPlanned
from tuner_gui.engine.requests import PlanExperimentJob
from tuner_gui.errors import EngineDiedError, RunError, TunerError
from tuner_gui.files import explain_os_error
from tuner_gui.hub_data import local_path
from tuner_gui.patient_engine import PatientEngine, good_end, last_of, say
from tuner_gui.programs import command
from tuner_gui.runs.comparison_files import comparison_json
from tuner_gui.runs.experiments import (
    ExperimentInfo,
    check_free,
    claim_experiment,
    compare_events,
    create_experiment,
    experiment_members,
    fail_member,
    find_experiment,
    finish_experiment,
    list_experiments,
    load_experiment,
    member_events,
    next_member,
    retry_member,
    statuses,
)

EXIT_NOTHING = 1
"""No training mode could be trained."""


def compare(options: argparse.Namespace) -> int:
    """Do what `tuner-gui compare …` says; returns the exit status.

    Raises:
        TunerError: an option makes no sense, the dataset cannot be learned from, or a file cannot be written.
    """
    if options.list:
        return _list(as_json=options.json)
    try:
        with contextlib.closing(PatientEngine()) as engine, suspend_on_signals(engine.suspend):
            if options.resume is not None:
                return _resume(options, engine)
            return _new(options, engine)
    except OSError as error:
        raise explain_os_error(error, "The experiment could not be written") from error


def _new(options: argparse.Namespace, engine: PatientEngine) -> int:
    if not options.data:
        raise TunerError(
            "Say which table the training modes are to be compared on.",
            hint="`tuner-gui compare DATA`; `tuner-gui compare --list` lists what was compared before.",
        )
    output = Path(options.output).absolute() if options.output else None
    if output is not None:
        check_free(output)
    config = experiment_config(options, local_path(options.data))
    plan = _plan(config, engine)
    if plan is None:
        say("Interrupted.")
        return EXIT_INTERRUPTED
    if options.plan:
        words = "\n".join([describe(plan.config), *plan_lines(plan)]) + "\n"
        sys.stdout.write(msgspec.json.encode(plan).decode() + "\n" if options.json else words)
        return 0
    for line in [describe(plan.config), *plan_lines(plan)]:
        say(line)
    return _carry_out(create_experiment(plan, output), engine, as_json=options.json)


def _resume(options: argparse.Namespace, engine: PatientEngine) -> int:
    folder = find_experiment(options.resume)
    info = claim_experiment(folder)
    for key in info.failed:
        retry_member(folder, key)
    say(describe(info.config))
    return _carry_out(folder, engine, as_json=options.json)


def _plan(config: ExperimentConfig, engine: PatientEngine) -> ExperimentPlan | None:
    """None: the person does not want to know any more."""
    try:
        with Console() as console:
            end = good_end(engine.run(PlanExperimentJob(config=config)), console)
    except EngineDiedError:
        if engine.interrupted:
            return None
        raise
    return end.plan if isinstance(end, ExperimentPlanned) else None


def _carry_out(folder: Path, engine: PatientEngine, *, as_json: bool) -> int:
    """Train what is left, compare, report; returns the exit status."""
    try:
        return _all_of_it(folder, engine, as_json=as_json)
    except (TunerError, OSError):  # a full disk, for one: told by whoever catches it
        say(f"Once that is mended, go on with: tuner-gui compare --resume {reference(folder)}")
        raise


def _all_of_it(folder: Path, engine: PatientEngine, *, as_json: bool) -> int:
    info = load_experiment(folder)
    told: set[str] = set()
    places = {member.key: place for place, member in enumerate(experiment_members(info), 1)}
    while (member := next_member(folder)) is not None:
        title = f"[{places[member.key]}/{len(places)}] {member_title(member)}"
        status = (
            "interrupted"
            if engine.interrupted
            else _train(folder, member, Console(title, told), title, engine)
        )
        if status == "interrupted":
            return _interrupted(folder)
        if status == "finished" and member.baseline is None and not engine.interrupted:
            _compare(folder, engine, last=False)
    if "finished" not in statuses(folder).values():
        finish_experiment(folder)
        return _nothing(folder)
    result = _compare(folder, engine, last=True)
    if result is None:
        return _interrupted(folder)
    finish_experiment(folder)
    trained = not all(way.baseline for way in result.summary)
    if trained and (problem := report(folder)):
        say(f"warning: The report is not complete. {problem}")
    sys.stdout.write(comparison_json(result).decode() if as_json else result_text(result, folder))
    return 0 if trained else _nothing(folder)


def _train(folder: Path, member: Member, console: Console, title: str, engine: PatientEngine) -> MemberStatus:
    """Train one member, with a line for the person; returns how it then stands."""
    with console:
        try:
            end = last_of(member_events(folder, member, engine.run), console)
        except EngineDiedError as error:
            if engine.interrupted:
                return "interrupted"
            fail_member(folder, member.key, error.message)
            end = Failed(message=error.message, hint=error.hint)
        match end:
            case RunFinished(metrics=metrics) | BaselineFinished(metrics=metrics):
                console.line(f"{title}: {score_words(metrics)}")
                return "finished"
            case Failed(message=message, hint=hint):
                console.line(f"{title}: failed. {message} {hint}".rstrip())
                return "failed"
    return "interrupted"


def _compare(folder: Path, engine: PatientEngine, *, last: bool) -> ExperimentResult | None:
    """Compare what is done; None: that was not possible.

    Raises:
        TunerError: the last comparison failed. One on the way may: the trainings go on.
    """
    try:
        with Console("Comparing") as console:
            end = good_end(compare_events(folder, engine.run), console)
    except TunerError as error:
        if last and not engine.interrupted:
            raise
        say(f"warning: What is done could not be compared yet. {error.message}")
        return None
    return end.result if isinstance(end, Compared) else None


def report(folder: Path) -> str:
    """Write the report in a process of its own, which knows Qt; returns what went wrong, or nothing.

    Whatever that is, all that was found is there nevertheless.
    """
    done = subprocess.run(
        [*command("--report"), str(folder)], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False
    )
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return " ".join(said[-2:] or ["It could not be made."]) if done.returncode else ""


def _done(info: ExperimentInfo) -> int:
    """Members that are finished; 0 of an experiment that this version of Tuner cannot go on with."""
    try:
        return list(statuses(Path(info.folder)).values()).count("finished")
    except RunError:  # one must not hide the others; going on with it says what is wrong
        return 0


def _interrupted(folder: Path) -> int:
    say(f"Interrupted. Go on with: tuner-gui compare --resume {reference(folder)}")
    return EXIT_INTERRUPTED


def _nothing(folder: Path) -> int:
    say("error: No training mode could be trained; what went wrong is said above.")
    say(f"hint: Mend it, then try again with: tuner-gui compare --resume {reference(folder)}")
    return EXIT_NOTHING


def _list(*, as_json: bool) -> int:
    """Print all experiments."""
    found = list_experiments()
    if as_json:
        records = [msgspec.to_builtins(info) | {"status": state_of(info)} for info in found]
        sys.stdout.buffer.write(msgspec.json.encode(records) + b"\n")
    elif found:
        for info in found:
            sys.stdout.write(list_line(info, _done(info)) + "\n")
    else:
        sys.stdout.write("No experiments yet. Start one with: tuner-gui compare DATA\n")
    return 0
