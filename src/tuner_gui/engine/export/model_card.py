"""The model card that travels with an exported model (README.md in Hugging Face's format)."""

from __future__ import annotations

from pathlib import PurePath

from tuner_gui.engine.config import BUILTIN, Decision, Fix
from tuner_gui.engine.events import DataReady
from tuner_gui.engine.export.card_words import FIX_WORDS, LOADING, PLACE, TASK_WORDS
from tuner_gui.engine.facts import Metrics
from tuner_gui.engine.outcome import RunOutcome
from tuner_gui.engine.requests import ExportKind
from tuner_gui.engine.tasks import INTERVALS, METRIC_NAMES, main_with_interval, metric_value

_BUILTIN_ID = "sentence-transformers/all-MiniLM-L6-v2"

DEFAULT = Decision()

MODE_NAMES = {
    "scratch": "Train from scratch",
    "full": "Fine-tune",
    "layerwise": "Fine-tune, differential learning rates",
    "lora": "LoRA",
    "head": "Head only",
}

_CARD = """\
---
library_name: {library}
pipeline_tag: text-classification
{base}tags:
- text-classification
- {task_tag}
- tuner
---

# {title}

Predicts **{label}** ({outputs}) from {texts}. Trained with Tuner {tuner}.

## Intended use

{intended}

## How to load it

{loading}

{answer}
{decision}
`example.py` labels texts from a terminal, `serve.py` serves the model to other programs on the same computer
(`python serve.py`); both read texts as described here.

## Scores

{scores}

The test rows were set aside before training and used once, at the end. The intervals are {interval}; they
tell how far the score may be off because the test rows are few, not how the model fares on other data.
The validation rows chose which state of the model to keep, so their score flatters it a little.

## Data

{rows} labelled rows of `{file}`: {train} for training, {validation} for validation, {test} for testing
(split by seed {split_seed}). {skipped}No row of the data is contained in this folder except what a model may
memorise.
{fixes}{corrections}
## Training

| setting | value |
|---|---|
| base model | {base_name} |
| training mode | {mode} |
| parameters, of which trained | {parameters:,}, {trainable:,} |
| epochs (best at) | {epochs:g} ({best_epoch:.1f}) |
| batch size | {batch_size} |
| learning rate | {learning_rate:.3g} |
| maximum length | {max_length} tokens{kept} |
| seed | {seed} |
| training time | {seconds:.0f} s on {device} |
| versions | {versions} |

## Limits

{limits} Check it on your own labelled rows before you rely on it, and again when the texts change.
"""


def model_card(run: RunOutcome, decision: Decision, kind: ExportKind) -> str:
    """The card of a finished run exported as `kind`, in Markdown with a YAML header."""
    metrics, data, started = run.metrics, run.data, run.started
    assert metrics is not None and data is not None and started is not None
    settings, words, loading = started.hyperparameters, TASK_WORDS[data.task], LOADING[kind]
    pair = len(data.text_columns) == 2
    return _CARD.format(
        base=_base_line(run.config.base_model),
        task_tag=words.tag,
        title=f"{_label(data)} of {PurePath(run.config.dataset.path).stem}",
        label=_label(data),
        outputs=words.outputs if data.task == "regression" else _classes(data.labels),
        texts=" and ".join(f"`{column}`" for column in data.text_columns),
        tuner=run.versions.get("tuner", ""),
        library=loading.library,
        intended=words.intended.format(label=_label(data)),
        loading=loading.text.format(
            place=PLACE, example=loading.pair if pair else loading.single, options=words.options
        ),
        answer=words.answers[loading.library].format(threshold=f"{decision.threshold:g}"),
        decision=_decision(data, decision),
        scores=_score_table(metrics),
        interval=INTERVALS[data.task],
        rows=f"{data.train + data.validation + data.test:,}",
        file=PurePath(run.config.dataset.path).name,
        train=f"{data.train:,}",
        validation=f"{data.validation:,}",
        test=f"{data.test:,}",
        split_seed=run.config.split_seed,
        seed=run.config.seed,
        skipped=f"{data.skipped:,} rows without text or usable label were left out. " if data.skipped else "",
        fixes=_fixes(data.fixes),
        corrections=_corrections(len(run.config.dataset.corrections)),
        base_name=_base_name(run.config.base_model),
        mode=f"{MODE_NAMES[run.config.mode]} (`{run.config.mode}`)",
        parameters=metrics.parameters,
        trainable=metrics.trainable_parameters,
        epochs=metrics.epochs,
        best_epoch=metrics.best_epoch,
        batch_size=settings.batch_size,
        learning_rate=metrics.learning_rate,
        max_length=settings.max_length,
        kept="; the end of longer texts" if settings.truncation_side == "left" else "",
        seconds=metrics.train_seconds,
        device=started.device.name,
        versions=", ".join(f"{name} {version}" for name, version in run.versions.items()),
        limits=words.limits,
    )


