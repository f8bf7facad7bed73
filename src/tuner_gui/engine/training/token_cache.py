"""Token ids that were made before, found again by what they were made of.

The same texts, tokenizer and maximum length give the same file, whatever dataset or run they belong to. What
was not used for longest goes first when the files take too much room. Several processes may use the folder
at once: a file gets its name when it is complete, and one that is removed while it is read stays readable;
where a system does not allow that, it is not removed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import datasets
import pyarrow as pa
from transformers import PreTrainedTokenizerBase

from tuner_gui import paths
from tuner_gui.engine.training.texts import content_digest
from tuner_gui.engine.training.tokenizing import TokenizedRows, tokenize

MOST_BYTES = 2 * 10**9
"""Of all files together."""
_VERSION = b"1"
"""Raised when `tokenize` writes something else."""


def tokens_of(
    texts: pa.Table,
    tokenizer: PreTrainedTokenizerBase,
    *,
    max_length: int,
    cache_file: Path,
    report: Callable[[int], None] = lambda done: None,
) -> TokenizedRows:
    """As `tokenize`, but what was made before is used again.

    Args:
        texts: one or two string columns.
        tokenizer: of the base model.
        max_length: in tokens, special tokens included.
        cache_file: where they are written first, and stay if they cannot be kept.
        report: told the number of rows done; may raise to cancel.
    """
    rules = _rules(tokenizer)
    if rules is None:
        return tokenize(texts, tokenizer, max_length=max_length, cache_file=cache_file, report=report)
    folder = paths.tokens_dir()
    kept = folder / f"{_name(texts, rules, max_length)}.arrow"
    found = _read(kept, tokenizer, texts.num_rows)
    if found is not None:
        report(texts.num_rows)
        return found
    rows = tokenize(texts, tokenizer, max_length=max_length, cache_file=cache_file, report=report)
    with contextlib.suppress(OSError):  # a full disk, a folder that may not be written: the run goes on
        _keep(cache_file, kept)
        _make_room(folder)
    return rows


def _rules(tokenizer: PreTrainedTokenizerBase) -> bytes | None:
    """All that decides which tokens a text becomes; None where that cannot be told."""
    backend = getattr(tokenizer, "backend_tokenizer", None)
    if backend is None:
        return None
    rules = json.loads(backend.to_str())
    for passing in ("truncation", "padding"):  # left there by whatever was asked last
        rules.pop(passing, None)
    settings = (type(tokenizer).__name__, tokenizer.truncation_side, tuple(tokenizer.model_input_names))
    return json.dumps([rules, settings], sort_keys=True).encode()


def _name(texts: pa.Table, rules: bytes, max_length: int) -> str:
    digest = hashlib.blake2b(_VERSION, digest_size=16)
    digest.update(repr((max_length, texts.num_rows, texts.num_columns)).encode())
    digest.update(hashlib.blake2b(rules).digest())
    for column in texts.columns:
        digest.update(content_digest(column))
    return digest.hexdigest()


def _read(file: Path, tokenizer: PreTrainedTokenizerBase, count: int) -> TokenizedRows | None:
    """The rows of a kept file; None where there is none, or a damaged one."""
    try:
        table = datasets.Dataset.from_file(str(file))
        if len(table) != count:
            return None
        os.utime(file)
        return TokenizedRows(table, tokenizer)
    except (OSError, pa.ArrowInvalid):
        return None


def _keep(made: Path, kept: Path) -> None:
    """Give a complete file its name; the run goes on reading the one it made."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    temporary = kept.with_suffix(f".{os.getpid()}")
    try:
        try:
            os.link(made, temporary)  # takes no room, where both are on one disk
        except OSError:
            shutil.copyfile(made, temporary)
        temporary.replace(kept)
    finally:
        temporary.unlink(missing_ok=True)


def _make_room(folder: Path) -> None:
    """Remove what was not used for longest until the rest is small enough."""
    files = sorted(
        ((file.stat(), file) for file in folder.glob("*.arrow")), key=lambda pair: pair[0].st_mtime
    )
    room = sum(stat.st_size for stat, _ in files)
    for stat, file in files[:-1]:
        if room <= MOST_BYTES:
            return
        with contextlib.suppress(OSError):  # in use, or another process was sooner
            file.unlink()
            room -= stat.st_size
