"""The chapter tree: typed, immutable nodes that the screen, the search index and every export walk.

Offsets are positions in the chapter's plain text (`ChapterTree.text`), counted in Python characters. A leaf
carries `start`; a block carries `start` and `end` (`end` is exclusive and leaves out the newline that follows it).
The plain text has no soft hyphens, no footnote numbers and no alternative texts: it is what a reader would say
that the chapter says, and it is what notes are anchored in. Blocks, list items and table rows end in a newline;
table cells are separated by a tab; an inline image stands as U+FFFC, as in Qt's documents.

The nodes are named tuples, not dataclasses: thirty of those would take a tenth of the time that the program has to
start. Two nodes of different classes with the same fields are equal as tuples, so nodes are told apart by class, never
by ==.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

OBJECT_REPLACEMENT = "\ufffc"


class PanelKind(StrEnum):
    """What a panel (admonition) is for; decides its accent colour and icon."""

    SUMMARY = "summary"
    NOTE = "note"
    TIP = "tip"
    WARNING = "warning"
    DANGER = "danger"
    EXAMPLE = "example"
    TOOL = "tool"
    QUESTION = "question"
    FACT = "fact"


class Alignment(StrEnum):
    """Horizontal alignment of a table column; `NONE` follows the writing direction."""

    NONE = ""
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


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


class Heading(NamedTuple):
    """A heading; `id` is unique in the chapter and is the section's address."""

    level: int
    id: str
    children: tuple[Inline, ...]
    start: int
    end: int


class Paragraph(NamedTuple):
    """A paragraph."""

    children: tuple[Inline, ...]
    start: int
    end: int


class CodeBlock(NamedTuple):
    """Preformatted text; `language` may be empty."""

    value: str
    language: str
    start: int
    end: int


class Figure(NamedTuple):
    """A numbered picture of its own; the caption is part of the plain text, the alternative text isn't."""

    source: str
    alt: str
    caption: tuple[Inline, ...]
    number: int
    start: int
    end: int


class ListItem(NamedTuple):
    """An item of a list; `checked` is None unless the item is a task."""

    blocks: tuple[Block, ...]
    checked: bool | None
    start: int
    end: int


class ListBlock(NamedTuple):
    """A bulleted, numbered or task list; `tight` means no space between the items."""

    ordered: bool
    first: int
    tight: bool
    items: tuple[ListItem, ...]
    start: int
    end: int


class TableCell(NamedTuple):
    """A cell of a table."""

    children: tuple[Inline, ...]
    start: int
    end: int


class Table(NamedTuple):
    """A table; every row has as many cells as `alignments` has entries."""

    alignments: tuple[Alignment, ...]
    header: tuple[TableCell, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    start: int
    end: int


class Quote(NamedTuple):
    """A block quotation."""

    blocks: tuple[Block, ...]
    start: int
    end: int


class Panel(NamedTuple):
    """An admonition: a set-off panel with a title."""

    kind: PanelKind
    title: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    start: int
    end: int


class Definition(NamedTuple):
    """A term and what it means; `id` is the term's address in the chapter."""

    id: str
    term: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    start: int
    end: int


class DefinitionList(NamedTuple):
    """A list of terms with their definitions."""

    items: tuple[Definition, ...]
    start: int
    end: int


class Rule(NamedTuple):
    """A thematic break."""

    start: int
    end: int


class FaultBlock(NamedTuple):
    """A construct that could not be understood, kept visible as its author wrote it."""

    message: str
    value: str
    start: int
    end: int


Block = (
    Heading | Paragraph | CodeBlock | Figure | ListBlock | Table | Quote | Panel | DefinitionList | Rule | FaultBlock
)


class Footnote(NamedTuple):
    """A footnote's text; stands after the chapter's last block in the plain text."""

    label: str
    number: int
    blocks: tuple[Block, ...]
    start: int
    end: int


class Section(NamedTuple):
    """A heading and what follows it up to the next heading of any level.

    `path` holds the titles of the headings above it, outermost first, without its own.
    """

    id: str
    title: str
    level: int
    path: tuple[str, ...]
    start: int
    end: int


class Metadata(NamedTuple):
    """A chapter's front matter. Everything may be missing; `reviewed` is an ISO 8601 date or empty."""

    summary: str = ""
    roles: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kind: str = "chapter"
    sources: tuple[str, ...] = ()
    reviewed: str = ""


class ChapterTree(NamedTuple):
    """A whole chapter, parsed.

    Attributes:
        title: Plain text of the first level-1 heading, or the title in the summary.
        blocks: The chapter's blocks in order.
        footnotes: In order of first reference.
        text: The plain text that every offset counts in.
        sections: In order and without gaps; the first one starts at 0 (id "" and level 0 when text stands before any
            heading, or when there is none), the last one ends with the text, footnotes included.
        metadata: The front matter.
        hyphenation: Words of the text that may be broken → the same word with U+00AD at each place.
        words: Number of words, for the reading time; the footnotes don't count.
    """

    title: str
    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    text: str
    sections: tuple[Section, ...]
    metadata: Metadata = Metadata()
    hyphenation: Mapping[str, str] = MappingProxyType({})
    words: int = 0
