"""Members of an experiment made up in a moment; see `made_experiments`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.special import ndtri

import made_runs
from tuner_gui.engine.comparing.records import REGION
from tuner_gui.engine.config import BUILTIN, METRICS, MODES, DatasetConfig, Mode, Task
from tuner_gui.engine.events import DataReady
from tuner_gui.engine.experiment import ExperimentConfig, Member, members, way_parts
from tuner_gui.engine.experiment_result import DataSummary
from tuner_gui.engine.experiments.done import BaselineFacts, DoneMember, TimedOutcome
from tuner_gui.engine.facts import Example, Finding, Metrics, Score
from tuner_gui.engine.results.measures import measure
from tuner_gui.engine.results.scored import TEST, VALIDATION, Scored

LABELS = ("negative", "neutral", "positive")
MODEL_BYTES = 90_900_000
VERSIONS = {"tuner": "0.1.0", "python": "3.11.7", "torch": "2.13.0", "transformers": "5.23.0"}
PARAMETERS = 22_714_371
ABILITY = {"layerwise": 0.9, "full": 0.885, "lora": 0.87, "head": 0.83, "scratch": 0.66, "words": 0.74}
"""Score with all of 1,000 training rows; that of `constant` is what the labels make it."""
STEEPNESS = {"layerwise": 0.5, "full": 0.55, "lora": 0.5, "head": 0.35, "scratch": 0.3, "words": 0.35}
SECONDS = {
    "layerwise": 92,
    "full": 90,
    "lora": 84,
    "head": 14,
    "scratch": 141,
    "constant": 0.001,
    "words": 0.6,
}
TRAINED = {"lora": 75_000, "head": 1_776_000, "constant": 3, "words": 31_000}
_WORDS = ("profit", "shares", "outlook", "orders", "growth", "losses", "revenue", "staff", "plant", "quarter")


@dataclass(frozen=True)
class Made:
    """What is made up."""

    modes: tuple[Mode, ...] = MODES
    base_models: tuple[str, ...] = (BUILTIN,)
    seeds: int = 3
    labels: tuple[str, ...] = LABELS
    task: Task = "single_label"
    rows: int = 1600
    """Of all parts: 70, 15 and 15 of a hundred."""
    folds: int = 0
    shares: tuple[float, ...] = ()
    energy: bool = False
    deviation: float = 0.01
    """Between seeds."""
    path: str = "/data/headlines.csv"
    region: float = REGION
    ability: tuple[tuple[str, float], ...] = ()
    """Modes that score something else than `ABILITY` says."""

    @property
    def config(self) -> ExperimentConfig:
        """Resolved."""
        dataset = DatasetConfig(
            path=self.path, text_columns=("headline",), label_columns=("sentiment",), task=self.task
        )
        return ExperimentConfig(
            dataset=dataset,
            base_models=self.base_models,
            modes=self.modes,
            seeds=self.seeds,
            epochs=3,
            folds=self.folds,
            shares=self.shares,
            region=self.region,
        )


def made_members(what: Made, count: int | None = None) -> Iterator[DoneMember]:
    """The first members, in the order of the plan; None: all."""
    rows = _Rows(what)
    for number, member in enumerate(members(what.config)[:count]):
        yield _made_member(what, rows, member, number)


class _Rows:
    """What all members share."""

    def __init__(self, what: Made) -> None:
        random = np.random.default_rng(11)
        count, labels = what.rows, len(what.labels)
        self.what = what
        self.parts = random.choice([0, VALIDATION, TEST], size=count, p=[0.7, 0.15, 0.15])
        self.fold = random.permutation(count) % max(1, what.folds)
        self.often = 1 / np.arange(2, labels + 2)
        self.often /= self.often.sum()
        self.truth = self._truth(random)
        self.shape = (count, labels) if what.task == "multi_label" else (count,)
        self.difficulty = random.normal(0, np.sqrt(0.5), self.shape)
        self.texts = _texts(count, random)

    def _truth(self, random: np.random.Generator) -> np.ndarray:
        """float64 [rows, 1] or [rows, labels]."""
        count, labels = self.what.rows, len(self.what.labels)
        if self.what.task == "multi_label":
            return (random.random((count, labels)) < 1.5 / labels).astype(np.float64)
        if self.what.task == "regression":
            return random.uniform(0, 5, (count, 1))
        return random.choice(labels, size=(count, 1), p=self.often).astype(np.float64)

    def parts_of(self, fold: int) -> np.ndarray:
        """0, `VALIDATION` or `TEST` of each row, [rows]."""
        if not self.what.folds:
            return self.parts
        rest = np.where(self.fold == (fold + 1) % self.what.folds, VALIDATION, 0)
        return np.where(self.fold == fold, TEST, rest)


def _made_member(what: Made, rows: _Rows, member: Member, number: int) -> DoneMember:
    sampling = member.config.sampling
    random = np.random.default_rng([number, member.config.seed])
    parts = rows.parts_of(sampling.fold)
    learned = int((parts == 0).sum() * sampling.train_share)
    logits = _logits(what, rows, member, learned, random)
    kept = np.flatnonzero(parts)
    scored = Scored(
        data=pa.table(
            {
                "part": parts[kept].astype(np.int8),
                "row": kept + 1,
                "text": rows.texts.take(pa.array(kept)),
                "target": _lists(rows.truth[kept]),
                "logits": _lists(logits[kept]),
            }
        ),
        task=what.task,
        labels=("rating",) if what.task == "regression" else what.labels,
        text_columns=("headline",),
        train_counts=_counts(what, rows, parts, sampling.train_share),
        train_rows=learned,
    )
    metrics = _metrics(what, member, scored, random)
    data = _data(what, rows, parts)
    if member.baseline:
        return DoneMember(member, scored, metrics, baseline=BaselineFacts(size_bytes=410_000, data=data))
    run = TimedOutcome(
        config=member.config,
        data=DataReady(
            train=learned,
            validation=data.validation,
            test=data.test,
            labels=data.labels,
            text_columns=data.text_columns,
            label_columns=data.label_columns,
            task=what.task,
        ),
        started=made_runs.started(60),
        metrics=metrics,
        versions=VERSIONS,
        timings={"reading": 0.02, "training": metrics.train_seconds, "testing": len(kept) / 240},
    )
    return DoneMember(member, scored, metrics, run=run, model_bytes=MODEL_BYTES)


def _logits(what: Made, rows: _Rows, member: Member, learned: int, random: np.random.Generator) -> np.ndarray:
    """[rows, outputs], as drawn."""
    count, outputs = what.rows, rows.truth.shape[1] if what.task == "regression" else len(what.labels)
    if member.baseline == "constant":
        answer = np.log(rows.often) if what.task != "regression" else np.full(1, 2.5)
        if what.task == "multi_label":
            answer = np.where(np.arange(outputs) == 0, 0.1, -1.0)
        return np.tile(answer, (count, 1))
    ability = _ability(what, member, learned) + random.normal(0, what.deviation / 0.25)
    taste = np.random.default_rng(sum(map(ord, member.way))).normal(0, np.sqrt(0.15), rows.shape)
    margin = ability - rows.difficulty - taste - random.normal(0, np.sqrt(0.35), rows.shape)
    if what.task == "regression":
        return rows.truth + (margin[:, None] - ability) * (1.6 - min(1.5, ability))
    if what.task == "multi_label":
        return np.where(rows.truth > 0, 1.0, -1.0) * margin * 2
    truth = rows.truth[:, 0].astype(np.int64)
    other = (truth + 1 + (random.random(count) ** 2 * (outputs - 1)).astype(np.int64)) % outputs
    said = np.where(margin > 0, truth, other)
    logits = random.normal(0, 0.1, (count, outputs))
    logits[np.arange(count), said] += 0.7 + 2.5 * np.abs(margin)
    return logits


def _ability(what: Made, member: Member, learned: int) -> float:
    mode, model = way_parts(member.way)
    place = what.base_models.index(model) if model else 0
    gap = 1.0 - dict(what.ability).get(mode, ABILITY[mode]) + 0.02 * place
    return float(ndtri(1.0 - min(0.6, gap * (learned / 1000) ** -STEEPNESS[mode])))


def _metrics(what: Made, member: Member, scored: Scored, random: np.random.Generator) -> Metrics:
    mode, _ = way_parts(member.way)
    seconds = seconds_of(member) * float(random.uniform(0.97, 1.03))
    baseline = member.baseline is not None
    return Metrics(
        test=_score(what, scored, TEST),
        validation=_score(what, scored, VALIDATION),
        train_seconds=seconds,
        rows_per_second=41_000.0 if baseline else 3 * scored.train_rows / seconds,
        peak_memory_bytes=310_000_000 if baseline else int(random.uniform(1.1e9, 1.4e9)),
        parameters=TRAINED[mode] if baseline else PARAMETERS,
        trainable_parameters=TRAINED.get(mode, PARAMETERS),
        epochs=0.0 if baseline else 3.0,
        best_epoch=0.0 if baseline else 2.5,
        learning_rate=0.0 if baseline else 2e-4,
        energy_joules=55.0 * seconds if what.energy and not baseline else None,
    )


def _score(what: Made, scored: Scored, part: int) -> Score:
    at = scored.at(part)
    logits = scored.logits[at]
    if what.task == "regression":
        said = logits[:, 0]
    else:
        said = logits >= 0 if what.task == "multi_label" else logits.argmax(axis=1)
    metrics, interval = measure(what.task, said, scored.targets[at])
    return Score(metrics=metrics, metric=METRICS[what.task][0], interval=interval, n=len(at), loss=0.5)


def seconds_of(member: Member) -> float:
    """Of its training."""
    mode, _ = way_parts(member.way)
    return SECONDS[mode] * member.config.sampling.train_share


def _data(what: Made, rows: _Rows, parts: np.ndarray) -> DataSummary:
    counts = _counts(what, rows, np.zeros_like(parts), 1.0)
    return DataSummary(
        path=what.path,
        task=what.task,
        text_columns=("headline",),
        label_columns=("sentiment",),
        labels=("rating",) if what.task == "regression" else what.labels,
        label_counts=() if what.task == "regression" else tuple(map(int, counts)),
        train=int((parts == 0).sum()),
        validation=int((parts == VALIDATION).sum()),
        test=int((parts == TEST).sum()),
        skipped=2,
        findings=(
            Finding(
                id="duplicates",
                rows=12,
                message="12 rows repeat a text that came before.",
                severity="warning",
                hint="Remove them: they count twice.",
                examples=(Example(row=17, text="Orders rose in the quarter"),),
            ),
        ),
    )


def _counts(what: Made, rows: _Rows, parts: np.ndarray, share: float) -> tuple[float, ...]:
    learned = rows.truth[parts == 0]
    if what.task == "regression":
        return float(learned.mean()), float(learned.std())
    if what.task == "multi_label":
        return tuple(map(float, np.round(learned.sum(axis=0) * share)))
    counts = np.bincount(learned[:, 0].astype(np.int64), minlength=len(what.labels))
    return tuple(map(float, np.round(counts * share)))


def _lists(values: np.ndarray) -> pa.Array:
    return pa.FixedSizeListArray.from_arrays(pa.array(values.astype(np.float32).ravel()), values.shape[1])


def _texts(count: int, random: np.random.Generator) -> pa.Array:
    picked = random.choice(_WORDS, size=(count, 3))
    texts = [f"The {a} and the {b} of company {i} met the {c}" for i, (a, b, c) in enumerate(picked)]
    return pa.array(texts, pa.large_string())
