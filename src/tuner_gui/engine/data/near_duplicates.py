"""Texts that are nearly the same: the same message with another name, number, link or typing error.

A text is the set of its runs of four characters. Two texts are alike when those sets are (cosine of the
sets, Otsuka-Ochiai). Candidates are found by MinHash with banding (Broder 1997; Leskovec, Rajaraman &
Ullman, Mining of Massive Datasets, ch. 3), each candidate is then compared exactly, and whatever hangs
together is one group. Time grows with the length of all texts, not with the square of their number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

THRESHOLD = 0.85
"""Cosine of the sets of character runs from which on two texts count as nearly the same."""

IntArray = npt.NDArray[np.int64]
_Hashes = npt.NDArray[np.uint64]

_RUN = 4
_MOST_CHARACTERS = 2_000
"""Of longer texts the beginning decides."""
_BANDS, _PER_BAND = 16, 4
"""Of two texts at the threshold, 99.6 % share at least one band."""
_PAIRS_AT_ONCE = 20_000
_BASE = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)

LINKS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+|@\w+")
"""Addresses of pages, mail addresses and names of accounts."""
_DIGITS = re.compile(r"\d")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def normal_form(text: str) -> str:
    """`text` without what varies in a template: case, digits, links, addresses, punctuation."""
    plain = LINKS.sub(" ", text[:_MOST_CHARACTERS].lower())
    words = _BETWEEN_WORDS.sub(" ", _DIGITS.sub("0", plain)).strip()
    return words or text.strip()


def near_duplicate_groups(texts: Sequence[str], *, threshold: float = THRESHOLD) -> IntArray:
    """Which texts belong together because they are the same or nearly so.

    Args:
        texts: one per row; the two texts of a pair joined. Empty ones are alike, too.
        threshold: least likeness, 0..1; below about 0.7 some pairs are missed.

    Returns:
        The number of its group per row, shape [rows]; a row without a near duplicate is alone in its.
    """
    if not texts:
        return np.empty(0, dtype=np.int64)
    distinct: dict[str, int] = {}
    numbers = np.asarray([distinct.setdefault(normal_form(text), len(distinct)) for text in texts])
    rows, runs = _character_runs(list(distinct))
    pairs = _candidates(rows, runs)
    alike = pairs[_likeness(rows, runs, pairs) >= threshold]
    groups: IntArray = _connect(alike, len(distinct))[numbers].astype(np.int64)
    return groups


def _character_runs(texts: list[str]) -> tuple[IntArray, _Hashes]:
    """Runs of four characters as 32-bit hashes: row and hash of each, without repeats, sorted by row."""
    padded = [f" {text} ".ljust(_RUN) for text in texts]
    lengths = np.asarray([len(text) for text in padded])
    encoded = "".join(padded).encode("utf-32-le", "surrogatepass")
    characters = np.frombuffer(encoded, dtype=np.uint32).astype(np.uint64)
    hashes = np.zeros(len(characters) - _RUN + 1, dtype=np.uint64)
    for place in range(_RUN):
        hashes = hashes * _BASE + characters[place : place + len(hashes)]
    ends = np.cumsum(lengths)
    rows = np.repeat(np.arange(len(texts)), lengths)[: len(hashes)]
    whole = np.arange(len(hashes)) + _RUN <= ends[rows]
    keyed = np.unique(rows[whole].astype(np.uint64) << _HALF | _mix(hashes[whole]))
    return (keyed >> _HALF).astype(np.int64), keyed & np.uint64(0xFFFFFFFF)


def _mix(values: _Hashes) -> _Hashes:
    """The upper half of a multiplicative hash: 32 bits that depend on all of the input."""
    values = (values ^ values >> np.uint64(29)) * np.uint64(0xBF58476D1CE4E5B9)
    return values >> _HALF


def _candidates(rows: IntArray, runs: _Hashes) -> IntArray:
    """Pairs of rows whose smallest hashes agree in some band, shape [pairs, 2], the smaller row first."""
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    random = np.random.default_rng(0)
    found = []
    for _ in range(_BANDS):
        band = np.zeros(len(starts), dtype=np.uint64)
        for factor in random.integers(1, 2**63, _PER_BAND, dtype=np.uint64):
            smallest = np.minimum.reduceat(runs * (factor | np.uint64(1)) >> _HALF, starts)
            band = (band ^ smallest) * _BASE
        found.append(_same(band))
    return np.unique(np.concatenate(found), axis=0)


def _same(keys: _Hashes) -> IntArray:
    """Neighbours among rows of one key, and each with the first of them: enough to connect a group, and
    linear where thousands of rows come from one template."""
    order = np.argsort(keys, kind="stable")
    repeats = np.flatnonzero(keys[order][1:] == keys[order][:-1]) + 1
    is_first = np.ones(len(keys), dtype=bool)
    is_first[repeats] = False
    firsts = np.maximum.accumulate(np.where(is_first, np.arange(len(keys)), 0))
    neighbours = np.stack([order[repeats - 1], order[repeats]], axis=1)
    with_first = np.stack([order[firsts[repeats]], order[repeats]], axis=1)
    return np.concatenate([neighbours, with_first])


def _likeness(rows: IntArray, runs: _Hashes, pairs: IntArray) -> npt.NDArray[np.float64]:
    """Cosine of the sets of each pair, shape [pairs]."""
    from scipy.sparse import csr_array

    sizes = np.bincount(rows)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    ones = np.ones(len(runs), dtype=np.int32)
    sets = csr_array((ones, runs.astype(np.int64), starts), shape=(len(sizes), 2**32))
    shared = [
        sets[part[:, 0]].multiply(sets[part[:, 1]]).sum(axis=1)
        for part in (pairs[i : i + _PAIRS_AT_ONCE] for i in range(0, len(pairs), _PAIRS_AT_ONCE))
    ]
    common = np.concatenate([np.empty(0), *shared])
    likeness: npt.NDArray[np.float64] = common / np.sqrt(sizes[pairs].prod(axis=1))
    return likeness


def _connect(pairs: IntArray, count: int) -> npt.NDArray[np.int32]:
    """Number of the connected component of each of `count` nodes, shape [count]."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    components: npt.NDArray[np.int32] = connected_components(links, directed=False)[1]
    return components
