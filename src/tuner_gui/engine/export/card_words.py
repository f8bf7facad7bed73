"""Words of the model card that depend on the task, and what each fix means to whoever uses the model."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Literal

from tuner_gui.engine.config import FixId, Task
from tuner_gui.engine.requests import ExportKind

PLACE = "PATH_OF_THIS_FOLDER"
"""Stands in a card for where the model is."""

Library = Literal["transformers", "onnx"]
"""As the Hub knows them."""


@dataclass(frozen=True)
class Loading:
    """How an export is loaded."""

    library: Library
    text: str
    """With places for `place`, `example` and `options`."""
    single: str
    """A text in the example."""
    pair: str
    """A pair of texts in it."""


_TRANSFORMERS = Loading(
    library="transformers",
    text="""\
With `pip install torch transformers`:

```python
from transformers import pipeline

classify = pipeline("text-classification", model="{place}")
print(classify({example}{options}))
```""",
    single='"a text"',
    pair='{"text": "first text", "text_pair": "second text"}',
)
_ONNX = Loading(
    library="onnx",
    text="""\
With `pip install onnxruntime tokenizers`, in this folder:

```python
from example import predict

print(predict([{example}]))
```

`model.onnx` takes token ids of any number of rows and tokens; `tokenizer.json` holds how texts are cut and
padded.""",
    single='"a text"',
    pair='["first text", "second text"]',
)
LOADING: dict[ExportKind, Loading] = {
    "folder": _TRANSFORMERS,
    "zip": _TRANSFORMERS,
    "onnx": _ONNX,
    "onnx_int8": dataclasses.replace(
        _ONNX,
        text=_ONNX.text + " Its weights are rounded to 8 bits, so it says slightly other things than the "
        "model that was trained.",
    ),
}


@dataclass(frozen=True)
class TaskWords:
    """What a card says of a task."""

    tag: str
    outputs: str
    """What is predicted, where it is not a list of labels."""
    options: str
    """More arguments of the call in the example."""
    intended: str
    """What it is for, with a place for `label`."""
    answers: dict[Library, str]
    """How to read what the example prints; places for `threshold`."""
    limits: str


_NOT_FOR = (
    "It is not made for decisions about people that nobody looks at again, nor for texts of another kind or "
    "language."
)

TASK_WORDS: dict[Task, TaskWords] = {
    "single_label": TaskWords(
        tag="single-label-classification",
        outputs="",
        options=", truncation=True",
        intended="To give texts like those it was trained on one label each ({label}), as a first sorting "
        "that people can check. " + _NOT_FOR,
        answers={
            "transformers": "The answer is the likeliest label; `score` is its probability.",
            "onnx": "The answer has the likeliest label and the probabilities of all of them.",
        },
        limits="The model knows only the labels above and gives one of them to any text, also to texts "
        "unlike those it was trained on.",
    ),
    "multi_label": TaskWords(
        tag="multi-label-classification",
        outputs="",
        options=", truncation=True, top_k=None",
        intended="To give texts like those it was trained on any number of labels ({label}), as a first "
        "sorting that people can check. " + _NOT_FOR,
        answers={
            "transformers": "The answer names every label with a `score` of its own (sigmoid). A text has "
            "all labels of {threshold} or more; it may be none.",
            "onnx": "The answer has all labels of {threshold} or more, which may be none, and the "
            "probabilities of all of them, each by itself (sigmoid).",
        },
        limits="The model knows only the labels above.",
    ),
    "regression": TaskWords(
        tag="regression",
        outputs="a number",
        options=", truncation=True",
        intended="To estimate a number ({label}) for texts like those it was trained on, as a first guess "
        "that people can check. " + _NOT_FOR,
        answers={
            "transformers": "`score` is the predicted number, in the units of the data.",
            "onnx": "`value` is the predicted number, in the units of the data.",
        },
        limits="The model gives a number to any text, also to texts unlike those it was trained on, and it "
        "may lie outside the range of the data.",
    ),
}

FIX_WORDS: dict[FixId, str] = {
    "merge_labels": "Labels that differ only in their spelling were given one spelling.",
    "drop_duplicates": "Rows that repeat an earlier text were left out.",
    "drop_conflicts": "Rows of texts whose labels contradict one another were left out.",
    "drop_labels": "Labels with fewer than {value:,} rows were left out.",
    "drop_leaks": "Rows whose text is tested on were left out of training.",
    "group_near_duplicates": "Texts that are nearly the same were kept in one part of the split.",
    "strip_markup": "HTML tags and entities were taken out of the texts: **clean texts alike before you give "
    "them to the model**.",
    "cap_length": "Texts were cut at {value:,} tokens.",
    "class_weights": "Rare labels weighed more in training.",
}
