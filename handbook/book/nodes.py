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

from handbook.book.inline_nodes import (
    Abbreviation,
    Code,
    Emphasis,
    FootnoteReference,
    Image,
    Inline,
    Keys,
    LineBreak,
    Link,
    Strike,
    Strong,
    Text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "OBJECT_REPLACEMENT", "Abbreviation", "Alignment", "Block", "ChapterTree", "Choice", "Code", "CodeBlock",
    "Definition", "DefinitionList", "Emphasis", "FaultBlock", "Field", "FieldKind", "Figure", "Footnote",
    "FootnoteReference", "Heading", "Image", "Inline", "Keys", "LineBreak", "Link", "ListBlock", "ListItem", "Metadata",
    "Panel", "PanelKind", "Paragraph", "Quote", "Rule", "Section", "Strike", "Strong",
    "Table", "TableCell", "Text", "Tool", "ToolKind",
]  # fmt: skip

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


class ToolKind(StrEnum):
    """What sort of tool it is that a reader fills in."""

    CHECKLIST = "checklist"
    WORKSHEET = "worksheet"
    GUIDE = "guide"
    SELFTEST = "selftest"
    DECISION = "decision"
    DOCUMENT = "document"


class FieldKind(StrEnum):
    """How a field of a tool is filled in."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    SCALE = "scale"
    TABLE = "table"
    STEP = "step"
    DIMENSION = "dimension"
    QUESTION = "question"
    OUTCOME = "outcome"


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
    """An item of a list; `checked` is None unless the item is a task, `id` is "" unless it is one in a tool."""

    blocks: tuple[Block, ...]
    checked: bool | None
    start: int
    end: int
    id: str = ""


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


class Choice(NamedTuple):
    """One of what a field offers: an option, a column, a statement, an answer, the end of a scale, or a row's text.

    Attributes:
        id: Unique in its field; for the end of a scale its step ("1", "5"), for a row its number.
        label: What it says.
        target: Of an answer: the id of the question or outcome that it leads to.
        start, end: Its line in the plain text.
    """

    id: str
    label: tuple[Inline, ...]
    target: str
    start: int
    end: int


class Field(NamedTuple):
    """A field of a tool.

    In the plain text the label comes first, then the content, then the options; in a dimension the content, which
    says what to read next, comes last. Of a table the texts of its first rows come behind the columns.

    Attributes:
        kind: How it is filled in.
        id: Unique in the tool; what an answer hangs on.
        label: Its label, question or heading.
        blocks: Help, or for a step what is to be done and said.
        options: What it offers: the options of a choice, the columns of a table, the statements of a dimension, the
            answers to a question, the two ends of a scale.
        size: Lines of a paragraph or of a step's notes (0 for none), rows of a table at first, steps of a scale.
        minutes: How long a step takes; 0 for no time given.
        unit: Of a number, or "".
        presets: Of a table: what stands in the first column of the rows that it begins with; `size` of them, or none.
    """

    kind: FieldKind
    id: str
    label: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    options: tuple[Choice, ...]
    size: int
    minutes: int
    unit: str
    start: int
    end: int
    presets: tuple[Choice, ...] = ()


class Tool(NamedTuple):
    """A form that the reader fills in; its fields stand among its blocks, and so do task lists.

    Attributes:
        kind: What sort of tool it is.
        id: Unique in the handbook; what filled copies hang on, and an address in the chapter.
        title: Its name.
        blocks: Text and fields, in order.
        options: The two ends of the scale of a self-test.
        size: The steps of that scale.
        minutes: How long filling it in takes; 0 for no time given.
        summary: One sentence for overviews, or "".
        situations: When to reach for it, in the reader's words.
    """

    kind: ToolKind
    id: str
    title: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    options: tuple[Choice, ...]
    size: int
    minutes: int
    summary: str
    situations: tuple[str, ...]
    start: int
    end: int


class FaultBlock(NamedTuple):
    """A construct that could not be understood, kept visible as its author wrote it."""

    message: str
    value: str
    start: int
    end: int


Block = (
    Heading
    | Paragraph
    | CodeBlock
    | Figure
    | ListBlock
    | Table
    | Quote
    | Panel
    | DefinitionList
    | Rule
    | Tool
    | Field
    | FaultBlock
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
