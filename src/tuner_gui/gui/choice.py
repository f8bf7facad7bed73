"""What a person has chosen, and what is still missing before a run can start. Pure values."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication

from tuner_gui.engine.config import (
    BUILTIN,
    MODES,
    DatasetConfig,
    EstimateJob,
    Hyperparameters,
    Mode,
    RunConfig,
)
from tuner_gui.gui.dataset import Dataset

translate = QCoreApplication.translate


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
            dataset=DatasetConfig(
                path=str(self.dataset.path.absolute()),
                text_columns=self.dataset.text_columns,
                label_columns=(self.dataset.label_column,),
            ),
            base_model=self.base_model,
            mode=self.mode,
            seed=self.seed,
            hyperparameters=self.hyperparameters,
        )

    def estimate_job(self) -> EstimateJob | None:
        """The question what each mode will cost; None while it cannot be asked."""
        data = self.dataset
        if data is None or not data.examined or data.problem or self.invalid_field or not data.sample_texts:
            return None
        return EstimateJob(
            config=self.config(),
            rows=data.labelled_rows,
            sample_texts=data.sample_texts,
            classes=max(2, len(data.counts)),
        )

    def missing(self) -> str:
        """What keeps Start from being pressed; empty when nothing does."""
        data = self.dataset
        if data is None:
            return translate("choice", "Choose a dataset first")
        if not data.text_columns:
            return translate("choice", "Pick the text column")
        if not data.label_column:
            return translate("choice", "Pick the label column")
        if data.label_column in data.text_columns:
            return translate("choice", "Text and label must be different columns")
        if len(set(data.text_columns)) < len(data.text_columns):
            return translate("choice", "The two text columns must be different")
        if not data.examined:
            return translate("choice", "Looking at the data…")
        if data.problem is not None:
            return translate("choice", "Something in the data must be mended first")
        return translate("choice", "Check the fields under Advanced") if self.invalid_field else ""
