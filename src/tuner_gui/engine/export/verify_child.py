"""Loads exports as anyone would and says what they say of some rows.

Run as a program of its own in a fresh process: it must not import anything of Tuner, since it proves
that exports work without. Lines of JSON in: {"loader", "path", "scratch", "texts", "batch_size", "threads"};
for each one out: {"logits", "probabilities", "labels", "seconds"}, or {"problem"}.
"""

from __future__ import annotations

import json
import os
import pathlib
import queue
import sys
import threading
import time
import traceback
import zipfile
from collections.abc import Callable
from typing import Any

Record = dict[str, Any]
"""A request or an answer."""
Rows = list[list[str]]
Score = Callable[[Rows], tuple[list[Any], list[Any]]]
"""Logits and probabilities of some rows; no probabilities where the export does not give them."""


def main() -> None:
    """Answer requests until standard input ends, which also says that nobody waits any more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print must not come between the answers
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_read, args=(lines,), daemon=True).start()
    while True:
        request = json.loads(lines.get())
        try:
            answer = LOADERS[request["loader"]](request)
        except Exception:  # noqa: BLE001 - the boundary: whatever is wrong with an export goes to who asked
            answer = {"problem": traceback.format_exc()}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _read(lines: queue.Queue[str]) -> None:
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)  # whatever is being computed


def with_transformers(request: Record) -> Record:
    """A folder, with torch and transformers alone."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    torch.set_num_threads(request["threads"])
    tokenizer = AutoTokenizer.from_pretrained(request["path"])
    model = AutoModelForSequenceClassification.from_pretrained(request["path"]).eval()

    def score(rows: Rows) -> tuple[list[Any], list[Any]]:
        columns = [list(column) for column in zip(*rows, strict=True)]
        inputs = tokenizer(*columns, padding=True, truncation=True, return_tensors="pt")
        with torch.inference_mode():
            return model(**inputs).logits.tolist(), []

    return _answer(request, score, [model.config.id2label[i] for i in range(model.config.num_labels)])


def with_onnxruntime(request: Record) -> Record:
    """A folder with an ONNX file, with onnxruntime and tokenizers alone."""
    import numpy as np
    import onnxruntime  # type: ignore[import-untyped]
    from tokenizers import Tokenizer

    folder = pathlib.Path(request["path"])
    names = json.loads((folder / "config.json").read_text(encoding="utf-8"))["id2label"]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = request["threads"]
    session = onnxruntime.InferenceSession(
        str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
    )
    sources = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
    outputs = [output.name for output in session.get_outputs()]

    def score(rows: Rows) -> tuple[list[Any], list[Any]]:
        encoded = tokenizer.encode_batch([row[0] if len(row) == 1 else tuple(row) for row in rows])
        inputs = {
            wanted.name: np.asarray([getattr(row, sources[wanted.name]) for row in encoded], dtype=np.int64)
            for wanted in session.get_inputs()
        }
        found = dict(zip(outputs, session.run(None, inputs), strict=True))
        probabilities = found.get("probabilities")
        return found["logits"].tolist(), [] if probabilities is None else probabilities.tolist()

    return _answer(request, score, [names[str(number)] for number in range(len(names))])


def unpacked(request: Record) -> Record:
    """A zip file with one folder in it."""
    with zipfile.ZipFile(request["path"]) as file:
        file.extractall(request["scratch"])
    (folder,) = pathlib.Path(request["scratch"]).iterdir()
    return with_transformers({**request, "path": str(folder)})


def _answer(request: Record, score: Score, labels: list[str]) -> Record:
    """All rows, batch by batch; the first batch is done twice, since the first time sets up things."""
    texts, size = request["texts"], request["batch_size"]
    score(texts[:size])
    logits: list[Any] = []
    probabilities: list[Any] = []
    begin = time.perf_counter()
    for start in range(0, len(texts), size):
        found = score(texts[start : start + size])
        logits += found[0]
        probabilities += found[1]
    seconds = time.perf_counter() - begin
    return {"logits": logits, "probabilities": probabilities, "labels": labels, "seconds": seconds}


LOADERS = {"folder": with_transformers, "zip": unpacked, "onnx": with_onnxruntime}

if __name__ == "__main__":
    main()
