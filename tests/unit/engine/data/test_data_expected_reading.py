"""The real tables of the expected-reading list are read and understood untouched, row for row."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from tuner_gui.cli import run
from tuner_gui.engine.config import DatasetConfig, Task
from tuner_gui.engine.control import Control
from tuner_gui.engine.data.survey import Survey, survey
from tuner_gui.engine.inspection.inspect import inspect
from tuner_gui.engine.requests import InspectJob

pytestmark = pytest.mark.real_data


@dataclass(frozen=True)
class Expected:
    rows: int
    text: tuple[str, ...]
    label: tuple[str, ...]
    task: Task
    labels: int
    delimiter: str
    encoding: str = "UTF-8"
    header: bool = False
    ignored: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()


TABLES = {
    "financial_phrasebank/all-data.csv": Expected(
        4_846, ("news",), ("label",), "single_label", 3, ",", "Windows-1252", header=True
    ),
    "financial_phrasebank/Sentences_50Agree.txt": Expected(
        4_846, ("column 1",), ("column 2",), "single_label", 3, "@"
    ),
    "mrpc/msr_paraphrase_train.txt": Expected(
        4_076, ("#1 String", "#2 String"), ("Quality",), "single_label", 2, "\t",
        header=True, ignored=("#1 ID", "#2 ID"),
    ),
    "banking77/train.csv": Expected(
        10_003, ("text",), ("category",), "single_label", 77, ",", header=True
    ),
    "sms_spam/sms.tsv": Expected(5_574, ("column 2",), ("column 1",), "single_label", 2, "\t"),
    "goemotions/train.tsv": Expected(
        43_410, ("column 1",), ("column 2",), "multi_label", 28, "\t", ignored=("column 3",)
    ),
    "stsb/sts-train.csv": Expected(
        5_749, ("column 6", "column 7"), ("column 5",), "regression", 0, "\t"
    ),
    "germeval2018/germeval2018.training.txt": Expected(
        5_009, ("column 1",), ("column 2",), "single_label", 2, "\t", alternatives=("column 3",)
    ),
    "movie_reviews/movie_reviews.zip": Expected(
        2_000, ("text",), ("label",), "single_label", 2, "", header=True
    ),
}  # fmt: skip
"""MRPC and its kin have quotation marks that are plain characters: a reader that takes them for quoting
loses rows, so the numbers of rows are exact."""


def labels_of(surveyed: Survey) -> int:
    return 0 if surveyed.roles.task == "regression" else len(surveyed.counts)


@pytest.mark.parametrize("name", TABLES)
def test_expected_reading(name: str, real_data: Path) -> None:
    expected = TABLES[name]
    surveyed = survey(DatasetConfig(path=str(real_data / name)))
    table, roles = surveyed.table, surveyed.roles
    assert surveyed.problem is None
    assert (table.rows, table.encoding, table.delimiter) == (
        expected.rows, expected.encoding, expected.delimiter,
    )  # fmt: skip
    assert table.has_header == expected.header
    assert (roles.text_columns, roles.label_columns, roles.task) == (
        expected.text, expected.label, expected.task,
    )  # fmt: skip
    assert labels_of(surveyed) == expected.labels
    assert set(expected.alternatives) <= set(roles.alternatives)
    assert set(expected.ignored) <= {column for column, _ in roles.ignored}
    assert roles.reason


@pytest.mark.parametrize("name", [name for name in TABLES if not name.endswith(".zip")])
def test_every_row_is_used_or_reported(name: str, real_data: Path) -> None:
    surveyed = survey(DatasetConfig(path=str(real_data / name)))
    assert surveyed.table.bad_rows == ()
    assert surveyed.rows + surveyed.unlabelled == TABLES[name].rows
    assert sum(surveyed.split_sizes) == surveyed.rows


def test_a_readme_in_an_archive_is_reported(real_data: Path) -> None:
    surveyed = survey(DatasetConfig(path=str(real_data / "movie_reviews/movie_reviews.zip")))
    (bad,) = surveyed.table.bad_rows
    assert "README" in f"{bad.reason} {bad.text}"
    assert dict(surveyed.counts) == {"neg": 1000, "pos": 1000}


@pytest.mark.parametrize(
    ("name", "said", "word"),
    [
        ("movie_reviews/movie_reviews.zip", "truncated", "512 tokens"),
        ("germeval2018/germeval2018.training.txt", "language", "German"),
    ],
)
def test_what_only_the_model_can_tell(name: str, said: str, word: str, real_data: Path) -> None:
    texts, rows = survey(DatasetConfig(path=str(real_data / name))).sample(500)
    job = InspectJob(base_model="builtin", texts=texts, row_numbers=rows, total_rows=TABLES[name].rows)
    (finding,) = [finding for finding in inspect(job, Control()).findings if finding.id == said]
    assert word in finding.message
    assert finding.rows > 250
    assert finding.hint


@pytest.mark.parametrize(
    "name", ["financial_phrasebank/all-data.csv", "banking77/train.csv", "mrpc/msr_paraphrase_train.txt"]
)
def test_english_texts_suit_the_built_in_model(name: str, real_data: Path) -> None:
    texts, rows = survey(DatasetConfig(path=str(real_data / name))).sample(500)
    job = InspectJob(base_model="builtin", texts=texts, row_numbers=rows, total_rows=TABLES[name].rows)
    assert not {"language", "truncated"} & {finding.id for finding in inspect(job, Control()).findings}


@pytest.mark.parametrize("name", ["mrpc/msr_paraphrase_train.txt", "germeval2018/germeval2018.training.txt"])
def test_the_command_line_says_the_same(
    name: str, real_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = TABLES[name]
    assert run(["inspect", str(real_data / name), "--json"], lambda dataset, start: "no window") == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["rows"], printed["encoding"], printed["delimiter"]) == (
        expected.rows, expected.encoding, expected.delimiter,
    )  # fmt: skip
    assert tuple(printed["roles"]["text"]) == expected.text
    assert tuple(printed["roles"]["label"]) == expected.label
    assert (printed["task"], len(printed["labels"])) == (expected.task, expected.labels)
    found = {finding["id"] for finding in printed["findings"]}
    assert ("language" in found) == name.startswith("germeval")
