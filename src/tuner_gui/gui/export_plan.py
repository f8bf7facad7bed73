"""Where an export goes and how its model is used. Pure functions."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from tuner_gui.engine.config import RunConfig, Task
from tuner_gui.engine.replies import Exported
from tuner_gui.engine.requests import ExportKind


def folder_name(config: RunConfig) -> str:
    """`headlines-layerwise`."""
    return f"{Path(config.dataset.path).stem}-{config.mode}"


def free_folder(wanted: Path) -> Path:
    """`wanted`, or the first of `wanted-2`, `wanted-3`… that is not taken: nothing is ever overwritten."""
    return _free(wanted, wanted.name, "")


def free_file(wanted: Path) -> Path:
    """`wanted.csv`, or the first of `wanted-2.csv`, `wanted-3.csv`… that is not taken."""
    return _free(wanted, wanted.stem, wanted.suffix)


def _free(wanted: Path, stem: str, suffix: str) -> Path:
    numbered = (wanted.with_name(f"{stem}-{number}{suffix}") for number in itertools.count(2))
    return next(folder for folder in itertools.chain([wanted], numbered) if not _is_taken(folder))


def _is_taken(folder: Path) -> bool:
    return folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))


def export_name(config: RunConfig, kind: ExportKind) -> str:
    """`headlines-layerwise`, `headlines-layerwise.zip`, `headlines-layerwise-onnx`…"""
    endings: dict[ExportKind, str] = {
        "folder": "",
        "zip": ".zip",
        "onnx": "-onnx",
        "onnx_int8": "-onnx-int8",
    }
    return folder_name(config) + endings[kind]


def free_place(wanted: Path, kind: ExportKind) -> Path:
    """`wanted`, or the first like it that is not taken."""
    return free_file(wanted) if kind == "zip" else free_folder(wanted)


def usage_lines(event: Exported, *, pair: bool, task: Task = "single_label") -> str:
    """How an export is used: Python, or commands for a terminal where there is more to it."""
    example = '"A text" "and its partner"' if pair else '"Type a text here"'
    if event.kind == "folder":
        return python_lines(event.path, pair=pair, task=task)
    if event.kind == "zip":
        here = Path(event.path).stem
        return "\n".join(
            (
                "pip install torch transformers",
                f'python -m zipfile -e "{event.path}" "{here}"',
                f'python "{Path(here, "model", "example.py")}" {example}',
            )
        )
    script = Path(event.path, "example.py")
    return f'pip install onnxruntime tokenizers\npython "{script}" {example}'


def python_lines(folder: str, *, pair: bool, task: Task = "single_label") -> str:
    """Three lines of Python that use the exported model; one of several labels is to name them all."""
    example = '{"text": "A text", "text_pair": "and its partner"}' if pair else '"Type a text here"'
    return "\n".join(
        (
            "from transformers import pipeline",
            f'classify = pipeline("text-classification", model={json.dumps(folder, ensure_ascii=False)})',
            f"print(classify({example}{', top_k=None' if task == 'multi_label' else ''}))",
        )
    )
