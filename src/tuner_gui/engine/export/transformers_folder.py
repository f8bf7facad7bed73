"""The kind `folder`: what `transformers` loads with no Tuner installed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tuner_gui import paths
from tuner_gui.engine.export.form import Form, Loader
from tuner_gui.engine.export.model_card import model_card
from tuner_gui.engine.export.source import Source
from tuner_gui.engine.requests import ExportKind
from tuner_gui.engine.sending import CARD, RECIPES, SCORING


class TransformersFolder(Form):
    """Weights, tokenizer, config, card and recipes."""

    loader: Loader = "folder"
    weights = "*.safetensors"

    def write(self, source: Source, destination: Path) -> None:
        """Copy the model; calibrated weights are new ones."""
        calibrated = source.decision.temperature != 1.0
        copy_model(source, destination, weights=not calibrated)
        if calibrated:
            source.load().save_pretrained(destination)
            for file in destination.glob(self.weights):
                file.chmod(0o644)  # safetensors makes them for the owner alone
        add_words(source, destination, "folder")


def copy_model(source: Source, folder: Path, *, weights: bool) -> None:
    """Copy the files of the trained model, with or without its weights."""
    shutil.copytree(
        source.model,
        folder,
        copy_function=shutil.copyfile,
        dirs_exist_ok=True,
        ignore=None if weights else shutil.ignore_patterns("*.safetensors", "*.safetensors.index.json"),
    )


def add_words(source: Source, folder: Path, kind: ExportKind) -> None:
    """What a person needs beside the model: how outputs are read, the card and the recipes."""
    config = folder / "config.json"
    facts = json.loads(config.read_bytes())
    facts["tuner_text_columns"] = source.data.text_columns
    facts["tuner_threshold"] = source.decision.threshold
    facts["tuner_strip_markup"] = any(fix.id == "strip_markup" for fix in source.data.fixes)
    config.write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / CARD).write_text(model_card(source.run, source.decision, kind), encoding="utf-8")
    for name in RECIPES:
        shutil.copyfile(paths.resource("recipes", name), folder / name)
    shutil.copyfile(paths.resource("recipes", scoring_recipe(kind)), folder / SCORING)


def scoring_recipe(kind: ExportKind) -> str:
    """Name of the recipe that becomes `scoring.py`."""
    return "scoring_onnx.py" if kind in ("onnx", "onnx_int8") else "scoring_transformers.py"
