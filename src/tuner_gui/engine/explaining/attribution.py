"""How much each token speaks for a label: integrated gradients (Sundararajan, Taly & Yan 2017), by captum.

The word embeddings are moved from those of the padding token, which says nothing, to those of the text, and
what the label gains on the way is added up per token. Special tokens stay as they are all along, so what
they would have done is nobody's merit.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor, nn

from tuner_gui.engine.config import Task
from tuner_gui.errors import ModelError

METHOD = "Integrated gradients"
_STEPS = {True: (32, 64), False: (16, 64)}
"""Points on the way, of short texts and of others; the second number only where the first leaves more than
`_TOLERANCE` open."""
_SHORT = 128
"""Tokens."""
_TOLERANCE = 0.05
"""Of the whole gain: what the sum over tokens may miss."""
_TOKENS_AT_ONCE = 4096


@dataclass(frozen=True, eq=False)
class Attribution:
    """What each token adds to the log-odds of a label, or to a predicted number."""

    weights: np.ndarray
    """float64 [tokens]; 0 for special tokens."""
    gain: float
    """From the padding to the text; the weights add up to it (completeness), but for rounding."""
    logits: np.ndarray
    """Of the text, float32 [outputs]."""


def attribute(
    model: nn.Module, inputs: dict[str, Tensor], *, special: Tensor, pad: int, task: Task, label: int
) -> Attribution:
    """Explain one output for one row.

    Args:
        model: a sequence classifier in evaluation mode.
        inputs: as its tokenizer makes them, on its device; each of shape [1, tokens].
        special: which tokens are special, bool [tokens].
        pad: id of the padding token.
        task: decides what a label's share in the outputs is.
        label: index of the output.

    Raises:
        ModelError: no word embeddings are found in the architecture.
    """
    # Imported here: what few ask for must not make every engine start later.
    from captum.attr import IntegratedGradients

    layer, logits = _embedding_of(model, inputs)
    ids = inputs["input_ids"]
    empty = torch.where(special.to(ids.device), ids[0], torch.full_like(ids[0], pad))[None]
    with torch.no_grad():
        text, blank = layer(ids), layer(empty)

    def gained(embedded: Tensor) -> Tensor:
        rows = {name: tensor.expand(len(embedded), -1) for name, tensor in inputs.items()}
        with _replaced(layer, embedded):
            return _log_odds(model(**rows).logits.float(), task, label)

    with torch.no_grad():
        gain = float((gained(text) - gained(blank))[0])
    weights = np.zeros(ids.shape[1])
    for steps in _STEPS[ids.shape[1] <= _SHORT]:
        parts = IntegratedGradients(gained).attribute(
            text, blank, n_steps=steps, internal_batch_size=max(1, _TOKENS_AT_ONCE // ids.shape[1])
        )
        weights = parts[0].detach().cpu().double().sum(dim=-1).numpy()
        if abs(weights.sum() - gain) <= _TOLERANCE * abs(gain):
            break
    return Attribution(np.where(special.cpu().numpy(), 0.0, weights), gain, logits)


def _log_odds(logits: Tensor, task: Task, label: int) -> Tensor:
    """Of several labels the output is that already; of classes, the label's against all others."""
    own = logits[:, label]
    if task != "single_label" or logits.shape[1] == 1:
        return own
    others = torch.cat([logits[:, :label], logits[:, label + 1 :]], dim=1)
    return own - others.logsumexp(dim=1)


def _embedding_of(model: nn.Module, inputs: dict[str, Tensor]) -> tuple[nn.Module, np.ndarray]:
    """The layer that looks up the words, whatever the architecture calls it; and the outputs."""
    found: list[nn.Module] = []

    def note(layer: nn.Module, given: tuple[Any, ...], output: Any) -> None:
        if given and torch.is_tensor(given[0]) and torch.equal(given[0], inputs["input_ids"]):
            found.append(layer)

    handles = [
        layer.register_forward_hook(note) for layer in model.modules() if isinstance(layer, nn.Embedding)
    ]
    try:
        with torch.no_grad():
            logits = model(**inputs).logits
    finally:
        for handle in handles:
            handle.remove()
    if not found:
        raise ModelError(
            "What this model says cannot be explained: no embeddings of words were found in it.",
            hint="Explanations work for models such as BERT, RoBERTa, DeBERTa and GPT-2.",
        )
    return found[0], cast(np.ndarray, logits[0].float().cpu().numpy())


@contextlib.contextmanager
def _replaced(layer: nn.Module, output: Tensor) -> Iterator[None]:
    """The first time it is asked, the layer says `output`: an encoder's words, not a decoder's."""
    waiting = [output]
    handle = layer.register_forward_hook(lambda module, given, usual: waiting.pop() if waiting else usual)
    try:
        yield
    finally:
        handle.remove()
