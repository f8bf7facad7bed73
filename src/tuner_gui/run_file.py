"""A run from its file: `python -m tuner_gui.engine RUN.json`, alone or started several times by torchrun."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tuner_gui.cli import report
from tuner_gui.commands import assist, resume, train_job
from tuner_gui.engine.config import BUILTIN, DatasetConfig, RunConfig
from tuner_gui.engine.requests import TrainJob
from tuner_gui.errors import RunError, TunerError
from tuner_gui.ranks import is_first
from tuner_gui.runs.store import RUN_FILE, RunInfo, create_run, load_run

_RUN = msgspec.json.Decoder(RunInfo)
_CONFIG = msgspec.json.Decoder(RunConfig)
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit status, as `cli.run` does.

    Args:
        arguments: None: those of this process.
    """
    options = _parser().parse_args(arguments)
    output = Path(options.output).absolute() if options.output else None
    try:
        return train_file(Path(options.file).absolute(), output, as_json=options.json)
    except TunerError as error:
        return report(error)


def train_file(file: Path, output: Path | None = None, *, as_json: bool = False) -> int:
    """Train, or go on with, the run that `file` describes; returns the exit status.

    The `run.json` of a run folder is that run, which goes on from its newest checkpoint. A `RunConfig` alone
    is trained in the folder beside `file` that has its name without the ending; started again, that run
    goes on.

    Args:
        file: absolute.
        output: absolute; folder for a run with the settings of `file`, instead.
        as_json: print the metrics as the last line.

    Raises:
        RunError: `file` is no run, or the run cannot be begun or resumed.
    """
    found = _read(file)
    if isinstance(found, RunConfig):
        return _train_in(output or file.with_suffix(""), found, as_json=as_json)
    if output is not None:
        # How to compute was measured where the run was; it is to be measured where it is now.
        return _train_in(output, msgspec.structs.replace(found.config, execution=None), as_json=as_json)
    if file.name != RUN_FILE:
        raise RunError(
            f"{file.name} is a copy of a run's file; only the {RUN_FILE} in its folder can be gone on with.",
            hint="Name that file, or add `--output DIR` to begin a new run with the same settings.",
        )
    return resume(str(file.parent), as_json=as_json)


def _train_in(folder: Path, config: RunConfig, *, as_json: bool) -> int:
    """Begin the run in `folder`, or go on with it. Only the first process looks: it changes what is there."""
    if not is_first():
        return assist(TrainJob(config=config, run_dir=str(folder), resume=True))
    if (folder / RUN_FILE).exists():
        _check_same(folder, config)
        return resume(str(folder), as_json=as_json)
    create_run(config, folder)
    return train_job(TrainJob(config=config, run_dir=str(folder)), as_json=as_json)


def _check_same(folder: Path, config: RunConfig) -> None:
    there = load_run(folder).config
    if config.execution is None:
        there = msgspec.structs.replace(there, execution=None)
    if there != config:
        raise RunError(
            f"{folder} holds a run with other settings.",
            hint="Choose another folder with `--output DIR`, or remove that run first.",
        )


def _read(file: Path) -> RunInfo | RunConfig:
    try:
        content = file.read_bytes()
        if "config" in _FIELDS.decode(content):
            return _RUN.decode(content)
        return _absolute(_CONFIG.decode(content), file.parent)
    except OSError as error:
        raise RunError(
            f"{file} cannot be read: {error.strerror or error}.", hint="Check the name of the file."
        ) from error
    except msgspec.DecodeError as error:
        raise RunError(
            f"{file} is no run: {error}.",
            hint=f"It must be the {RUN_FILE} of a run folder, or the configuration of a run as JSON, as "
            "docs/scaling.md shows.",
        ) from error


def _absolute(config: RunConfig, base: Path) -> RunConfig:
    """With paths that people wrote relative to the file's folder made absolute, as every run keeps them."""

    def located(path: str) -> str:
        return str(base / path) if path else ""

    dataset: DatasetConfig = msgspec.structs.replace(
        config.dataset,
        path=located(config.dataset.path),
        validation_path=located(config.dataset.validation_path),
        test_path=located(config.dataset.test_path),
    )
    model = config.base_model
    is_folder = model != BUILTIN and (base / model).is_dir()
    return msgspec.structs.replace(
        config, dataset=dataset, base_model=str(base / model) if is_folder else model
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tuner_gui.engine",
        description="Train the run that a file describes, or go on with it. `torchrun --nproc-per-node N -m "
        "tuner_gui.engine RUN.json` shares it among N processes.",
    )
    add = parser.add_argument
    add("file", metavar="RUN.json", help="the run.json of a run folder, or the configuration of a run")
    add("--output", metavar="DIR", help="begin, or go on with, a run with these settings in this folder")
    add("--json", action="store_true", help="print the metrics as the last line")
    return parser


if __name__ == "__main__":
    sys.exit(main())
