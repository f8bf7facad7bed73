"""Loads the model in this folder and scores texts. Needs: pip install onnxruntime tokenizers"""

import json
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

FOLDER = Path(__file__).resolve().parent
CONFIG = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))

# Where texts are cut and how they are padded is written in tokenizer.json.
_tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
_session = onnxruntime.InferenceSession(str(FOLDER / "model.onnx"), providers=["CPUExecutionProvider"])
_sources = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}


def scores(rows):
    """Probabilities of all labels (or the predicted number), one list per row.

    Args:
        rows: lists of one text; of a model of pairs, of two.
    """
    encoded = _tokenizer.encode_batch([row[0] if len(row) == 1 else tuple(row) for row in rows])
    inputs = {
        wanted.name: np.asarray([getattr(row, _sources[wanted.name]) for row in encoded], dtype=np.int64)
        for wanted in _session.get_inputs()
    }
    output = "logits" if CONFIG["problem_type"] == "regression" else "probabilities"
    return _session.run([output], inputs)[0].tolist()
