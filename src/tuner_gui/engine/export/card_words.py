"""Words of the model card that depend on the task, and what each fix means to whoever uses the model."""

from __future__ import annotations

from dataclasses import dataclass

from tuner_gui.engine.config import FixId, Task


@dataclass(frozen=True)
class TaskWords:
    """What a card says of a task."""

    tag: str
    outputs: str
    """What is predicted, where it is not a list of labels."""
    options: str
    """More arguments of the call in the example."""
    answer: str
    """How to read what the example prints."""
    limits: str


TASK_WORDS: dict[Task, TaskWords] = {
    "single_label": TaskWords(
        tag="single-label-classification",
        outputs="",
        options=", truncation=True",
        answer="The answer is the likeliest label; `score` is its probability.",
        limits="The model knows only the labels above and gives one of them to any text, also to texts "
        "unlike those it was trained on.",
    ),
    "multi_label": TaskWords(
        tag="multi-label-classification",
        outputs="",
        options=", truncation=True, top_k=None",
        answer="The answer names every label with a `score` of its own (sigmoid). A text has all labels of "
        "0.5 or more; it may be none.",
        limits="The model knows only the labels above.",
    ),
    "regression": TaskWords(
        tag="regression",
        outputs="a number",
        options=", truncation=True",
        answer="`score` is the predicted number, in the units of the data.",
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
