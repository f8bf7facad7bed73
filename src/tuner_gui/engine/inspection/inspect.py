"""Looks at a sample of the texts with the base model's tokenizer."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

from transformers import PreTrainedTokenizerBase

from tuner_gui.engine.control import Control
from tuner_gui.engine.data.wording import count
from tuner_gui.engine.facts import Finding
from tuner_gui.engine.inspection.language import detect, fit
from tuner_gui.engine.inspection.language_finding import language_finding
from tuner_gui.engine.inspection.lengths import histogram, length_findings, measure
from tuner_gui.engine.inspection.repeats import near_duplicate_finding
from tuner_gui.engine.models import catalog
from tuner_gui.engine.models.loading import load_tokenizer
from tuner_gui.engine.replies import Inspected
from tuner_gui.engine.requests import InspectJob
from tuner_gui.errors import CancelledError, DataError

MOST_ROWS = 5_000
"""A sample of so many rows is looked at in full; of a larger one, so many evenly spaced rows."""


def inspect(job: InspectJob, control: Control) -> Inspected:
    """Lengths in tokens, language, near duplicates.

    Raises:
        DataError: there are no texts.
        ModelError: the base model cannot be used.
        CancelledError: the person cancelled.
    """
    if not job.texts:
        raise DataError("There are no texts to look at.", hint="Choose another text column.")
    assert len(job.texts) == len(job.row_numbers), count(len(job.texts), "text")
    folder = catalog.resolve(job.base_model, control=control)
    model = catalog.describe(job.base_model, folder)
    tokenizer = _tokenizer(folder, folder.stat().st_mtime_ns)
    _check(control)
    job = _thinned(job)
    lengths = measure(tokenizer, job.texts, model.max_length, lambda: _check(control))
    findings = (
        *length_findings(lengths, job.texts, job.row_numbers, _sample(job)),
        *_language(job, folder, tokenizer, model.name, control),
        *_repeats(job, control),
    )
    return Inspected(findings=findings, lengths=histogram(lengths))


@functools.lru_cache(maxsize=2)
def _tokenizer(folder: Path, changed: int) -> PreTrainedTokenizerBase:
    return load_tokenizer(folder)


def _thinned(job: InspectJob) -> InspectJob:
    step = -(-len(job.texts) // MOST_ROWS)
    return InspectJob(
        base_model=job.base_model,
        texts=job.texts[::step],
        row_numbers=job.row_numbers[::step],
        total_rows=job.total_rows,
    )


def _sample(job: InspectJob) -> int:
    return len(job.texts) if len(job.texts) < job.total_rows else 0


def _language(
    job: InspectJob, folder: Path, tokenizer: PreTrainedTokenizerBase, name: str, control: Control
) -> Iterator[Finding]:
    _check(control)
    texts = [" ".join(row) for row in job.texts]
    code = detect(texts)
    if code is None:
        return
    known = fit(code, folder, tokenizer, texts)
    if not known.known:
        yield language_finding(code, known, name, job.texts, job.row_numbers, total_rows=job.total_rows)


def _repeats(job: InspectJob, control: Control) -> Iterator[Finding]:
    _check(control)
    found = near_duplicate_finding(job.texts, job.row_numbers, sample=_sample(job))
    if found is not None:
        yield found


def _check(control: Control) -> None:
    if control.ending is not None:
        raise CancelledError("Looking at the texts was cancelled.")
