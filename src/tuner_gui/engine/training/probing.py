"""A head that begins as a logistic regression on what the model says before it is trained.

With few rows a head drawn at random pulls the layers below it about before it knows anything (linear probing,
then fine-tuning: Kumar et al. 2022, arXiv:2202.10054).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from transformers import PreTrainedModel

from tuner_gui.engine.results.measures import Array
from tuner_gui.engine.training.batching import IntArray, by_length, tokens_at_once
from tuner_gui.engine.training.kernels.linear import fast_linears
from tuner_gui.engine.training.objective import Objective
from tuner_gui.engine.training.tokenizing import RowSource, on_device

_AT_ONCE = 32
_ROUNDS = 500
"""Of the search at most; it ends much sooner."""


def probe_head(
    model: PreTrainedModel, rows: RowSource, indices: IntArray, targets: Array, objective: Objective
) -> None:
    """Set the last layer to the minimum of the objective over `indices`, all else as it is.

    Its weights are held small as scikit-learn's `LogisticRegression` does by default (half their squared
    length is added to the summed loss) for inputs whose mean length is 1.

    Args:
        model: a classifier, on its device, not wrapped.
        rows: tokenised rows.
        indices: rows to learn from, shape [n].
        targets: of all rows, as in `PreparedData`.
        objective: of the run.
    """
    layer = output_layer(model)
    inputs = _inputs(model, layer, rows, indices)
    length = float(inputs.norm(dim=1).mean()) or 1.0
    weight, bias = _fit(inputs / length, objective.learnable(targets[indices]), layer, objective)
    with torch.no_grad():
        layer.weight.copy_(weight / length)
        layer.bias.copy_(bias)


def output_layer(model: PreTrainedModel) -> nn.Linear:
    """The last layer of the head, which gives the outputs."""
    outside = [
        module
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and not name.startswith(f"{model.base_model_prefix}.")
    ]
    return outside[-1]


def _inputs(model: PreTrainedModel, layer: nn.Linear, rows: RowSource, indices: IntArray) -> Tensor:
    """What `layer` gets of each row, on the CPU, shape [n, size]."""
    found = torch.empty(len(indices), layer.in_features, dtype=torch.float64)
    seen: list[Tensor] = []

    def look(module: nn.Module, args: tuple[Any, ...]) -> None:
        seen.append(args[0])

    place = {int(row): number for number, row in enumerate(indices)}
    model.train(False)
    hook = layer.register_forward_pre_hook(look)
    tokens = tokens_at_once(model.device.type)
    try:
        with torch.no_grad(), fast_linears(model):
            for chunk in by_length(indices, rows.lengths, most_rows=_AT_ONCE, tokens=tokens):
                seen.clear()
                model(**on_device(rows.batch(chunk), model.device))
                found[[place[int(row)] for row in chunk]] = seen[0].double().cpu()
    finally:
        hook.remove()
    return found


def _fit(inputs: Tensor, targets: Tensor, layer: nn.Linear, objective: Objective) -> tuple[Tensor, Tensor]:
    """Weight and bias; convex for every task, so where the search begins does not matter."""
    weight = torch.zeros(layer.weight.shape, dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(layer.out_features, dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([weight, bias], max_iter=_ROUNDS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        search.zero_grad()
        value = objective.loss(nn.functional.linear(inputs, weight, bias), targets)
        value = (value + weight.square().sum() / 2) / len(inputs)
        value.backward()  # type: ignore[no-untyped-call]
        return value

    search.step(loss)  # type: ignore[no-untyped-call]
    return weight.detach(), bias.detach()
