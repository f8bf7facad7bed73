"""What a person has chosen, and what is still missing before a run can start. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec
from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.config import BUILTIN, MODES, Hyperparameters, Mode, RunConfig
from tuner_gui.engine.requests import EstimateJob
from tuner_gui.gui.dataset import ESTIMATE_ROWS, Dataset

translate = QCoreApplication.translate

WITHOUT_COST: dict[str, object] = {
    "learning_rate": None,
    "rate_factors": {},
    "warmup": None,
    "weight_decay": None,
    "label_smoothing": None,
}
"""What changes neither time nor memory, as mode and seed do not. An estimate is asked for without it, so
that it stays when one of these is changed, and tells the default of each."""


@dataclass(frozen=True)
class Choice:
    """Everything a run is made of."""

    dataset: Dataset | None = None
    base_model: str = BUILTIN
    mode: Mode = MODES[0]
    hyperparameters: Hyperparameters = field(default_factory=Hyperparameters)
    seed: int = 0
    invalid_field: str = ""
    """Message about a field under Advanced that cannot be used as it stands."""

    def config(self) -> RunConfig:
        """The run that Start starts."""
        assert self.dataset is not None
        return RunConfig(
            dataset=self.dataset.config,
            base_model=self.base_model,
            mode=self.mode,
            seed=self.seed,
            hyperparameters=self.hyperparameters,
        )

    def estimate_job(self) -> EstimateJob | None:
        """The question what each mode will cost; None while it cannot be asked."""
        data = self.dataset
        if data is None or self.missing() or not data.sample_texts:
            return None
        config = self.config()
        costly = msgspec.structs.replace(config.hyperparameters, **WITHOUT_COST)
        outputs = 1 if data.task == "regression" else max(2, len(data.survey.counts))
        return EstimateJob(
            config=msgspec.structs.replace(config, hyperparameters=costly, mode=MODES[0], seed=0),
            rows=data.survey.rows,
            sample_texts=_spread(data.sample_texts),
            longest_text=data.longest_text,
            classes=outputs,
        )

    def missing(self) -> str:
        """What keeps Start from being pressed; empty when nothing does."""
        data = self.dataset
        if data is None:
            return translate("choice", "Choose a dataset first")
        if not data.text_columns:
            return translate("choice", "Pick the text column")
        if not data.label_columns:
            return translate("choice", "Pick the label column")
        if set(data.label_columns) & set(data.text_columns):
            return translate("choice", "Text and label must be different columns")
        if len(set(data.text_columns)) < len(data.text_columns):
            return translate("choice", "The two text columns must be different")
        if data.is_preview:
            return translate("choice", "Reading the rest of the table…")
        if data.too_many_bad_rows is not None:
            return translate("choice", "Some rows do not fit: say what to do with them")
        if data.problem is not None:
            return translate("choice", "Something in the data must be mended first")
        return translate("choice", "Check the fields under Advanced") if self.invalid_field else ""


def _spread(texts: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """A few of `texts`, evenly spaced."""
    step = max(1, len(texts) // ESTIMATE_ROWS)
    return texts[::step][:ESTIMATE_ROWS]
