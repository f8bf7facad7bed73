"""What a sample says with the model's tokenizer: lengths, what is cut, language, near duplicates."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiny_models import MAX_LENGTH, make_tiny_model
from tuner_gui.engine.config import BUILTIN, Fix
from tuner_gui.engine.control import Control
from tuner_gui.engine.facts import Finding
from tuner_gui.engine.inspection.inspect import inspect
from tuner_gui.engine.inspection.language import detect
from tuner_gui.engine.inspection.language_names import code_of
from tuner_gui.engine.models.loading import load_tokenizer
from tuner_gui.engine.replies import Inspected
from tuner_gui.engine.requests import InspectJob
from tuner_gui.errors import CancelledError, DataError

ENGLISH = [
    "The delivery came two days late and nobody answered the telephone.",
    "I am very happy with this little camera, the pictures are sharp.",
    "We waited an hour for our table and the soup was cold.",
    "Great value for the money, I would buy it again at once.",
    "The room was clean, but the street below kept us awake all night.",
]
GERMAN = [
    "Die Lieferung kam zwei Tage zu spät und niemand ging ans Telefon.",
    "Ich bin sehr zufrieden mit dieser kleinen Kamera, die Bilder sind scharf.",
    "Wir haben eine Stunde auf unseren Tisch gewartet und die Suppe war kalt.",
    "Sehr gutes Preis-Leistungs-Verhältnis, ich würde es sofort wieder kaufen.",
    "Das Zimmer war sauber, aber die Straße hielt uns die ganze Nacht wach.",
]
FRENCH = [
    "La livraison est arrivée avec deux jours de retard et personne n'a répondu.",
    "Je suis très contente de ce petit appareil, les photos sont nettes.",
    "Nous avons attendu une heure notre table et la soupe était froide.",
]
JAPANESE = [
    "配達が二日遅れて、電話にも誰も出ませんでした。",
    "この小さなカメラにとても満足しています。写真も鮮明です。",
    "一時間も待たされた上に、スープは冷めていました。",
]


def look(
    texts: Sequence[str | tuple[str, ...]], model: Path | str = BUILTIN, *, total: int | None = None
) -> Inspected:
    rows = tuple((text,) if isinstance(text, str) else text for text in texts)
    numbers = tuple(range(11, 11 + len(rows)))
    job = InspectJob(base_model=str(model), texts=rows, row_numbers=numbers, total_rows=total or len(rows))
    return inspect(job, Control())


def found(inspected: Inspected, name: str) -> Finding | None:
    return next((finding for finding in inspected.findings if finding.id == name), None)


# --- lengths -------------------------------------------------------------------------------------


def test_the_histogram_counts_every_row_once_at_its_length(tiny_model: Path) -> None:
    texts = ["good " * words for words in (1, 1, 5, 20, 30)]
    lengths = look(texts, tiny_model).lengths
    assert (lengths.rows, sum(lengths.counts)) == (5, 5)
    tokenizer = load_tokenizer(tiny_model)
    for text in texts:
        tokens = len(tokenizer(text)["input_ids"])
        place = max(i for i, edge in enumerate(lengths.edges) if edge <= tokens)
        assert lengths.counts[place] >= 1
    assert len(lengths.edges) == len(lengths.counts) + 1
    assert lengths.limit == MAX_LENGTH


def test_pairs_are_measured_as_the_model_gets_them(tiny_model: Path) -> None:
    lengths = look([("good film", "bad film price")], tiny_model).lengths
    place = lengths.counts.index(1)
    assert lengths.edges[place] <= 8 < lengths.edges[-1]


@given(st.lists(st.integers(1, 3000), min_size=1, max_size=60))
def test_bins_are_few_and_hold_all(words: list[int]) -> None:
    lengths = look(["good " * count for count in words]).lengths
    assert sum(lengths.counts) == len(words)
    assert len(lengths.counts) <= 30
    assert list(lengths.edges) == sorted(set(lengths.edges))


def test_what_is_cut_is_counted_and_shown(tiny_model: Path) -> None:
    texts = ["good film"] * 90 + ["bad " * 100] * 10
    finding = found(look(texts, tiny_model, total=5000), "truncated")
    assert finding is not None
    assert (finding.rows, finding.sample, finding.severity) == (10, 100, "warning")
    assert f"{MAX_LENGTH} tokens" in finding.message
    assert "10%" in finding.message
    assert finding.examples[0].row == 11 + 90
    assert "102 tokens" in finding.examples[0].text
    assert all(example.row >= 11 + 90 for example in finding.examples)
    assert finding.hint


def test_a_few_cut_texts_are_not_worth_a_word(tiny_model: Path) -> None:
    inspected = look(["good film"] * 200 + ["bad " * 100], tiny_model)
    assert found(inspected, "truncated") is None
    assert inspected.lengths.cut == 1


def test_a_model_that_could_read_more_is_said_to(tmp_path: Path) -> None:
    folder = make_tiny_model(tmp_path / "long")
    for name, key in (
        ("config.json", "max_position_embeddings"),
        ("tokenizer_config.json", "model_max_length"),
    ):
        settings = json.loads((folder / name).read_bytes()) | {key: 4096}
        (folder / name).write_text(json.dumps(settings))
    inspected = look(["bad " * 600] * 10, folder)
    finding = found(inspected, "truncated")
    assert inspected.lengths.limit == 512
    assert finding is not None and "4,096" in finding.hint


def test_a_long_tail_can_be_capped(tiny_model: Path) -> None:
    texts = ["good film"] * 970 + ["bad " * 500] * 30
    finding = found(look(texts), "long_tail")
    assert finding is not None
    assert finding.fix == Fix(id="cap_length", value=16)
    assert (finding.rows, finding.sample) == (30, 0)
    assert found(look(["good film " * 6] * 95 + ["bad " * 20] * 5, tiny_model), "long_tail") is None


# --- language ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "code"), [(ENGLISH, "en"), (GERMAN, "de"), (FRENCH, "fr"), (JAPANESE, "ja")]
)
def test_languages_are_told(texts: list[str], code: str) -> None:
    assert detect(texts) == code


@pytest.mark.parametrize(
    "texts", [[], [""], ["ok"], ["12.5", "13.7"] * 50, ["https://a.example/die/und/der"] * 50, ["🙂"] * 99]
)
def test_what_cannot_be_told_is_not_guessed(texts: list[str]) -> None:
    assert detect(texts) is None


def test_short_texts_tell_the_language_together() -> None:
    assert detect([word for text in GERMAN for word in text.split()]) == "de"


def test_german_is_not_for_the_built_in_model() -> None:
    finding = found(look(GERMAN * 10, total=400), "language")
    assert finding is not None
    assert (finding.severity, finding.rows, finding.sample) == ("warning", 50, 50)
    assert "German" in finding.message and "English" in finding.message
    assert "google-bert/bert-base-german-cased" in finding.hint
    assert "multilingual" in finding.hint
    assert finding.examples[0].text == GERMAN[0]
    assert found(look(ENGLISH * 10), "language") is None


def with_card(folder: Path, tiny_model: Path, card: str | None) -> Path:
    shutil.copytree(tiny_model, folder)
    if card is not None:
        (folder / "README.md").write_text(card, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("card", "texts", "mismatch"),
    [
        ("---\nlanguage: de\n---\n", GERMAN, False),
        ("---\nlanguage: de\n---\n", ENGLISH, True),
        ("---\nlanguage:\n- en\n- de\nlicense: mit\n---\n", GERMAN, False),
        ("---\nlanguage:\n- multilingual\n- af\n---\n", GERMAN, False),
        ("---\nlanguage: German\n---\n", GERMAN, False),
        ("---\nlanguage: no\n---\n", GERMAN, True),  # YAML reads a false
        ("---\nlanguage: {broken\n---\n", GERMAN, True),  # as if it said nothing: the tokenizer is asked
        ("---\nlicense: mit\n---\n", GERMAN, True),
        (None, GERMAN, True),
        (None, JAPANESE, True),
    ],
)
def test_the_card_decides_and_without_one_the_tokenizer(
    card: str | None, texts: list[str], mismatch: bool, tiny_model: Path, tmp_path: Path
) -> None:
    finding = found(look(texts * 10, with_card(tmp_path / "model", tiny_model, card)), "language")
    assert (finding is not None) == mismatch


def test_without_a_card_an_english_tokenizer_is_recognised(tmp_path: Path) -> None:
    from tuner_gui.engine.models.catalog import builtin_folder

    folder = tmp_path / "mine"
    shutil.copytree(builtin_folder(), folder)
    (folder / "README.md").unlink()
    assert found(look(ENGLISH * 10, folder), "language") is None
    finding = found(look(GERMAN * 10, folder), "language")
    assert finding is not None
    assert "pieces for a word" in finding.message
    assert found(look(JAPANESE * 10, folder), "language") is not None


def test_codes_of_languages() -> None:
    assert [code_of(name) for name in ("de", "zh-Hant", "pt_BR", "deu", "French", "nb", "xx")] == [
        "de", "zh", "pt", "de", "fr", "no", "xx",
    ]  # fmt: skip


# --- near duplicates and the job -----------------------------------------------------------------


def test_near_duplicates_are_shown_in_pairs_and_exact_ones_left_to_others() -> None:
    texts = [*ENGLISH, ENGLISH[0].upper(), ENGLISH[1] + " Really."]
    finding = found(look(texts, total=70), "near_duplicates")
    assert finding is not None
    assert (finding.rows, finding.sample) == (2, 7)
    assert finding.fix == Fix(id="group_near_duplicates")
    (example,) = finding.examples
    assert example.row == 12
    assert "row 17" in example.text and "Really." in example.text
    assert found(look([*ENGLISH, ENGLISH[0]]), "near_duplicates") is None


def test_cancel_is_heard(tiny_model: Path) -> None:
    control = Control()
    control.request("cancel")
    job = InspectJob(base_model=str(tiny_model), texts=(("a",),), row_numbers=(1,), total_rows=1)
    with pytest.raises(CancelledError):
        inspect(job, control)


def test_no_texts_are_an_error_in_plain_words(tiny_model: Path) -> None:
    with pytest.raises(DataError):
        look([], tiny_model)


def test_a_large_sample_is_thinned_and_long_texts_are_sampled(tiny_model: Path) -> None:
    assert look(["good"] * 12_000, tiny_model).lengths.rows == 4000
    lengths = look(["good film " * 10_000] * 100, tiny_model).lengths
    assert 20 <= lengths.rows < 100


def test_two_thousand_rows_take_about_a_second() -> None:
    texts = [f"{ENGLISH[number % 5]} My order has the number {number:x}." for number in range(2000)]
    look(texts[:10])
    started = time.perf_counter()
    look(texts)
    assert time.perf_counter() - started < 5  # 0.2 s; a machine that does much else as well must not fail
