"""What the command line lets a person say about a dataset: the same options for every command."""

from __future__ import annotations

import argparse
import codecs
import typing
from collections.abc import Callable
from pathlib import Path

import msgspec

from tuner_gui.correction_options import add_correction_options, corrections_of
from tuner_gui.engine.config import TASKS, DatasetConfig, Fix, FixId, Reading
from tuner_gui.errors import DataError

_DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
_FIXES: tuple[FixId, ...] = typing.get_args(FixId)
_LEAST_VALUE: dict[FixId, int] = {"cap_length": 8, "drop_labels": 2}
"""Fixes that need a number, and the least that makes sense."""


def add_data_options(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add DATA and everything that may be said about it; where it is not required it may be None."""
    parser.add_argument(
        "data",
        metavar="DATA",
        nargs=None if required else "?",
        help="table or folder of labelled texts, or hf:NAME[:CONFIG] for a dataset of the Hugging Face Hub",
    )
    add = parser.add_argument_group("data (all of it is found out when not given)").add_argument
    add("--text", metavar="COL", action="append", default=[], help="text column; twice for text pairs")
    add(
        "--label",
        metavar="COL",
        action="append",
        default=[],
        help="label column; several times for columns of 0 and 1, one per class",
    )
    add("--task", choices=TASKS, help="what is predicted")
    add("--split-column", metavar="COL", help='column of train, validation and test; "" for none')
    add("--time-column", metavar="COL", default="", help="train on the oldest rows, test on the newest")
    add("--validation-data", metavar="FILE", help="choose the best state by this table")
    add("--test-data", metavar="FILE", help="test on this table instead of a part of DATA")
    add_reading_options(add)
    add("--skip-bad-rows", action="store_true", help="leave out rows that do not fit, however many")
    add(
        "--fix",
        metavar="ID[=N]",
        action="append",
        default=[],
        type=parse_fix,
        help=f"mend something that inspect found: {', '.join(_FIXES)}",
    )
    add_correction_options(parser)


def add_reading_options(add: Callable[..., object]) -> None:
    """Add what may be said about how a file is read, by the `add_argument` of a parser or a group."""
    add("--encoding", metavar="NAME", default="", help="such as utf-8 or cp1252")
    add("--delimiter", metavar="CHAR", default="", help="a character, or: " + ", ".join(_names()))
    add("--header", action=argparse.BooleanOptionalAction, help="whether the first row names the columns")
    add("--sheet", metavar="NAME", default="", help="sheet of a workbook")


def reading_of(options: argparse.Namespace) -> Reading:
    """What `options` say about how a file is read.

    Raises:
        DataError: an option makes no sense.
    """
    return Reading(
        encoding=_encoding(options.encoding),
        delimiter=_delimiter(options.delimiter),
        header=options.header,
        sheet=options.sheet,
        skip_bad_rows=getattr(options, "skip_bad_rows", False),
    )


def dataset_config(options: argparse.Namespace, path: Path) -> DatasetConfig:
    """What `options` say of the dataset that lies at `path`.

    Raises:
        DataError: an option makes no sense.
    """
    dataset = DatasetConfig(
        path=str(path.absolute()),
        reading=reading_of(options),
        text_columns=tuple(options.text),
        label_columns=tuple(options.label),
        task=options.task,
        split_column=options.split_column,
        time_column=options.time_column,
        validation_path=_absolute(options.validation_data),
        test_path=_absolute(options.test_data),
        max_rows=getattr(options, "max_rows", None),
        fixes=tuple({fix.id: fix for fix in options.fix}.values()),
    )
    return msgspec.structs.replace(dataset, corrections=corrections_of(options, dataset))


def parse_fix(text: str) -> Fix:
    """`drop_duplicates` or `cap_length=128`.

    Raises:
        argparse.ArgumentTypeError: there is no such fix, or its number is missing or makes no sense.
    """
    name, _, number = text.partition("=")
    fix_id = next((known for known in _FIXES if known == name), None)
    if fix_id is None:
        raise argparse.ArgumentTypeError(f"there is no “{name}”; known are {', '.join(_FIXES)}")
    least = _LEAST_VALUE.get(fix_id)
    if least is None:
        if number:
            raise argparse.ArgumentTypeError(f"{name} takes no number")
        return Fix(id=fix_id)
    if not number.isdecimal() or int(number) < least:
        raise argparse.ArgumentTypeError(
            f"{name} needs a number of at least {least}, as in {name}={8 * least}"
        )
    return Fix(id=fix_id, value=int(number))


def fix_argument(fix: Fix) -> str:
    """What `--fix` takes for it."""
    return f"{fix.id}={fix.value}" if fix.id in _LEAST_VALUE else fix.id


def delimiter_name(delimiter: str) -> str:
    """For the screen: a tab and a space cannot be seen."""
    return next((name for name in _names() if _DELIMITERS[name] == delimiter), delimiter)


def _names() -> list[str]:
    return [name for name in _DELIMITERS if name.isalpha()]


def _delimiter(text: str) -> str:
    delimiter = _DELIMITERS.get(text, text)
    if len(delimiter) > 1:
        raise DataError(
            f"“{text}” is not one character.", hint=f"Give a character, or one of {', '.join(_names())}."
        )
    return delimiter


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name if name else ""
    except LookupError as error:
        raise DataError(
            f"There is no encoding “{name}”.",
            hint="Common ones are utf-8, utf-16, cp1252, latin-1, gbk and shift_jis.",
        ) from error


def _absolute(path: str | None) -> str:
    return str(Path(path).absolute()) if path else ""
