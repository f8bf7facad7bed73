"""What an experiment leaves for people and programs to read."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import msgspec

from experiment_hands import config_of
from fake_engine import METRICS
from fake_experiments import plan_of, result_of
from tuner_gui.engine.comparing.records import Needed, Pair
from tuner_gui.engine.experiment import members
from tuner_gui.engine.experiment_result import ExperimentResult
from tuner_gui.engine.requests import CompareJob
from tuner_gui.runs.comparison_files import write_comparison

PAIR = Pair(
    a="full", b="=head", difference=-0.0213, ci=(-0.05, 0.01), p=0.2, p_holm=0.4, verdict="undecided",
    needed=Needed(rows=900, seeds=1),
)  # fmt: skip


def made(folder: Path, **settings: object) -> ExperimentResult:
    """A finished experiment with one pair."""
    config = plan_of(config_of(**settings)).config  # type: ignore[arg-type]
    for member in members(config):
        (folder / member.key).mkdir(parents=True)
        (folder / member.key / "metrics.json").write_bytes(msgspec.json.encode(METRICS))
    result = result_of(CompareJob(config=config, runs_dir=str(folder)))
    return msgspec.structs.replace(result, pairs=(PAIR,))


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def test_comparison_json_has_what_is_promised(tmp_path: Path) -> None:
    result = made(tmp_path / "runs")
    write_comparison(tmp_path, result)
    content = (tmp_path / "comparison.json").read_bytes()
    written = json.loads(content)
    assert {"runs", "summary", "pairs", "verdict"} <= set(written)
    assert {"mode", "score", "ci", "seconds", "peak_memory_bytes", "trainable_parameters"} <= set(
        written["summary"][0]
    )
    assert {"a", "b", "difference", "ci", "p", "p_holm", "verdict"} <= set(written["pairs"][0])
    assert len(written["runs"]) == 4
    assert written["verdict"].startswith("Take ")
    assert content.count(b"\n") > 50
    assert msgspec.json.decode(content, type=ExperimentResult) == result


def test_tables_have_a_line_each(tmp_path: Path) -> None:
    result = made(tmp_path / "runs", seeds=2)
    write_comparison(tmp_path, result)
    ways = rows_of(tmp_path / "comparison.csv")
    assert [row["mode"] for row in ways] == [way.mode for way in result.summary]
    assert {row["baseline"] for row in ways} == {"yes", "no"}
    assert float(ways[0]["score"]) == 0.841
    assert (ways[0]["ci_low"], ways[0]["ci_high"]) == ("0.759", "0.899")
    assert ways[0]["macro_f1"] == "0.829"
    assert ways[0]["energy_joules"] == ""
    assert ways[0]["trainable_parameters"] == "22714371"
    assert [row["key"] for row in rows_of(tmp_path / "runs.csv")] == [run.key for run in result.runs]
    (pair,) = rows_of(tmp_path / "pairs.csv")
    assert (pair["difference"], pair["needed_rows"], pair["p_mcnemar"]) == ("-0.0213", "900", "")


def test_names_from_elsewhere_cannot_act_as_formulas(tmp_path: Path) -> None:
    result = made(tmp_path / "runs", base_models=("builtin", "=cmd|' /C calc'!A0"))
    write_comparison(tmp_path, result)
    assert rows_of(tmp_path / "pairs.csv")[0]["b"] == "'=head"
    models = {row["base_model"] for row in rows_of(tmp_path / "runs.csv")}
    assert models == {"", "builtin", "'=cmd|' /C calc'!A0"}


def test_nothing_to_say_yet_leaves_empty_tables(tmp_path: Path) -> None:
    config = plan_of(config_of()).config
    write_comparison(tmp_path, result_of(CompareJob(config=config, runs_dir=str(tmp_path))))
    assert rows_of(tmp_path / "comparison.csv") == []
    assert json.loads((tmp_path / "comparison.json").read_bytes())["summary"] == []
