"""The command line: the same engine as the window, no Qt, no display."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tuner_gui import __version__, paths
from tuner_gui.compare_options import add_compare_options
from tuner_gui.data_options import add_data_options, add_reading_options, dataset_config, reading_of
from tuner_gui.engine.config import BUILTIN
from tuner_gui.engine.requests import EXPORT_KINDS, ExportKind
from tuner_gui.errors import InternalError, TunerError
from tuner_gui.ranks import is_first, rank
from tuner_gui.run_options import (
    BASE_MODEL_METAVAR,
    add_device_option,
    add_run_options,
    base_model,
    run_config,
    use_device,
)
from tuner_gui.runs_options import add_deeds

OpenWindow = Callable[[Path | None, bool], int | str]
"""Opens the window on a dataset, and starts the run if asked; a string says why that can't be done."""

EXIT_INTERNAL = 1
EXIT_BAD_INPUT = 2


def run(arguments: Sequence[str], open_window: OpenWindow) -> int:
    """Parse `arguments` and do what they say; returns the exit status.

    0: done; 1: Tuner itself failed; 2: bad input; 130: interrupted, resumable.
    """
    options = _parser().parse_args(arguments)
    use_device(options)  # before anything looks for one
    try:
        return _dispatch(options, open_window)
    except TunerError as error:
        return report(error)


def _dispatch(options: argparse.Namespace, open_window: OpenWindow) -> int:
    match options.command:
        case None:
            shown = open_window(None, False)
            return shown if isinstance(shown, int) else _no_window(shown)
        case "doctor":
            from tuner_gui.doctor import print_report

            return print_report()
        case "runs":
            from tuner_gui.listing import run_command

            return run_command(options)
        case "compare":
            from tuner_gui.comparing import compare

            return compare(options)
        case "results":
            from tuner_gui.results_command import results

            return results(options.run, as_json=options.json)
        case "demo":
            shown = "chosen by --terminal" if options.terminal else open_window(paths.sample_dataset(), True)
            if isinstance(shown, int):
                return shown
    return _with_engine(options)


def _with_engine(options: argparse.Namespace) -> int:
    """Subcommands that import torch."""
    from tuner_gui import commands

    match options.command:
        case "demo":
            return commands.demo()
        case "train":
            return _train(options)
        case "estimate" | "find-rate":
            return _before_training(options)
        case "inspect":
            return _inspect(options)
        case "publish":
            from tuner_gui.publishing import publish

            return publish(options.run, options.repository, public=options.public, agreed=options.yes)
        case "resume":
            return commands.resume(options.run, as_json=options.json)
        case "explain":
            from tuner_gui.results_command import explain

            return explain(options.run, tuple(options.text), label=options.label, as_json=options.json)
        case "predict":
            return _predict(options)
        case "predict-rows":
            return commands.predict_rows(options.run, Path(options.file))
        case _:
            return commands.export(
                options.run, Path(options.destination), kind=_kind(options.kind), anyway=options.anyway
            )


def _train(options: argparse.Namespace) -> int:
    from tuner_gui import commands
    from tuner_gui.hub_data import local_path

    return commands.train(
        run_config(options, local_path(options.data)),
        output=_path(options.output),
        export_to=_path(options.export),
        predict_to=_path(options.predict),
        as_json=options.json,
    )


def _before_training(options: argparse.Namespace) -> int:
    from tuner_gui.before_training import estimate, find_rate
    from tuner_gui.hub_data import local_path

    look = estimate if options.command == "estimate" else find_rate
    return look(run_config(options, local_path(options.data)), as_json=options.json)


def _predict(options: argparse.Namespace) -> int:
    from tuner_gui.predicting import predict

    return predict(
        options.model,
        Path(options.data),
        Path(options.output),
        text_columns=tuple(options.text),
        reading=reading_of(options),
        excel_safe=options.excel_safe,
        as_json=options.json,
    )


def _inspect(options: argparse.Namespace) -> int:
    from tuner_gui.hub_data import local_path
    from tuner_gui.inspecting import inspect

    return inspect(
        dataset_config(options, local_path(options.data)),
        base_model=base_model(options.model),
        save_bad=_path(options.save_bad_rows),
        as_json=options.json,
    )


def _path(name: str | None) -> Path | None:
    return Path(name) if name else None


def report(error: TunerError) -> int:
    """Say on standard error what went wrong, and where if processes are several; returns the exit status."""
    internal = isinstance(error, InternalError)
    where = "" if is_first() else f"process {rank()}: "
    if internal:  # nothing the person did; the traceback is what a bug report needs
        sys.stderr.write(error.detail)
    hint = f"\nhint: {error.hint}" if error.hint else ""
    sys.stderr.write(f"{where}error: {error.message}{hint}\n")
    return EXIT_INTERNAL if internal else EXIT_BAD_INPUT