def _decision(data: DataReady, decision: Decision) -> str:
    """Sentences about what a person chose after training; empty where that is the default."""
    said = []
    if decision.temperature != 1.0:
        said.append(
            f"The probabilities are calibrated: temperature {decision.temperature:.3g}, chosen after "
            "training and already part of the weights."
        )
    if decision.threshold != DEFAULT.threshold and data.task == "single_label" and len(data.labels) == 2:
        said.append(
            f"`{data.labels[1]}` is given where its probability is {decision.threshold:g} or more; "
            "`example.py` and `serve.py` do so, a pipeline leaves it to you."
        )
    if decision.threshold != DEFAULT.threshold:
        said.append("The scores below were measured with the threshold 0.5.")
    return f"\n{' '.join(said)}\n" if said else ""


def _label(data: DataReady) -> str:
    """The label column; of many columns of 0 and 1 their number."""
    columns = data.label_columns
    return ", ".join(columns) if len(columns) <= 3 else f"{len(columns)} labels"


def _classes(labels: tuple[str, ...]) -> str:
    return ", ".join(labels) if len(labels) <= 12 else f"{len(labels)} classes"


def _fixes(fixes: tuple[Fix, ...]) -> str:
    if not fixes:
        return ""
    lines = "\n".join(f"- {FIX_WORDS[fix.id].format(value=fix.value)}" for fix in fixes)
    return f"\nWhat was mended in the data for this model; the file itself was not touched:\n\n{lines}\n"


def _corrections(count: int) -> str:
    if not count:
        return ""
    labels = "The label of 1 row was" if count == 1 else f"The labels of {count:,} rows were"
    return (
        f"\n{labels} put right by hand for this model; the file itself was not touched. Its scores do not "
        "compare with those of models that were trained and tested without that.\n"
    )


def _score_table(metrics: Metrics) -> str:
    main, *others = metrics.test.metrics
    names = [f"{METRIC_NAMES[main]} (95 % interval)", *(METRIC_NAMES[other] for other in others)]
    lines = [f"| split | rows | {' | '.join(names)} |", "|" + "---|" * (len(names) + 2)]
    for split, score in (("test", metrics.test), ("validation", metrics.validation)):
        rest = (metric_value(other, score.metrics[other]) for other in others)
        lines.append(f"| {split} | {score.n:,} | {' | '.join((main_with_interval(score), *rest))} |")
    return "\n".join(lines)


def _base_name(base_model: str) -> str:
    if base_model == BUILTIN:
        return f"{_BUILTIN_ID} (Apache-2.0), as built into Tuner"
    return PurePath(base_model).name if PurePath(base_model).is_absolute() else base_model


def _base_line(base_model: str) -> str:
    """The YAML field; a local folder has no name that others could look up."""
    if PurePath(base_model).is_absolute():
        return ""
    return f"base_model: {_BUILTIN_ID if base_model == BUILTIN else base_model}\n"
