"""Experiments on disk: several runs over one dataset and one split, made to be compared.

An experiment is a folder: `experiment.json` (`experiment_folder`), a run folder per training and a smaller
one per baseline below `runs` (`experiment_members`), and what came of it (`experiment_results`). Everything
is replaced whole, and how a member stands is read from its own folder: whatever process is killed, whenever,
the experiment goes on where it was.
"""

from __future__ import annotations

from tuner_gui.runs.comparison_files import COMPARISON_FILE
from tuner_gui.runs.experiment_folder import (
    EXPERIMENT_FILE,
    RUNS,
    SHARED,
    ExperimentInfo,
    check_free,
    claim_experiment,
    create_experiment,
    delete_experiment,
    find_experiment,
    finish_experiment,
    list_experiments,
    load_experiment,
    release_experiment,
    save_experiment,
)
from tuner_gui.runs.experiment_members import (
    begin_member,
    experiment_members,
    fail_member,
    member_events,
    member_folder,
    next_member,
    retry_member,
    skip_member,
    statuses,
)
from tuner_gui.runs.experiment_results import clean_experiments, compare_events, compare_job, read_result

__all__ = [
    "COMPARISON_FILE",
    "EXPERIMENT_FILE",
    "RUNS",
    "SHARED",
    "ExperimentInfo",
    "begin_member",
    "check_free",
    "claim_experiment",
    "clean_experiments",
    "compare_events",
    "compare_job",
    "create_experiment",
    "delete_experiment",
    "experiment_members",
    "fail_member",
    "find_experiment",
    "finish_experiment",
    "list_experiments",
    "load_experiment",
    "member_events",
    "member_folder",
    "next_member",
    "read_result",
    "release_experiment",
    "retry_member",
    "save_experiment",
    "skip_member",
    "statuses",
]
