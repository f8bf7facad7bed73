"""From a model folder to a tokenizer and a classifier. Code that came with a model is never run."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    PretrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    dynamic_module_utils,
)
from transformers.models.auto.configuration_auto import CONFIG_MAPPING
from transformers.models.auto.modeling_auto import MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING
from transformers.utils import logging as transformers_logging

from tuner_gui.engine.config import Task
from tuner_gui.engine.models.safety import check_folder, has_tokenizer, read_config
from tuner_gui.engine.tasks import PROBLEM_TYPES, ProblemType
from tuner_gui.errors import ModelError

_LOADING_ERRORS = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    ImportError,
    RuntimeError,
    SafetensorError,
    StrictDataclassError,
)
"""What transformers is seen to raise for a folder that it cannot make sense of."""


def load_tokenizer(folder: Path) -> PreTrainedTokenizerBase:
    """The tokenizer in `folder`. Where it has no padding token, as in GPT-2, its end-of-text token stands in.

    Raises:
        ModelError: there is none, it is damaged, needs its own code, or has nothing to pad with.
    """
    if not has_tokenizer(folder):
        raise ModelError(
            f"The folder {folder} has no tokenizer (tokenizer.json or a vocabulary).",
            hint="Copy the tokenizer's files into the folder as well, or download the model again.",
        )
    with loading(folder, "tokenizer"):
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    return with_padding(tokenizer)


def with_padding(tokenizer: PreTrainedTokenizerBase) -> PreTrainedTokenizerBase:
    """The same, with the end-of-text token to pad with where it has nothing of its own.

    Raises:
        ModelError: there is no such token either.
    """
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    if tokenizer.pad_token_id is None:
        raise ModelError(
            f"The tokenizer in {tokenizer.name_or_path} has no token to pad texts with.",
            hint="Choose another base model.",
        )
    return tokenizer


def load_classifier(
    folder: Path,
    *,
    label_names: tuple[str, ...],
    task: Task = "single_label",
    from_scratch: bool = False,
    seed: int,
    tokenizer: PreTrainedTokenizerBase | None = None,
    reshape: Callable[[PretrainedConfig], None] = lambda config: None,
) -> PreTrainedModel:
    """The model in `folder` with a new classification head, on the CPU, in float32.

    Args:
        folder: of a base model; what is checked of it is in `safety`.
        label_names: one per output (a regression has one); written into the model's config.
        task: decides what the outputs mean; written into the model's config.
        from_scratch: take the architecture only and draw every parameter anew, word embeddings included.
        seed: decides every parameter that is drawn; the caller's random state stays as it is.
        tokenizer: that the model is for; None: the one in the folder.
        reshape: changes the architecture of a model that is drawn.

    Raises:
        ModelError: the folder is unsafe or damaged, transformers does not know the architecture or has no
            text classifier for it, or the weights do not belong to the config.
    """
    check_folder(folder)
    tokenizer = tokenizer or load_tokenizer(folder)
    config = _load_config(folder, label_names, PROBLEM_TYPES[task])
    config.pad_token_id = tokenizer.pad_token_id
    with loading(folder, "config"):
        reshape(config)
    _check_vocabulary(folder, config, tokenizer)
    with torch.random.fork_rng(devices=[]), loading(folder, "model"):
        torch.manual_seed(seed)
        return _draw(config) if from_scratch else _load_weights(folder, config)


def _load_config(folder: Path, label_names: tuple[str, ...], problem_type: ProblemType) -> PretrainedConfig:
    raw = read_config(folder)
    if raw["model_type"] not in CONFIG_MAPPING:
        raise _needs_code(folder) if raw.get("auto_map") else _unknown_architecture(folder, raw["model_type"])
    with loading(folder, "config"):
        config: PretrainedConfig = AutoConfig.from_pretrained(folder, local_files_only=True)
    if type(config) not in MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING:
        raise ModelError(
            f"The model in {folder} ({config.model_type}) cannot label texts: transformers has no text "
            "classifier of this architecture.",
            hint="Choose a model made for text, such as BERT, RoBERTa, DeBERTa or GPT-2.",
        )
    # A model may offer its own code in place of transformers'; without this entry nobody can ask for it.
    vars(config).pop("auto_map", None)
    config.num_labels = len(label_names)
    config.id2label = dict(enumerate(label_names))
    config.label2id = {name: number for number, name in enumerate(label_names)}
    config.problem_type = problem_type
    return config


def _draw(config: PretrainedConfig) -> PreTrainedModel:
    model: PreTrainedModel = AutoModelForSequenceClassification.from_config(  # type: ignore[no-untyped-call]
        config, dtype=torch.float32
    )
    return model


def _load_weights(folder: Path, config: PretrainedConfig) -> PreTrainedModel:
    model: PreTrainedModel
    model, report = AutoModelForSequenceClassification.from_pretrained(
        folder,
        config=config,
        dtype=torch.float32,
        local_files_only=True,
        use_safetensors=True,
        ignore_mismatched_sizes=True,  # of a head for other classes; of anything else it is an error, below
        output_loading_info=True,
    )
    _check_report(folder, model, report)
    return model


def _check_report(folder: Path, model: PreTrainedModel, report: dict[str, Any]) -> None:
    """All below the head must have come from the file; only a pooler may be new, many checkpoints lack it."""
    base = f"{model.base_model_prefix}."
    missing = sorted(
        name for name in report["missing_keys"] if name.startswith(base) and ".pooler." not in name
    )
    misfits = sorted(name for name, *_ in report["mismatched_keys"] if name.startswith(base))
    if not missing and not misfits and not report["error_msgs"]:
        return
    raise ModelError(
        f"The weights in {folder} do not belong to its config.json: {len(missing)} are missing and "
        f"{len(misfits)} have another size.",
        hint="Copy or download the model again, with config and weights from the same place.",
        detail=f"missing: {missing}\nother size: {misfits}\n{report['error_msgs']}",
    )


def _check_vocabulary(folder: Path, config: PretrainedConfig, tokenizer: PreTrainedTokenizerBase) -> None:
    known = config.get_text_config().vocab_size
    highest = max(tokenizer.get_vocab().values())
    if highest >= known:
        raise ModelError(
            f"The tokenizer in {folder} does not belong to the model: it knows {highest + 1} tokens, "
            f"the model {known}.",
            hint="Copy or download the model again, with tokenizer and weights from the same place.",
        )


@contextlib.contextmanager
def loading(folder: Path, what: str) -> Iterator[None]:
    """Silence transformers' chatter, keep it from asking to run code, and explain what it raises."""
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    dynamic_module_utils.TIME_OUT_REMOTE_CODE = 0  # otherwise it asks on stdin, which is the engine's pipe
    try:
        yield
    except _LOADING_ERRORS as error:
        if "custom code" in str(error):
            raise _needs_code(folder) from error
        again = "Copy or download the model again, or choose another base model."
        package = "Install the package that the details name, such as: pip install sentencepiece protobuf"
        raise ModelError(
            f"The {what} in {folder} cannot be loaded.",
            hint=package if isinstance(error, ImportError) else again,
            detail=f"{type(error).__name__}: {error}",
        ) from error


def _needs_code(folder: Path) -> ModelError:
    return ModelError(
        f"The model in {folder} only works with program code of its own, which Tuner never runs.",
        hint="Choose a model whose architecture is part of transformers.",
    )


def _unknown_architecture(folder: Path, model_type: str) -> ModelError:
    return ModelError(
        f"The installed transformers does not know the architecture “{model_type}” of the model in {folder}.",
        hint="Update it (pip install --upgrade transformers), or choose another base model.",
    )
