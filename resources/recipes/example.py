"""Labels texts with the model in this folder; scoring.py says what has to be installed.

python example.py "a text" "another text"
    (of a model of text pairs, each two arguments are one pair)
"""

import json
import sys

from scoring import CONFIG, scores

LABELS = [CONFIG["id2label"][str(number)] for number in range(len(CONFIG["id2label"]))]
THRESHOLD = CONFIG["tuner_threshold"]
TEXTS_PER_ROW = len(CONFIG["tuner_text_columns"])
ROWS_AT_ONCE = 32


def predict(texts):
    """What the model says: one answer per text.

    Args:
        texts: strings; of a model of text pairs, lists of two strings.

    Returns:
        {"labels": [...], "scores": {label: probability}} per text; of a model of numbers {"value": number}.

    Raises:
        ValueError: something in `texts` is neither.
    """
    rows = [[text] if isinstance(text, str) else list(text) for text in texts]
    for row in rows:
        if len(row) != TEXTS_PER_ROW or not all(isinstance(text, str) for text in row):
            what = "a string" if TEXTS_PER_ROW == 1 else "a list of two strings"
            raise ValueError(f"each text must be {what}")
    return [
        answer(row)
        for start in range(0, len(rows), ROWS_AT_ONCE)
        for row in scores(rows[start : start + ROWS_AT_ONCE])
    ]


def answer(row):
    """From the scores of one text to what is said of it."""
    if CONFIG["problem_type"] == "regression":
        return {"value": row[0]}
    return {"labels": [LABELS[i] for i in chosen(row)], "scores": dict(zip(LABELS, row, strict=True))}


def chosen(row):
    """Indices of the labels that are given."""
    if CONFIG["problem_type"] == "multi_label_classification":
        return [i for i, score in enumerate(row) if score >= THRESHOLD]
    if len(row) == 2:
        return [int(row[1] >= THRESHOLD)]
    return [max(range(len(row)), key=row.__getitem__)]


def main():
    """Label the texts on the command line."""
    texts = sys.argv[1:] or ["This is a text.", "This is another one."]
    if TEXTS_PER_ROW == 2:
        texts = [texts[i : i + 2] for i in range(0, len(texts), 2)]
    for given, found in zip(texts, predict(texts), strict=True):
        sys.stdout.write(json.dumps({"text": given, **found}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
