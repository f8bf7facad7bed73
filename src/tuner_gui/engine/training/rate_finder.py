"""Find learning rate: a few steps while the rate rises, to see where the loss falls and where it breaks."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from accelerate.utils import set_seed

from tuner_gui.engine.control import Control
from tuner_gui.engine.events import RateTried
from tuner_gui.engine.replies import RateFound
from tuner_gui.engine.requests import FindRateJob
from tuner_gui.engine.training.batching import BatchPlan
from tuner_gui.engine.training.execution import executing
from tuner_gui.engine.training.preparation import LoneStepper, Preparation
from tuner_gui.engine.training.processes import make_accelerator
from tuner_gui.engine.training.rate_choice import diverged, smoothed, suggest
from tuner_gui.engine.training.reporting import Emit, Reporter, SuspendedError
from tuner_gui.errors import CancelledError, RunError

STEPS = 100
LOWEST, HIGHEST = 1e-6, 1.0
"""No base model learns at a lower rate, none stands a higher one."""
_MOST_ROWS = 5_000
"""Training rows made ready for it; a hundred batches hardly need more."""
_FEWEST = 10
"""Steps with a loss that is a number, to say anything at all."""


def find_rate(job: FindRateJob, control: Control, emit: Emit) -> RateFound:
    """Try rising learning rates on the training rows of a run that is to be.

    The range test of Smith (2017, arXiv:1506.01186) as fastai does it: the rate rises exponentially from
    batch to batch, once, until the smoothed loss is far above its lowest. The rates of all layer groups
    rise together. Nothing is left behind, and the run itself begins afresh.

    Raises:
        TunerError: the data or the base model cannot be used, no rate worked, or the person cancelled.
    """
    accelerator = make_accelerator()
    say = Reporter(emit, control)
    cache = Path(job.scratch_dir) / "cache"
    try:
        before = Preparation(job.config, cache, accelerator, control, say)
        loaded = before.load(most_rows=_MOST_ROWS)
        with before.row_source(loaded) as rows, executing(loaded.model, loaded.execution):
            say.stage("trying_rates")
            settings, seed = loaded.hyperparameters, job.config.seed
            assert settings.batch_size and settings.learning_rate
            plan = BatchPlan(loaded.data.split.train, rows.lengths, batch_size=settings.batch_size, seed=seed)
            steps = loaded.lone_stepper(job.config, rows, accelerator)
            set_seed(seed)
            return _RangeTest(steps, plan, settings.learning_rate, say).run(control)
    except SuspendedError as error:  # there is nothing to go on with another day
        raise CancelledError("The search was cancelled.") from error
    finally:
        shutil.rmtree(cache, ignore_errors=True)
        accelerator.free_memory()


class _RangeTest:
    """A few optimizer steps at rising rates; afterwards the model is of no use.

    Args:
        steps: made over the rows of `plan`.
        plan: which rows make up each batch.
        usual: the rate that the groups' highest rates are meant for.
        say: told each step.
    """

    def __init__(self, steps: LoneStepper, plan: BatchPlan, usual: float, say: Reporter) -> None:
        self._steps = steps
        self._plan = plan
        self._usual = usual
        self._say = say

    def run(self, control: Control) -> RateFound:
        """Every step is an occasion to cancel; `stop` makes do with the rates tried so far.

        Raises:
            RunError: the loss was no number from the start.
            CancelledError: the person cancelled.
        """
        rates: list[float] = []
        losses: list[float] = []
        for rate, loss in self._tried():
            self._say.check_ending()
            if not math.isfinite(loss):
                break
            rates.append(rate)
            losses.append(loss)
            self._say.emit(RateTried(rate=rate, loss=loss, done=len(rates), total=STEPS))
            if diverged(losses) or control.ending == "stop":
                break
        if len(rates) < _FEWEST:
            raise _nothing_found(len(rates))
        curve = smoothed(losses)
        return RateFound(
            rates=tuple(rates),
            losses=tuple(curve.tolist()),
            suggested=suggest(rates, losses),
            lowest=rates[int(np.argmin(curve))],
        )

    def _tried(self) -> Iterator[tuple[float, float]]:
        """Rates, and the loss of a batch before the step at that rate."""
        for number, rate in enumerate(np.geomspace(LOWEST, HIGHEST, STEPS).tolist()):
            for group in self._steps.optimizer.param_groups:
                group["lr"] = group["peak"] * rate / self._usual
            yield rate, self._steps.stepper.learn(self._plan.batch(number))[0]


def _nothing_found(steps: int) -> RunError:
    if steps:
        return RunError(
            "Too few learning rates were tried to say which is good.", hint="Let the search go on a little."
        )
    return RunError(
        "No learning rate could be found: the loss is no number even at the lowest.",
        hint="Choose another base model; this one gives no usable numbers.",
    )
