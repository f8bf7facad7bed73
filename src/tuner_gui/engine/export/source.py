"""What there is to export of a run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn
from transformers import AutoModelForSequenceClassification, PreTrainedModel

from tuner_gui.engine.config import Decision
from tuner_gui.engine.events import DataReady
from tuner_gui.engine.export.reference import Reference, read_reference
from tuner_gui.engine.outcome import RunOutcome, finished_outcome
from tuner_gui.engine.results.decision import read_decision
from tuner_gui.errors import ExportError


@dataclass(frozen=True, eq=False)
class Source:
    """A finished run, and how its outputs are to be read."""

    run: RunOutcome
    data: DataReady
    model: Path
    """Folder of the trained model."""
    decision: Decision
    """The default for a regression, of which there is nothing to choose."""
    reference: Reference
    """What the export has to say."""

    @classmethod
    def of(cls, run_dir: Path) -> Source:
        """Of the run in `run_dir`.

        Raises:
            RunError: it has no model, or its files are damaged.
        """
        run = finished_outcome(run_dir)
        assert run.data is not None
        decision = Decision() if run.data.task == "regression" else read_decision(run_dir)
        reference = read_reference(run_dir, decision)
        return cls(run, run.data, run_dir / "model", decision, reference)

    def load(self) -> PreTrainedModel:
        """The trained model whose logits are calibrated already, on the CPU, ready to be asked.

        Raises:
            ExportError: the architecture has no place for the calibration.
        """
        model: PreTrainedModel = AutoModelForSequenceClassification.from_pretrained(
            self.model, local_files_only=True
        )
        model.eval()  # type: ignore[no-untyped-call]
        if self.decision.temperature != 1.0:
            _divide_logits(model, self.decision.temperature)
        return model


def _divide_logits(model: PreTrainedModel, temperature: float) -> None:
    """Divide weights and bias of the layer that gives the logits, so that its outputs are divided."""
    base = f"{model.base_model_prefix}."
    layers = [
        module
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear)
        and module.out_features == model.config.num_labels
        and not name.startswith(base)
    ]
    ids = torch.arange(1, 9)[None]
    with torch.inference_mode():
        before = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits
    for parameter in layers[-1].parameters() if layers else ():
        with torch.no_grad():
            parameter.div_(temperature)
    with torch.inference_mode():
        after = model(input_ids=ids, attention_mask=torch.ones_like(ids)).logits
    # An architecture may do more with the outputs of that layer; better refused than calibrated wrongly.
    if not torch.allclose(after, before / temperature, rtol=1e-3, atol=1e-5):
        raise ExportError(
            f"The calibration cannot be put into a model of this architecture ({model.config.model_type}).",
            hint="Take the calibration back (temperature 1), then export again.",
        )
