"""Says what it means when texts and base model are in different languages, and which models would suit."""

from __future__ import annotations

from collections.abc import Sequence

from tuner_gui.engine.data.wording import cut
from tuner_gui.engine.facts import Example, Finding
from tuner_gui.engine.inspection.language import Fit
from tuner_gui.engine.inspection.language_names import models_for, name_of
from tuner_gui.engine.models import hub

_EXAMPLES = 3
_MOST_MODELS = 3


def language_finding(
    code: str,
    fit: Fit,
    model_name: str,
    texts: Sequence[tuple[str, ...]],
    row_numbers: Sequence[int],
    *,
    total_rows: int,
) -> Finding:
    """What to say when the base model does not know the language.

    Args:
        code: of the language of the texts.
        fit: how well the model knows it.
        model_name: for the screen.
        texts: one or two texts per row of the sample.
        row_numbers: where each stands in the table, from 1.
        total_rows: rows of the table that have a text.
    """
    examples = [
        Example(row=row, text=cut(" | ".join(row_texts)))
        for row, row_texts in list(zip(row_numbers, texts, strict=True))[:_EXAMPLES]
    ]
    return Finding(
        id="language",
        rows=len(texts),
        message=f"The texts look {name_of(code)}; {_why(fit, model_name)}. Expect several points less than "
        "from a model that knows the language.",
        severity="warning",
        hint=_hint(code),
        examples=tuple(examples),
        sample=0 if len(texts) >= total_rows else len(texts),
    )


def _why(fit: Fit, model_name: str) -> str:
    if fit.languages:
        learned = " and ".join(name_of(language) for language in fit.languages[:4])
        return f"the base model {model_name} has learned {learned}{' and others' * (len(fit.languages) > 4)}"
    return (
        f"the base model {model_name} seems to have learned another language: its tokenizer takes "
        f"{fit.pieces:.1f} pieces for a word"
    )


def _hint(code: str) -> str:
    """Models that suit, those first that are on this computer already."""
    suitable = models_for(code)
    here = [model for model in suitable if hub.cached(model)]
    others = [model for model in suitable if model not in here][: max(1, _MOST_MODELS - len(here))]
    local = f" Already on this computer: {', '.join(here)}." if here else ""
    return (
        f"Choose a base model for {name_of(code)} or a multilingual one, from the Hugging Face Hub: "
        f"{', '.join(others)}; or a folder with such a model.{local}"
    )
