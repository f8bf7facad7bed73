"""The plots of a report: which way of training is drawn how, and what is drawn of a result."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tuner_gui.engine.comparing.records import Interval
from tuner_gui.engine.config import MODES
from tuner_gui.engine.experiment import way_parts
from tuner_gui.engine.experiment_result import CurveFit, CurvePoint
from tuner_gui.engine.tasks import PLAIN_NUMBERS, plain_number
from tuner_gui.look import LIGHT, SERIES, SERIES_WORDS
from tuner_gui.reporting import svg, words
from tuner_gui.reporting.content import Content
from tuner_gui.reporting.curve_plot import At, CurveLine, curve_plot
from tuner_gui.reporting.dot_plot import DotRow, dot_plot
from tuner_gui.reporting.svg import SHAPES, Ink, Mark

WIDE, NARROW = 760.0, 360.0
"""Widths in px of plots: for a page, and for a small screen."""


@dataclass(frozen=True)
class Look:
    """Where colours come from: the style sheet of a page, or fixed ones."""

    ink: Ink
    fixed: bool

    def mark(self, way: str, content: Content) -> Mark:
        """One mode, one colour; several base models are told apart by shape, else modes are, too."""
        mode, model = way_parts(way)
        known = next((each for each in MODES if each == mode), None)
        if known is None:
            return Mark(self.ink.muted, self.ink.muted, hollow=True)
        place = content.result.config.base_models.index(model) if model else MODES.index(known)
        shape = SHAPES[place % len(SHAPES)]
        if self.fixed:
            return Mark(SERIES[known], SERIES_WORDS[known], shape)
        return Mark(f"var(--{known})", f"var(--{known}-words)", shape)


STYLED = Look(Ink("var(--text)", "var(--muted)", "var(--grid)", "var(--surface)"), fixed=False)
"""By the variables of the page's style sheet, so that it follows light and dark."""


def plain_look(font: str) -> Look:
    """Fixed colours on white, in a font of this name."""
    return Look(Ink(LIGHT.text, LIGHT.muted, LIGHT.border, LIGHT.surface, font), fixed=True)


def pictures(content: Content, look: Look, *, narrow: bool = False) -> dict[str, Markup]:
    """The plots `scores` and `curves`; empty where there is nothing to show.

    Args:
        content: what they are of.
        look: where colours come from.
        narrow: for a small screen.
    """
    scores = curves = Markup()
    if content.ways:
        scores = _scores(content, look, stacked=narrow)
    if any(curve.points for curve in content.result.curves):
        curves = _curves(content, look, NARROW, 340) if narrow else _curves(content, look, WIDE, 380)
    return {"scores": scores, "curves": curves}


def _scores(content: Content, look: Look, *, stacked: bool) -> Markup:
    """All ways of training with their scores and intervals, best first."""
    result = content.result
    several = len(result.config.base_models) > 1
    rows = [
        DotRow(
            label=words.short_name(way.mode) if several else words.way_name(way.mode),
            value=way.score,
            interval=way.ci,
            words=words.with_interval(result.metric, way.score, way.ci),
            mark=look.mark(way.mode, content),
            strong=way.mode == content.recommended,
        )
        for way in content.ways
    ]
    return dot_plot(
        rows,
        title=f"{words.metric_title(content.result.metric)} of each way of training, with 95 % intervals",
        ink=look.ink,
        tick_words=lambda value: _tick(result.metric in PLAIN_NUMBERS, value),
        limits=_limits(content),
        width=NARROW if stacked else WIDE,
        stacked=stacked,
    )


def _curves(content: Content, look: Look, width: float, height: float) -> Markup:
    """Score of each way of training against the number of labelled rows it learned from."""
    lines = [
        CurveLine(
            label=words.short_name(curve.mode) if width < WIDE else words.way_name(curve.mode),
            mark=look.mark(curve.mode, content),
            points=tuple(map(_at, curve.points)),
            fit=tuple(map(_at, curve.fit)),
        )
        for curve in content.result.curves
        if curve.points
    ]
    return curve_plot(
        lines,
        title=f"{words.metric_title(content.result.metric)} against labelled rows, with 95 % intervals",
        axis_title="rows to learn from, on a logarithmic axis",
        ink=look.ink,
        tick_words=lambda value: _tick(content.result.metric in PLAIN_NUMBERS, value),
        limits=_limits(content),
        width=width,
        height=height,
    )


def badge(way: str, content: Content) -> Markup:
    """The mark of a way of training, to stand beside its name."""
    mark = svg.dot(6, 6, STYLED.mark(way, content), STYLED.ink.surface, size=4.2)
    return Markup('<svg class="badge" viewBox="0 0 12 12" aria-hidden="true">{}</svg>').format(mark)


def _at(point: CurvePoint | CurveFit) -> At:
    return At(point.train_rows, point.score, point.ci)


def _tick(plain: bool, value: float) -> str:
    return plain_number(value).rstrip("0").rstrip(".") or "0" if plain else f"{100 * value:g}%"


def _limits(content: Content) -> Interval:
    return (-1.0, 1.0) if content.result.metric in PLAIN_NUMBERS else (0.0, 1.0)
