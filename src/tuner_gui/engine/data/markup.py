"""HTML in texts: where it is, and the text without it."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

_TAGS = (
    "p|br|div|span|a|b|i|u|em|strong|ul|ol|li|table|tr|td|th|h[1-6]|img|font|html|body|script|style|blockquote|"
    "pre|code|hr|sup|sub|center|section|article|figure|iframe"
)
MARKUP = rf"(?i)</?(?:{_TAGS})(?:\s[^<>]*)?/?>|&(?:[a-z]{{2,8}}|#\d{{1,6}}|#x[0-9a-f]{{1,5}});"
"""Tags and entities as they occur in texts taken from web pages; for Python and for pyarrow (RE2) alike."""
_MARKUP = re.compile(MARKUP)
_BREAKS = frozenset(
    [
        "p",
        "br",
        "div",
        "li",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "ul",
        "ol",
        "table",
        "section",
        "article",
        "blockquote",
        "pre",
    ]
)
_SILENT = frozenset({"script", "style"})


class _Text(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BREAKS:
            self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def strip_markup(text: str) -> str:
    """The text without HTML tags and with entities as characters; unchanged where there are none."""
    if not _MARKUP.search(text):
        return text
    parser = _Text()
    parser.feed(text)
    parser.close()
    return re.sub(r"[ \t\u00a0]+", " ", html.unescape("".join(parser.parts))).strip()
