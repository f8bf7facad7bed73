"""A table of a million rows: reading and understanding it beside pyarrow's own CSV reader, and the window.

Makes a CSV of about 250 MB in a temporary folder, the same every time. Speed is measured in one process,
all taking turns, the best of three counting; memory in a fresh process for each. `understood` is the whole
file parsed, its roles, exact duplicates and class counts. A real window then opens the table while its
engine starts. The last line is JSON. Leaves with 1 when reading is far slower than it should be, or a row
is lost.

    python benchmarks/data.py [--short]
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

ROWS, SHORT_ROWS = 1_000_000, 100_000
TARGET = 0.45
FAR_OFF = 0.2
"""Computers are noisy: only what is below this fails."""
_WORDS = (
    *("the", "film", "was", "rather", "lovely", "and", "never", "too", "long", "but", "price", "service"),
    *("of", "this", "hotel", "delivery", "a", "naïve", "customer", "would", "call", "good", "bad", "awful"),
    *("quick", "slow", "again", "always", "with", "room", "staff"),
)
_CHUNK = 10_000


def make_table(path: Path, rows: int) -> None:
    """Write texts of about 250 bytes and a label of four; some texts have commas, quotes, line breaks."""
    chance = random.Random(0)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "text", "label"))
        for start in range(0, rows, _CHUNK):
            writer.writerows(_row(number, chance) for number in range(start, min(start + _CHUNK, rows)))


def _row(number: int, chance: random.Random) -> tuple[int, str, str]:
    words = chance.choices(_WORDS, k=44)
    if number % 3 == 0:
        words[7] += ","
    if number % 10 == 0:
        words[9] = f'"{words[9]}"'
    if number % 50 == 0:
        words[20] += "\n"
    return number, " ".join(words), ("good", "bad", "mixed", "none")[number % 4]


def read_plainly(path: Path) -> int:
    """What pyarrow does when told all about the file."""
    import pyarrow.csv

    options = pyarrow.csv.ParseOptions(newlines_in_values=True)
    return int(pyarrow.csv.read_csv(path, parse_options=options).num_rows)


def read_as_tuner(path: Path) -> int:
    """Rows of the table, read without being told anything."""
    from tuner_gui.engine.data.read import read_table

    table = read_table(path)
    return table.rows + len(table.bad_rows)


def preview(path: Path) -> int:
    """Rows of the preview."""
    from tuner_gui.engine.data.read import preview_table

    return preview_table(path).rows


def understand(path: Path) -> int:
    """Rows that were read and understood: roles, exact duplicates, class counts, all that is checked."""
    from tuner_gui.engine.config import DatasetConfig
    from tuner_gui.engine.data.survey import survey

    return survey(DatasetConfig(path=str(path))).table.rows


READERS: dict[str, Callable[[Path], int]] = {
    "plain": read_plainly,
    "tuner": read_as_tuner,
    "understood": understand,
    "preview": preview,
}


def best_times(path: Path, rounds: int = 3) -> dict[str, float]:
    """Seconds of each reader, the best of some rounds in which all take turns."""
    best = dict.fromkeys(READERS, float("inf"))
    for _ in range(rounds):
        for name, read in READERS.items():
            started = time.perf_counter()
            read(path)
            best[name] = min(best[name], time.perf_counter() - started)
    return best


def peak_memory(path: Path, reader: str) -> tuple[int, int]:
    """Bytes that a fresh process took at most beyond what its imports took, and the rows it read."""
    command = [sys.executable, __file__, "--child", reader, str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=600, check=True)
    answer = json.loads(done.stdout)
    return answer["peak"], answer["rows"]


def _child(reader: str, path: Path) -> None:
    import pyarrow.csv  # noqa: F401  (imports are not what is measured)

    import tuner_gui.engine.data.read  # noqa: F401

    before = psutil.Process().memory_info().rss
    rows = READERS[reader](path)
    print(json.dumps({"peak": peak() - before, "rows": rows}))


def peak() -> int:
    """Highest resident memory of this process so far, in bytes."""
    info = psutil.Process().memory_info()
    if hasattr(info, "peak_wset"):
        return int(info.peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def open_in_window(path: Path) -> dict[str, Any]:
    """What `data_window.py` says of opening the table in a real window."""
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"TUNER_HOME": home}
        if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
            environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, str(Path(__file__).with_name("data_window.py")), str(path)]
        done = subprocess.run(command, stdout=subprocess.PIPE, timeout=600, check=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(path: Path) -> dict[str, Any]:
    """All figures of a table."""
    # All in processes of their own first: Linux counts to a child what this process held when it began.
    window = open_in_window(path)
    plain_peak, _ = peak_memory(path, "plain")
    memory, rows = peak_memory(path, "tuner")
    times = best_times(path)
    size = path.stat().st_size
    return {
        "rows": rows,
        "size_mb": round(size / 1e6, 1),
        "read_ratio": round(times["plain"] / times["tuner"], 3),
        "understood_ratio": round(times["plain"] / times["understood"], 3),
        "understood_seconds": round(times["understood"], 3),
        "plain_seconds": round(times["plain"], 3),
        "tuner_seconds": round(times["tuner"], 3),
        "preview_seconds": round(times["preview"], 3),
        "peak_mb": round(memory / 1e6, 1),
        "plain_peak_mb": round(plain_peak / 1e6, 1),
        "peak_per_size": round(memory / size, 2),
        "window": window,
    }


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--short", action="store_true", help="a tenth of the rows")
    parser.add_argument("--child", nargs=2, metavar=("READER", "PATH"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _child(options.child[0], Path(options.child[1]))
        return 0
    rows = SHORT_ROWS if options.short else ROWS
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        make_table(path, rows)
        result = measure(path)
    print(f"{result['rows']:,} rows, {result['size_mb']} MB")
    print(f"plain pyarrow.csv {result['plain_seconds']} s, Tuner {result['tuner_seconds']} s")
    print(f"throughput ratio of reading {result['read_ratio']}; target {TARGET}")
    print(f"understood in {result['understood_seconds']} s, ratio {result['understood_ratio']}; target 0.3")
    window = result["window"]
    print(
        f"window: first rows {window['preview_seconds']:.2f} s (target 1.0), "
        f"all {window['survey_seconds']:.2f} s, "
        f"p99 lateness {window['lateness']['p99_ms']:.1f} ms (16), at most {window['peak_mb']:.0f} MB (600)"
    )
    print(f"preview {result['preview_seconds']} s")
    print(f"memory at most {result['peak_mb']} MB, plain {result['plain_peak_mb']} MB")
    print(json.dumps(result))
    return 1 if result["rows"] != rows or result["read_ratio"] < FAR_OFF else 0


if __name__ == "__main__":
    sys.exit(main())
