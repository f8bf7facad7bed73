"""Parameter groups with their learning rates, and the schedule over the run."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import nn
from transformers import PreTrainedModel

from tuner_gui.engine.facts import LearningRate
from tuner_gui.engine.training.defaults import WARMUP_SHARE, WEIGHT_DECAY, ModeRecipe
from tuner_gui.engine.training.layers import HEAD, LayerGroup, layer_groups


@dataclass(frozen=True)
class RateGroup:
    """Trainable parameters of one layer group and the highest rate they reach."""

    name: str
    rate: float
    parameters: list[nn.Parameter]


def rate_groups(model: PreTrainedModel, recipe: ModeRecipe, learning_rate: float) -> list[RateGroup]:
    """One group per depth, bottom first; frozen parameters are left out.

    With layer-wise decay d the block k below the topmost learns at `learning_rate * d**k`
    (discriminative fine-tuning, Howard & Ruder 2018, arXiv:1801.06146).
    """
    groups = layer_groups(model)
    topmost = max(group.depth for group in groups if group.name != HEAD)

    def rate(group: LayerGroup) -> float:
        if group.name == HEAD:
            return learning_rate * recipe.head_factor
        return float(learning_rate * recipe.layer_decay ** (topmost - group.depth))

    trainable = (
        RateGroup(group.name, rate(group), [p for p in group.parameters.values() if p.requires_grad])
        for group in groups
    )
    return [group for group in trainable if group.parameters]


def learning_rates(groups: list[RateGroup]) -> tuple[LearningRate, ...]:
    """The rates for the screen."""
    return tuple(LearningRate(group=group.name, rate=group.rate) for group in groups)


def build_optimizer(groups: list[RateGroup], device: torch.device) -> torch.optim.AdamW:
    """AdamW with bias correction; vectors (bias, LayerNorm) get no weight decay."""
    settings = []
    for group in groups:
        for decay, members in (
            (WEIGHT_DECAY, [p for p in group.parameters if p.ndim > 1]),
            (0.0, [p for p in group.parameters if p.ndim <= 1]),
        ):
            if members:
                settings.append({"params": members, "lr": 0.0, "peak": group.rate, "weight_decay": decay})
    return torch.optim.AdamW(settings, fused=device.type in ("cpu", "cuda"))


def set_rates(optimizer: torch.optim.Optimizer, step: int, total_steps: int) -> None:
    """Set every group's rate for optimizer step `step` (0 for the first)."""
    scale = schedule(step, total_steps)
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * scale


def schedule(step: int, total_steps: int) -> float:
    """Share of the highest rate: linear warm-up over the first tenth, then linearly to zero."""
    warmup = max(1, round(total_steps * WARMUP_SHARE))
    if step < warmup:
        return (step + 1) / warmup
    return (total_steps - step) / max(1, total_steps - warmup)
