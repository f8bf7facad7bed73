"""Runs exports where Tuner never was: in new virtual environments with nothing but what their cards name.

A tiny model is trained and exported; `example.py` of the ONNX folder runs beside onnxruntime and tokenizers,
that of the folder beside torch and transformers. Both must give the probabilities of the trained model.
Prints one JSON line; exits with 1 when anything of this fails. Needs the package index of pip; the long form
downloads torch.

    PYTHONPATH=src:tests python tests/campaigns/clean_venv.py [--short] [--torch torch==2.13.0+cpu]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from jobs_by_hand import config, export, train
from tables import films
from tiny_models import make_tiny_model
from tuner_gui.engine.events import RunFinished
from tuner_gui.engine.export.source import Source
from tuner_gui.engine.replies import Exported
from tuner_gui.engine.requests import ExportKind
from tuner_gui.engine.results.scored import softmax

TOLERANCE = 1e-4
ASK = "import json, sys, example; json.dump(example.predict(json.load(sys.stdin)), sys.stdout)"


@dataclass(frozen=True)
class Place:
    """A kind of export and all that is installed beside it."""

    kind: ExportKind
    packages: tuple[str, ...]
    must_lack: tuple[str, ...]


ONNX = Place("onnx", ("onnxruntime", "tokenizers"), ("torch", "transformers", "tuner_gui"))
FOLDER = Place("folder", ("torch", "transformers"), ("onnxruntime", "tuner_gui"))


def main() -> int:
    """Run the campaign; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="ONNX only")
    parser.add_argument(
        "--torch",
        default="torch",
        help="what pip installs as torch (default: %(default)s, mostly large)",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tuner-clean-") as name:
        folder = Path(name)
        run = trained(folder)
        places = (ONNX,) if options.short else (ONNX, FOLDER)
        found = {place.kind: difference(place, run, folder, options.torch) for place in places}
    sys.stdout.write(json.dumps({"largest_difference": found, "tolerance": TOLERANCE}) + "\n")
    return 0 if all(value <= TOLERANCE for value in found.values()) else 1


def trained(folder: Path) -> Path:
    """The folder of a finished run."""
    model = make_tiny_model(folder / "base")
    end = train(config(films(folder, 200), model), folder / "run")[-1]
    assert isinstance(end, RunFinished), end
    return folder / "run"


def difference(place: Place, run: Path, folder: Path, torch: str) -> float:
    """Largest difference of a probability, of the example in a new environment and the trained model."""
    exported = export(run, folder / place.kind, place.kind)
    assert isinstance(exported, Exported), exported
    python = environment(folder / f"venv-{place.kind}", place, torch)
    for package in place.must_lack:
        assert asked(python, folder, f"import {package}").returncode != 0, f"{package} is there"
    reference = Source.of(run).reference
    # From the command line first, as a person would.
    shown = asked_file(python, folder / place.kind, "example.py", *reference.texts[0])
    assert json.loads(shown.splitlines()[0])["text"] == reference.texts[0][0]
    answer = asked(python, folder / place.kind, ASK, json.dumps([text for (text,) in reference.texts]))
    assert answer.returncode == 0, answer.stderr
    scores = [list(one["scores"].values()) for one in json.loads(answer.stdout)]
    return float(np.abs(np.asarray(scores) - softmax(reference.logits)).max())


def environment(folder: Path, place: Place, torch: str) -> Path:
    """A new environment with the packages of a place; returns its Python."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *(torch if name == "torch" else name for name in place.packages)], check=True)
    return python


def asked(python: Path, folder: Path, code: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a line of Python in `folder`, with nothing of this process's search path."""
    return subprocess.run(
        [str(python), "-c", code],
        cwd=folder,
        input=given,
        capture_output=True,
        text=True,
        env=plain(),
        check=False,
    )


def asked_file(python: Path, folder: Path, *arguments: str) -> str:
    """What a program prints."""
    return subprocess.run(
        [str(python), *arguments], cwd=folder, capture_output=True, text=True, env=plain(), check=True
    ).stdout


def plain() -> dict[str, str]:
    """The variables of this process without those that lead to Tuner."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return kept | {"HF_HUB_OFFLINE": "1"}


if __name__ == "__main__":
    sys.exit(main())
