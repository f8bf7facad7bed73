"""Labelling a whole table beside `transformers.pipeline`, with the built-in model, from file to file.

Both sides are in one process and take turns, the best of each counts. The pipeline gets the texts of the
table already read, in batches of 32, and writes nothing; Tuner reads the file, labels it and writes it again.
The classifier is the built-in model with a head drawn at random: its speed is that of any other. `--rows N`
makes a table of N rows instead and labels it in a fresh process, whose memory at its highest is what counts;
with `--thin` by a model that is no larger than it must be, or with `--words 4` by the real one, reading,
keeping and writing of a million rows are seen in minutes; `--format xlsx` makes the table a workbook.

The last line is JSON. Leaves with 1 when Tuner is far slower than it should be, takes too much memory, or
loses a row.

    python benchmarks/predict.py [--short] [--rounds 3] | --rows 1000000 [--thin] [--words 4] [--format xlsx]
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TARGET, AIM = 1.8, 2.5
FAR_OFF = 1.2
"""Computers are noisy: only what is below this fails."""
MEMORY_TARGET = 1.5e9
_TABLES = {
    "phrasebank": ("financial_phrasebank/all-data.csv", 4846, 600),
    "movie_reviews": ("movie_reviews/movie_reviews.zip", 500, 60),
}
"""Where it is, rows of the long form, rows of the short form."""


def data_folder() -> Path:
    """Of the public datasets."""
    named = os.environ.get("TUNER_TEST_DATA")
    return Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"


def make_classifier(folder: Path, *, thin: bool = False) -> Path:
    """Save the built-in model with a new head of three classes, as an export has it.

    Args:
        folder: to save it in.
        thin: one block of the least size in place of the model's own.
    """
    from transformers import AutoConfig, AutoModelForSequenceClassification

    from tuner_gui.engine.models import catalog
    from tuner_gui.engine.models.loading import load_classifier, load_tokenizer

    base = catalog.resolve("builtin", progress=lambda done, total: None, control=None)
    model = load_classifier(base, label_names=("negative", "neutral", "positive"), seed=0)
    model.save_pretrained(folder)
    if thin:
        sizes = {"hidden_size": 32, "num_attention_heads": 2, "intermediate_size": 64, "num_hidden_layers": 1}
        config = AutoConfig.from_pretrained(folder, **sizes)
        AutoModelForSequenceClassification.from_config(config).save_pretrained(folder)  # type: ignore[no-untyped-call]
    load_tokenizer(base).save_pretrained(folder)
    return folder


def real_texts(path: Path, rows: int) -> list[str]:
    """The longest column of a dataset, in a mixed order."""
    from tuner_gui.engine.data.read import read_table

    table = read_table(path)
    longest = max(table.columns, key=lambda name: sum(map(len, table.column(name)[:100])))
    texts = table.column(longest)
    random.Random(0).shuffle(texts)
    return texts[:rows]


def write_table(path: Path, texts: Iterator[str]) -> None:
    """A CSV with the columns `id` and `text`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "text"))
        writer.writerows(enumerate(texts))


