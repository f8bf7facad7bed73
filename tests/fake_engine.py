"""A scripted engine with the interface of `EngineClient`: no process, no torch."""

from __future__ import annotations

import math
import queue
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

import scores
from fake_experiments import keep_baseline, leave_model, plan_of, result_of
from tuner_gui.engine.config import METRICS as METRICS_OF
from tuner_gui.engine.config import MODES, Hyperparameters, Mode, Task
from tuner_gui.engine.events import (
    AnyEvent,
    DataReady,
    EngineReady,
    Logged,
    Progressed,
    RateTried,
    RunCancelled,
    RunFinished,
    RunStarted,
    RunSuspended,
    StageChanged,
    Stepped,
    Validated,
)
from tuner_gui.engine.facts import (
    DeviceInfo,
    Fit,
    LearningRate,
    Metrics,
    ModeEstimate,
    ModelInfo,
    Prediction,
    Score,
)
from tuner_gui.engine.replies import (
    BaselineFinished,
    Compared,
    Estimated,
    ExperimentPlanned,
    Exported,
    ModelFetched,
    Predicted,
    RateFound,
    RowsPredicted,
)
from tuner_gui.engine.requests import (
    Action,
    AnyJob,
    BaselineJob,
    CompareJob,
    EstimateJob,
    ExportJob,
    FetchModelJob,
    FindRateJob,
    PlanExperimentJob,
    PredictJob,
    PredictRowsJob,
    TrainJob,
)
from tuner_gui.errors import EngineDiedError

DEVICE = DeviceInfo(kind="cpu", name="CPU · 2 cores", memory_bytes=8_000_000_000, precision="fp32")
MODEL = ModelInfo(
    source="builtin",
    name="all-MiniLM-L6-v2",
    architecture="BertModel",
    parameters=22_713_216,
    layers=6,
    max_length=512,
    size_bytes=90_900_000,
    license="Apache-2.0",
)
DEFAULTS = Hyperparameters(
    epochs=3,
    batch_size=16,
    learning_rate=2e-4,
    max_length=64,
    layer_decay=0.8,
    warmup=0.1,
    weight_decay=0.01,
    label_smoothing=0.0,
    patience=0,
    pooling="own",
    top_blocks=1,
    lora_rank=8,
    scratch_size="base",
    own_tokenizer=False,
)
ADVICE = "Choose a smaller batch size or a smaller maximum length."
SUGGESTED = 2.1e-4
LABELS = ("negative", "neutral", "positive")
METRICS = Metrics(
    test=scores.accuracy(0.841, 0.829, 104, (0.759, 0.899), 0.47),
    validation=scores.accuracy(0.865, 0.851, 104, (0.786, 0.918), 0.42),
    train_seconds=83.0,
    rows_per_second=61.0,
    peak_memory_bytes=1_240_000_000,
    parameters=22_714_371,
    trainable_parameters=22_714_371,
    epochs=3.0,
    best_epoch=2.4,
    learning_rate=2e-4,
)
_SCORES: dict[Task, Score] = {
    "single_label": METRICS.test,
    "multi_label": scores.micro_f1(0.712, 104, (0.644, 0.771)),
    "regression": scores.correlation(0.873, 0.412, 104, (0.818, 0.912)),
}


def metrics_of(task: Task) -> Metrics:
    """What a run of a task ends with."""
    if task == "single_label":
        return METRICS
    return msgspec.structs.replace(METRICS, test=_SCORES[task], validation=_SCORES[task])


