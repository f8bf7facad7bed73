"""Look-alikes of tables with one label a row that may mislead: copies, pairs, numbers, splits, no header."""

from __future__ import annotations

from typical_cells import (
    ROWS,
    Typical,
    codes,
    counting,
    dates,
    flags,
    links,
    numbers,
    people,
    plain,
    sets,
    some,
    texts,
)

TRAPS: dict[str, Typical] = {
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
    "mnli": Typical(
        {"premise": texts(15, 25), "hypothesis": texts(6, 12, 1), "label": numbers(0, 2), "idx": counting()},
        ("premise", "hypothesis"),
        ("label",),
    ),
    "amazon polarity, no header": Typical(
        plain(numbers(1, 2), texts(4, 8), texts(50, 90, 1)), ("column 3",), ("column 1",), headed=False
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
}
