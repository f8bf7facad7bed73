"""Loads the model in this folder and scores texts. Needs: pip install torch transformers"""

import json
from pathlib import Path

import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

FOLDER = Path(__file__).resolve().parent
CONFIG = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))

_tokenizer = AutoTokenizer.from_pretrained(FOLDER)
_model = AutoModelForSequenceClassification.from_pretrained(FOLDER).eval()
_activations = {
    "single_label_classification": lambda logits: torch.softmax(logits, dim=-1),
    "multi_label_classification": torch.sigmoid,
    "regression": lambda logits: logits,
}


def scores(rows):
    """Probabilities of all labels (or the predicted number), one list per row.

    Args:
        rows: lists of one text; of a model of pairs, of two.
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    inputs = _tokenizer(*columns, padding=True, truncation=True, return_tensors="pt")
    with torch.inference_mode():
        logits = _model(**inputs).logits
    return _activations[CONFIG["problem_type"]](logits).tolist()
