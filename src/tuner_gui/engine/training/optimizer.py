"""Parameter groups with their learning rates, and the schedule over the run."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from transformers import PreTrainedModel

from tuner_gui.engine.config import Hyperparameters
from tuner_gui.engine.facts import LearningRate
from tuner_gui.engine.training.defaults import ModeRecipe
from tuner_gui.engine.training.layers import HEAD, LayerGroup, layer_groups


@dataclass(frozen=True)
class RateGroup:
    """Trainable parameters of one layer group and the highest rate they reach."""

    name: str
    rate: float
    parameters: list[nn.Parameter]


def rate_groups(
    model: PreTrainedModel, recipe: ModeRecipe, hyperparameters: Hyperparameters
) -> list[RateGroup]:
    """One group per depth, bottom first; what is frozen, or has a rate of 0, is left out.

    With layer-wise decay d the block k below the topmost learns at `learning_rate * d**k`
    (discriminative fine-tuning, Howard & Ruder 2018, arXiv:1801.06146), unless `rate_factors` says otherwise.
    """
    groups = layer_groups(model)
    highest, decay, asked = (
        hyperparameters.learning_rate,
        hyperparameters.layer_decay,
        hyperparameters.rate_factors,
    )
    assert highest and decay
    may_learn = {group.depth for group in groups if _learning(group) or asked.get(group.name) == 0}
    depths = sorted(may_learn, reverse=True)

    def rate(group: LayerGroup) -> float:
        usual = recipe.head_factor if group.name == HEAD else decay ** depths.index(group.depth)
        return float(highest * asked.get(group.name, usual))

    found = (RateGroup(group.name, rate(group), _learning(group)) for group in groups if _learning(group))
    return [group for group in found if group.rate > 0]


def _learning(group: LayerGroup) -> list[nn.Parameter]:
    return [parameter for parameter in group.parameters.values() if parameter.requires_grad]


def learning_rates(groups: list[RateGroup]) -> tuple[LearningRate, ...]:
    """The rates for the screen."""
    return tuple(LearningRate(group=group.name, rate=group.rate) for group in groups)


def build_optimizer(groups: list[RateGroup], device: torch.device, weight_decay: float) -> torch.optim.AdamW:
    """AdamW with bias correction; vectors (bias, LayerNorm) get no weight decay."""
    settings = []
    for group in groups:
        for decay, members in (
            (weight_decay, [p for p in group.parameters if p.ndim > 1]),
            (0.0, [p for p in group.parameters if p.ndim <= 1]),
        ):
            if members:
                settings.append({"params": members, "lr": 0.0, "peak": group.rate, "weight_decay": decay})
    return torch.optim.AdamW(settings, fused=device.type in ("cpu", "cuda"))


def set_rates(optimizer: torch.optim.Optimizer, step: int, total_steps: int, warmup: float) -> None:
    """Set every group's rate for optimizer step `step` (0 for the first)."""
    scale = schedule(step, total_steps, warmup)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * scale


def schedule(step: int, total_steps: int, warmup: float) -> float:
    """Share of the highest rate: it rises over the share `warmup` of the steps, then falls to zero."""
    rising = max(1, round(total_steps * warmup))
    if step < rising:
        return (step + 1) / rising
    return (total_steps - step) / max(1, total_steps - rising)