@dataclass
class Script:
    """What the engine does with a training job."""

    steps: int = 12
    steps_per_epoch: int = 4
    validate_every: int = 2
    hold_at: int | None = None
    """Wait before this step until `release` is called or a command comes."""
    hold_export: bool = False
    """An export waits for a command."""
    die_at: int | None = None
    """The process ends before this step."""
    fail: dict[str, AnyEvent] = field(default_factory=dict)
    """Terminal event by kind of job (`train`, `export`…) instead of the good one."""
    device: DeviceInfo = DEVICE
    labels: tuple[str, ...] = LABELS
    task: Task = "single_label"
    unlabelled: int = 0
    """Rows of the table without a label."""
    hold_rows: bool = False
    """Labelling rows waits for a command."""
    none_given: bool = False
    """The text tried is given no label."""
    fits: dict[Mode, Fit] = field(default_factory=dict)
    """Modes that are tight or won't fit."""
    blocks: int = 6
    """Of the base model."""
    hold_rates: bool = False
    """Trying rates waits for a command after half of them."""
    validation_sample: int = 0
    """Rows that are scored on the way through an epoch; 0: always all."""
    early: bool = False
    """The run ends early by itself."""
    fail_members: dict[str, AnyEvent] = field(default_factory=dict)
    """Terminal event by key of a member of an experiment, instead of the good one."""
    die_members: set[str] = field(default_factory=set)
    """The process ends when it is asked for these members."""
    hold_member: str = ""
    """`hold_at` holds this member of an experiment only; empty: all trainings."""
    scores: dict[str, float] = field(default_factory=dict)
    """Accuracy on test and validation rows by key of a member."""
    folds: int = 0
    """Of experiments that leave it open."""