def _no_window(problem: str) -> int:
    """`problem` is one line that says what is missing."""
    line = problem if problem.startswith("error:") else f"error: {problem}"
    sys.stderr.write(f"{line}\nhint: `tuner-gui --help` lists what works without a window.\n")
    return EXIT_BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tuner-gui",
        description="Fine-tune a transformer on your own table. Without a command, opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"Tuner {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_train(commands.add_parser("train", help="train a model on a table and test it"))
    _add_inspect(commands.add_parser("inspect", help="say what a table holds and what is wrong with it"))
    add_compare_options(commands.add_parser("compare", help="say which training mode is worth it on a table"))
    _add_look(commands.add_parser("estimate", help="say what each training mode will cost on this computer"))
    _add_look(commands.add_parser("find-rate", help="try rising learning rates and suggest one"))

    resume = commands.add_parser("resume", help="go on with an interrupted run")
    resume.add_argument("run", metavar="RUN", help="folder or id of the run")
    resume.add_argument("--json", action="store_true", help="print the metrics as the last line")
    add_device_option(resume)

    _add_export(commands.add_parser("export", help="export the model of a finished run"))
    _add_publish(commands.add_parser("publish", help="put the model of a finished run on the Hub"))

    _add_predict(commands.add_parser("predict", help="label every row of a table into a new file"))
    predict = commands.add_parser("predict-rows", help="label the rows of a run's table that have no label")
    predict.add_argument("run", metavar="RUN", help="folder or id of the run")
    predict.add_argument("file", metavar="FILE", help="new CSV file")
    add_device_option(predict)

    _add_results(commands.add_parser("results", help="say what a finished run got right and wrong"))
    _add_explain(commands.add_parser("explain", help="say which words of a text speak for a label"))

    add_deeds(commands.add_parser("runs", help="list the runs; name, tag, delete, import or clean them up"))
    commands.add_parser("doctor", help="say what was found on this computer")
    demo = commands.add_parser(
        "demo", help="train on the sample dataset, in the window if there is a display"
    )
    demo.add_argument("--terminal", action="store_true", help="stay in the terminal even with a display")
    add_device_option(demo)
    return parser


def _add_train(train: argparse.ArgumentParser) -> None:
    add_run_options(train)
    add = train.add_argument
    add("--output", metavar="DIR", help="new folder for the run (default: among Tuner's own)")
    add("--export", metavar="DIR", help="export the model to this new folder when done")
    add("--predict", metavar="FILE", help="label the rows without a label into this new CSV when done")
    add("--json", action="store_true", help="print the metrics as the last line")


def _add_look(look: argparse.ArgumentParser) -> None:
    add_run_options(look)
    look.add_argument("--json", action="store_true", help="print all of it as JSON")


def _add_export(export: argparse.ArgumentParser) -> None:
    add = export.add_argument
    add("run", metavar="RUN", help="folder or id of the run")
    add("destination", metavar="DEST", help="new folder for the model; of a zip, a new file")
    kinds = [kind.replace("_", "-") for kind in EXPORT_KINDS]
    add("--kind", default=kinds[0], choices=kinds, help="what it is to be (default: %(default)s)")
    add("--anyway", action="store_true", help="even when onnx-int8 loses more than two points")


def _kind(name: str) -> ExportKind:
    return next(kind for kind in EXPORT_KINDS if kind.replace("_", "-") == name)


def _add_publish(publish: argparse.ArgumentParser) -> None:
    add = publish.add_argument
    add("run", metavar="RUN", help="folder or id of the run")
    add("repository", metavar="OWNER/NAME", help="new model on the Hugging Face Hub")
    add("--public", action="store_true", help="let everyone see it (default: private)")
    add("--yes", action="store_true", help="send without asking")


def _add_inspect(inspect: argparse.ArgumentParser) -> None:
    add_data_options(inspect)
    add = inspect.add_argument
    add(
        "--model",
        default=BUILTIN,
        metavar=BASE_MODEL_METAVAR,
        help="base model whose tokenizer and language the texts are held against (default: %(default)s)",
    )
    add("--save-bad-rows", metavar="FILE", help="write the rows that do not fit to this new CSV")
    add("--json", action="store_true", help="print all of it as JSON")


def _add_results(results: argparse.ArgumentParser) -> None:
    results.add_argument("run", metavar="RUN", help="folder or id of the run")
    results.add_argument("--json", action="store_true", help="print all of it as JSON")


def _add_explain(explain: argparse.ArgumentParser) -> None:
    explain.add_argument("run", metavar="RUN", help="folder or id of the run")
    explain.add_argument("text", metavar="TEXT", nargs="+", help="one text; two for a run of text pairs")
    explain.add_argument("--label", default="", help="label to explain (default: the one predicted)")
    explain.add_argument("--json", action="store_true", help="print all of it as JSON")
    add_device_option(explain)


def _add_predict(predict: argparse.ArgumentParser) -> None:
    add = predict.add_argument
    add("model", metavar="MODEL", help="folder or id of a run, or an exported folder")
    add("data", metavar="DATA", help="table: CSV and its relatives, Excel (.xlsx), Parquet or JSON Lines")
    add("--output", metavar="FILE", required=True, help="new file of the same format")
    add("--text", metavar="COL", action="append", default=[], help="text column; twice for text pairs")
    add("--excel-safe", action="store_true", help="keep the table's own cells from acting as formulas too")
    add("--json", action="store_true", help="print the counts as one line of JSON")
    add_device_option(predict)
    add_reading_options(predict.add_argument_group("reading (found out when not given)").add_argument)
