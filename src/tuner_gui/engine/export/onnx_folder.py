"""The kinds `onnx` and `onnx_int8`: what `onnxruntime` runs, with neither torch nor transformers."""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from typing import Any

import torch
from onnx_ir.passes.common import ClearMetadataAndDocStringPass
from onnxruntime.quantization import QuantType, quantize_dynamic  # type: ignore[import-untyped]
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoTokenizer, PreTrainedModel, PreTrainedTokenizerBase

from tuner_gui.engine.config import Task
from tuner_gui.engine.events import Stage
from tuner_gui.engine.export.form import Form, Loader
from tuner_gui.engine.export.source import Source
from tuner_gui.engine.export.transformers_folder import add_words, copy_model
from tuner_gui.errors import ExportError

OPSET = 18
"""onnxruntime knows it since 1.14 (2023)."""
TOLERANCE = 1e-3
"""Largest difference of a logit: the same weights, but other kernels."""

_FILE = "model.onnx"
_ONE_FILE_BYTES = 1_800_000_000
"""Protocol buffers end at 2 GB; larger weights go into a file of their own."""


class OnnxFolder(Form):
    """The model as a graph that gives `logits`, and `probabilities` of labels."""

    loader: Loader = "onnx"
    stage: Stage = "converting"
    tolerance: float | None = TOLERANCE
    timed = True
    weights = f"{_FILE}*"

    def write(self, source: Source, destination: Path) -> None:
        """Convert the calibrated model."""
        copy_model(source, destination, weights=False)
        tokenizer = AutoTokenizer.from_pretrained(source.model, local_files_only=True)
        _fix_lengths(destination / "tokenizer.json", tokenizer)
        _convert(source.load(), tokenizer, source.data.task, destination / _FILE)
        add_words(source, destination, "onnx")


class OnnxInt8Folder(OnnxFolder):
    """The same with weights of 8 bits: smaller and mostly faster, and a little less exact."""

    tolerance = None
    space = 2.0

    def write(self, source: Source, destination: Path) -> None:
        """Convert, then round the weights, each output of a layer on a scale of its own."""
        super().write(source, destination)
        small = destination / "small.onnx"
        quantize_dynamic(
            destination / _FILE,
            small,
            weight_type=QuantType.QInt8,
            # Measured with the built-in model on banking77: 98 % of the answers stay, without scales of their
            # own 96 %. 7 bits of 8 cost next to nothing; with all 8, processors without VNNI overflow.
            per_channel=True,
            reduce_range=True,
        )
        for file in destination.glob(self.weights):
            file.unlink()
        small.rename(destination / _FILE)
        add_words(source, destination, "onnx_int8")


class _WithProbabilities(nn.Module):
    """What the graph is made of: named inputs in order, logits and probabilities out."""

    def __init__(self, model: PreTrainedModel, inputs: list[str], task: Task) -> None:
        super().__init__()
        self._model = model
        self._inputs = inputs
        self._task = task

    def forward(self, *values: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Shapes [rows, tokens] in, [rows, outputs] out."""
        logits = self._model(**dict(zip(self._inputs, values, strict=True))).logits
        match self._task:
            case "single_label":
                return logits, torch.softmax(logits, dim=-1)
            case "multi_label":
                return logits, torch.sigmoid(logits)
            case "regression":
                return (logits,)


def _convert(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, task: Task, destination: Path
) -> None:
    """Write the graph, free in the number of rows and of tokens."""
    # Two rows of several tokens: what has size 1 in the example would be taken for a constant.
    example: Any = tokenizer(["one text", "another longer text"], padding=True, return_tensors="pt")
    inputs = list(example)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it misses torchvision, which no text needs
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about the insides of torch and onnxscript
            program = torch.onnx.export(
                _WithProbabilities(model, inputs, task).eval(),
                tuple(example.values()),
                input_names=inputs,
                output_names=["logits"] if task == "regression" else ["logits", "probabilities"],
                dynamic_shapes=(tuple({0: "rows", 1: "tokens"} for _ in inputs),),
                opset_version=OPSET,
                dynamo=True,
                verbose=False,
            )
    except torch.onnx.OnnxExporterError as error:
        raise ExportError(
            f"A model of this architecture ({model.config.model_type}) cannot be converted to ONNX.",
            hint="Export it as a folder for transformers instead.",
            detail=str(error),
        ) from error
    assert program is not None
    # Every node tells which line of which file on this computer it comes from.
    ClearMetadataAndDocStringPass()(program.model)
    program.save(destination, external_data=model.num_parameters() * 4 > _ONE_FILE_BYTES)


def _fix_lengths(file: Path, tokenizer: PreTrainedTokenizerBase) -> None:
    """Write into `tokenizer.json` how texts are cut and padded, which otherwise transformers knows."""
    if not file.exists():
        raise ExportError(
            "The tokenizer of this model only works with transformers, so the model cannot be had as ONNX.",
            hint="Export it as a folder for transformers instead.",
        )
    alone = Tokenizer.from_file(str(file))
    alone.enable_truncation(tokenizer.model_max_length, direction=tokenizer.truncation_side)
    alone.enable_padding(
        direction=tokenizer.padding_side,
        pad_id=tokenizer.pad_token_id,
        pad_type_id=tokenizer.pad_token_type_id,
        pad_token=tokenizer.pad_token,
    )
    alone.save(str(file))
