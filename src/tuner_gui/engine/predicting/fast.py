"""Logits of many texts, fast: no padding to speak of, every text once, the quickest kernels there are."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from transformers import PreTrainedModel, PreTrainedTokenizerBase

from tuner_gui.engine.predicting.packed import pack_linears

Texts = Sequence[tuple[str, ...]]
"""Rows of one text, or two for pairs; all alike in their number."""
Logits = npt.NDArray[np.float32]
_Tokens = npt.NDArray[np.int32]

_TOKENIZED_AT_ONCE = 1024
"""Python's lists of numbers take ten times the memory of the arrays they become."""
_TOKENS_AT_ONCE = {"cpu": 2048}
"""Measured with the built-in model on two cores: beyond, what is in work leaves the processor's caches."""
_TOKENS_AT_ONCE_ON_GPU = 1 << 15


class Classifier:
    """A sequence classifier with its tokenizer."""

    def __init__(
        self, tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel, *, precision: str = "fp32"
    ) -> None:
        """`precision` is that of `DeviceInfo`; the model is on its device and in evaluation mode."""
        self._tokenizer = tokenizer
        self._precision = precision
        self._device = model.device
        self.config: Any = model.config
        if self._device.type == "cpu":
            pack_linears(model)
        self._model = model
        self._tokens_at_once = _TOKENS_AT_ONCE.get(self._device.type, _TOKENS_AT_ONCE_ON_GPU)

    def logits(
        self, texts: Texts, *, exact: bool = True, report: Callable[[int], None] = lambda done: None
    ) -> Logits:
        """Of rows in their order; shape [rows, outputs].

        Equal rows are computed once. Rows of about equal length are computed together, as many as make up a
        fixed number of tokens.

        Args:
            texts: cut at the longest input that the tokenizer has been set to.
            exact: in float32; otherwise on a GPU in what its matrix units are made for.
            report: told the number of rows done so far; may raise to end early.
        """
        places: dict[tuple[str, ...], int] = {}
        which = np.asarray([places.setdefault(row, len(places)) for row in texts], dtype=np.int64)
        copies = np.bincount(which, minlength=len(places))
        rows = self._tokenize(list(places))
        logits = np.zeros((len(rows), self.config.num_labels), dtype=np.float32)
        done = 0
        with torch.inference_mode(), self._half(exact=exact):
            for chosen in self._batches([len(ids) for ids, _ in rows]):
                logits[chosen] = self._forward([rows[i] for i in chosen])
                done += int(copies[chosen].sum())
                report(done)
        return np.asarray(logits[which])

    def _half(self, *, exact: bool) -> contextlib.AbstractContextManager[Any]:
        if exact or self._precision != "bf16":
            return contextlib.nullcontext()
        return torch.autocast(self._device.type, torch.bfloat16)

    def _tokenize(self, texts: Texts) -> list[tuple[_Tokens, _Tokens | None]]:
        """Ids of tokens and, for tokenizers that tell two texts apart, of the text that each belongs to."""
        rows: list[tuple[_Tokens, _Tokens | None]] = []
        for start in range(0, len(texts), _TOKENIZED_AT_ONCE):
            columns = map(list, zip(*texts[start : start + _TOKENIZED_AT_ONCE], strict=True))
            encoded = self._tokenizer(*columns, truncation=True, return_attention_mask=False)
            ids, kinds = encoded["input_ids"], encoded.get("token_type_ids")
            rows.extend(
                (np.asarray(ids[i], np.int32), None if kinds is None else np.asarray(kinds[i], np.int32))
                for i in range(len(ids))
            )
        return rows

    def _batches(self, lengths: Sequence[int]) -> Iterator[list[int]]:
        """Indices of the rows to compute together, the longest first: want of memory shows at once."""
        order = np.argsort(-np.asarray(lengths), kind="stable").tolist()
        start = 0
        while start < len(order):
            count = max(1, self._tokens_at_once // max(lengths[order[start]], 1))
            yield order[start : start + count]
            start += count

    def _forward(self, rows: Sequence[tuple[_Tokens, _Tokens | None]]) -> Logits:
        """One forward pass; in halves where memory does not suffice."""
        try:
            output = self._model(**self._padded(rows)).logits
            return np.asarray(output.float().cpu().numpy())
        except torch.OutOfMemoryError:
            if len(rows) == 1:
                raise
        torch.cuda.empty_cache()
        self._tokens_at_once = max(self._tokens_at_once // 2, 1)
        half = len(rows) // 2
        return np.concatenate([self._forward(rows[:half]), self._forward(rows[half:])])

    def _padded(self, rows: Sequence[tuple[_Tokens, _Tokens | None]]) -> dict[str, torch.Tensor]:
        length = max(1, *(len(ids) for ids, _ in rows))  # a text may have no token at all
        shape = (len(rows), length)
        inputs = {"input_ids": np.full(shape, self._tokenizer.pad_token_id, np.int64)}
        mask = np.zeros(shape, np.int64)
        if rows[0][1] is not None:
            inputs["token_type_ids"] = np.full(shape, self._tokenizer.pad_token_type_id, np.int64)
        left = self._tokenizer.padding_side == "left"
        for at, (ids, kinds) in enumerate(rows):
            place = slice(length - len(ids), length) if left else slice(0, len(ids))
            inputs["input_ids"][at, place] = ids
            mask[at, place] = 1
            if kinds is not None:
                inputs["token_type_ids"][at, place] = kinds
        inputs["attention_mask"] = mask
        return {name: self._on_device(array) for name, array in inputs.items()}

    def _on_device(self, array: npt.NDArray[np.int64]) -> torch.Tensor:
        tensor = torch.from_numpy(array)
        if self._device.type == "cuda":
            return tensor.pin_memory().to(self._device, non_blocking=True)
        return tensor.to(self._device)
