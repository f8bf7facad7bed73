"""Languages by their two-letter code, and base models of the Hugging Face Hub that know them.

Whether one can be loaded is checked when it is fetched, as with any other.
"""

from __future__ import annotations

NAMES = {
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "gl": "Galician",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ms": "Malay",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}

_SAME = {
    "arz": "ar",
    "ary": "ar",
    "bs": "hr",
    "nb": "no",
    "nn": "no",
    "wuu": "zh",
    "yue": "zh",
    "cmn": "zh",
    "zho": "zh",
    "iw": "he",
    "fil": "tl",
    "deu": "de",
    "ger": "de",
    "eng": "en",
    "fra": "fr",
    "fre": "fr",
    "ita": "it",
    "jpn": "ja",
    "kor": "ko",
    "nld": "nl",
    "dut": "nl",
    "pol": "pl",
    "por": "pt",
    "rus": "ru",
    "spa": "es",
    "swe": "sv",
    "tur": "tr",
    "ukr": "uk",
}
"""Codes of what is written alike, and three-letter codes that model cards use."""

_CODES = {name.lower(): code for code, name in NAMES.items()}

_MODELS = {
    "ar": ("aubmindlab/bert-base-arabertv02",),
    "de": ("google-bert/bert-base-german-cased", "deepset/gbert-base"),
    "en": ("distilbert/distilbert-base-uncased", "google-bert/bert-base-uncased"),
    "es": ("dccuchile/bert-base-spanish-wwm-cased",),
    "fi": ("TurkuNLP/bert-base-finnish-cased-v1",),
    "fr": ("almanach/camembert-base",),
    "it": ("dbmdz/bert-base-italian-cased",),
    "ja": ("tohoku-nlp/bert-base-japanese-v3",),
    "ko": ("klue/bert-base",),
    "nl": ("GroNLP/bert-base-dutch-cased",),
    "pl": ("allegro/herbert-base-cased",),
    "pt": ("neuralmind/bert-base-portuguese-cased",),
    "ru": ("DeepPavlov/rubert-base-cased",),
    "sv": ("KB/bert-base-swedish-cased",),
    "tr": ("dbmdz/bert-base-turkish-cased",),
    "zh": ("google-bert/bert-base-chinese",),
}
_MULTILINGUAL = (
    "distilbert/distilbert-base-multilingual-cased",
    "intfloat/multilingual-e5-small",
    "FacebookAI/xlm-roberta-base",
)


def code_of(language: str) -> str:
    """The two-letter code of what a model card or a detector calls a language; `zh-Hant` is `zh`."""
    first = language.strip().lower().replace("_", "-").partition("-")[0]
    return _CODES.get(first) or _SAME.get(first, first)


def name_of(code: str) -> str:
    """English name of a language; a language that has none here is called by its code."""
    return NAMES.get(code, f"“{code}”")


def models_for(code: str) -> tuple[str, ...]:
    """Hub ids of base models that know a language: its own ones first, then multilingual ones."""
    return (*_MODELS.get(code, ()), *_MULTILINGUAL)