def write_workbook(path: Path, texts: Iterator[str]) -> None:
    """The same as a workbook that keeps its texts apart from the cells, as Excel does."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("data")
    sheet.append(("id", "text"))
    for row in enumerate(texts):
        sheet.append(row)
    workbook.save(path)


def predict(model: Path, source: Path, destination: Path) -> Any:
    """Label a table as the command line does; returns the last event."""
    from tuner_gui.engine.control import Control
    from tuner_gui.engine.jobs import execute
    from tuner_gui.engine.requests import PredictTableJob

    last: list[Any] = [None]

    def keep(event: object) -> None:
        last[0] = event

    job = PredictTableJob(
        model=str(model), source=str(source), destination=str(destination), text_columns=("text",)
    )
    execute(job, Control(), keep)
    return last[0]


def compare(model: Path, texts: list[str], folder: Path, rounds: int) -> dict[str, Any]:
    """Seconds of both on the same texts, and how far apart their answers are."""
    from transformers import pipeline

    source = folder / "source.csv"
    write_table(source, iter(texts))
    plain: Any = pipeline(
        "text-classification", model=str(model), device="cpu", batch_size=32, truncation=True, top_k=None
    )
    best = {"pipeline": float("inf"), "tuner": float("inf")}
    for number in range(rounds):
        started = time.perf_counter()
        answers = plain(texts)
        best["pipeline"] = min(best["pipeline"], time.perf_counter() - started)
        result = folder / f"result-{number}.csv"
        started = time.perf_counter()
        end = predict(model, source, result)
        best["tuner"] = min(best["tuner"], time.perf_counter() - started)
        assert end.predicted == len(texts), end
    return {
        "rows": len(texts),
        "pipeline_seconds": round(best["pipeline"], 2),
        "tuner_seconds": round(best["tuner"], 2),
        "ratio": round(best["pipeline"] / best["tuner"], 2),
        "rows_per_second": round(len(texts) / best["tuner"], 1),
        "largest_difference": _difference(result, answers),
    }


def _difference(result: Path, answers: list[Any]) -> float:
    with result.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        gaps = (
            abs(float(row[f"p_{one['label']}"]) - one["score"])
            for row, answer in zip(rows, answers, strict=True)
            for one in answer
        )
        return float(f"{max(gaps):.2g}")


def large(model: Path, rows: int, words: int, folder: Path, kind: str) -> dict[str, Any]:
    """A table of many rows, of so many words each at most, labelled in a fresh process."""
    path = data_folder() / _TABLES["phrasebank"][0]
    known = real_texts(path, 4846)
    source, result = folder / f"large.{kind}", folder / f"large-out.{kind}"
    repeated = enumerate(itertools.islice(itertools.cycle(known), rows))
    write = write_workbook if kind == "xlsx" else write_table
    write(source, (f"{' '.join(text.split()[:words])} ({number})" for number, text in repeated))
    command = [sys.executable, __file__, "--child", str(model), str(source), str(result)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    written = _rows_of_workbook(result) if kind == "xlsx" else _rows_of_table(result)
    return answer | {"written": written, "size_mb": round(source.stat().st_size / 1e6, 1)}


def _rows_of_table(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def _rows_of_workbook(path: Path) -> int:
    """Rows with a prediction."""
    from openpyxl import load_workbook

    sheet = load_workbook(path, read_only=True)["data"]
    return sum(1 for row in sheet.iter_rows(min_row=2, min_col=3, max_col=3, values_only=True) if row[0])


def _child(model: Path, source: Path, result: Path) -> None:
    from data import peak

    started = time.perf_counter()
    end = predict(model, source, result)
    seconds = time.perf_counter() - started
    answer = {"rows": end.rows, "predicted": end.predicted, "seconds": round(seconds, 1)}
    print(json.dumps(answer | {"peak_mb": round(peak() / 1e6, 1)}))


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--short", action="store_true", help="some hundred rows")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--rows", type=int, default=0, metavar="N", help="label a table of N rows only")
    parser.add_argument("--words", type=int, default=1000, metavar="N", help="keep N words of each text")
    parser.add_argument("--format", choices=("csv", "xlsx"), default="csv", help="of a table of N rows")
    parser.add_argument("--thin", action="store_true", help="with a model that costs next to nothing")
    parser.add_argument("--child", nargs=3, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    from tuner_gui.engine.threads import share_processor

    share_processor()
    os.environ["TUNER_DEVICE"] = "cpu"
    if options.child:
        _child(*options.child)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = make_classifier(folder / "model", thin=options.thin)
        result: dict[str, Any] = {}
        if options.rows:
            result["large"] = large(model, options.rows, options.words, folder, options.format)
        else:
            for table, (path, rows, short) in _TABLES.items():
                texts = real_texts(data_folder() / path, short if options.short else rows)
                place = folder / table
                place.mkdir()
                result[table] = compare(model, texts, place, options.rounds)
                print(f"{table}: {result[table]}; target {TARGET}, aim {AIM}")
    print(json.dumps(result))
    return _verdict(result)


def _verdict(result: dict[str, Any]) -> int:
    if "large" in result:
        found = result["large"]
        whole = found["rows"] == found["written"] == found["predicted"]
        return 0 if whole and found["peak_mb"] < MEMORY_TARGET / 1e6 else 1
    return 0 if all(found["ratio"] >= FAR_OFF for found in result.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
