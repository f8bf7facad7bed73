"""`tuner-gui runs`: the runs, newest first, and what can be done with them without the window."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import msgspec

from tuner_gui.engine.tasks import METRIC_NAMES, metric_value
from tuner_gui.runs.disk import clean_runs
from tuner_gui.runs.experiments import clean_experiments
from tuner_gui.runs.importing import import_run
from tuner_gui.runs.index import RunEntry, list_entries
from tuner_gui.runs.notes import annotate_run, rename_run
from tuner_gui.runs.store import find_run, list_runs
from tuner_gui.runs.trash import KEPT_SECONDS, delete_run, empty_trash, find_deleted, restore_run


def run_command(options: argparse.Namespace) -> int:
    """Do what `tuner-gui runs …` says; returns the exit status.

    Raises:
        TunerError: there is no such run, or it cannot be done with it.
    """
    match options.deed:
        case "rename":
            rename_run(find_run(options.run), options.name)
        case "tag":
            annotate_run(find_run(options.run), tags=options.tags)
        case "delete":
            for run in options.run:
                deleted = delete_run(find_run(run))
                sys.stdout.write(
                    f"{deleted.folder.name} is in the trash for a week; `runs restore` brings it back.\n"
                )
            empty_trash(older_than=KEPT_SECONDS)
        case "restore":
            sys.stdout.write(f"{restore_run(find_deleted(options.run))}\n")
        case "import":
            sys.stdout.write(f"{import_run(Path(options.folder))}\n")
        case "clean":
            freed = clean_runs(list_runs(), interrupted=options.interrupted)
            freed += clean_experiments(interrupted=options.interrupted)
            sys.stdout.write(f"{freed / 1e6:,.1f} MB freed.\n")
        case _:
            return print_runs(as_json=options.json)
    return 0


def print_runs(*, as_json: bool) -> int:
    """Print all runs; returns the exit status."""
    entries = list_entries()
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode([_record(entry) for entry in entries]) + b"\n")
    elif entries:
        sys.stdout.write("\n".join(_line(entry) for entry in entries) + "\n")
    else:
        sys.stdout.write("No runs yet. Start one with: tuner-gui train DATA\n")
    return 0


def _record(entry: RunEntry) -> dict[str, object]:
    """What `run.json` says, under the given name, with tags and note."""
    record: dict[str, object] = msgspec.to_builtins(entry.info)
    return record | {"tags": entry.notes.tags, "note": entry.notes.note}


def _line(entry: RunEntry) -> str:
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.created))
    test = entry.score
    score = ""
    if test:
        score = f"{METRIC_NAMES[test.metric]} {metric_value(test.metric, test.value)} of {test.n:,}"
    said = "".join(
        (f"  {entry.notes.name}" if entry.notes.name else "", *(f"  #{t}" for t in entry.notes.tags))
    )
    return f"{when}  {entry.status:<11}  {entry.mode:<9}  {score:<24}  {entry.folder.name}{said}"