class FakeEngine:
    """Plays a `Script`. Thread-safe like the real one."""

    def __init__(self, script: Script | None = None) -> None:
        self.script = script or Script()
        self.jobs: list[AnyJob] = []
        self.sent: list[Action] = []
        self.closed = False
        self.warmed = False
        self._commands: queue.SimpleQueue[Action | None] = queue.SimpleQueue()
        self._released = threading.Event()
        self._told_ready = False

    # --- the interface of EngineClient -----------------------------------------------------------

    @property
    def pid(self) -> int | None:
        return 4242 if self.warmed and not self.closed else None

    def warm(self) -> None:
        self.warmed = True

    def run(self, job: AnyJob) -> Iterator[AnyEvent]:
        self.jobs.append(job)
        yield from self._ready()
        failure = self._failure(job)
        if failure is not None:
            yield failure
            return
        match job:
            case PlanExperimentJob() | BaselineJob() | CompareJob():
                yield from self._experiment(job)
            case FindRateJob():
                yield from self._find_rate()
            case TrainJob():
                yield from self._train(job)
            case FetchModelJob():
                yield ModelFetched(model=MODEL)
            case EstimateJob():
                yield self._estimated()
            case ExportJob():
                yield from self._export(job)
            case PredictJob():
                yield self._predicted()
            case PredictRowsJob(destination=destination):
                yield from self._predict_rows(Path(destination))

    def send(self, action: Action) -> None:
        self.sent.append(action)
        self._commands.put(action)

    def close(self) -> None:
        self.closed = True
        self._commands.put(None)

    # --- for tests -------------------------------------------------------------------------------

    def release(self) -> None:
        """Go on from where `hold_at` waits."""
        self._released.set()
        self._commands.put(None)

    @property
    def kinds(self) -> list[str]:
        """Classes of the jobs so far."""
        return [type(job).__name__ for job in self.jobs]

    def _ready(self) -> Iterator[AnyEvent]:
        if not self._told_ready:
            self._told_ready = True
            yield EngineReady(pid=4242, device=self.script.device, seconds=0.1)

    def _failure(self, job: AnyJob) -> AnyEvent | None:
        """What ends the job instead of the good end."""
        if isinstance(job, TrainJob | BaselineJob):
            key = Path(job.run_dir).name
            if key in self.script.die_members:
                raise _death()
            if key in self.script.fail_members:
                return self.script.fail_members[key]
        return self.script.fail.get(type(job).__struct_config__.tag)  # type: ignore[arg-type]

    def _experiment(self, job: PlanExperimentJob | BaselineJob | CompareJob) -> Iterator[AnyEvent]:
        match job:
            case PlanExperimentJob():
                yield ExperimentPlanned(plan=plan_of(job.config, folds=self.script.folds))
            case BaselineJob():
                yield StageChanged(stage="training")
                metrics = keep_baseline(job, self._metrics(Path(job.run_dir)))
                yield BaselineFinished(metrics=metrics)
            case CompareJob():
                yield StageChanged(stage="comparing")
                yield Compared(result=result_of(job))

    def _forget_commands(self) -> None:
        """What was said to the job before, such as an estimate pushed aside, is not for this one."""
        while not self._commands.empty():
            self._commands.get()
        if self.closed:  # which is for every job
            self._commands.put(None)

    def _predicted(self) -> Predicted:
        script = self.script
        shares = (0.06, 0.13, 0.81) if len(script.labels) == 3 else _many(script.labels)
        given: tuple[str, ...] = script.labels[-1:]
        if script.task == "regression":
            given, shares = (), (3.4567,)
        elif script.none_given:
            given, shares = (), tuple(share / 2 for share in shares)
        return Predicted(
            task=script.task, labels=script.labels, predictions=(Prediction(labels=given, scores=shares),)
        )

    def _predict_rows(self, destination: Path) -> Iterator[AnyEvent]:
        yield StageChanged(stage="predicting")
        yield Progressed(stage="predicting", done=self.script.unlabelled // 2, total=self.script.unlabelled)
        if self.script.hold_rows and self._commands.get() == "cancel":
            yield RunCancelled()
            return
        destination.write_text("row,headline,predicted\n", encoding="utf-8")
        yield RowsPredicted(path=str(destination), rows=self.script.unlabelled)

    def _estimated(self) -> Estimated:
        cost = {
            "layerwise": (92, 1.3e9),
            "full": (90, 1.3e9),
            "lora": (84, 0.9e9),
            "head": (18, 0.5e9),
            "scratch": (141, 1.3e9),
        }
        return Estimated(
            model=MODEL,
            modes=tuple(
                ModeEstimate(
                    mode=mode,
                    seconds=cost[mode][0],
                    memory_bytes=int(cost[mode][1]),
                    hyperparameters=DEFAULTS,
                    fit=self.script.fits.get(mode, "fits"),
                    advice=ADVICE if mode in self.script.fits else "",
                    learning_rates=learning_rates(self.script.blocks, mode),
                )
                for mode in MODES
            ),
        )

    def _train(self, job: TrainJob) -> Iterator[AnyEvent]:
        script = self.script
        self._forget_commands()
        yield StageChanged(stage="reading")
        yield DataReady(
            train=484,
            validation=104,
            test=104,
            labels=script.labels,
            text_columns=job.config.dataset.text_columns,
            label_columns=job.config.dataset.label_columns,
            task=script.task,
            skipped=2,
            unlabelled=script.unlabelled,
        )
        yield StageChanged(stage="tokenizing")
        yield Progressed(stage="tokenizing", done=484, total=692)
        yield Logged(message="98 % of the texts fit into 64 tokens", time=1_760_000_000.0)
        yield StageChanged(stage="training")
        yield RunStarted(
            parameters=22_714_371,
            trainable_parameters=22_714_371,
            device=script.device,
            hyperparameters=DEFAULTS,
            total_steps=script.steps,
            steps_per_epoch=script.steps_per_epoch,
            learning_rates=learning_rates(script.blocks, job.config.mode),
        )
        best, names = 0.0, METRICS_OF[script.task]
        for step in range(1, script.steps + 1):
            ended = yield from self._obey(step, Path(job.run_dir))
            if ended:
                return
            epoch = step / script.steps_per_epoch
            yield self._step(step, epoch)
            if step % script.validate_every == 0 or step == script.steps:
                accuracy = 0.87 - 0.52 * math.exp(-2.2 * epoch) - 0.006 * (step % 3)
                yield Validated(
                    step=step,
                    epoch=epoch,
                    loss=0.42 + 0.68 * math.exp(-1.6 * epoch),
                    metrics={name: accuracy - 0.02 * place for place, name in enumerate(names)},
                    best=accuracy > best,
                    rows=script.validation_sample if step % script.steps_per_epoch else 104,
                )
                best = max(best, accuracy)
        yield StageChanged(stage="testing")
        if job.shared_dir:
            leave_model(Path(job.run_dir))
        yield RunFinished(metrics=self._metrics(Path(job.run_dir)), stopped_early=script.early)

    def _metrics(self, run_dir: Path) -> Metrics:
        metrics = metrics_of(self.script.task)
        value = self.script.scores.get(run_dir.name)
        if value is None:
            return metrics
        score = scores.accuracy(value, value - 0.01, 104, (value - 0.06, value + 0.05), 0.47)
        return msgspec.structs.replace(metrics, test=score, validation=score)

    def _export(self, job: ExportJob) -> Iterator[AnyEvent]:
        yield StageChanged(stage="exporting")
        if self.script.hold_export and self._commands.get() == "cancel":
            yield RunCancelled()
            return
        yield StageChanged(stage="verifying")
        size = 91_400_000
        yield Exported(path=job.destination, rows_checked=32, largest_difference=2.1e-6, size_bytes=size)

    def _find_rate(self) -> Iterator[AnyEvent]:
        """A test as it goes: flat, then down, then up and away."""
        self._forget_commands()
        yield StageChanged(stage="trying_rates")
        rates = [10 ** (-7 + 7 * place / 79) for place in range(80)]
        losses = [_loss_at(math.log10(rate)) for rate in rates]
        for done, (rate, loss) in enumerate(zip(rates, losses, strict=True), 1):
            yield RateTried(rate=rate, loss=loss + 0.05 * math.sin(done * 2.4), done=done, total=len(rates))
            if self.script.hold_rates and done == len(rates) // 2 and self._commands.get() == "cancel":
                yield RunCancelled()
                return
        lowest = rates[losses.index(min(losses))]
        yield RateFound(rates=tuple(rates), losses=tuple(losses), suggested=SUGGESTED, lowest=lowest)

    def _step(self, step: int, epoch: float) -> Stepped:
        noise = math.sin(step * 12.9898) * 43758.5453
        noise -= math.floor(noise) + 0.5
        return Stepped(
            step=step,
            epoch=epoch,
            loss=max(0.02, 0.26 + 0.84 * math.exp(-1.7 * epoch) + 0.34 * noise * math.exp(-0.3 * epoch)),
            metric=min(1.0, max(0.0, round(16 * (0.93 - 0.55 * math.exp(-2 * epoch) + 0.2 * noise)) / 16)),
            learning_rate=2e-4,
            rows_per_second=61.3,
            memory_bytes=1_180_000_000,
            seconds_left=(self.script.steps - step) * 0.25,
        )

    def _obey(self, step: int, run_dir: Path) -> Generator[AnyEvent, None, bool]:
        """Play the pauses and endings; returns True when the job has ended."""
        if self.script.die_at == step or self.closed:
            raise _death()
        held = self.script.hold_at == step and self.script.hold_member in ("", run_dir.name)
        wait = held and not self._released.is_set()
        while wait or not self._commands.empty():
            command = self._commands.get()
            if self.closed:
                raise EngineDiedError("The engine was stopped.")
            if command is None:
                wait = False
            elif command == "pause":
                yield StageChanged(stage="paused")
                wait = True
            elif command == "resume":
                yield StageChanged(stage="training")
                wait = held and not self._released.is_set()
            else:
                yield _ending(command, step, self.script.task)
                return True
        return False


def learning_rates(blocks: int, mode: Mode) -> tuple[LearningRate, ...]:
    """As the engine tells them: falling towards the embeddings for `layerwise`, else all alike."""
    decay, head = (0.8, 5.0) if mode == "layerwise" else (1.0, 1.0)
    names = ["embeddings", *(f"block {place + 1}" for place in range(blocks)), "top"]
    rates = [
        LearningRate(group=name, rate=2e-4 * decay ** (blocks + 1 - at)) for at, name in enumerate(names)
    ]
    return (*rates, LearningRate(group="head", rate=2e-4 * head))


def _loss_at(power: float) -> float:
    return 0.55 + 0.55 / (1 + math.exp(3 * (power + 4.3))) + 8.0 / (1 + math.exp(-5 * (power + 0.9)))


def _death() -> EngineDiedError:
    return EngineDiedError("The engine process ended unexpectedly (it was killed).", hint="Resume the run.")


def _ending(command: Action, step: int, task: Task) -> AnyEvent:
    if command == "suspend":
        return RunSuspended(step=step)
    if command == "stop":
        return RunFinished(metrics=metrics_of(task), stopped_early=True)
    return RunCancelled()


def _many(labels: tuple[str, ...]) -> tuple[float, ...]:
    weights = [math.exp(-index * 0.8) for index in range(len(labels))]
    return tuple(weight / sum(weights) for weight in reversed(weights))


def write_table(path: Path, rows: int = 60, classes: tuple[str, ...] = LABELS) -> Path:
    """A small table of texts and labels that Tuner can learn from."""
    lines = ["headline,sentiment"]
    lines += [
        f"Quarter {index} brought news number {index * 7},{classes[index % len(classes)]}"
        for index in range(rows)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
