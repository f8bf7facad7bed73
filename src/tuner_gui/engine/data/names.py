"""What the names of columns hint at. They only tip the scales: the content decides."""

from __future__ import annotations

import re

from tuner_gui.engine.data.profile import ColumnProfile


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TEXT = _words(
    "text texts sentence review comment message news headline tweet title description content body "
    "post question document utterance query feedback abstract string excerpt summary statement plot "
    "premise hypothesis passage article lyrics transcript transcription narrative answer complaint sms "
    "mail remark note notes beschreibung nachricht kommentar bewertung texte commentaire texto "
    "comentario satz frage"
)
PLAIN_TEXT = _words("text texts sentence review comment message tweet utterance document content")
LABEL = _words(
    "label labels sentiment sentiments category categories class classes target targets quality topic topics "
    "intent intents emotion emotions rating ratings stars score polarity tag tags gold annotation outcome "
    "genre genres spam fraud fraudulent toxic hate offensive sarcastic sarcasm humor stance duplicate "
    "entailment similarity relatedness verdict grade points priority queue department satisfaction overall "
    "specialty labelled labeled labeling y kategorie klasse note etiquette classe etiqueta clase categoria"
)
CLASS = _words("label labels class classes category target intent topic tag y gold")
"""Names of what is numbered rather than measured."""
UNNAMED = re.compile(r"column \d+$")
"""What Tuner calls the columns of a file without a header."""
PLAIN_LABEL = _words("label labels target class category sentiment intent topic stars y")
OTHER = _words(
    "id ids uuid guid index key url link date time timestamp split fold source author user username name "
    "index idx qid pid uid count counts votes year month day lang language confidence probability prob "
    "error std variance deviation unnamed parse retweet retweets likes useful funny cool version weight "
    "helpfulness file filename path keyword keywords html"
)
DOUBT = _words("confidence probability prob error std variance deviation certainty agreement weight trusted")
FLAG = re.compile(r"^(is|has|was|can|contains)[_ A-Z]", re.IGNORECASE)
"""How features, as opposed to classes, are often called: `has_logo`."""
_ORDINAL = re.compile(
    r"\d+(st|nd)?|(?<![a-z])(a|b|one|two|first|second|left|right)(?![a-z])|(?<=[a-z])[AB](?![A-Za-z])",
    re.IGNORECASE,
)
_LETTER = re.compile(r"(?<=[a-z])[AB]$")
_PARTNERS = (
    ("premise", "hypothesis"),
    ("text", "hypothesis"),
    ("question", "passage"),
    ("question", "sentence"),
    ("question", "answer"),
    ("question", "context"),
    ("context", "response"),
    ("prompt", "response"),
    ("query", "document"),
    ("query", "passage"),
    ("query", "product title"),
    ("claim", "evidence"),
    ("anchor", "target"),
    ("original", "paraphrase"),
    ("tweet", "reply"),
    ("post", "reply"),
)


def are_partners(first: str, second: str) -> bool:
    """Whether two columns are called like the two texts of a pair: `sentence1` and `sentence2`."""
    one, two = _stem(first), _stem(second)
    if one == two and first != second:
        return True
    plain = {_plain(first), _plain(second)}
    return any(plain == set(pair) for pair in _PARTNERS)


def _stem(name: str) -> str:
    return _ORDINAL.sub("#", _LETTER.sub("#", name)).lower()


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name).strip().lower()


def matches(profile: ColumnProfile, words: frozenset[str]) -> int:
    """How many of the words occur in a column's name."""
    return len(profile.name_words & words)


def is_called(profile: ColumnProfile, words: frozenset[str]) -> bool:
    """Whether a column's name is one of the words and nothing else."""
    return _plain(profile.name) in words
