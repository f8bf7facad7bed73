"""Look-alikes of tables with several labels or a number to predict."""

from __future__ import annotations

from typical_cells import (
    ROWS,
    Typical,
    codes,
    counting,
    dates,
    flags,
    floats,
    links,
    lists,
    numbers,
    people,
    plain,
    sets,
    some,
    texts,
)

TOXIC = ("toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate")
SUBJECTS = ("Computer Science", "Physics", "Mathematics", "Statistics")

OTHER_TASKS: dict[str, Typical] = {
    "toxic comments": Typical(
        {"id": codes(), "comment_text": texts(20, 60)}
        | {name: flags(0.3, seed) for seed, name in enumerate(TOXIC)},
        ("comment_text",),
        TOXIC,
        "multi_label",
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
    "sts, with names": Typical(
        {"sentence1": texts(8, 12), "sentence2": texts(8, 12, 1), "label": floats(0, 5), "idx": counting()},
        ("sentence1", "sentence2"),
        ("label",),
        "regression",
    ),
    "hate, three ways": Typical(
        {"id": counting(), "text": texts(10, 25), "HS": flags(0.4), "TR": flags(0.2, 1), "AG": flags(0.2, 2)},
        ("text",),
        ("HS", "TR", "AG"),
        "multi_label",
    ),
    "prices": Typical(
        {"name": texts(3, 6), "item_description": texts(20, 40, 1), "price": floats(3, 2000, 2)},
        ("item_description",),
        ("price",),
        "regression",
    ),
    "scores by number": Typical(
        {"essay": texts(60, 90), "score": numbers(0, 60)}, ("essay",), ("score",), "regression"
    ),
}
