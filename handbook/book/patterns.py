"""What is written within a line besides Python-Markdown's own marks, and what of those is taken away.

Each pattern leaves an element for `inlines.py`: `br`, `note`, `a`, `del`, `keys`; an entity leaves its character in the
literal form that no other pattern touches.
"""

from __future__ import annotations

import html
import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX, AtomicString

if TYPE_CHECKING:
    from collections.abc import Container

    from markdown import Markdown

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def register_patterns(md: Markdown, notes: Container[str]) -> None:
    """Add our patterns to a Markdown instance, and take raw HTML away.

    Args:
        md: The instance.
        notes: Labels of the footnotes that are defined, once the blocks have been parsed.
    """
    patterns = md.inlinePatterns
    patterns.deregister("html")
    patterns.register(_Break(r"(?<!\\)\\\n", md), "backslash_break", 185)
    patterns.register(_Keys(r"\+\+(?P<names>[\w-]+(?:\+[\w-]+)*)\+\+", md), "keys", 182)
    patterns.register(_Note(r"\[\^(?P<label>[^\]\n]+)\]", md, notes), "note", 175)
    patterns.register(_Mail(r"<(?:mailto:)?(?P<address>[^<>\s@]+@[^<>\s@]+)>", md), "automail", 110)
    patterns.register(_Entity(ENTITY.pattern, md), "entity", 80)
    patterns.register(_Strike(r"~~(?![\s~])(?P<text>(?:(?!~~).)+)(?<!\s)~~", md), "strike", 70)


def literal(text: str) -> str:
    """Return text in the form that no pattern and no typography touches any more."""
    return "".join(f"{STX}{ord(character)}{ETX}" for character in text)


class _Pattern(InlineProcessor, ABC):
    """A pattern that stands or falls with its regular expression."""

    @abstractmethod
    def make(self, match: re.Match[str]) -> ET.Element | str | None:
        """Return what a match stands for; None leaves it as text."""

    # The library's name, and its newer form: its stubs derive the class from the older one.
    def handleMatch(  # type: ignore[override] # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element | str | None, int | None, int | None]:
        """Return what a match stands for and where it is."""
        del data
        made = self.make(m)
        return (None, None, None) if made is None else (made, m.start(), m.end())


class _Break(_Pattern):
    """A backslash at the end of a line: a hard break, as in CommonMark."""

    def make(self, match: re.Match[str]) -> ET.Element:
        del match
        return ET.Element("br")


class _Keys(_Pattern):
    """`++ctrl+k++`; the element holds the names as written, one a line."""

    def make(self, match: re.Match[str]) -> ET.Element:
        element = ET.Element("keys")
        element.text = AtomicString(match["names"].replace("+", "\n"))
        return element


class _Note(_Pattern):
    """A reference to a footnote; one without a definition stays text."""

    def __init__(self, pattern: str, md: Markdown, notes: Container[str]) -> None:
        super().__init__(pattern, md)
        self._notes = notes

    def make(self, match: re.Match[str]) -> ET.Element | None:
        return ET.Element("note", {"label": match["label"]}) if match["label"] in self._notes else None


class _Mail(_Pattern):
    """A mail address; nothing is obfuscated, as nothing is published as HTML."""

    def make(self, match: re.Match[str]) -> ET.Element:
        element = ET.Element("a", {"href": f"mailto:{match['address']}"})
        element.text = AtomicString(match["address"])
        return element


class _Entity(_Pattern):
    """A character by its name or number; an unknown name stays text."""

    def make(self, match: re.Match[str]) -> str | None:
        text = html.unescape(match[0])
        return None if text == match[0] else literal(text)


class _Strike(_Pattern):
    """Struck text, with other marks in it."""

    def make(self, match: re.Match[str]) -> ET.Element:
        element = ET.Element("del")
        element.text = match["text"]
        return element
