"""The command line that makes an experiment again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from tuner_gui.data_options import delimiter_name, fix_argument
from tuner_gui.engine.config import BUILTIN, MODES, DatasetConfig, Reading
from tuner_gui.engine.experiment import ExperimentConfig
from tuner_gui.reporting.words import file_name


def compare_command(config: ExperimentConfig) -> str:
    """`tuner-gui compare headlines.csv --seeds 3 …`, for a shell.

    Tables are named without their folders, for a report is sent on; the command is for their folder.

    Args:
        config: as planning resolved it.
    """
    return shlex.join(["tuner-gui", "compare", *_data(config.dataset), *_experiment(config)])


def _data(dataset: DatasetConfig) -> Iterator[str]:
    yield file_name(dataset.path)
    for column in dataset.text_columns:
        yield from ("--text", column)
    for column in dataset.label_columns:
        yield from ("--label", column)
    yield from _given("--task", dataset.task or "")
    if dataset.split_column is not None:
        yield from ("--split-column", dataset.split_column)
    yield from _given("--time-column", dataset.time_column)
    yield from _given("--validation-data", file_name(dataset.validation_path))
    yield from _given("--test-data", file_name(dataset.test_path))
    yield from _reading(dataset.reading)
    for fix in dataset.fixes:
        yield from ("--fix", fix_argument(fix))
    for correction in dataset.corrections:
        if correction.table == "own":
            yield from ("--correct", f"{correction.row}={correction.label}")
    yield from _given("--max-rows", dataset.max_rows)


def _reading(reading: Reading) -> Iterator[str]:
    yield from _given("--encoding", reading.encoding)
    yield from _given("--delimiter", delimiter_name(reading.delimiter))
    if reading.header is not None:
        yield "--header" if reading.header else "--no-header"
    yield from _given("--sheet", reading.sheet)
    if reading.skip_bad_rows:
        yield "--skip-bad-rows"


def _experiment(config: ExperimentConfig) -> Iterator[str]:
    if config.modes != MODES:
        yield from ("--modes", ",".join(config.modes))
    if config.base_models != (BUILTIN,):
        yield from ("--models", ",".join(config.base_models))
    yield from ("--seeds", str(config.seeds), "--seed", str(config.split_seed), "--budget", config.budget)
    if config.budget == "epochs" and config.epochs is not None:
        yield from ("--epochs", str(config.epochs))
    if config.budget == "time" and config.seconds is not None:
        yield from ("--minutes", f"{config.seconds / 60:.4g}")
    if config.folds is not None:
        yield from ("--folds", str(config.folds))
    if config.shares:
        yield "--learning-curve"
    yield from ("--region", f"{100 * config.region:g}")
    yield from _given("--batch-size", config.hyperparameters.batch_size)
    yield from _given("--max-length", config.hyperparameters.max_length)


def _given(option: str, value: str | int | None) -> tuple[str, ...]:
    return (option, str(value)) if value else ()
