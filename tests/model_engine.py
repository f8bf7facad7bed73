"""A scripted engine that also explains, labels whole tables, exports in every way and publishes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from data_engine import DataEngine, DataScript
from tuner_gui.engine.events import AnyEvent, Progressed, RunCancelled, StageChanged
from tuner_gui.engine.facts import Piece
from tuner_gui.engine.replies import Explained, Exported, Predicted, Published, TablePredicted
from tuner_gui.engine.requests import AnyJob, ExplainJob, ExportJob, PredictTableJob, PublishJob

RESULT = "headline,prediction,confidence\nProfit rose,positive,0.81\nCosts rose,negative,0.66\n"
URL = "https://huggingface.co/somebody/news"


@dataclass
class ModelScript(DataScript):
    """What the engine does with a finished model."""

    hold_table: bool = False
    """Labelling a table waits for a command."""
    answers: dict[str, Predicted] = field(default_factory=dict)
    """By the run's folder."""
    refuse_small: AnyEvent | None = None
    """Instead of the small export, unless the person insists."""


class ModelEngine(DataEngine):
    """Answers at once."""

    def run(self, job: AnyJob) -> Iterator[AnyEvent]:
        script = self.script
        assert isinstance(script, ModelScript)
        if type(job).__struct_config__.tag in script.fail:
            yield from super().run(job)
            return
        match job:
            case ExplainJob():
                self.jobs.append(job)
                yield _explained(job, script.labels[-1])
            case PredictTableJob():
                self.jobs.append(job)
                yield from self._label_table(job)
            case PublishJob():
                self.jobs.append(job)
                yield StageChanged(stage="publishing")
                yield Progressed(stage="publishing", done=1, total=2, unit="bytes")
                yield Published(url=URL, files=("model.safetensors",))
            case ExportJob(kind="onnx_int8", anyway=False) if script.refuse_small is not None:
                self.jobs.append(job)
                yield script.refuse_small
            case ExportJob(kind="onnx_int8"):
                self.jobs.append(job)
                yield _small_export(job.destination)
            case _:
                yield from super().run(job)

    def _label_table(self, job: PredictTableJob) -> Iterator[AnyEvent]:
        script = self.script
        assert isinstance(script, ModelScript)
        yield StageChanged(stage="predicting")
        yield Progressed(stage="predicting", done=500, total=1000)
        if script.hold_table and self._commands.get() == "cancel":
            yield RunCancelled()
            return
        Path(job.destination).write_text(RESULT, encoding="utf-8")
        yield TablePredicted(
            path=job.destination, rows=1000, predicted=990, empty=7, unreadable=3, rows_per_second=211.0
        )


def _explained(job: ExplainJob, likeliest: str) -> Explained:
    return Explained(
        texts=job.texts,
        label=job.label or likeliest,
        score=0.81,
        pieces=(Piece(text=0, start=0, end=len(job.texts[0].split()[0]), weight=1.0),),
        method="Integrated gradients",
    )


def _small_export(destination: str) -> Exported:
    return Exported(
        path=destination,
        rows_checked=104,
        largest_difference=0.31,
        size_bytes=23_000_000,
        kind="onnx_int8",
        agreement=0.981,
        score_change=-0.004,
        speed_ratio=2.4,
        size_ratio=0.26,
    )
