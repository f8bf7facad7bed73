"""Texts that are nearly the same are found, others are not, and it stays fast on templates."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuner_gui.engine.data.near_duplicates import near_duplicate_groups, normal_form

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = ["".join(random.Random(number).choices(LETTERS, k=6)) for number in range(100)]


def sentence(chance: random.Random, words: int = 14) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I am still waiting for my new card.", "I am still waiting for my new card!!"),
        ("Your code is 4711, valid until 12:30", "Your code is 0815, valid until 09:45"),
        ("Look at this https://a.example/x?y=1 now", "Look at this https://b.example/ now"),
        ("@anna thank you so much for coming", "@berta Thank you so much for coming"),
        (
            "The delivery came two days late and the box was open.",
            "The delivery came two days late and the boxes was open.",
        ),
        ("yes", "Yes."),
    ],
)
def test_nearly_the_same(one: str, other: str) -> None:
    first, second, third = near_duplicate_groups([one, other, "Something else altogether, about trains"])
    assert first == second
    assert third != first


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The service was excellent and fast", "The service was terrible and slow"),
        ("good", "bad"),
        ("🙂", "🙁"),
        ("a", "b"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    first, second = near_duplicate_groups([one, other])
    assert first != second


def test_a_threshold_says_how_near() -> None:
    texts = ["the train to the river was late again", "the train to the sea was late again"]
    near, far = near_duplicate_groups(texts, threshold=0.75), near_duplicate_groups(texts, threshold=0.95)
    assert near[0] == near[1]
    assert far[0] != far[1]


def test_planted_pairs_among_many_are_found_and_nothing_else() -> None:
    chance = random.Random(1)
    texts = [sentence(chance) for _ in range(2000)]
    copies = [f"{text} {chance.choice('abc')}" for text in texts[:200]]
    groups = near_duplicate_groups(texts + copies)
    paired = sum(groups[number] == groups[2000 + number] for number in range(200))
    assert paired >= 198
    assert len(np.unique(groups)) >= 2000


def test_what_hangs_together_is_one_group_however_large() -> None:
    chance = random.Random(2)
    days = ("Monday", "Tuesday")
    texts = [
        f"Dear customer, parcel {chance.random()} will arrive on {chance.choice(days)}" for _ in range(3000)
    ]
    assert len(np.unique(near_duplicate_groups(texts))) == 1


def test_nothing_in_nothing_out() -> None:
    assert near_duplicate_groups([]).tolist() == []
    assert len(set(near_duplicate_groups(["", ""]).tolist())) == 1
    assert normal_form("!!!") == "!!!"


@given(st.lists(st.text(), max_size=20))
def test_any_text_is_grouped_with_its_copy(texts: list[str]) -> None:
    groups = near_duplicate_groups(texts + texts)
    assert (groups[: len(texts)] == groups[len(texts) :]).all()
