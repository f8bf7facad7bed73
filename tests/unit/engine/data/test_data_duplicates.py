"""Texts that are the same but for case and white space have the same key, and only those."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuner_gui.engine.data.duplicates import find_repeats, scan_texts


def keys_of(*texts: str, chunk: int = 100) -> list[int]:
    pieces = [pa.array(texts[start : start + chunk], pa.string()) for start in range(0, len(texts), chunk)]
    return list(map(int, scan_texts([pa.chunked_array(pieces, pa.string())]).keys))


@pytest.mark.parametrize(
    "variant",
    [
        "a text here",
        "A Text HERE",
        "  a text here\n",
        "a  text\there",
        "a\u00a0text here",
        "a\u3000text\u2009here",
    ],
)
def test_case_and_white_space_do_not_matter(variant: str) -> None:
    assert len(set(keys_of("a text here", variant))) == 1


@given(st.text(), st.text())
def test_keys_differ_where_texts_do(one: str, two: str) -> None:
    one, two = one.encode(errors="ignore").decode(), two.encode(errors="ignore").decode()
    same = " ".join(one.lower().split()) == " ".join(two.lower().split())
    assert (len(set(keys_of(one, two))) == 1) == same


@given(st.text(st.characters(categories=["Lu", "Ll", "Lt", "Zs", "Cc"]), max_size=30))
def test_letters_of_every_script_are_folded(text: str) -> None:
    assert len(set(keys_of("x y", text.lower(), text))) == len({"x y", " ".join(text.lower().split())})
    assert keys_of(text)[0] == keys_of(f"\u2003{text}\u0085")[0]


PIECES = ["a", "B", " ", "  ", "\n", "É", "é", "ß", "漢", "\u2009", "“", "ⅷ", "x" * 30, "X" * 61, "é" * 31]
"""What a text is made of that is about as long as what is looked at first, 64 bytes."""


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=7).map("".join), min_size=2, max_size=40))
@settings(max_examples=500)
def test_texts_are_told_apart_wherever_they_differ(texts: list[str]) -> None:
    variants = [
        *texts,
        *(text.upper().lower() for text in texts),
        *(text.replace(" ", " \t") for text in texts),
    ]
    normal = [" ".join(text.lower().split()) for text in variants]
    keys = keys_of(*variants)
    assert len(set(zip(keys, normal, strict=True))) == len(set(keys)) == len(set(normal))


def test_umlauts_are_folded() -> None:
    assert len(set(keys_of("Über uns", "über uns", "ÜBER UNS"))) == 1


def test_chunks_do_not_matter() -> None:
    texts = [f"text {n % 7}" for n in range(50)]
    assert keys_of(*texts, chunk=3) == keys_of(*texts)


def test_pairs_are_compared_in_order() -> None:
    a, b = pa.chunked_array([["x", "y", "x"]]), pa.chunked_array([["y", "x", "y"]])
    keys = scan_texts([a, b]).keys
    assert keys[0] == keys[2] != keys[1]


def test_tells_empty_and_damaged_texts() -> None:
    scan = scan_texts([pa.chunked_array([["a", " \n", "", "b\ufffd", "\u00a0"]])])
    assert scan.filled.tolist() == [True, False, False, True, False]
    assert scan.unreadable.tolist() == [False, False, False, True, False]


def test_repeats_in_the_order_of_first_occurrence() -> None:
    keys = scan_texts([pa.chunked_array([["b", "a", "B", "c", "a", "a"]])]).keys
    repeats = find_repeats(keys, keys == keys)
    assert repeats.rows.tolist() == [0, 2, 1, 4, 5]
    assert repeats.groups.tolist() == [0, 0, 1, 1, 1]
    assert repeats.later().tolist() == [2, 4, 5]
    among = keys == keys
    among[[0, 1]] = False
    assert find_repeats(keys, among).later().tolist() == [5]
