"""What stands in a plot, read from its markup."""

from __future__ import annotations

from xml.etree import ElementTree


def elements(markup: str, kind: str) -> list[ElementTree.Element]:
    """All elements of a class, in the order in which they are drawn."""
    return [each for each in ElementTree.fromstring(markup).iter() if each.get("class") == kind]


def numbers(element: ElementTree.Element, *names: str) -> tuple[float, ...]:
    """Attributes as numbers."""
    return tuple(float(element.get(name, "nan")) for name in names)


def words(markup: str, kind: str) -> list[str]:
    """What labels of a class say."""
    return [each.text or "" for each in elements(markup, kind)]
