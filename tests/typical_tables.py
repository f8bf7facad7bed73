"""Small look-alikes of tables that people train on: the columns and kinds of values, all made up."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tuner_gui.engine.config import Task

ROWS = 240
_WORDS = [
    "the",
    "a",
    "this",
    "that",
    "my",
    "our",
    "their",
    "was",
    "is",
    "will",
    "not",
    "very",
    "quite",
    "really",
    "good",
    "bad",
    "slow",
    "fast",
    "cheap",
    "room",
    "hotel",
    "film",
    "phone",
    "order",
    "service",
    "price",
    "battery",
    "staff",
    "screen",
    "food",
    "delivery",
    "again",
    "never",
    "always",
    "would",
    "could",
    "should",
]
Columns = dict[str, list[str]]


def texts(low: int, high: int, seed: int = 0) -> list[str]:
    """Different texts of `low` to `high` words."""
    chance = random.Random(f"texts {low} {high} {seed}")
    return [
        " ".join([*chance.choices(_WORDS, k=chance.randint(low, high) - 1), f"n{row}"]).capitalize() + "."
        for row in range(ROWS)
    ]


def some(*values: str, seed: int = 0) -> list[str]:
    """Values that repeat, in random order; each occurs."""
    chance = random.Random(f"some {values} {seed}")
    return [*values, *chance.choices(values, k=ROWS - len(values))]


def made(cell: Callable[[random.Random, int], str], seed: int = 0) -> list[str]:
    """A cell per row."""
    chance = random.Random(f"made {seed}")
    return [cell(chance, row) for row in range(ROWS)]


def numbers(low: int, high: int, seed: int = 0) -> list[str]:
    return made(lambda chance, row: str(chance.randint(low, high)), seed)


def floats(low: float, high: float, digits: int = 3, seed: int = 0) -> list[str]:
    return made(lambda chance, row: f"{chance.uniform(low, high):.{digits}f}", seed)


def counting(start: int = 0) -> list[str]:
    return [str(start + row) for row in range(ROWS)]


def codes(seed: int = 0) -> list[str]:
    return made(lambda chance, row: f"{chance.getrandbits(40):010X}"[:6] + f"{row:04d}x", seed)


def dates() -> list[str]:
    return made(lambda chance, row: f"{chance.randint(2012, 2023)}-{row % 12 + 1:02d}-{row % 28 + 1:02d}")


def people() -> list[str]:
    return made(
        lambda chance, row: (
            chance.choice(("Ann", "Bob", "Eve")) + f" {chr(65 + row % 26)}. {chr(65 + row % 19)}berg"
        )
    )


def links() -> list[str]:
    return [f"https://news.test/story/{row}" for row in range(ROWS)]


def sets(*values: str, mark: str = ",", most: int = 3, seed: int = 0) -> list[str]:
    """Several of the values in a cell."""

    def cell(chance: random.Random, row: int) -> str:
        return mark.join(sorted(chance.sample(values, chance.choice((1, 1, 2, most)))))

    return made(cell, seed)


def lists(*values: str, quote: str = '"', seed: int = 0) -> list[str]:
    return [
        "[" + ", ".join(f"{quote}{part}{quote}" for part in cell.split("|")) + "]"
        for cell in sets(*values, mark="|", seed=seed)
    ]


def flags(share: float = 0.3, seed: int = 0, words: tuple[str, str] = ("0", "1")) -> list[str]:
    return made(lambda chance, row: words[chance.random() < share], seed)


@dataclass(frozen=True)
class Typical:
    """A table and how it is to be understood."""

    columns: Mapping[str, Sequence[str]]
    text: tuple[str, ...]
    label: tuple[str, ...]
    task: Task = "single_label"
    split: str = ""
    headed: bool = True
    alternatives: frozenset[str] = field(default_factory=frozenset)
    """Must be offered; others may be, too."""


def plain(*columns: Sequence[str]) -> dict[str, Sequence[str]]:
    """Columns of a file without a header."""
    return {f"column {place}": column for place, column in enumerate(columns, start=1)}


TOXIC = ("toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate")
SUBJECTS = ("Computer Science", "Physics", "Mathematics", "Statistics")

TYPICAL: dict[str, Typical] = {
    "imdb": Typical(
        {"review": texts(60, 120), "sentiment": some("positive", "negative")}, ("review",), ("sentiment",)
    ),
    "ag news": Typical(
        {"Class Index": numbers(1, 4), "Title": texts(5, 9), "Description": texts(25, 40, 1)},
        ("Description",),
        ("Class Index",),
    ),
    "yelp": Typical(
        {
            "review_id": codes(),
            "user_id": codes(1),
            "business_id": codes(2),
            "stars": numbers(1, 5),
            "useful": numbers(0, 9, 1),
            "funny": numbers(0, 4, 2),
            "cool": numbers(0, 5, 3),
            "text": texts(40, 90),
            "date": dates(),
        },
        ("text",),
        ("stars",),
    ),
    "amazon food": Typical(
        {
            "Id": counting(1),
            "ProductId": codes(),
            "UserId": codes(1),
            "ProfileName": people(),
            "HelpfulnessNumerator": numbers(0, 5),
            "HelpfulnessDenominator": numbers(0, 6, 1),
            "Score": numbers(1, 5, 2),
            "Time": numbers(1_300_000_000, 1_400_000_000),
            "Summary": texts(3, 7),
            "Text": texts(40, 90, 1),
        },
        ("Text",),
        ("Score",),
    ),
    "sst2": Typical(
        {"idx": counting(), "sentence": texts(5, 20), "label": flags(0.5)}, ("sentence",), ("label",)
    ),
    "toxic comments": Typical(
        {"id": codes(), "comment_text": texts(20, 60)}
        | {name: flags(0.3, seed) for seed, name in enumerate(TOXIC)},
        ("comment_text",),
        TOXIC,
        "multi_label",
    ),
    "airline tweets": Typical(
        {
            "tweet_id": counting(570_300_000_000_000_000),
            "airline_sentiment": some("neutral", "positive", "negative"),
            "airline_sentiment_confidence": floats(0.3, 1, 4),
            "negativereason": some("", "Late Flight", "Bad Flight", "Lost Luggage"),
            "negativereason_confidence": floats(0, 1, 4, 1),
            "airline": some("Virgin America", "United", "Delta"),
            "airline_sentiment_gold": ["negative", "positive"] + [""] * (ROWS - 2),
            "name": people(),
            "retweet_count": numbers(0, 3),
            "text": texts(8, 25),
            "tweet_created": [f"{day} 11:35:52 -0800" for day in dates()],
            "user_timezone": some("Eastern Time (US & Canada)", "Quito", ""),
        },
        ("text",),
        ("airline_sentiment",),
    ),
    "snli": Typical(
        {
            "gold_label": some("neutral", "entailment", "contradiction", "-"),
            "sentence1_parse": [f"(ROOT (S (NP {text}) ) )" for text in texts(12, 20)],
            "sentence2_parse": [f"(ROOT (S (NP {text}) ) )" for text in texts(6, 12)],
            "sentence1": texts(12, 20),
            "sentence2": texts(6, 12),
            "captionID": [f"{row}.jpg#1" for row in range(ROWS)],
            "pairID": [f"{row}.jpg#1r1c" for row in range(ROWS)],
            "label1": some("neutral", "entailment", "contradiction"),
            "label2": some("", "", "", "neutral", "entailment", "contradiction"),
        },
        ("sentence1", "sentence2"),
        ("gold_label",),
    ),
    "quora pairs": Typical(
        {
            "id": counting(),
            "qid1": counting(1),
            "qid2": counting(5000),
            "question1": texts(7, 15),
            "question2": texts(7, 15, 1),
            "is_duplicate": flags(0.4),
        },
        ("question1", "question2"),
        ("is_duplicate",),
    ),
    "cola, no header": Typical(
        plain(some("gj04", "cj99", "bc01", "rhl07"), flags(0.7), some("", "", "*"), texts(5, 12)),
        ("column 4",),
        ("column 2",),
        headed=False,
    ),
    "patents": Typical(
        {
            "patent_number": counting(9_000_001),
            "filing_date": dates(),
            "title": texts(5, 10),
            "abstract": texts(60, 100, 1),
            "section": some("A", "B", "G", "H"),
        },
        ("abstract",),
        ("section",),
    ),
    "arxiv, lists": Typical(
        {
            "titles": texts(6, 12),
            "summaries": texts(80, 120, 1),
            "terms": lists("cs.LG", "cs.CV", "stat.ML", "cs.AI", quote="'"),
        },
        ("summaries",),
        ("terms",),
        "multi_label",
    ),
    "arxiv, spaces": Typical(
        {
            "id": [f"0704.{row:04d}" for row in range(ROWS)],
            "title": texts(6, 12),
            "abstract": texts(80, 120, 1),
            "categories": sets("hep-ph", "math.CO", "cs.CG", "astro-ph", mark=" "),
            "update_date": dates(),
        },
        ("abstract",),
        ("categories",),
        "multi_label",
    ),
    "papers by topic": Typical(
        {"ID": counting(1), "TITLE": texts(6, 12), "ABSTRACT": texts(80, 120, 1)}
        | {name: flags(0.3, seed) for seed, name in enumerate(SUBJECTS)},
        ("ABSTRACT",),
        SUBJECTS,
        "multi_label",
    ),
    "job postings": Typical(
        {
            "job_id": counting(1),
            "title": texts(2, 5),
            "location": some("US, NY, New York", "GB, LND, London", "NZ, , Auckland"),
            "department": some("Sales", "", "Marketing", "IT"),
            "salary_range": some("", "", "20000-28000", "30000-40000"),
            "description": texts(60, 120, 1),
            "requirements": texts(40, 80, 2),
            "telecommuting": flags(0.1),
            "has_company_logo": flags(0.8, 1),
            "has_questions": flags(0.5, 2),
            "employment_type": some("Full-time", "Part-time", ""),
            "fraudulent": flags(0.1, 3),
        },
        ("description",),
        ("fraudulent",),
    ),
    "news": Typical(
        {
            "category": some("POLITICS", "WELLNESS", "TRAVEL", "SPORTS"),
            "headline": texts(6, 12),
            "authors": people(),
            "link": links(),
            "short_description": texts(15, 30, 1),
            "date": dates(),
        },
        ("short_description",),
        ("category",),
    ),
    "support tickets": Typical(
        {
            "Ticket ID": counting(1),
            "Customer Email": [f"c{row}@mail.test" for row in range(ROWS)],
            "subject": texts(3, 7),
            "body": texts(40, 80, 1),
            "queue": some("Billing", "Technical Support", "Sales", "Returns"),
            "priority": some("low", "medium", "high"),
            "language": some("en", "de"),
        },
        ("body",),
        ("queue",),
        alternatives=frozenset({"priority"}),
    ),
    "likert survey": Typical(
        {
            "respondent": counting(1),
            "overall_satisfaction": numbers(1, 5),
            "q_price": numbers(1, 5, 1),
            "q_quality": numbers(1, 5, 2),
            "comment": texts(8, 25),
        },
        ("comment",),
        ("overall_satisfaction",),
    ),
    "davidson hate speech": Typical(
        {
            "Unnamed: 0": counting(),
            "count": some("3", "6", "9"),
            "hate_speech": numbers(0, 3),
            "offensive_language": numbers(0, 3, 1),
            "neither": numbers(0, 3, 2),
            "class": numbers(0, 2, 3),
            "tweet": texts(8, 20),
        },
        ("tweet",),
        ("class",),
    ),
    "sentiment140, no header": Typical(
        plain(
            some("0", "4"),
            counting(1_467_810_369),
            [f"Mon Apr {row % 28 + 1:02d} 22:19:{row % 60:02d} PDT 2009" for row in range(ROWS)],
            ["NO_QUERY"] * ROWS,
            [f"user{row}" for row in range(ROWS)],
            texts(8, 20),
        ),
        ("column 6",),
        ("column 1",),
        headed=False,
    ),
    "sts benchmark, no header": Typical(
        plain(
            some("main-captions", "main-news", "main-forums"),
            some("MSRvid", "headlines", "images"),
            some("2012test", "2013", "2015"),
            [f"{row:04d}" for row in range(ROWS)],
            floats(0, 5),
            texts(8, 12),
            texts(8, 12, 1),
        ),
        ("column 6", "column 7"),
        ("column 5",),
        "regression",
        headed=False,
    ),
    "readability": Typical(
        {
            "id": codes(),
            "url_legal": links(),
            "license": some("CC BY 4.0", "", "CC BY-SA 3.0"),
            "excerpt": texts(120, 150),
            "target": floats(-3.6, 1.7, 8),
            "standard_error": floats(0.4, 0.6, 8, 1),
        },
        ("excerpt",),
        ("target",),
        "regression",
    ),
    "decimal commas": Typical(
        {"Kommentar": texts(8, 25), "Bewertung": [cell.replace(".", ",") for cell in floats(1, 5, 1)]},
        ("Kommentar",),
        ("Bewertung",),
        "regression",
    ),
    "boolq": Typical(
        {
            "question": texts(7, 10),
            "answer": flags(0.6, words=("False", "True")),
            "passage": texts(80, 120, 1),
        },
        ("question", "passage"),
        ("answer",),
    ),
    "context beside text": Typical(
        {
            "context": texts(60, 90),
            "question": texts(6, 9, 1),
            "text": texts(10, 20, 2),
            "label": some("a", "b", "c"),
        },
        ("text",),
        ("label",),
    ),
    "text and its clean copy": Typical(
        {
            "text": [text + " !!" for text in texts(10, 20)],
            "clean_text": [text.lower().rstrip(".") for text in texts(10, 20)],
            "target": flags(0.4),
        },
        ("text",),
        ("target",),
    ),
    "film genres": Typical(
        {
            "Title": texts(2, 4),
            "Director": people(),
            "Release Year": numbers(1950, 2020),
            "Genre": sets("Drama", "Comedy", "Action", "Horror", "Romance", mark=", "),
            "Plot": texts(80, 120, 1),
        },
        ("Plot",),
        ("Genre",),
        "multi_label",
    ),
    "tagged questions": Typical(
        {"body": texts(30, 60), "tags": sets("python", "pandas", "numpy", "c#", "java", mark="|")},
        ("body",),
        ("tags",),
        "multi_label",
    ),
    "cities": Typical(
        {
            "comment": texts(10, 20),
            "place": some("New York, NY", "Buffalo, NY", "Austin, TX", "Dallas, TX", "Boston, MA"),
        },
        ("comment",),
        ("place",),
    ),
    "with a split": Typical(
        {
            "text": texts(10, 20),
            "label": some("x", "y"),
            "split": ["train"] * 200 + ["validation"] * 20 + ["test"] * 20,
        },
        ("text",),
        ("label",),
        split="split",
    ),
    "similarity pairs": Typical(
        {"sentence_A": texts(8, 12), "sentence_B": texts(8, 12, 1), "relatedness": floats(1, 5, 1)},
        ("sentence_A", "sentence_B"),
        ("relatedness",),
        "regression",
    ),
    "yes and no in words": Typical(
        {"message": texts(10, 20)}
        | {
            name: flags(0.3, seed, ("no", "yes")) for seed, name in enumerate(("billing", "outage", "praise"))
        },
        ("message",),
        ("billing", "outage", "praise"),
        "multi_label",
    ),
    "authors": Typical(
        {"id": codes(), "text": texts(20, 40), "author": some("EAP", "HPL", "MWS")}, ("text",), ("author",)
    ),
    "languages": Typical(
        {"Text": texts(10, 30), "Language": some("English", "Dutch", "Thai")}, ("Text",), ("Language",)
    ),
    "disaster tweets": Typical(
        {
            "id": counting(),
            "keyword": some("", "ablaze", "flood", "crash"),
            "location": some("", "USA", "London", "Canada", "Mumbai"),
            "text": texts(10, 25),
            "target": flags(0.4),
        },
        ("text",),
        ("target",),
    ),
    "clothing reviews": Typical(
        {
            "Unnamed: 0": counting(),
            "Clothing ID": numbers(0, 1200),
            "Age": numbers(18, 90, 1),
            "Title": texts(3, 6),
            "Review Text": texts(40, 80, 1),
            "Rating": numbers(1, 5, 2),
            "Recommended IND": flags(0.8),
            "Positive Feedback Count": numbers(0, 30, 3),
            "Division Name": some("General", "General Petite", "Initmates"),
            "Department Name": some("Tops", "Dresses", "Bottoms"),
            "Class Name": some("Knits", "Blouses", "Dresses"),
        },
        ("Review Text",),
        ("Rating",),
        alternatives=frozenset({"Class Name"}),
    ),
    "resumes": Typical(
        {
            "ID": counting(16_852_973),
            "Resume_str": texts(100, 140),
            "Resume_html": [f'<div class="x">{text}</div>' for text in texts(120, 160)],
            "Category": some("HR", "DESIGNER", "CHEF"),
        },
        ("Resume_str",),
        ("Category",),
    ),
    "wine": Typical(
        {
            "country": some("Italy", "Portugal", "US"),
            "description": texts(30, 50),
            "points": numbers(79, 100),
            "price": floats(5, 300, 1),
            "winery": some("Quinta", "Rainstorm", "Nicosia"),
        },
        ("description",),
        ("points",),
        "regression",
    ),
    "complaints": Typical(
        {
            "Date received": dates(),
            "Product": some("Mortgage", "Debt collection", "Credit card", "Student loan"),
            "Consumer complaint narrative": texts(80, 140),
            "Company": [f"Company {row % 90}" for row in range(ROWS)],
            "State": some("NY", "TX", "CA"),
            "ZIP code": numbers(10_000, 99_999),
            "Timely response?": flags(0.9, words=("No", "Yes")),
            "Consumer disputed?": flags(0.2, 1, ("No", "Yes")),
            "Complaint ID": counting(1_400_000),
        },
        ("Consumer complaint narrative",),
        ("Product",),
    ),
    "app reviews": Typical(
        {
            "reviewId": codes(),
            "userName": people(),
            "userImage": links(),
            "content": texts(10, 30),
            "score": numbers(1, 5),
            "thumbsUpCount": numbers(0, 50, 1),
            "reviewCreatedVersion": some("4.17.0.3", "4.16.6.2", ""),
            "at": [f"{day} 13:37:11" for day in dates()],
            "replyContent": [text if row % 3 else "" for row, text in enumerate(texts(20, 40, 1))],
        },
        ("content",),
        ("score",),
    ),
    "go emotions, lists": Typical(
        {
            "text": texts(8, 20),
            "labels": [f"[{cell.replace(';', ', ')}]" for cell in sets("3", "10", "27", mark=";")],
            "id": codes(),
        },
        ("text",),
        ("labels",),
        "multi_label",
    ),
    "mnli": Typical(
        {"premise": texts(15, 25), "hypothesis": texts(6, 12, 1), "label": numbers(0, 2), "idx": counting()},
        ("premise", "hypothesis"),
        ("label",),
    ),
    "sts, with names": Typical(
        {"sentence1": texts(8, 12), "sentence2": texts(8, 12, 1), "label": floats(0, 5), "idx": counting()},
        ("sentence1", "sentence2"),
        ("label",),
        "regression",
    ),
    "amazon polarity, no header": Typical(
        plain(numbers(1, 2), texts(4, 8), texts(50, 90, 1)), ("column 3",), ("column 1",), headed=False
    ),
    "hate, three ways": Typical(
        {"id": counting(), "text": texts(10, 25), "HS": flags(0.4), "TR": flags(0.2, 1), "AG": flags(0.2, 2)},
        ("text",),
        ("HS", "TR", "AG"),
        "multi_label",
    ),
    "medical": Typical(
        {
            "description": texts(15, 25),
            "medical_specialty": some("Surgery", "Neurology", "Urology"),
            "sample_name": [f"Sample {row % 100}" for row in range(ROWS)],
            "transcription": texts(120, 160, 1),
            "keywords": sets("surgery", "allergy", "laparoscopic", "gastric", "asthma", mark=", "),
        },
        ("transcription",),
        ("medical_specialty",),
    ),
    "prices": Typical(
        {"name": texts(3, 6), "item_description": texts(20, 40, 1), "price": floats(3, 2000, 2)},
        ("item_description",),
        ("price",),
        "regression",
    ),
    "text messages, upper case": Typical(
        {
            "LABEL": some("ham", "Smishing", "Spam"),
            "TEXT": texts(10, 25),
            "URL": flags(0.1, words=("No", "yes")),
            "EMAIL": flags(0.1, 1, ("No", "yes")),
            "PHONE": flags(0.2, 2, ("No", "yes")),
        },
        ("TEXT",),
        ("LABEL",),
    ),
    "folder of texts": Typical(
        {
            "text": texts(80, 160),
            "label": some("neg", "pos"),
            "file": [f"{'neg' if row % 2 else 'pos'}/cv{row:03d}_{row * 7}.txt" for row in range(ROWS)],
        },
        ("text",),
        ("label",),
    ),
    "saved dataset": Typical(
        {
            "text": texts(80, 160),
            "label": some("neg", "pos")[:200] + [""] * 40,
            "split": ["train"] * 120 + ["test"] * 80 + ["unsupervised"] * 40,
        },
        ("text",),
        ("label",),
        split="split",
    ),
    "intents by number": Typical(
        {"text": texts(8, 20), "label": [str(row % 40) for row in range(ROWS)]}, ("text",), ("label",)
    ),
    "intents by number, no header": Typical(
        plain([str(row % 40) for row in range(ROWS)], texts(8, 20)),
        ("column 2",),
        ("column 1",),
        headed=False,
    ),
    "scores by number": Typical(
        {"essay": texts(60, 90), "score": numbers(0, 60)}, ("essay",), ("score",), "regression"
    ),
}
