"""What is told of one way of training, and of one training."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from tuner_gui.engine.comparing.records import Comparison
from tuner_gui.engine.config import Metric
from tuner_gui.engine.experiment import way_parts
from tuner_gui.engine.experiment_result import ClassScore, MemberResult, WayResult
from tuner_gui.engine.experiments.done import DoneMember
from tuner_gui.engine.experiments.ways import Way
from tuner_gui.engine.results.measures import measure
from tuner_gui.engine.results.per_class import class_scores
from tuner_gui.engine.results.scored import TEST


def member_result(done: DoneMember) -> MemberResult:
    """One training or baseline."""
    member, metrics = done.member, done.metrics
    baseline = member.baseline is not None
    return MemberResult(
        key=member.key,
        way=member.way,
        mode=way_parts(member.way)[0],
        base_model="" if baseline else member.config.base_model,
        seed=member.config.seed,
        fold=member.config.sampling.fold,
        train_share=member.config.sampling.train_share,
        train_rows=done.scored.train_rows,
        score=metrics.test.value,
        ci=metrics.test.interval,
        validation=metrics.validation.value,
        metrics=metrics.test.metrics,
        seconds=done.seconds,
        epochs=metrics.epochs,
        learning_rate=metrics.learning_rate,
    )


def way_result(way: Way, test: Comparison | None) -> WayResult:
    """One way of training.

    Args:
        way: its models that learned from all training rows.
        test: the comparison on the test rows; None: too few rows for one.
    """
    every, first = way.all, way.first.member
    metrics = _metrics(way)
    score = test.mode(way.name) if test else None
    energies = [done.metrics.energy_joules for done in every if done.metrics.energy_joules is not None]
    return WayResult(
        mode=way.name,
        baseline=way.baseline,
        base_model="" if way.baseline else first.config.base_model,
        score=score.score if score else metrics[way.metric],
        ci=score.ci if score else way.first.metrics.test.interval,
        validation=fmean(done.metrics.validation.value for done in every),
        seeds=len(way.models),
        rows=way.rows(TEST),
        deviation=score.deviation if score else None,
        metrics=metrics,
        seconds=_seconds(every),
        peak_memory_bytes=max(done.metrics.peak_memory_bytes for done in every),
        parameters=max(done.metrics.parameters for done in every),
        trainable_parameters=max(done.metrics.trainable_parameters for done in every),
        export_bytes=max(done.export_bytes for done in every),
        predictions_per_second=fmean(done.rows_per_second for done in every),
        energy_joules=fmean(energies) if energies else None,
        classes=_classes(way),
        kept=_kept(way),
    )


def _seconds(every: Sequence[DoneMember]) -> float:
    """Of one training by itself: what one did once for all others is counted as its own."""
    once = max(done.caching_seconds for done in every)
    return fmean(done.metrics.train_seconds for done in every) + once


def _metrics(way: Way) -> dict[Metric, float]:
    found = [measure(way.task, said, true)[0] for said, true in way.answers]
    return {name: fmean(metrics[name] for metrics in found) for name in found[0]}


def _classes(way: Way) -> tuple[ClassScore, ...]:
    """Of a regression there are none."""
    if way.task == "regression":
        return ()
    names = way.first.scored.labels
    seeds = [class_scores(names, *_counts(said, true, len(names))) for said, true in way.answers]
    return tuple(
        ClassScore(
            label=same[0].label,
            precision=fmean(each.precision for each in same),
            recall=fmean(each.recall for each in same),
            f1=fmean(each.f1 for each in same),
            n=same[0].n,
        )
        for same in zip(*seeds, strict=True)
    )


def _counts(said: np.ndarray, true: np.ndarray, labels: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rows by label: rightly given, given, and true; each int64 [labels]."""
    if said.ndim == 2:
        return (said & true).sum(axis=0), said.sum(axis=0), true.sum(axis=0)
    right = true[said == true]
    return tuple(np.bincount(each, minlength=labels) for each in (right, said, true))  # type: ignore[return-value]


def _kept(way: Way) -> str:
    """The best on the validation rows; of a cross-validation no model is of use, as each lacks a part."""
    if way.baseline or way.folded:
        return ""
    return max(way.all, key=lambda done: done.metrics.validation.value).member.key
