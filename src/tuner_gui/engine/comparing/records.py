"""What a comparison of training modes comes to: plain records that also travel as JSON. No numpy, no
scipy."""

from __future__ import annotations

from typing import Literal

from tuner_gui.engine.config import Metric, Record

Interval = tuple[float, float]

REGION = 0.01
"""Region of practical equivalence unless a person says otherwise: a difference of one point does not
matter."""
LEVEL = 0.05
"""Chance of a false “better” among all pairs together, where there is no difference."""

PairVerdict = Literal["a better", "b better", "equivalent", "undecided"]


class ModeScore(Record, frozen=True, kw_only=True):
    """What a way of training scores: the mean over its trained models."""

    mode: str
    """Id of a training mode or a baseline."""
    score: float
    ci: Interval
    """95 % interval of the score to expect when it is trained again and asked about other rows."""
    seeds: int
    rows: int
    seeds_counted: bool
    """False: one model, of a way that gives another model each time, so the interval knows of its rows
    only."""
    deviation: float | None
    """Standard deviation between the scores of its models; None: there is one."""


class Needed(Record, frozen=True, kw_only=True):
    """What would decide a difference with a chance of 80 %, if it is what was observed."""

    rows: int
    """Test rows."""
    seeds: int
    """Trained models of each mode."""


class Pair(Record, frozen=True, kw_only=True):
    """Two ways of training on the same rows."""

    a: str
    b: str
    difference: float
    """Score of `a` minus score of `b`."""
    ci: Interval
    """95 % interval of the difference, for this pair alone."""
    p: float
    """How likely a difference at least as large is where there is none."""
    p_holm: float
    """The same after Holm's correction for the number of pairs."""
    verdict: PairVerdict
    seeds_counted: bool = True
    """False: said of two trained models, not of two ways of training; seeds were not varied."""
    p_mcnemar: float | None = None
    """McNemar's exact test, where each has one model and a row is right or wrong; then `p` is this."""
    needed: Needed | None = None
    """Of an undecided pair; None: nothing that is worth trying would decide it."""
    ci_bootstrap: Interval | None = None
    """95 % interval of the difference by a paired bootstrap over rows and seeds: a second opinion, which
    decides nothing."""


class Comparison(Record, frozen=True, kw_only=True):
    """Ways of training on the same rows."""

    metric: Metric
    modes: tuple[ModeScore, ...]
    """Best first."""
    pairs: tuple[Pair, ...]
    region: float = REGION
    folds: int = 0
    """Parts of a cross-validation; 0: there was one split."""

    def mode(self, name: str) -> ModeScore:
        """The way of training with this id."""
        return next(mode for mode in self.modes if mode.mode == name)

    def pair(self, a: str, b: str) -> Pair:
        """The pair of two ways of training, turned so that `a` comes first."""
        found = next(pair for pair in self.pairs if {pair.a, pair.b} == {a, b})
        return found if found.a == a else turned(found)


def turned(pair: Pair) -> Pair:
    """The same pair with its sides exchanged."""
    verdicts: dict[PairVerdict, PairVerdict] = {"a better": "b better", "b better": "a better"}
    return Pair(
        a=pair.b,
        b=pair.a,
        difference=-pair.difference,
        ci=(-pair.ci[1], -pair.ci[0]),
        p=pair.p,
        p_holm=pair.p_holm,
        verdict=verdicts.get(pair.verdict, pair.verdict),
        seeds_counted=pair.seeds_counted,
        p_mcnemar=pair.p_mcnemar,
        needed=pair.needed,
        ci_bootstrap=(-pair.ci_bootstrap[1], -pair.ci_bootstrap[0]) if pair.ci_bootstrap else None,
    )


VerdictKind = Literal["winner", "tie", "unsure", "contradicted", "alone"]


class Verdict(Record, frozen=True, kw_only=True):
    """Which way of training to take. Chosen on the validation rows; the evidence is that of the test rows."""

    kind: VerdictKind
    """`winner`: the test rows show it to be better than every other. `tie`: as good as the rival, and not
    dearer than the best on the validation rows. `unsure`: the validation rows speak for it, but the test
    rows do not show it to be better than every other. `contradicted`: the test rows show another one to be
    better. `alone`: there is nothing to compare with."""
    recommended: str
    rival: str = ""
    """What it is compared with: the best of the others; of a tie, the one it is as good as."""
    pair: Pair | None = None
    """On the test rows, the recommended one as `a`."""
    seconds: float = 0.0
    """What one training of the recommended one takes."""
    rival_seconds: float = 0.0
    """The same of the rival."""

    @property
    def cheaper(self) -> str:
        """The one of the two that takes less time."""
        return self.recommended if self.seconds <= self.rival_seconds else self.rival
