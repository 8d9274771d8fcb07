"""The nodes of a line of text; `nodes.py` says what offsets count in, and passes them on under its own name."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """A run of plain characters."""

    value: str
    start: int


class Code(NamedTuple):
    """Inline code."""

    value: str
    start: int


class LineBreak(NamedTuple):
    """A hard line break; one newline in the plain text."""

    start: int


class Emphasis(NamedTuple):
    """Stressed text (`*…*`)."""

    children: tuple[Inline, ...]


class Strong(NamedTuple):
    """Important text (`**…**`)."""

    children: tuple[Inline, ...]


class Strike(NamedTuple):
    """Text that no longer holds (`~~…~~`)."""

    children: tuple[Inline, ...]


class Keys(NamedTuple):
    """A key combination (`++ctrl+k++`); `names` are the key caps, joined by "+" in the plain text."""

    names: tuple[str, ...]
    start: int


class Abbreviation(NamedTuple):
    """An abbreviation with its long form."""

    value: str
    title: str
    start: int


class Link(NamedTuple):
    """A link; `target` is as written (`../a.md#b`, `https://…`, `#here`)."""

    target: str
    title: str
    children: tuple[Inline, ...]


class Image(NamedTuple):
    """An image within a line of text."""

    source: str
    alt: str
    start: int


class FootnoteReference(NamedTuple):
    """A mark that points to a footnote; takes no room in the plain text."""

    label: str
    number: int
    start: int


Inline = Text | Code | LineBreak | Emphasis | Strong | Strike | Keys | Abbreviation | Link | Image | FootnoteReference
