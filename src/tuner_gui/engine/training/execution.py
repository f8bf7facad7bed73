"""How this machine computes a run: what is fastest here, found by a short measurement."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import torch
from transformers import PreTrainedModel

from tuner_gui.engine import onednn
from tuner_gui.engine.config import Execution, Hyperparameters
from tuner_gui.engine.training.kernels import attention
from tuner_gui.engine.training.kernels.dropout import cheap_dropout
from tuner_gui.engine.training.kernels.embedding import kept_gradients
from tuner_gui.engine.training.kernels.linear import fast_linears
from tuner_gui.engine.training.tokenizing import Batch, RowSource

_TOKENS = 512
"""In the batch that is measured; at least one row."""
_ROUNDS = 3
_SECONDS = 2.0
"""No further round begins after that."""
_MARGIN = 0.85
"""What is mostly the fastest is given up only for something that takes less than this share of its time:
noise shall not let two runs alike compute differently."""
_SMALL = 2_000_000
"""Parameters of the blocks and all; whatever is chosen for a smaller model, nobody notices."""

_known: dict[str, Execution] = {}
"""What was found in this process, so that the runs of a comparison compute alike."""


def choose_execution(model: PreTrainedModel, rows: RowSource, hyperparameters: Hyperparameters) -> Execution:
    """The fastest way to train `model` on rows like these, on its device.

    Torch's random state is as before.

    Args:
        model: on its device, in float32.
        rows: of the run.
        hyperparameters: resolved.
    """
    if model.device.type != "cpu":
        return Execution()
    batch = _typical(rows, hyperparameters.batch_size or 1)
    key = repr((model.config.to_json_string(), batch["input_ids"].shape, torch.get_num_threads()))
    if key not in _known:
        _known[key] = _measured(model, batch)
    return _known[key]


@contextlib.contextmanager
def executing(model: PreTrainedModel, execution: Execution) -> Iterator[None]:
    """Let `model` compute in that way; afterwards it is the stock model again."""
    cheap = execution.dropout == "cheap"
    function = attention.NAME if cheap and execution.attention == "eager" else execution.attention
    with contextlib.ExitStack() as stack:
        stack.enter_context(attention.attending(model, function))
        if cheap:
            stack.enter_context(cheap_dropout(model))
        if execution.linear == "onednn":
            stack.enter_context(fast_linears(model))
            if not _distributed():
                stack.enter_context(kept_gradients(model))
        stack.callback(_keep_all, model)
        if execution.checkpointing:
            save_memory(model)
        yield


def save_memory(model: PreTrainedModel) -> bool:
    """Let each block be computed again on the way back instead of keeping all that is in it.

    Less memory for a third more time (Chen et al. 2016, arXiv:1604.06174); ends with `executing`.

    Returns:
        False where the architecture cannot, or does so already.
    """
    if _saves(model) or not model.supports_gradient_checkpointing:
        return False
    _switch(model, "enable", {"use_reentrant": False})  # it need not know whether its inputs have gradients
    return True


def _keep_all(model: PreTrainedModel) -> None:
    if _saves(model):
        _switch(model, "disable")


def _saves(model: PreTrainedModel) -> bool:
    return any(getattr(module, "gradient_checkpointing", False) for module in model.modules())


def _switch(model: Any, what: str, *settings: object) -> None:
    """By the name that this has in the installed transformers: it changed within version 5."""
    kind = "activation" if hasattr(model, "activation_checkpointing_enable") else "gradient"
    getattr(model, f"{kind}_checkpointing_{what}")(*settings)


def _distributed() -> bool:
    return torch.distributed.is_available() and torch.distributed.is_initialized()


def _typical(rows: RowSource, batch_size: int) -> Batch:
    """Rows of about the median length, the same every time."""
    order = np.argsort(rows.lengths, kind="stable")
    middle = len(order) // 2
    count = max(1, min(batch_size, _TOKENS // max(1, int(rows.lengths[order[middle]]))))
    return rows.batch(order[max(0, middle - count) : max(0, middle - count) + count])


def _candidates(model: PreTrainedModel) -> list[Execution]:
    """What is mostly the fastest on a processor, then what differs from it in one respect."""
    own_attention = attention.can_choose(model)
    best = Execution(
        attention="eager" if own_attention else "sdpa",
        linear="onednn" if onednn.possible() else "torch",
        dropout="cheap",
    )
    if model.num_parameters() < _SMALL:
        return [best]
    found = [best]
    if own_attention:
        found.append(msgspec.structs.replace(best, attention="sdpa"))
    if onednn.possible():
        found.append(msgspec.structs.replace(best, linear="torch"))
    return found


def _measured(model: PreTrainedModel, batch: Batch) -> Execution:
    """The first candidate, unless another is clearly faster."""
    candidates = _candidates(model)
    if len(candidates) == 1:
        return candidates[0]
    times = _times(model, batch, candidates)
    fastest = min(range(len(times)), key=times.__getitem__)
    return candidates[fastest if times[fastest] < _MARGIN * times[0] else 0]


def _times(model: PreTrainedModel, batch: Batch, candidates: list[Execution]) -> list[float]:
    """Seconds of a step of each, forwards and backwards, the least of several that take turns."""
    training = model.training
    best = [float("inf")] * len(candidates)
    started = time.perf_counter()
    try:
        model.train()
        with torch.random.fork_rng(devices=[]):
            for _ in range(_ROUNDS):
                for place, candidate in enumerate(candidates):
                    with executing(model, candidate):
                        best[place] = min(best[place], _seconds(model, batch))
                if time.perf_counter() - started > _SECONDS:
                    break
    finally:
        model.zero_grad(set_to_none=True)
        model.train(training)
    return best


def _seconds(model: Any, batch: Batch) -> float:
    started = time.perf_counter()
    model(**batch).logits.sum().backward()
    return time.perf_counter() - started
