"""`tuner-gui inspect`, and what may be said about data on the command line."""

from __future__ import annotations

import argparse
import csv
import json
import typing
from pathlib import Path
from typing import Any

import pytest

from fake_hub import running_hub
from tables import film_pairs, film_rows, films, write_csv
from tuner_gui.cli import run
from tuner_gui.data_options import add_data_options, dataset_config, fix_argument, parse_fix
from tuner_gui.engine.config import DatasetConfig, Fix, FixId, Reading
from tuner_gui.errors import DataError

Capture = pytest.CaptureFixture[str]


def tuner(*arguments: str | Path) -> int:
    return run([str(argument) for argument in arguments], lambda dataset, start: "there is no display")


def inspect_json(capsys: Capture, *arguments: str | Path, status: int = 0) -> dict[str, Any]:
    assert tuner("inspect", "--json", *arguments) == status
    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    return printed


def findings(printed: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {finding["id"]: finding for finding in printed["findings"]}


# --- what it says --------------------------------------------------------------------------------


def test_json_holds_what_was_promised(tiny_model: Path, tmp_path: Path, capsys: Capture) -> None:
    printed = inspect_json(capsys, films(tmp_path), "--model", tiny_model)
    assert set(printed) >= {
        "rows", "encoding", "delimiter", "columns", "roles", "task", "labels", "findings",
    }  # fmt: skip
    assert printed["rows"] == 60
    assert (printed["encoding"], printed["delimiter"]) == ("UTF-8", ",")
    assert printed["columns"] == ["text", "label"]
    assert printed["roles"]["text"] == ["text"]
    assert printed["roles"]["label"] == ["label"]
    assert printed["roles"]["reason"]
    assert printed["task"] == "single_label"
    assert sorted(printed["labels"]) == ["bad", "good"]
    assert printed["counts"] == {"bad": 30, "good": 30}
    assert sum(printed["split"].values()) == 60
    assert printed["token_lengths"]["rows"] == 60
    for finding in printed["findings"]:
        assert set(finding) >= {"id", "rows", "message", "fix"}


def test_findings_of_survey_and_engine_stand_together_gravest_first(
    tiny_model: Path, tmp_path: Path, capsys: Capture
) -> None:
    rows = [*film_rows(), *film_rows(6), ("bad " * 90, "bad")]
    rows += [(f"the price of {thing}", " Good") for thing in ("milk", "bread", "the second film")]
    path = write_csv(tmp_path / "t.csv", ("text", "label"), rows)
    printed = inspect_json(capsys, path, "--model", tiny_model)
    found = findings(printed)
    assert found["duplicates"]["rows"] == 6
    assert found["duplicates"]["fix"] == "drop_duplicates"
    assert found["label_variants"]["fix"] == "merge_labels"
    assert found["truncated"]["rows"] == 1
    assert found["truncated"]["fix"] is None
    order = ["error", "warning", "info"]
    gravity = [order.index(finding["severity"]) for finding in printed["findings"]]
    assert gravity == sorted(gravity)


def test_fixes_are_applied_and_told_and_their_findings_gone(
    tiny_model: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = write_csv(tmp_path / "t.csv", ("text", "label"), [*film_rows(), *film_rows(6)])
    before = path.read_bytes()
    asked = ("--fix", "drop_duplicates", "--fix", "group_near_duplicates", "--fix", "cap_length=40")
    printed = inspect_json(capsys, path, "--model", tiny_model, *asked)
    assert [fix["fix"] for fix in printed["fixes"]] == list(asked[1::2])
    assert "6 rows" in printed["fixes"][0]["done"]
    assert not {"duplicates", "near_duplicates"} & set(findings(printed))
    assert (printed["rows"], printed["usable_rows"]) == (66, 60)
    assert path.read_bytes() == before


def test_people_get_it_in_words(tiny_model: Path, tmp_path: Path, capsys: Capture) -> None:
    path = write_csv(tmp_path / "t.csv", ("text", "label"), [*film_rows(), *film_rows(6)])
    assert tuner("inspect", path, "--model", tiny_model, "--fix", "class_weights") == 0
    out = capsys.readouterr().out
    assert "66 rows" in out
    assert "--fix drop_duplicates" in out
    assert "Mended:" in out
    assert max(map(len, out.splitlines())) <= 110


def test_pairs_and_roles_that_are_given(tiny_model: Path, tmp_path: Path, capsys: Capture) -> None:
    path = film_pairs(tmp_path)
    assert inspect_json(capsys, path, "--model", tiny_model)["roles"]["text"] == ["first", "second"]
    printed = inspect_json(capsys, path, "--model", tiny_model, "--text", "second", "--label", "same")
    assert printed["roles"]["text"] == ["second"]


def test_unlabelled_rows_are_counted(tiny_model: Path, tmp_path: Path, capsys: Capture) -> None:
    rows = [*film_rows(), ("the film is new", ""), ("the price is new", "")]
    path = write_csv(tmp_path / "t.csv", ("text", "label"), rows)
    assert inspect_json(capsys, path, "--model", tiny_model)["unlabelled_rows"] == 2


# --- rows that do not fit ------------------------------------------------------------------------


def ragged(folder: Path, bad: int) -> Path:
    path = films(folder)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("too", "many", "values", str(number)) for number in range(bad)])
    return path


