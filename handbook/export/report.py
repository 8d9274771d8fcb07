"""What is exported, before it is known as what: one neutral report that every writer walks.

A report is a cover, groups of notes, and chapters; any of the last two may be empty. It holds values and chapter trees,
nothing of a format: no markup, no measures. Texts are as the reader and the authors wrote them; what a format can't
hold is its writer's business.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from handbook.book.library import Handbook
    from handbook.book.nodes import ChapterTree, Footnote, Tool
    from handbook.notes.filled import Filled
    from handbook.notes.model import Annotation, Colour, Kind


class Format(StrEnum):
    """What a report is written as; the value is the file's suffix."""

    PDF = "pdf"
    MARKDOWN = "md"
    HTML = "html"
    JSON = "json"


class GroupBy(StrEnum):
    """What stands together in a report of notes."""

    CHAPTER = "chapter"
    COLOUR = "colour"
    TAG = "tag"
    DATE = "date"


class Paper(StrEnum):
    """Sizes of paper."""

    A4 = "a4"
    LETTER = "letter"


class Options(NamedTuple):
    """How a report is to be; what a format has no use for, it leaves alone.

    Attributes:
        has_quotes: Whether what was highlighted stands with the notes. Without, notes that say nothing are left out.
        group_by: What stands together.
        paper: The size of the paper.
        points: Size of the text, in points, from 8 to 18.
        is_grey: Whether it is to be printed without colours.
    """

    has_quotes: bool = True
    group_by: GroupBy = GroupBy.CHAPTER
    paper: Paper = Paper.A4
    points: float = 10.5
    is_grey: bool = False


class Cover(NamedTuple):
    """The first page, and what a file says about itself.

    Attributes:
        title: Of the report.
        subtitle: A second line, or "".
        authors: Who wrote it; empty for notes whose reader gave no name.
        lines: What else stands on the cover, one line each: edition, licence, number of notes, date.
        language: BCP 47 tag of what it is written in.
        keywords: For whoever looks for the file.
        made: When the report was made, with a time zone.
    """

    title: str
    subtitle: str
    authors: tuple[str, ...]
    lines: tuple[str, ...]
    language: str
    keywords: tuple[str, ...]
    made: datetime


class Place(NamedTuple):
    """Where in the handbook an item belongs.

    Attributes:
        address: `handbook://chapter#section`.
        chapter: The chapter's title, with its number.
        section: The section's title; "" for the chapter itself.
        is_lost: Whether the text that it belonged to isn't in this edition.
    """

    address: str
    chapter: str
    section: str
    is_lost: bool = False


class Sheet(NamedTuple):
    """A tool on paper: empty, or a copy that was filled in. It has at least one of the first two.

    Attributes:
        tool: The tool as it stands in the handbook; None when it isn't in this edition.
        filled: The copy, fitted to the tool; None for an empty one.
        chapter: Key of the chapter that the tool stands in, from which its links lead; "" when there is none.
        footnotes: Those of the chapter.
        date: When the copy was last changed, ready to be read, or "".
    """

    tool: Tool | None
    filled: Filled | None = None
    chapter: str = ""
    footnotes: tuple[Footnote, ...] = ()
    date: str = ""


class Item(NamedTuple):
    """Something that the reader kept.

    Attributes:
        annotation: As it is kept; writers of data write this.
        kind: What it is.
        kind_name: What the reader calls that.
        place: Where it belongs.
        quote: What was highlighted; for a tick the task, for a bookmark the words it stands at; "" for none.
        quote_language: BCP 47 tag of the quote.
        colour: The colour of a highlight, None for anything else.
        colour_name: What the reader calls the colour, or "".
        note: The note, parsed; None for none.
        body: The note in Markdown, as it was written.
        tags: Its tags.
        created, modified: Local times, ready to be read.
        is_done: Of a tick: whether it is set.
        sheet: Of a filled copy of a tool; None for one that can't be read, and for anything else.
    """

    annotation: Annotation
    kind: Kind
    kind_name: str
    place: Place
    quote: str
    quote_language: str
    colour: Colour | None
    colour_name: str
    note: ChapterTree | None
    body: str
    tags: tuple[str, ...]
    created: str
    modified: str
    is_done: bool = False
    sheet: Sheet | None = None


class Group(NamedTuple):
    """Items that stand together, in the order of the handbook."""

    title: str
    items: tuple[Item, ...]


class ReportChapter(NamedTuple):
    """A chapter of the handbook.

    Attributes:
        key: The chapter's key in the handbook.
        number: As a reader sees it ("1.2"), or "".
        title: Its title in the contents.
        part: The part that it belongs to, or "".
        depth: How many chapters it is nested in.
        tree: The chapter.
    """

    key: str
    number: str
    title: str
    part: str
    depth: int
    tree: ChapterTree


class Report(NamedTuple):
    """What is exported.

    Attributes:
        cover: The first page.
        groups: The reader's notes.
        chapters: Chapters in the order of the handbook.
        handbook: The handbook that the chapters and the places are from; its pictures and links are resolved by it.
        options: How the report is to be.
        generator: Name and version of the program.
        sheet: The one tool that is all there is: the file is that form then, without a cover, on one page if it can.
            A filled copy stands in the groups as well.
    """

    cover: Cover
    groups: tuple[Group, ...]
    chapters: tuple[ReportChapter, ...]
    handbook: Handbook
    options: Options
    generator: str
    sheet: Sheet | None = None

    @property
    def items(self) -> list[Item]:
        """Everything of the reader's, each once, in the order of the groups."""
        seen: dict[str, Item] = {}
        for group in self.groups:
            for item in group.items:
                seen.setdefault(item.annotation.id, item)
        return list(seen.values())
