"""What a search gives back, as the window and the command line use it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from handbook.book.address import Address


class Scope(StrEnum):
    """Where to search; also what a hit is. The tools stand in the handbook's chapters and belong to it.

    The reader's notes are no part of the index: who owns them searches them (`shortlist`).
    """

    ALL = "all"
    HANDBOOK = "handbook"
    GLOSSARY = "glossary"
    TOOLS = "tools"
    NOTES = "notes"


class Hit(NamedTuple):
    """A section that answers a query.

    Attributes:
        address: The section; for a term of the glossary, the term; for a tool, the tool.
        chapter: Title of the chapter.
        number: The chapter's number as a reader sees it ("1.2"), or "".
        section: Title of the section; for a term, the term; for a tool, its name.
        path: Titles of the headings between the chapter and the section, outermost first.
        snippet: At most 200 characters of the section's text, without line breaks.
        marks: The ranges of the snippet that the query hits, in order, without overlaps.
        kind: What it is: `HANDBOOK`, `GLOSSARY`, `TOOLS` or `NOTES`.
        score: Comparable within one answer only.
        offset: Where in the chapter's plain text the best place is.
        note: Id of the annotation, for one of the reader's notes.
        tool: For a tool its kind, a `ToolKind`; "" for anything else, such as a section with a table to fill in.
    """

    address: Address
    chapter: str
    number: str
    section: str
    path: tuple[str, ...]
    snippet: str
    marks: tuple[tuple[int, int], ...]
    kind: Scope
    score: float
    offset: int
    note: str = ""
    tool: str = ""


class Results(NamedTuple):
    """The answer to a query.

    Attributes:
        query: As it was asked.
        hits: Best first; those of one chapter may stand apart.
        total: How many sections match, including those beyond the limit.
        suggestion: The query with misspelt words corrected, or "". The hits are those of the corrected words already.
        took_ms: Time it took, in milliseconds.
        is_complete: False while a part of the handbook isn't indexed yet.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    suggestion: str
    took_ms: float
    is_complete: bool


class Progress(NamedTuple):
    """How far a piece of work has come."""

    done: int
    total: int
