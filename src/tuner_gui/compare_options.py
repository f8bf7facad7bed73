"""What the command line lets a person say about an experiment."""

from __future__ import annotations

import argparse
from pathlib import Path

from tuner_gui.data_options import add_data_options, dataset_config
from tuner_gui.engine.config import BUILTIN, MODES, Hyperparameters, Mode, Sampling
from tuner_gui.engine.experiment import BUDGETS, FEW_ROWS, FOLDS, SEEDS, SHARES, Budget, ExperimentConfig
from tuner_gui.errors import TunerError
from tuner_gui.run_options import add_device_option, base_model, positive


def add_compare_options(parser: argparse.ArgumentParser) -> None:
    """Add DATA, what is compared on it, and what is done with an experiment that is there already."""
    add_data_options(parser, required=False)
    add = parser.add_argument_group("what is compared").add_argument
    add("--modes", type=_modes, default=MODES, metavar="A,B", help=f"of {', '.join(MODES)} (default: all)")
    add(
        "--models",
        type=_names,
        default=(BUILTIN,),
        metavar="A,B",
        help="base models: builtin, folders or ids of the Hub (default: builtin)",
    )
    add("--seeds", type=int, default=SEEDS, metavar="N", help="trainings of each (default: %(default)s)")
    add(
        "--budget",
        choices=BUDGETS,
        help="what all have in common: epochs (default), time, or nothing but the data",
    )
    add("--epochs", type=int, metavar="N", help="of each training (default: what suits the first mode)")
    add("--minutes", type=float, metavar="X", help="of each training, with --budget time")
    shares = ", ".join(f"{100 * share:g}" for share in SHARES)
    add(
        "--learning-curve",
        action="store_true",
        help=f"also train on {shares} %% of the training rows: what would more labels bring?",
    )
    add("--region", type=float, metavar="POINTS", help="a difference that does not matter (default: 1)")
    add(
        "--folds",
        type=int,
        metavar="N",
        help=f"test every row once, in N parts; 0: one split (default: {FOLDS} below {FEW_ROWS} rows)",
    )
    add("--max-rows", type=positive, metavar="N", help="use a stratified sample of N rows")
    add("--seed", type=int, default=0, metavar="N", help="decides the split (default: 0)")
    add("--batch-size", type=int, metavar="N")
    add("--max-length", type=int, metavar="N", help="longest text in tokens")
    add_device_option(parser)
    add = parser.add_argument
    add("--output", metavar="DIR", help="new folder for the experiment (default: among Tuner's own)")
    add("--plan", action="store_true", help="only say what would be trained and how long it would take")
    add("--resume", metavar="EXPERIMENT", help="go on with one, by folder or id; what failed is tried again")
    add("--list", action="store_true", help="list the experiments, newest first")
    add("--json", action="store_true", help="print all of it as JSON")


def experiment_config(options: argparse.Namespace, path: Path) -> ExperimentConfig:
    """What `options` say of an experiment on the dataset that lies at `path`.

    Raises:
        TunerError: an option makes no sense.
    """
    dataset = dataset_config(options, path)
    budget = _budget(options)
    try:
        if options.folds is not None:
            Sampling(folds=options.folds)  # which knows what makes sense
        if options.epochs is not None:
            Hyperparameters(epochs=options.epochs)  # so does this
        if options.minutes is not None and not options.minutes > 0:
            raise ValueError("The minutes of a training must be more than 0.")
        return ExperimentConfig(
            dataset=dataset,
            base_models=tuple(map(base_model, options.models)),
            modes=options.modes,
            seeds=options.seeds,
            split_seed=options.seed,
            budget=budget,
            epochs=options.epochs,
            seconds=60.0 * options.minutes if options.minutes is not None else None,
            folds=options.folds,
            shares=SHARES if options.learning_curve else (),
            **({} if options.region is None else {"region": options.region / 100.0}),
            hyperparameters=Hyperparameters(batch_size=options.batch_size, max_length=options.max_length),
        )
    except ValueError as error:
        raise TunerError(str(error), hint="Leave the option out to take the default.") from error


def _budget(options: argparse.Namespace) -> Budget:
    budget: Budget = options.budget or ("epochs" if options.minutes is None else "time")
    for name, given, of in (("--epochs", options.epochs, "epochs"), ("--minutes", options.minutes, "time")):
        if given is not None and budget != of:
            raise TunerError(
                f"{name} does not go with a budget of {budget}.",
                hint=f"Leave it out, or take --budget {of}.",
            )
    return budget


def _modes(text: str) -> tuple[Mode, ...]:
    """`head,full`.

    Raises:
        argparse.ArgumentTypeError: there is no such mode.
    """
    found = {name: next((mode for mode in MODES if mode == name), None) for name in _names(text)}
    unknown = [name for name, mode in found.items() if mode is None]
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no mode “{unknown[0]}”; known are {', '.join(MODES)}")
    return tuple(mode for mode in found.values() if mode is not None)


def _names(text: str) -> tuple[str, ...]:
    """What stands between commas, each once.

    Raises:
        argparse.ArgumentTypeError: there is nothing.
    """
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if not names:
        raise argparse.ArgumentTypeError("name at least one")
    return names
