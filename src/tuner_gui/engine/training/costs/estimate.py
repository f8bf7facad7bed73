"""Time and memory of every training mode, predicted before Start."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
from accelerate import Accelerator

from tuner_gui.engine.config import MODES, Mode
from tuner_gui.engine.control import Control
from tuner_gui.engine.facts import ModeEstimate
from tuner_gui.engine.models import catalog
from tuner_gui.engine.replies import Estimated
from tuner_gui.engine.requests import EstimateJob
from tuner_gui.engine.training.costs.begun import Begun
from tuner_gui.engine.training.costs.fitting import advise, free_memory, judge
from tuner_gui.engine.training.costs.peak import need_of, note_program
from tuner_gui.engine.training.costs.probe import Probe, probe
from tuner_gui.engine.training.costs.seconds import seconds_of
from tuner_gui.engine.training.costs.stages import Stages
from tuner_gui.engine.training.costs.standin import parts_of, stand_in
from tuner_gui.engine.training.memory import give_back_memory
from tuner_gui.engine.training.preparation import Preparation
from tuner_gui.engine.training.processes import make_accelerator
from tuner_gui.engine.training.reporting import Reporter, SuspendedError
from tuner_gui.errors import CancelledError

_LIGHT: dict[Mode, str] = {"lora": "LoRA", "head": "Head only"}
"""Modes that need less memory, as they are called on screen."""
_known: dict[tuple[Any, ...], Probe] = {}
"""What was measured in this process; a model on this machine does not change."""
_choosing: dict[str, float] = {}
"""Seconds by base model that the choice of the fastest way to compute took."""
_MOST_KNOWN = 32
_PROBED_ROWS = 64
"""Of the sample: all of it tells how long texts are, so many suffice to measure."""


def estimate(job: EstimateJob, control: Control) -> Estimated:
    """Time and memory of each mode for this dataset on this machine.

    A few batches of the sample are trained on by the code that trains, and what they cost is carried over
    to the batches that the run will make of all rows. Measurements are kept for as long as this process
    lives, by model, kind of training and length of texts.

    Raises:
        ModelError: the base model cannot be used.
        CancelledError: the person cancelled.
    """

    costs = costs_of(job, control)
    source = job.config.base_model
    info = catalog.describe(source, catalog.resolve(source, control=control))
    return Estimated(model=info, modes=judged(costs, job))


@dataclass(frozen=True)
class ModeCost:
    """What is known of a mode's cost before it is trained."""

    begun: Begun
    measured: Probe
    choosing: float
    """Seconds that finding out how this machine computes fastest took: once for each base model."""

    def seconds(
        self, parts: tuple[int, int, int], epochs: int | None = None, *, shared: bool = False
    ) -> float:
        """Wall clock from Start to the saved model, in an engine that is warm.

        Args:
            parts: rows for training, validation and test.
            epochs: None: the default.
            shared: a run before it in the same process left what can serve it: token ids, states of frozen
                blocks, and how to compute.
        """
        settings = self.begun.hyperparameters
        if epochs is not None:
            settings = msgspec.structs.replace(settings, epochs=epochs)
        begun = replace(self.begun, hyperparameters=settings)
        choosing = 0.0 if shared else self.choosing
        return choosing + seconds_of(begun, self.measured, parts, shared=shared)


def costs_of(job: EstimateJob, control: Control, modes: Sequence[Mode] = MODES) -> tuple[ModeCost, ...]:
    """Measure modes on the sample.

    Args:
        job: its mode does not matter.
        control: asked whether to end.
        modes: to be measured.

    Raises:
        ModelError: the base model cannot be used.
        CancelledError: the person cancelled.
    """

    def check() -> None:
        if control.ending is not None:
            raise CancelledError("The estimate was cancelled.")

    source = job.config.base_model
    folder = catalog.resolve(source, control=control)
    accelerator = make_accelerator()
    try:
        begun = [_begin(mode, job, folder, accelerator, control, check) for mode in modes]
    except SuspendedError as error:  # an estimate is made again, not resumed
        raise CancelledError("The estimate was cancelled.") from error
    finally:
        accelerator.free_memory()
        give_back_memory()
    note_program(accelerator.device)
    return _evened(begun, source)


def _begin(
    mode: Mode,
    job: EstimateJob,
    folder: Path,
    accelerator: Accelerator,
    control: Control,
    check: Callable[[], None],
) -> tuple[Begun, Probe]:
    """Begin a run of this mode on the sample, and measure it unless that was done before."""
    check()
    config = msgspec.structs.replace(job.config, mode=mode)
    with tempfile.TemporaryDirectory(prefix="tuner-estimate-") as cache:
        stages = Stages()
        before = Preparation(config, Path(cache), accelerator, control, Reporter(stages, control))
        loaded = before.begin(stand_in(job), most_rows=_PROBED_ROWS)
        begun = Begun.of(config, loaded, job, stages.seconds())
        check()
        key = (folder, folder.stat().st_mtime_ns, accelerator.device, *begun.kind)
        if key not in _known:
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[key] = probe(config, before, loaded, accelerator, check)
    return begun, _known[key]


def _evened(found: Sequence[tuple[Begun, Probe]], source: str) -> tuple[ModeCost, ...]:
    """With what takes all modes alike, whichever came first."""
    loading = statistics.median(begun.loading for begun, _ in found)
    # The first to begin finds out how this machine computes fastest, as the run will on its own rows.
    choosing = _choosing.setdefault(source, max(begun.choosing for begun, _ in found))
    tokenizing = statistics.median(begun.tokenizing for begun, _ in found)
    return tuple(
        ModeCost(replace(begun, loading=loading, tokenizing=tokenizing), measured, choosing)
        for begun, measured in found
    )


def judged(costs: Sequence[ModeCost], job: EstimateJob) -> tuple[ModeEstimate, ...]:
    """In the same order; a mode that does not fit is told which ones do."""
    device = make_accelerator().device
    parts, free = parts_of(job), free_memory(device)
    needs = {cost.begun.config.mode: need_of(cost.begun, cost.measured, sum(parts), device) for cost in costs}
    lighter = {
        mode: name for mode, name in _LIGHT.items() if mode in needs and judge(needs[mode], free) == "fits"
    }
    estimates = []
    for cost in costs:
        begun = cost.begun
        mode, need = begun.config.mode, needs[begun.config.mode]
        names = tuple(name for other, name in lighter.items() if other != mode)
        estimates.append(
            ModeEstimate(
                mode=mode,
                seconds=cost.seconds(parts),
                memory_bytes=need.bytes,
                hyperparameters=begun.hyperparameters,
                fit=judge(need, free),
                advice=advise(need, free, lighter=names, splits=device.type != "cpu"),
                learning_rates=begun.rates,
                trainable_parameters=begun.trainable,
            )
        )
    return tuple(estimates)