def test_many_bad_rows_need_consent(tiny_model: Path, tmp_path: Path, capsys: Capture) -> None:
    path = ragged(tmp_path, 5)
    assert tuner("inspect", path, "--model", tiny_model, "--json") == 2
    out, errors = capsys.readouterr()
    assert "--skip-bad-rows" in errors
    assert len(json.loads(out)["bad_rows"]) == 5
    printed = inspect_json(capsys, path, "--model", tiny_model, "--skip-bad-rows")
    assert (printed["rows"], len(printed["bad_rows"])) == (60, 5)
    assert tuner("train", path, "--model", tiny_model) == 2
    assert "--skip-bad-rows" in capsys.readouterr().err


def test_bad_rows_are_saved_and_nothing_overwritten(
    tiny_model: Path, tmp_path: Path, capsys: Capture
) -> None:
    path, saved = ragged(tmp_path, 5), tmp_path / "bad.csv"
    assert tuner("inspect", path, "--model", tiny_model, "--save-bad-rows", saved, "--skip-bad-rows") == 0
    with saved.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 5
    assert rows[0]["text"] == "too,many,values,0"
    before = path.read_bytes()
    assert tuner("inspect", path, "--save-bad-rows", path) == 2
    assert "overwrite" in capsys.readouterr().err
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", ["inspect", "train"])
@pytest.mark.parametrize(
    ("rows", "said"),
    [([], "no rows"), ([(text, "good") for text, _ in film_rows()], "nothing to tell apart")],
)
def test_what_cannot_be_learned_from_ends_with_2(
    command: str, rows: list[tuple[str, str]], said: str, tiny_model: Path, tmp_path: Path, capsys: Capture
) -> None:
    path = write_csv(tmp_path / "t.csv", ("text", "label"), rows)
    assert tuner(command, path, "--model", tiny_model) == 2
    errors = capsys.readouterr().err
    assert said in errors
    assert "hint: " in errors
    assert "Traceback" not in errors


def test_a_model_that_is_not_there_is_named(tmp_path: Path, capsys: Capture) -> None:
    assert tuner("inspect", films(tmp_path), "--model", "no such model") == 2
    assert "no such model" in capsys.readouterr().err


# --- a dataset of the Hub ------------------------------------------------------------------------


def test_a_dataset_of_the_hub_by_its_name(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    table = films(tmp_path).read_bytes()
    with running_hub(tmp_path / "cache", monkeypatch) as hub:
        hub.datasets["org/films"] = {
            "README.md": b"---\nconfigs:\n- config_name: short\n  data_files: short.csv\n---\n",
            "short.csv": table,
        }
        printed = inspect_json(capsys, "hf:org/films:short", "--model", tiny_model)
        hub.close()
        again = inspect_json(capsys, "hf:org/films:short", "--model", tiny_model)
        assert tuner("inspect", "hf:org/films:long", "--model", tiny_model) == 2
    assert printed["rows"] == again["rows"] == 60
    assert printed["task"] == "single_label"
    assert "cannot be reached" in capsys.readouterr().err


# --- options -------------------------------------------------------------------------------------


def parsed(*arguments: str) -> DatasetConfig:
    parser = argparse.ArgumentParser()
    add_data_options(parser)
    return dataset_config(parser.parse_args(["table.csv", *arguments]), Path("table.csv"))


def test_nothing_said_is_nothing_decided() -> None:
    assert parsed() == DatasetConfig(path=str(Path("table.csv").absolute()))


def test_every_option_reaches_the_configuration(tmp_path: Path) -> None:
    config = parsed(
        "--text", "a", "--text", "b", "--label", "c", "--label", "d", "--task", "multi_label",
        "--split-column", "", "--time-column", "when", "--validation-data", str(tmp_path / "v.csv"),
        "--test-data", str(tmp_path / "t.csv"), "--encoding", "CP1252", "--delimiter", "tab", "--no-header",
        "--sheet", "Two", "--skip-bad-rows", "--fix", "drop_labels=5", "--fix", "drop_labels=9",
    )  # fmt: skip
    assert config == DatasetConfig(
        path=str(Path("table.csv").absolute()),
        reading=Reading(encoding="cp1252", delimiter="\t", header=False, sheet="Two", skip_bad_rows=True),
        text_columns=("a", "b"),
        label_columns=("c", "d"),
        task="multi_label",
        split_column="",
        time_column="when",
        validation_path=str(tmp_path / "v.csv"),
        test_path=str(tmp_path / "t.csv"),
        fixes=(Fix(id="drop_labels", value=9),),
    )


@pytest.mark.parametrize("arguments", [("--encoding", "utf-99"), ("--delimiter", "ab")])
def test_options_that_make_no_sense(arguments: tuple[str, str]) -> None:
    with pytest.raises(DataError) as caught:
        parsed(*arguments)
    assert arguments[1] in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("fix", typing.get_args(FixId))
def test_every_fix_can_be_asked_for(fix: FixId) -> None:
    value = 64 if fix in ("cap_length", "drop_labels") else 0
    assert parse_fix(fix_argument(Fix(id=fix, value=value))) == Fix(id=fix, value=value)


@pytest.mark.parametrize("text", ["nonsense", "cap_length", "cap_length=x", "cap_length=1", "merge_labels=3"])
def test_fixes_that_make_no_sense(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        parse_fix(text)
