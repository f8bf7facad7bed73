"""Numbers as people write them: decimal points and commas, thousands, percent and money signs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SIGNS = r"[\s\x{00a0}€$£¥%']"
_POINT = r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$"
_COMMA_IS_DECIMAL = r"^[-+]?\d*,(\d{1,2}|\d{4,})$|^[-+]?0,\d+$|^[-+]?\d{1,3}(\.\d{3})+,\d+$"
_COMMA_THOUSANDS = r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$"


def read_numbers(column: Any) -> tuple[np.ndarray, np.ndarray]:
    """Read a column of strings as numbers.

    Commas are decimal commas when some value can only be meant so (`3,5`, `0,125`, `1.234,50`), and
    otherwise separate thousands (`1,000`).

    Returns:
        values, float64 with 0 where there is none; and which rows hold a number, bool. Both of shape
        (rows,).
    """
    texts = pc.replace_substring_regex(column, _SIGNS, "")
    if _any(texts, _COMMA_IS_DECIMAL):
        texts = pc.replace_substring(texts, ".", "") if not _any(texts, r"^[-+]?\d*\.\d+$") else texts
        texts = pc.replace_substring(texts, ",", ".")
    elif _any(texts, _COMMA_THOUSANDS):
        plain = pc.replace_substring(texts, ",", "")
        texts = pc.if_else(pc.match_substring_regex(texts, _COMMA_THOUSANDS), plain, texts)
    usable = pc.match_substring_regex(texts, _POINT)
    values = pc.cast(pc.if_else(usable, texts, "0"), pa.float64())
    numbers = values.to_numpy()
    finite = np.isfinite(numbers)
    return np.where(finite, numbers, 0.0), usable.to_numpy(zero_copy_only=False) & finite


def _any(texts: Any, pattern: str) -> bool:
    return bool(pc.any(pc.match_substring_regex(texts, pattern)).as_py())
