"""Loads an exported folder with `transformers` alone and prints what it says of some rows.

Run as a program of its own in a fresh process: it must not import anything of Tuner, since it proves
that the folder works without. One JSON line in: {"folder", "texts", "batch_size"}; one out: the logits.
"""

import json
import os
import sys
import threading


def main() -> None:
    """Answer one request."""
    request = json.loads(sys.stdin.readline())
    threading.Thread(target=_die_with_parent, daemon=True).start()

    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(request["folder"])
    model = AutoModelForSequenceClassification.from_pretrained(request["folder"]).eval()
    logits: list[list[float]] = []
    for start in range(0, len(request["texts"]), request["batch_size"]):
        columns = zip(*request["texts"][start : start + request["batch_size"]], strict=True)
        inputs = tokenizer(*map(list, columns), padding=True, truncation=True, return_tensors="pt")
        with torch.inference_mode():
            logits += model(**inputs).logits.tolist()
    labels = [model.config.id2label[i] for i in range(model.config.num_labels)]
    sys.stdout.write(json.dumps({"logits": logits, "labels": labels}) + "\n")
    sys.stdout.flush()
    os._exit(0)  # a thread that still reads standard input would trip an ordinary exit


def _die_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main()
