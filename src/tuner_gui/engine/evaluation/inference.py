"""What a model says of many rows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import numpy as np
import numpy.typing as npt
import torch
from accelerate import Accelerator
from accelerate.utils import gather_object

from tuner_gui.engine.training.batching import IntArray, by_length, tokens_at_once
from tuner_gui.engine.training.kernels.linear import fast_linears
from tuner_gui.engine.training.shards import is_cut
from tuner_gui.engine.training.tokenizing import RowSource, on_device

Logits = npt.NDArray[np.float32]

ROWS_AT_ONCE = 32


def logits_of(
    model: torch.nn.Module,
    rows: RowSource,
    indices: IntArray,
    accelerator: Accelerator,
    *,
    report: Callable[[int], None] = lambda done: None,
) -> Logits:
    """Logits of the rows `indices`, in that order, shape [rows, classes]; shared among processes.

    The model is put into evaluation mode and left there.

    Args:
        model: a sequence classifier, prepared by `accelerator` or not.
        rows: tokenised rows.
        indices: rows to score.
        accelerator: knows device and processes.
        report: told the number of rows done by this process; may raise to end early.
    """
    model.eval()
    mine = indices[accelerator.process_index :: accelerator.num_processes]
    parts: list[tuple[IntArray, Logits]] = []
    done = 0
    with fast_linears(model), _without_gradients(model):
        for chunk in _passes(mine, indices, rows, model, accelerator):
            inputs = on_device(rows.batch(chunk), accelerator.device)
            parts.append((chunk, model(**inputs).logits.float().cpu().numpy()))
            done += len(chunk)
            report(done)
    if accelerator.num_processes > 1:
        parts = gather_object(parts)
    return _in_order(indices, parts)


def _passes(
    mine: IntArray, indices: IntArray, rows: RowSource, model: torch.nn.Module, accelerator: Accelerator
) -> list[IntArray]:
    """What is computed at once. A model in pieces needs all processes for each pass, so all make as many."""
    chunks = by_length(
        mine, rows.lengths, most_rows=ROWS_AT_ONCE, tokens=tokens_at_once(accelerator.device.type)
    )
    if is_cut(model):
        most = -(-len(indices) // accelerator.num_processes)
        chunks += [indices[:1]] * (-(-most // ROWS_AT_ONCE) - len(chunks))
    return chunks


def _without_gradients(model: torch.nn.Module) -> AbstractContextManager[None]:
    """Pieces that are put together in inference mode could not be used for training afterwards."""
    return torch.no_grad() if is_cut(model) else torch.inference_mode()


def _in_order(indices: IntArray, parts: list[tuple[IntArray, Logits]]) -> Logits:
    """The rows of all parts, as `indices` has them; every row is in it at least once."""
    scored = np.concatenate([chunk for chunk, _ in parts])
    logits = np.concatenate([values for _, values in parts])
    places = np.argsort(scored, kind="stable")
    return np.asarray(logits[places[np.searchsorted(scored, indices, sorter=places)]])
