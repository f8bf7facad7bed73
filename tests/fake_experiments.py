"""What the scripted engine answers where an experiment is asked about, made up."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import msgspec

from tuner_gui.engine.comparing.records import Comparison, ModeScore
from tuner_gui.engine.experiment import ExperimentConfig, Member, members, way_parts
from tuner_gui.engine.experiment_result import (
    DataSummary,
    ExperimentPlan,
    ExperimentResult,
    MemberResult,
    PlannedMember,
    WayResult,
)
from tuner_gui.engine.facts import Metrics
from tuner_gui.engine.requests import BaselineJob, CompareJob
from tuner_gui.runs.store import METRICS_FILE

ROWS = 693
SECONDS = {"head": 18.0, "layerwise": 92.0, "full": 90.0, "lora": 84.0, "scratch": 141.0}
MODEL_BYTES = 1000

_metrics = msgspec.json.Decoder(Metrics)


def plan_of(config: ExperimentConfig, *, folds: int = 0, notes: tuple[str, ...] = ()) -> ExperimentPlan:
    """A plan with everything resolved: three epochs, one split unless told otherwise."""
    resolved = msgspec.structs.replace(
        config,
        epochs=config.epochs or 3,
        seconds=config.seconds or 92.0,
        folds=folds if config.folds is None else config.folds,
    )
    planned = [
        PlannedMember(
            key=member.key,
            seconds=SECONDS.get(way_parts(member.way)[0], 0.5) * member.config.sampling.train_share,
        )
        for member in members(resolved)
    ]
    return ExperimentPlan(config=resolved, rows=ROWS, members=tuple(planned), notes=notes)


def keep_baseline(job: BaselineJob, metrics: Metrics) -> Metrics:
    """What a baseline leaves; returns its metrics."""
    leave_rows(Path(job.run_dir))
    (Path(job.run_dir) / METRICS_FILE).write_bytes(msgspec.json.encode(metrics))
    return metrics


def leave_model(run_dir: Path) -> None:
    """What a training leaves, for those who look whether it is there."""
    (run_dir / "model").mkdir(exist_ok=True)
    (run_dir / "model" / "config.json").write_text("{}")
    (run_dir / "model" / "model.safetensors").write_bytes(b"\0" * MODEL_BYTES)
    leave_rows(run_dir)


def leave_rows(run_dir: Path) -> None:
    """A stand-in for `scored.arrow`."""
    (run_dir / "scored.arrow").write_bytes(b"rows")


def result_of(job: CompareJob) -> ExperimentResult:
    """What is done, from `metrics.json` of each member; ways by their mean scores, with no pairs."""
    everyone = members(job.config)
    done = {member.key: _read(Path(job.runs_dir), member) for member in everyone}
    runs = tuple(_run(member, metrics) for member in everyone if (metrics := done[member.key]))
    ways: dict[str, list[tuple[Member, Metrics]]] = defaultdict(list)
    for member in everyone:
        metrics = done[member.key]
        if metrics is not None and member.main:
            ways[member.way].append((member, metrics))
    summary = sorted((_way(way, found) for way, found in ways.items()), key=lambda way: -way.score)
    return ExperimentResult(
        runs=runs,
        summary=tuple(summary),
        pairs=(),
        verdict=f"Take {summary[0].mode}." if summary else "",
        metric="accuracy",
        test=_scores(summary) if summary else None,
        validation=_scores(summary) if summary else None,
        complete=len(runs) + len(job.settled) == len(everyone),
        data=DataSummary(
            path=job.config.dataset.path,
            task="single_label",
            text_columns=("headline",),
            label_columns=("sentiment",),
            labels=("negative", "neutral", "positive"),
            train=484,
            validation=104,
            test=104,
        ),
        config=job.config,
    )


def _read(runs_dir: Path, member: Member) -> Metrics | None:
    file = runs_dir / member.key / METRICS_FILE
    return _metrics.decode(file.read_bytes()) if file.is_file() else None


def _run(member: Member, metrics: Metrics) -> MemberResult:
    mode, _ = way_parts(member.way)
    return MemberResult(
        key=member.key,
        way=member.way,
        mode=mode,
        base_model="" if member.baseline else member.config.base_model,
        seed=member.config.seed,
        fold=member.config.sampling.fold,
        train_share=member.config.sampling.train_share,
        train_rows=int(484 * member.config.sampling.train_share),
        score=metrics.test.value,
        ci=metrics.test.interval,
        validation=metrics.validation.value,
        metrics=metrics.test.metrics,
        seconds=metrics.train_seconds,
    )


def _way(way: str, found: list[tuple[Member, Metrics]]) -> WayResult:
    best, metrics = max(found, key=lambda each: each[1].validation.value)
    keeps = best.baseline is None and not best.config.sampling.folds
    return WayResult(
        mode=way,
        baseline=best.baseline is not None,
        base_model="" if best.baseline else best.config.base_model,
        score=sum(each.test.value for _, each in found) / len(found),
        ci=metrics.test.interval,
        validation=metrics.validation.value,
        seeds=len(found),
        rows=metrics.test.n,
        metrics=metrics.test.metrics,
        seconds=metrics.train_seconds,
        peak_memory_bytes=metrics.peak_memory_bytes,
        parameters=metrics.parameters,
        trainable_parameters=metrics.trainable_parameters,
        export_bytes=MODEL_BYTES,
        predictions_per_second=320.0,
        kept=best.key if keeps else "",
    )


def _scores(summary: list[WayResult]) -> Comparison:
    modes = [
        ModeScore(
            mode=way.mode,
            score=way.score,
            ci=way.ci,
            seeds=way.seeds,
            rows=way.rows,
            seeds_counted=way.seeds > 1,
            deviation=None,
        )
        for way in summary
    ]
    return Comparison(metric="accuracy", modes=tuple(modes), pairs=())
