"""What a run will cost, predicted, beside what it then costs: seconds and peak memory, for every mode.

Each pair of dataset and mode has a fresh process, as the window has: it predicts, then trains, while a thread
looks at its memory. Seconds are those of the whole job, all its epochs: nobody foresees that a training ends
early. On a GPU, memory is what torch has reserved.

    python benchmarks/prediction.py [--short] [--data FILE …] [--modes layerwise,full,lora,head,scratch]

Prints a table and one line of JSON with the ratios predicted / measured; fails when one is far off.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

_ROWS, _SHORT_ROWS = 800, 160
_SAMPLE_TEXTS = 256
"""As many as the window sends."""
_WITHIN = 0.25
_FAR_OFF = 3.0
"""Computers are noisy, and others use them: only what is beyond this factor fails."""
_EVERY = 0.02


def run_one(data: str, mode: Any, rows: int, epochs: int, processor_time: bool) -> dict[str, Any]:
    """Predict and do one run in this process."""
    from tuner_gui.engine.threads import share_processor

    share_processor()
    from msgspec import to_builtins

    from tuner_gui.engine.config import DatasetConfig, Hyperparameters, RunConfig
    from tuner_gui.engine.control import Control
    from tuner_gui.engine.events import AnyEvent, RunFinished, RunStarted
    from tuner_gui.engine.jobs import execute
    from tuner_gui.engine.replies import Estimated
    from tuner_gui.engine.requests import AnyJob, EstimateJob, TrainJob
    from tuner_gui.engine.training.costs import clock

    if processor_time:
        clock.seconds = time.process_time

    events: list[AnyEvent] = []

    def do(job: AnyJob) -> Any:
        execute(job, Control(), events.append)
        return events[-1]

    texts, longest, classes, count = _looked_at(data, rows)
    settings = Hyperparameters(epochs=epochs or None, patience=0)
    config = RunConfig(dataset=DatasetConfig(path=data, max_rows=rows), mode=mode, hyperparameters=settings)
    started = time.perf_counter()
    asked = EstimateJob(config=config, rows=count, sample_texts=texts, longest_text=longest, classes=classes)
    estimated = do(asked)
    took = time.perf_counter() - started
    assert isinstance(estimated, Estimated), estimated
    predicted = next(found for found in estimated.modes if found.mode == mode)
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch()
        started = clock.seconds()
        end = do(TrainJob(config=config, run_dir=folder))
        seconds = clock.seconds() - started
        peak = watch.stop()
    assert isinstance(end, RunFinished), end
    return {
        "mode": mode,
        "data": Path(data).parent.name if Path(data).stem in ("all-data", "train") else Path(data).stem,
        "predicted_seconds": predicted.seconds,
        "measured_seconds": seconds,
        "predicted_bytes": predicted.memory_bytes,
        "measured_bytes": peak,
        "reported_bytes": end.metrics.peak_memory_bytes,
        "estimate_seconds": took,
        "execution": [to_builtins(event.execution) for event in events if isinstance(event, RunStarted)],
    }


def _looked_at(data: str, rows: int) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...], int, int]:
    """A few texts, evenly spaced; that with the most characters; classes; rows."""
    from tuner_gui.engine.config import DatasetConfig
    from tuner_gui.engine.data.prepare import prepare

    found = prepare(DatasetConfig(path=data, max_rows=rows), seed=0)
    texts = list(zip(*(column.to_pylist() for column in found.texts.columns), strict=True))
    return (
        tuple(texts[:: max(1, len(texts) // _SAMPLE_TEXTS)][:_SAMPLE_TEXTS]),
        max(texts, key=lambda row: sum(map(len, row))),
        len(found.label_names),
        len(texts),
    )


class Watch:
    """Looks at the memory of this process, or of its GPU, many times a second."""

    def __init__(self) -> None:
        self._peak = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> int:
        """Most bytes seen."""
        self._done.set()
        self._thread.join()
        return self._peak

    def _look(self) -> None:
        import torch

        from tuner_gui.engine.device import find_device, torch_device
        from tuner_gui.engine.training.memory import memory_in_use

        device = torch.device(torch_device(find_device().kind))
        while not self._done.wait(_EVERY):
            self._peak = max(self._peak, memory_in_use(device))


def _in_fresh_process(data: str, mode: str, rows: int, options: argparse.Namespace) -> dict[str, Any]:
    epochs = options.epochs or (1 if options.short else 0)
    arguments = ["--child", data, mode, str(rows), str(epochs), str(int(options.processor_time))]
    answer = subprocess.run(
        [sys.executable, __file__, *arguments], stdout=subprocess.PIPE, text=True, check=True, env=os.environ
    )
    found: dict[str, Any] = json.loads(answer.stdout.splitlines()[-1])
    return found


def _data_from(options: argparse.Namespace) -> list[str]:
    if options.data:
        return [str(Path(file).absolute()) for file in options.data]
    from tuner_gui import paths

    found = [str(paths.sample_dataset())]
    folder = os.environ.get("TUNER_TEST_DATA")
    if folder and not options.short:
        found.append(str(Path(folder) / "financial_phrasebank" / "all-data.csv"))
    return found


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--short", action="store_true", help="a few rows of the sample, one epoch")
    parser.add_argument("--data", nargs="*", default=[], metavar="FILE")
    parser.add_argument("--modes", default="layerwise,full,lora,head,scratch")
    parser.add_argument("--rows", type=int, default=None)
    parser.add_argument("--epochs", type=int, default=0, help="0: what each mode does by default")
    parser.add_argument(
        "--processor-time",
        action="store_true",
        help="seconds of the processor, for a computer that others use",
    )
    parser.add_argument("--child", nargs=5, help=argparse.SUPPRESS)
    options = parser.parse_args()
    write = sys.stdout.write
    if options.child:
        data, mode, rows, epochs, processor_time = options.child
        write(json.dumps(run_one(data, mode, int(rows), int(epochs), processor_time == "1")) + "\n")
        return 0
    rows = options.rows or (_SHORT_ROWS if options.short else _ROWS)
    found = []
    write("| data | mode | s predicted | s measured | ratio | MB predicted | MB measured | ratio |\n")
    write("|---|---|---|---|---|---|---|---|\n")
    for data in _data_from(options):
        for mode in options.modes.split(","):
            one = _in_fresh_process(data, mode, rows, options)
            one["time_ratio"] = round(one["predicted_seconds"] / one["measured_seconds"], 3)
            one["memory_ratio"] = round(one["predicted_bytes"] / one["measured_bytes"], 3)
            found.append(one)
            write(_line(one))
            sys.stdout.flush()
    ratios = [one[name] for one in found for name in ("time_ratio", "memory_ratio")]
    within = sum(abs(ratio - 1) <= _WITHIN for ratio in ratios)
    write(json.dumps({"within_25_percent": f"{within} of {len(ratios)}", "runs": found}) + "\n")
    return 1 if any(not 1 / _FAR_OFF < ratio < _FAR_OFF for ratio in ratios) else 0


def _line(one: dict[str, Any]) -> str:
    return (
        f"| {one['data']} | {one['mode']} | {one['predicted_seconds']:.1f} | {one['measured_seconds']:.1f} "
        f"| {one['time_ratio']:.2f} | {one['predicted_bytes'] / 1e6:.0f} | {one['measured_bytes'] / 1e6:.0f} "
        f"| {one['memory_ratio']:.2f} |\n"
    )


if __name__ == "__main__":
    sys.exit(main())
