"""What the command line lets a person say about a run: the same options for every command that needs one."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tuner_gui.data_options import add_data_options, dataset_config
from tuner_gui.engine.client import DEVICE_VARIABLE
from tuner_gui.engine.config import (
    BUILTIN,
    MODES,
    POOLINGS,
    SCRATCH_SIZES,
    TRUNCATION_SIDES,
    Hyperparameters,
    RunConfig,
)
from tuner_gui.errors import TunerError

DEVICES = ("auto", "cpu", "cuda", "rocm", "mps", "xpu")
BASE_MODEL_METAVAR = "builtin|PATH|HUB_ID"
_FIELDS = tuple(name for name in Hyperparameters.__struct_fields__ if name != "rate_factors")


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Add DATA, and everything that may be said about how a model is trained on it."""
    add_data_options(parser)
    add = parser.add_argument
    add("--model", default=BUILTIN, metavar=BASE_MODEL_METAVAR, help="base model (default: %(default)s)")
    add("--mode", default=MODES[0], choices=sorted(MODES), help="training mode (default: %(default)s)")
    add("--max-rows", type=positive, metavar="N", help="use a stratified sample of N rows")
    add("--seed", type=int, default=0, metavar="N", help="decides split, order, initialisation (default: 0)")
    add_device_option(parser)
    _add_hyperparameters(parser)


def add_device_option(parser: argparse.ArgumentParser) -> None:
    """Add `--device` to a command that computes."""
    parser.add_argument("--device", choices=DEVICES, help="compute on this (default: the best there is)")


def use_device(options: argparse.Namespace) -> None:
    """Have the engine of this process, and of those it starts, compute on what `--device` says."""
    device = getattr(options, "device", None)
    if device is not None:
        os.environ[DEVICE_VARIABLE] = device


def run_config(options: argparse.Namespace, path: Path) -> RunConfig:
    """What `options` say of a run on the dataset that lies at `path`.

    Raises:
        TunerError: an option makes no sense.
    """
    return RunConfig(
        dataset=dataset_config(options, path),
        base_model=base_model(options.model),
        mode=options.mode,
        seed=options.seed,
        hyperparameters=_hyperparameters(options),
    )


def base_model(source: str) -> str:
    """A folder is kept as an absolute path, so that the run can be resumed from anywhere."""
    folder = Path(source)
    return str(folder.absolute()) if source != BUILTIN and folder.is_dir() else source


def _add_hyperparameters(parser: argparse.ArgumentParser) -> None:
    words = "hyperparameters (what is not given suits model, mode and rows)"
    add = parser.add_argument_group(words).add_argument
    add("--epochs", type=int, metavar="N")
    add("--learning-rate", type=float, metavar="X")
    add("--batch-size", type=int, metavar="N")
    add("--max-length", type=int, metavar="N", help="longest text in tokens")
    add("--truncation-side", choices=TRUNCATION_SIDES, help="where a longer text is cut: left keeps its end")
    add("--layer-decay", type=float, metavar="X", help="rate of a block relative to the one above it")
    add(
        "--rate",
        type=_rate_factor,
        action="append",
        default=[],
        metavar="GROUP=FACTOR",
        help='rate of a layer group (embeddings, "block 3", top, head) relative to --learning-rate',
    )
    add("--warmup", type=float, metavar="X", help="share of the steps over which the rate rises")
    add("--weight-decay", type=float, metavar="X")
    add("--label-smoothing", type=float, metavar="X", help="share of the certainty spread over all classes")
    add("--patience", type=int, metavar="N", help="end after N epochs without a better score; 0: never")
    add("--pooling", choices=POOLINGS, help="what the classifier reads with --mode layerwise or full")
    add("--top-blocks", type=int, metavar="N", help="blocks that learn with --mode head")
    add("--lora-rank", type=int, metavar="N", help="inner size of the adapters of --mode lora")
    add("--scratch-size", choices=SCRATCH_SIZES, help="width and depth with --mode scratch")
    add(
        "--own-tokenizer",
        action=argparse.BooleanOptionalAction,
        help="with --mode scratch: train a tokenizer on the texts",
    )


def _hyperparameters(options: argparse.Namespace) -> Hyperparameters:
    try:
        return Hyperparameters(
            rate_factors=dict(options.rate), **{name: getattr(options, name) for name in _FIELDS}
        )
    except ValueError as error:
        raise TunerError(str(error), hint="Leave the option out to take the default.") from error


def _rate_factor(text: str) -> tuple[str, float]:
    """`head=5` or `block 3=0.5`.

    Raises:
        argparse.ArgumentTypeError: there is no group, or no number.
    """
    group, _, factor = text.rpartition("=")
    try:
        number = float(factor)
    except ValueError:
        number = float("nan")
    if not group.strip() or number != number:
        raise argparse.ArgumentTypeError(f"“{text}” does not say a group and a factor, as in head=5")
    return group.strip(), number


def positive(text: str) -> int:
    """A number of at least 1.

    Raises:
        argparse.ArgumentTypeError: it is less.
    """
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
