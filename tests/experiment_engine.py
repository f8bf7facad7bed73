"""A scripted engine whose plans and baselines can be held up, and an experiment that is soon done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from model_engine import ModelEngine, ModelScript
from tuner_gui.engine.config import DatasetConfig
from tuner_gui.engine.events import AnyEvent, RunCancelled, StageChanged
from tuner_gui.engine.experiment import ExperimentConfig
from tuner_gui.engine.requests import AnyJob, BaselineJob, PlanExperimentJob


@dataclass
class ExperimentScript(ModelScript):
    """What the engine does with the parts of an experiment."""

    hold_plan: bool = False
    """Planning waits for a command."""
    hold_baseline: str = ""
    """The baseline that waits for any command, and then ends."""

    def hold(self, key: str) -> None:
        """Have a training wait before its sixth step."""
        self.hold_at, self.hold_member = 6, key

    def let_go(self) -> None:
        """Hold nothing any more."""
        self.hold_at, self.hold_member, self.hold_baseline, self.hold_plan = None, "", "", False


class ExperimentEngine(ModelEngine):
    """Answers at once unless it is held up."""

    def run(self, job: AnyJob) -> Iterator[AnyEvent]:
        script = self.script
        if isinstance(script, ExperimentScript):
            if isinstance(job, PlanExperimentJob) and script.hold_plan:
                self.jobs.append(job)
                if self._commands.get() == "cancel":
                    yield RunCancelled()
                    return
            if isinstance(job, BaselineJob) and job.name == script.hold_baseline:
                yield StageChanged(stage="reading")
                self._commands.get()
        yield from super().run(job)


def small_config(path: Path, **changes: object) -> ExperimentConfig:
    """Two modes, one seed."""
    config = ExperimentConfig(dataset=DatasetConfig(path=str(path)), modes=("layerwise", "head"), seeds=1)
    return msgspec.structs.replace(config, **changes)
