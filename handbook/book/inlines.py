"""Converts inline elements into nodes, and writes the chapter's plain text as it goes.

`Scribe` is what one chapter's conversion shares: the text so far, what is known from the parser, and what was noticed
on the way. Every leaf is written to the text at the moment its node is made, so its offset can't be wrong.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.util import ETX, STX

from handbook.book import nodes
from handbook.book.abbreviations import Abbreviations
from handbook.book.attributes import without_attributes
from handbook.book.fences import PLACEHOLDER
from handbook.book.hyphenation import SOFT_HYPHEN
from handbook.book.keys import key_cap
from handbook.book.patterns import ENTITY
from handbook.book.typography import Typographer, protect, restore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handbook.book.fences import Fence

Item = str | Element
"""Mixed content, flattened: a run of characters or an element."""

_LITERAL = re.compile(rf"{STX}(\d+){ETX}")
_SPACES = re.compile("[ \t\n\r\f\v\u2028\u2029]+")
_BROKEN_WORD = re.compile(rf"[^\W\d_]+(?:{SOFT_HYPHEN}[^\W\d_]+)+")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>|<!--")
_UNDEFINED_NOTE = re.compile(r"\[\^([^\]\s]+)\]")


@dataclass(frozen=True, slots=True)
class Mention:
    """Something noticed during the conversion, for the check to judge.

    Attributes:
        kind: "link", "image", "figure", or the code of a fault.
        value: The target, source, label, … it is about.
        block: Number of the block that it stands in, in `ParsedSource.sources`.
        needle: What to look for in the block's source; "" for its first line.
        detail: The alternative text of a picture, the level of a heading, the cells that a row should have.
    """

    kind: str
    value: str
    block: int
    needle: str
    detail: str = ""


@dataclass(slots=True)
class Scribe:
    """The state of one chapter's conversion."""

    language: str
    fences: Sequence[Fence] = ()
    abbreviations: Abbreviations = field(default_factory=lambda: Abbreviations({}))
    note_numbers: dict[str, int] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    block: int = 0
    position: int = 0
    hyphenable: list[str] = field(default_factory=list)
    broken_words: dict[str, str] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The plain text so far."""
        return "".join(self._parts)

    def write(self, value: str) -> int:
        """Append to the plain text and return where the addition starts."""
        start = self.position
        self._parts.append(value)
        self.position += len(value)
        return start

    def mention(self, kind: str, value: str, needle: str = "", detail: str = "") -> None:
        """Note something in the block being converted; see `Mention`."""
        self.mentions.append(Mention(kind, value, self.block, needle, detail))

    def alternative(self, image: Element) -> str:
        """Return a picture's alternative text, set like the text around it."""
        return Typographer(self.language).set(attribute(image, "alt"))

    def inlines(self, items: Sequence[Item]) -> tuple[nodes.Inline, ...]:
        """Convert the content of one block.

        Args:
            items: The content.
        """
        return _Inlines(self, Typographer(self.language)).convert(trimmed(items))


