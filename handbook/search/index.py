"""The index as the ranking sees it: postings, the lexicon, and what is shown of each section.

Two kinds of documents have postings: pages (whole chapters; each term of the glossary is a page of its own) and their
sections. A section is worth what its own words say and a part of what its page says. The whole BM25F contribution of a
term to a document is worked out when the index is built and stands in the posting, so that a query only adds up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from handbook.search.results import Scope

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping, Sequence

    from handbook.search.lexicon import Lexicon

KINDS = (Scope.HANDBOOK, Scope.GLOSSARY, Scope.TOOLS)
"""The kinds of sections; an index holds their places in this list."""


NOWHERE = -1


class Record(NamedTuple):
    """What is shown of a section.

    Attributes:
        chapter: The chapter's key.
        section: The section's id.
        chapter_title: Title of the chapter.
        number: The chapter's number as a reader sees it, or "".
        title: Title of the section.
        path: Titles of the headings above it, without the chapter's own.
        place: Where the section begins in the chapter's plain text.
        start: Where `text` begins in it; `NOWHERE` when it doesn't stand there.
        text: The section's plain text without its heading; for a tool, what its author says of it.
    """

    chapter: str
    section: str
    chapter_title: str
    number: str
    title: str
    path: tuple[str, ...]
    place: int
    start: int
    text: str


class Facts(NamedTuple):
    """What filters ask of a page; all in lower case and folded. The kind is the chapter's, or the tool's."""

    number: str
    title: str
    part: str
    kind: str
    roles: tuple[str, ...]
    tags: tuple[str, ...]


class Postings(NamedTuple):
    """Where a term occurs: numbers of pages and of sections in ascending order, each with the term's weight there."""

    pages: array[int]
    page_weights: array[float]
    sections: array[int]
    section_weights: array[float]


class Outline(NamedTuple):
    """How an index is laid out.

    Attributes:
        first_sections: For each page the number of its first section; one more entry for the end.
        kinds: For each section the place of its kind in `KINDS`.
        facts: For each page what filters ask.
        frames: Of each section that is there for one tool, its number, with the number of the tool's own section.
    """

    first_sections: array[int]
    kinds: bytes
    facts: tuple[Facts, ...]
    frames: Mapping[int, int]

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self.facts)

    @property
    def document_count(self) -> int:
        """Number of pages and sections."""
        return len(self.facts) + len(self.kinds)


class Index(Protocol):
    """An index that can be searched."""

    @property
    def lexicon(self) -> Lexicon:
        """Its words."""

    @property
    def outline(self) -> Outline:
        """How it is laid out."""

    def postings(self, term: str) -> Postings | None:
        """Return where a term occurs, or None for one that doesn't."""

    def page_record(self, page: int) -> Record:
        """Return what is shown of a page without sections."""

    def section_record(self, section: int) -> Record:
        """Return what is shown of a section."""


class MemoryIndex:
    """An index that was just built, whole in memory."""

    def __init__(
        self, lexicon: Lexicon, outline: Outline, postings: dict[str, Postings], records: Sequence[Record]
    ) -> None:
        """Keep the parts.

        Args:
            lexicon: Its words.
            outline: How it is laid out.
            postings: Where each term occurs.
            records: What is shown of each page and then of each section.
        """
        self.lexicon = lexicon
        self.outline = outline
        self.all_postings = postings
        self.records = records

    def postings(self, term: str) -> Postings | None:
        """Return where a term occurs, or None for one that doesn't."""
        return self.all_postings.get(term)

    def page_record(self, page: int) -> Record:
        """Return what is shown of a page without sections."""
        return self.records[page]

    def section_record(self, section: int) -> Record:
        """Return what is shown of a section."""
        return self.records[self.outline.page_count + section]
