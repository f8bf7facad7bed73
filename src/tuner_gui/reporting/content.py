"""What stands in a report, picked and ordered; the templates only lay it out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tuner_gui.engine.comparing.records import Pair, turned
from tuner_gui.engine.config import METRICS, Metric
from tuner_gui.engine.experiment_result import ExperimentResult, MemberResult, WayResult
from tuner_gui.reporting import words
from tuner_gui.reporting.flips import MOST, FlippedRow, FlipTable

CLASSES = 10
"""Most classes that are told apart by way of training."""
_FEW_LABELS = 12
"""So many classes are listed one by one; of more, the ends of the list."""
_WIDEST = 8


@dataclass(frozen=True)
class LabelCount:
    """A class and how many rows have it."""

    label: str
    rows: int
    share: float
    """Of the most frequent one."""


@dataclass(frozen=True)
class PairGroup:
    """Pairs that stand together under a heading."""

    heading: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class ClassRow:
    """F1 of one class by each of `Content.class_ways`; None: not known."""

    label: str
    n: int
    scores: tuple[float | None, ...]

    @property
    def best(self) -> float:
        """The highest of them."""
        return max((score for score in self.scores if score is not None), default=0.0)


@dataclass(frozen=True)
class Seeds:
    """The trainings of one way with all training rows."""

    way: str
    scores: tuple[tuple[int, float], ...]
    """Seed and score, of folds the mean."""
    epochs: float
    learning_rate: float


@dataclass(frozen=True)
class Content:
    """An experiment's result as a report tells it."""

    result: ExperimentResult
    flips: FlipTable | None
    made: str
    """Day on which the report is made."""

    @property
    def file(self) -> str:
        """Name of the table."""
        return words.file_name(self.result.data.path)

    @property
    def headline(self) -> str:
        """The first sentence of the verdict."""
        return _sentences(self.result.verdict)[0] or "There is nothing to say yet."

    @property
    def grounds(self) -> str:
        """The rest of the verdict."""
        return _sentences(self.result.verdict)[1]

    @property
    def ways(self) -> tuple[WayResult, ...]:
        """Best first."""
        return tuple(sorted(self.result.summary, key=lambda way: -way.score))

    @property
    def recommended(self) -> str:
        """Id of the recommended way; empty while there is none."""
        return self.result.decision.recommended if self.result.decision else ""

    @property
    def folds(self) -> int:
        """Of a cross-validation; 0: one split."""
        return self.result.config.folds or 0

    @property
    def rows(self) -> int:
        """Rows that were tested on."""
        return max((way.rows for way in self.result.summary), default=self.result.data.test)

    @property
    def total(self) -> int:
        """Rows that take part."""
        data = self.result.data
        return data.train + data.validation + data.test

    @property
    def second_metric(self) -> Metric | None:
        """What else the ways are scored by, first of all; None: nothing."""
        others = [name for name in METRICS[self.result.data.task] if name != self.result.metric]
        return next((name for name in others if any(name in way.metrics for way in self.ways)), None)

    @property
    def has_energy(self) -> bool:
        """Whether the hardware reports it."""
        return any(way.energy_joules is not None for way in self.result.summary)

    @property
    def varied(self) -> bool:
        """Whether any way was trained with several seeds."""
        return any(way.seeds > 1 for way in self.result.summary)

    @cached_property
    def label_counts(self) -> tuple[LabelCount, ...]:
        """All classes, the most frequent first."""
        data = self.result.data
        most = max(data.label_counts, default=0)
        found = [
            LabelCount(label, rows, rows / max(1, most))
            for label, rows in zip(data.labels, data.label_counts, strict=False)
        ]
        return tuple(sorted(found, key=lambda each: -each.rows))

    @property
    def shown_labels(self) -> tuple[LabelCount, ...]:
        """All classes where they are few; else the most frequent and the rarest."""
        if len(self.label_counts) <= _FEW_LABELS:
            return self.label_counts
        half = _FEW_LABELS // 2
        return self.label_counts[:half] + self.label_counts[-half:]

    @property
    def hidden_labels(self) -> tuple[LabelCount, ...]:
        """Those between the most frequent and the rarest."""
        half = _FEW_LABELS // 2
        return self.label_counts[half:-half] if len(self.label_counts) > _FEW_LABELS else ()

    @cached_property
    def pair_groups(self) -> tuple[PairGroup, ...]:
        """The recommended way against each other, then all other pairs, the better one first."""
        own, others = [], []
        for pair in self.result.pairs:
            if self.recommended in (pair.a, pair.b):
                own.append(pair if pair.a == self.recommended else turned(pair))
            else:
                others.append(pair if pair.difference >= 0 else turned(pair))
        groups = []
        if own:
            heading = f"{words.way_name(self.recommended)} (recommended) against each other one"
            groups.append(PairGroup(heading, self._ordered(own)))
        if others:
            groups.append(PairGroup("All other pairs" if own else "All pairs", self._ordered(others)))
        return tuple(groups)

    def _ordered(self, pairs: Sequence[Pair]) -> tuple[Pair, ...]:
        order = [way.mode for way in self.ways]
        return tuple(sorted(pairs, key=lambda pair: (order.index(pair.a), order.index(pair.b))))

    @cached_property
    def matrix(self) -> tuple[tuple[WayResult, tuple[Pair | None, ...]], ...]:
        """Each way against each other, where they are few enough to be seen at once; else empty."""
        if not 3 <= len(self.ways) <= _WIDEST:
            return ()
        found = {(pair.a, pair.b): pair for pair in self.result.pairs}
        found |= {(pair.b, pair.a): turned(pair) for pair in self.result.pairs}
        return tuple(
            (way, tuple(found.get((way.mode, other.mode)) for other in self.ways)) for way in self.ways
        )

    @property
    def class_ways(self) -> tuple[WayResult, ...]:
        """Ways of training that are told apart by class: as many as there is room for."""
        first = [way for way in self.ways if way.mode == self.recommended]
        shown = (first + [way for way in self.ways if way.mode != self.recommended])[:_WIDEST]
        return tuple(way for way in self.ways if way in shown)

    @cached_property
    def classes(self) -> tuple[ClassRow, ...]:
        """The classes whose F1 differs most between the training modes, those first."""
        tables = [{score.label: score for score in way.classes} for way in self.class_ways]
        counts = {score.label: score.n for way in self.ways for score in way.classes}
        rows = []
        for label, n in counts.items():
            scores = tuple(table[label].f1 if label in table else None for table in tables)
            rows.append((self._spread(scores), ClassRow(label, n, scores)))
        return tuple(row for _, row in sorted(rows, key=lambda each: -each[0])[:CLASSES])

    def _spread(self, scores: Sequence[float | None]) -> float:
        known = [
            score
            for score, way in zip(scores, self.class_ways, strict=True)
            if score is not None and not way.baseline
        ]
        return max(known) - min(known) if known else 0.0

    @property
    def class_count(self) -> int:
        """Classes that have a score."""
        return len({score.label for way in self.ways for score in way.classes})

    @property
    def flipped(self) -> tuple[FlippedRow, ...]:
        """Rows that flipped, at most `MOST`."""
        return self.flips.rows[:MOST] if self.flips else ()

    @cached_property
    def seeds(self) -> tuple[Seeds, ...]:
        """What was trained of each way, best way first."""
        runs: dict[str, list[MemberResult]] = defaultdict(list)
        for run in self.result.runs:
            if run.train_share == 1.0:
                runs[run.way].append(run)
        return tuple(_seeds(way.mode, runs[way.mode]) for way in self.ways if runs[way.mode])


def _sentences(text: str) -> tuple[str, str]:
    """The first and the rest."""
    first, stop, rest = text.partition(". ")
    return first + stop.rstrip(), rest


def _seeds(way: str, runs: Sequence[MemberResult]) -> Seeds:
    by_seed: dict[int, list[float]] = defaultdict(list)
    for run in runs:
        by_seed[run.seed].append(run.score)
    return Seeds(
        way,
        tuple((seed, sum(scores) / len(scores)) for seed, scores in sorted(by_seed.items())),
        epochs=sum(run.epochs for run in runs) / len(runs),
        learning_rate=runs[0].learning_rate,
    )
