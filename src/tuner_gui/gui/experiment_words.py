"""Words about experiments: their parts, how these stand, what they will take. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.experiment import ExperimentConfig, Member, members
from tuner_gui.engine.experiment_result import ExperimentPlan, MemberStatus
from tuner_gui.gui import text

if TYPE_CHECKING:
    from tuner_gui.runs.experiments import ExperimentInfo

translate = QCoreApplication.translate

TELLING = 5.0
"""Seconds predicted from which a part tells how good the predictions are."""
PRIOR = 0.1
"""Weight of the predictions beside what the parts took, as a share of everything."""
DONE: tuple[MemberStatus, ...] = ("finished", "skipped", "failed")


def member_detail(member: Member, config: ExperimentConfig) -> str:
    """What tells it from the others of its way: `seed 2 · fold 1 · 10 % of the rows`."""
    parts = []
    if member.baseline is None and config.seeds > 1:
        parts.append(translate("experiment", "seed {0}").format(member.config.seed))
    sampling = member.config.sampling
    if sampling.folds:
        parts.append(translate("experiment", "part {0} of {1}").format(sampling.fold + 1, sampling.folds))
    if not member.main:
        parts.append(translate("experiment", "{0} % of the rows").format(f"{sampling.train_share * 100:g}"))
    return " · ".join(parts)


def status(name: MemberStatus) -> str:
    """How a part of an experiment stands."""
    names: dict[MemberStatus, str] = {
        "waiting": translate("experiment", "Waiting"),
        "running": translate("experiment", "Under way"),
        "finished": translate("experiment", "Done"),
        "interrupted": translate("experiment", "Interrupted"),
        "skipped": translate("experiment", "Skipped"),
        "failed": translate("experiment", "Failed"),
    }
    return names[name]


def plan_line(plan: ExperimentPlan) -> str:
    """`15 trainings and 2 baselines, about 24 min`."""
    every = members(plan.config)
    baselines = sum(member.baseline is not None for member in every)
    trainings = len(every) - baselines
    words = translate("experiment", "{0} trainings and {1} baselines, about {2}")
    if trainings == 1:
        words = translate("experiment", "{0} training and {1} baselines, about {2}")
    return words.format(text.count(trainings), baselines, text.about(plan.seconds).lstrip("~"))


def seconds_by_mode(plan: ExperimentPlan) -> dict[str, float]:
    """What all trainings of each mode take together."""
    taken = {each.key: each.seconds for each in plan.members}
    found: dict[str, float] = {}
    for member in members(plan.config):
        if member.baseline is None:
            mode = member.config.mode
            found[mode] = found.get(mode, 0.0) + taken.get(member.key, 0.0)
    return found


def seconds_left(
    predicted: Mapping[str, float],
    statuses: Mapping[str, MemberStatus],
    *,
    took: Mapping[str, float],
    current: str,
    elapsed: float,
    share: float | None,
) -> float:
    """Prediction of what is still to come, put right by how long the parts took that are done.

    Args:
        predicted: seconds by key.
        statuses: by key.
        took: seconds that parts really took, by key.
        current: key of the part under way.
        elapsed: seconds since that one began.
        share: how much of it is done, 0..1; None: nobody knows.
    """
    telling = [key for key in took if predicted.get(key, 0.0) >= TELLING]
    # As if a part of everything had taken what was predicted: one short training says little.
    prior = PRIOR * sum(predicted.values())
    known = prior + sum(predicted[key] for key in telling)
    ratio = (prior + sum(took[key] for key in telling)) / known if known else 1.0
    waiting = sum(
        predicted.get(key, 0.0) for key, now in statuses.items() if now not in DONE and key != current
    )
    own = predicted.get(current, 0.0) * ratio if current else 0.0
    rest = elapsed / share - elapsed if share and share > 0.2 else own - elapsed
    return waiting * ratio + max(0.0, rest if current else 0.0)


def share_done(
    predicted: Mapping[str, float], statuses: Mapping[str, MemberStatus], current: str, share: float | None
) -> float:
    """How much of the work is done, 0..1, by the predicted seconds; see `seconds_left`."""
    total = sum(predicted.values())
    done = sum(predicted.get(key, 0.0) for key, now in statuses.items() if now in DONE)
    own = predicted.get(current, 0.0) * (share or 0.0)
    return min(1.0, (done + own) / total) if total else 0.0


def progress_line(statuses: Mapping[str, MemberStatus]) -> str:
    """`7 of 17 done`."""
    done = sum(now in DONE for now in statuses.values())
    return translate("experiment", "{0} of {1} done").format(done, len(statuses))


def experiment_title(info: ExperimentInfo, now: float) -> str:
    """`headlines · today 14:02`."""
    return f"{info.name} · {text.when(info.created, now)}"


def dataset_name(config: ExperimentConfig) -> str:
    """The file that is compared on."""
    return PurePath(config.dataset.path).name
