"""What a reader keeps: highlights, notes, bookmarks, ticks and filled tools, each with its place in the text.

An annotation is a value. A change of it is another value with the same id; what was deleted is an annotation with a
time in `deleted`. So a change has an inverse, whatever it was, and two copies can be compared field by field.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from handbook.digest import blake2b

MOST_HISTORY = 100
"""How many earlier versions an annotation remembers."""


class Kind(StrEnum):
    """What an annotation is."""

    HIGHLIGHT = "highlight"
    NOTE = "note"
    BOOKMARK = "bookmark"
    TICK = "tick"
    TOOL = "tool"


class Colour(StrEnum):
    """The four colours of highlights, by what they are for; the reader may give them other names."""

    IMPORTANT = "important"
    ACTION = "action"
    QUESTION = "question"
    QUOTE = "quote"


class Anchor(NamedTuple):
    """Where in a handbook an annotation stands, as it was when it was made: W3C selectors over the plain text.

    A TextQuoteSelector (`exact`, `prefix`, `suffix`) and a TextPositionSelector (`start`, `end`) of the Web Annotation
    Data Model, 2017, and the section they stand in. Offsets count in `ChapterTree.text`.

    Attributes:
        handbook: The handbook's id.
        edition: Its edition when the place was chosen.
        chapter: The chapter's key.
        chapter_title: Its title, to be shown when the chapter is gone.
        section: The section's id; "" for the beginning of the chapter.
        section_title: Its title.
        start, end: Offsets of the text that is meant; equal for a place, which has no extent.
        exact: That text; for a place the words that begin there.
        prefix: What stands before it.
        suffix: What stands behind it.
    """

    handbook: str
    edition: str
    chapter: str
    chapter_title: str
    section: str
    section_title: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str


class Annotation(NamedTuple):
    """Something the reader keeps.

    Attributes:
        id: A UUID in its canonical form; the same on every computer that the annotation came to.
        kind: What it is. A note has no highlight: it is about the chapter, or about the place where it was written.
        anchor: Where it stands.
        colour: Of a highlight; it has no meaning for the others.
        body: The note in Markdown, "" for none. For a tick "x" (done) or " " (not done); for a filled copy of a tool
            what `handbook.notes.filled` writes.
        tags: In the order the reader gave them, each once.
        created, modified, deleted: ISO 8601 in UTC with microseconds (`2026-11-25T08:15:00.000000Z`); `deleted` is ""
            for what is not deleted.
        history: Digests of the versions that this one came from, the oldest first, at most `MOST_HISTORY`. A copy
            whose digest stands here is an older version, and may be replaced without loss.
    """

    id: str
    kind: Kind
    anchor: Anchor
    colour: Colour = Colour.IMPORTANT
    body: str = ""
    tags: tuple[str, ...] = ()
    created: str = ""
    modified: str = ""
    deleted: str = ""
    history: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What tells this version from every other: 16 hexadecimal digits over what the reader made."""
        parts = (self.kind, *map(str, self.anchor), self.colour, self.body, *self.tags, str(bool(self.deleted)))
        # Each with its length, so that no text can pass for two.
        content = "".join(f"{len(part)}:{part}" for part in parts)
        return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    def after(self, older: Annotation) -> Annotation:
        """Return this version with `older` in its history."""
        digest = older.digest
        history = tuple(known for known in older.history if known != digest)
        return self._replace(history=(*history, digest)[-MOST_HISTORY:])


def now() -> str:
    """Return the time as annotations carry it."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """Return a moment in UTC as annotations carry it."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
