"""`estimate` and `find-rate`: what can be learned about a run before it is started."""

from __future__ import annotations

import sys
import tempfile

import msgspec

from tuner_gui.commands import EXIT_INTERRUPTED, perform
from tuner_gui.console import Console, duration
from tuner_gui.engine.config import RunConfig
from tuner_gui.engine.data.survey import survey
from tuner_gui.engine.facts import Fit, ModeEstimate
from tuner_gui.engine.replies import Estimated, RateFound
from tuner_gui.engine.requests import EstimateJob, FindRateJob

SAMPLE_ROWS = 64
"""Rows that tell how long the texts are, as in the window."""
TABLE_ROWS = 12
"""Rates that are printed of those that were tried."""
_FITS: dict[Fit, str] = {"fits": "fits", "tight": "tight", "wont_fit": "won't fit"}


def estimate(config: RunConfig, *, as_json: bool) -> int:
    """Print what each training mode will cost on this computer; returns the exit status.

    Raises:
        TunerError: the dataset cannot be learned from, or the base model cannot be used.
    """
    surveyed = survey(config.dataset)
    if surveyed.problem is not None:
        raise surveyed.problem
    texts, _ = surveyed.sample(SAMPLE_ROWS)
    job = EstimateJob(
        config=msgspec.structs.replace(config, dataset=surveyed.config),
        rows=surveyed.rows,
        sample_texts=texts,
        longest_text=surveyed.longest(),
        classes=1 if surveyed.roles.task == "regression" else max(2, len(surveyed.counts)),
    )
    with Console() as console:
        end = perform(job, console)
    if not isinstance(end, Estimated):
        return _interrupted()
    sys.stdout.write(_json(end) if as_json else _modes_table(end))
    return 0


def find_rate(config: RunConfig, *, as_json: bool) -> int:
    """Try rising learning rates on a run's training rows, print the loss at each and a suggestion.

    Returns:
        the exit status.

    Raises:
        TunerError: the dataset cannot be learned from, or the base model cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="tuner-rate-") as scratch, Console() as console:
        end = perform(FindRateJob(config=config, scratch_dir=scratch), console)
    if not isinstance(end, RateFound):
        return _interrupted()
    sys.stdout.write(_json(end) if as_json else _rates_table(end))
    return 0


def _interrupted() -> int:
    sys.stderr.write("Interrupted.\n")
    return EXIT_INTERRUPTED


def _json(reply: msgspec.Struct) -> str:
    return msgspec.json.encode(reply).decode() + "\n"


def _modes_table(end: Estimated) -> str:
    lines = [f"{'mode':<10} {'time':>9} {'memory':>9} {'trained':>9}  fit"]
    lines += [_mode_line(mode) for mode in end.modes]
    return "\n".join(lines) + "\n"


def _mode_line(mode: ModeEstimate) -> str:
    trained = f"{mode.trainable_parameters / 1e6:.1f} M" if mode.trainable_parameters else "-"
    fit = f"{_FITS[mode.fit]}: {mode.advice}" if mode.advice else _FITS[mode.fit]
    memory = f"{mode.memory_bytes / 1e9:.1f} GB"
    return f"{mode.mode:<10} {duration(mode.seconds):>9} {memory:>9} {trained:>9}  {fit}"


def _rates_table(end: RateFound) -> str:
    """A dozen of the rates, evenly spread, and what to make of them."""
    count = len(end.rates)
    picked = sorted({round(place * (count - 1) / max(1, TABLE_ROWS - 1)) for place in range(TABLE_ROWS)})
    lines = [f"{'rate':>9} {'loss':>8}"]
    lines += [f"{end.rates[place]:>9.2g} {end.losses[place]:>8.3f}" for place in picked if place < count]
    lines.append(f"The loss was lowest at {end.lowest:.2g}; beyond it training goes astray.")
    lines.append(f"Suggested: --learning-rate {end.suggested:.2g}")
    return "\n".join(lines) + "\n"