class _Inlines:
    """Converts the inline content of one block."""

    def __init__(self, scribe: Scribe, typographer: Typographer) -> None:
        self._scribe = scribe
        self._typographer = typographer
        self._in_link = False
        self._verbatim = False

    def convert(self, items: Sequence[Item]) -> tuple[nodes.Inline, ...]:
        result: list[nodes.Inline] = []
        for index, item in enumerate(items):
            if isinstance(item, str):
                result.extend(self._text(_between(items, index, item)))
            else:
                result.extend(self._element(item))
        return tuple(result)

    def _element(self, element: Element) -> Sequence[nodes.Inline]:
        match element.tag:
            case "em":
                return self._wrapped(nodes.Emphasis, element)
            case "strong":
                return self._wrapped(nodes.Strong, element)
            case "del":
                return self._wrapped(nodes.Strike, element)
            case "code":
                return self._code(unescaped_code(element.text or ""))
            case "a":
                return self._link(element)
            case "img":
                return (self._image(element),)
            case "br":
                return (self._break(),)
            case "keys":
                return self._keys(element.text or "")
            case "note":
                return self._note(element.get("label", ""))
            case _:
                return self.convert(content(element))

    def _wrapped(
        self, kind: type[nodes.Emphasis | nodes.Strong | nodes.Strike], element: Element
    ) -> Sequence[nodes.Inline]:
        children = self.convert(content(element))
        return (kind(children),) if children else ()

    def _text(self, text: str) -> Iterator[nodes.Inline]:
        # What is escaped is still hidden here, so only what was meant is noticed.
        if "<" in text and (tag := _TAG.search(text)) is not None:
            self._scribe.mention("raw-html", tag[0], tag[0])
        if "[^" in text:
            for match in _UNDEFINED_NOTE.finditer(text):
                self._scribe.mention("undefined-footnote", match[1], match[0])
        if STX in text:
            if PLACEHOLDER.search(text):
                yield from self._with_fences(text)
                return
            text = _LITERAL.sub(lambda match: protect(chr(int(match[1]))), text)
        if SOFT_HYPHEN in text:
            for word in _BROKEN_WORD.findall(text):
                self._scribe.broken_words[word.replace(SOFT_HYPHEN, "")] = word
            text = text.replace(SOFT_HYPHEN, "")
        text = _SPACES.sub(" ", text)
        for piece, long_form in self._scribe.abbreviations.cut(text):
            if long_form:
                yield nodes.Abbreviation(piece, long_form, self._write(piece))
                continue
            if self._verbatim:
                value = restore(piece)
                yield nodes.Text(value, self._write(value))
            else:
                value = self._typographer.set(piece)
                yield nodes.Text(value, self._scribe.write(value))
                self._scribe.hyphenable.append(value)

    def _with_fences(self, text: str) -> Iterator[nodes.Inline]:
        """A code block in the middle of a line's marks can only be inline code."""
        start = 0
        for match in PLACEHOLDER.finditer(text):
            yield from self._text(text[start : match.start()])
            yield from self._code(self._scribe.fences[int(match[1])].value)
            start = match.end()
        yield from self._text(text[start:])

    def _code(self, value: str) -> Sequence[nodes.Inline]:
        value = _SPACES.sub(" ", value.replace(SOFT_HYPHEN, ""))
        return (nodes.Code(value, self._write(value)),) if value else ()

    def _keys(self, names: str) -> Sequence[nodes.Inline]:
        caps = tuple(key_cap(name, self._scribe.language) for name in names.split("\n"))
        return (nodes.Keys(caps, self._write("+".join(caps))),)

    def _break(self) -> nodes.Inline:
        return nodes.LineBreak(self._write("\n"))

    def _image(self, element: Element) -> nodes.Inline:
        source = attribute(element, "src")
        alt = self._scribe.alternative(element)
        self._scribe.mention("image", source, element.get("src") or "", alt)
        return nodes.Image(source, alt, self._write(nodes.OBJECT_REPLACEMENT))

    def _note(self, label: str) -> Sequence[nodes.Inline]:
        numbers = self._scribe.note_numbers
        number = numbers.setdefault(label, len(numbers) + 1)
        return (nodes.FootnoteReference(label, number, self._scribe.position),)

    def _link(self, element: Element) -> Sequence[nodes.Inline]:
        if self._in_link:
            return self.convert(content(element))
        target = attribute(element, "href")
        # Python-Markdown looks for the target in the source as it stood there.
        self._scribe.mention("link", target, element.get("href") or "")
        self._verbatim = not len(element) and plain(element.text or "") in (target, target.removeprefix("mailto:"))
        self._in_link = True
        children = self.convert(content(element))
        self._in_link = self._verbatim = False
        return (nodes.Link(target, attribute(element, "title"), children),) if children else ()

    def _write(self, value: str) -> int:
        if value:
            self._typographer.previous = value[-1]
        return self._scribe.write(value)


def _between(items: Sequence[Item], index: int, text: str) -> str:
    """Return a run without what belongs to its neighbours: the attributes of a mark, the edges of a broken line."""
    if index:
        text = without_attributes(text)
        if _is_break(items[index - 1]):
            text = text.lstrip(" \n")
    if index + 1 < len(items) and _is_break(items[index + 1]):
        text = text.rstrip(" \n")
    return text


def content(element: Element) -> list[Item]:
    """Return an element's mixed content as a list of runs and elements.

    Args:
        element: Any element.
    """
    items: list[Item] = [element.text] if element.text else []
    for child in element:
        items.append(child)
        if child.tail:
            items.append(child.tail)
    return items


def trimmed(items: Sequence[Item]) -> list[Item]:
    """Return a block's content without the white space and hard breaks at its two ends.

    Args:
        items: The content.
    """
    result = list(items)
    while result and (_is_break(result[0]) or _is_blank(result[0])):
        result.pop(0)
    while result and (_is_break(result[-1]) or _is_blank(result[-1])):
        result.pop()
    if result and isinstance(result[0], str):
        result[0] = result[0].lstrip(" \n")
    if result and isinstance(result[-1], str):
        result[-1] = result[-1].rstrip(" \n")
    return result


def attribute(element: Element, name: str) -> str:
    """Return an attribute as its author meant it: entities decoded, escapes undone, spaces single.

    Args:
        element: The element.
        name: Name of the attribute.
    """
    value = element.get(name) or ""
    if "&" in value:
        value = ENTITY.sub(lambda match: html.unescape(match[0]), value)
    return _SPACES.sub(" ", plain(value)).strip(" ")


def plain(text: str) -> str:
    """Return text with escapes undone and without soft hyphens.

    Args:
        text: Text as the parser left it.
    """
    if STX in text:
        text = _LITERAL.sub(lambda match: chr(int(match[1])), text)
    return text.replace(SOFT_HYPHEN, "")


def unescaped_code(text: str) -> str:
    """Undo what Python-Markdown does to code so that it could stand in HTML.

    Args:
        text: Code as the parser left it.
    """
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _is_break(item: Item) -> bool:
    return not isinstance(item, str) and item.tag == "br"


def _is_blank(item: Item) -> bool:
    return isinstance(item, str) and not item.strip(" \n")
