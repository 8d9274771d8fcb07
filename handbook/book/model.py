"""What a handbook is before any chapter is read: the manifest and the tree of chapters.

Identity: a chapter is its path in the handbook folder (`key`, with forward slashes); a section is its heading's id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
from typing import NamedTuple

MANIFEST_NAME = "handbook.toml"
SUMMARY_NAME = "SUMMARY.md"


class Manifest(NamedTuple):
    """`handbook.toml`. A folder without one gets its title from the summary or its own name.

    Attributes:
        id: Name of the handbook that stays the same over its editions; settings and notes are kept under it.
        language: BCP 47 tag of the text.
        edition_date: ISO 8601 date, or "".
        default_chapter: Key of the chapter to open first; "" for the first one.
        glossary: Key of the chapter whose definition lists explain the terms that other chapters link to, or "".
    """

    id: str
    title: str
    subtitle: str = ""
    language: str = "da"
    edition: str = ""
    edition_date: str = ""
    licence: str = ""
    authors: tuple[str, ...] = ()
    default_chapter: str = ""
    glossary: str = ""


class Chapter(NamedTuple):
    """A line of `SUMMARY.md` that names a chapter.

    Attributes:
        key: Path of the file relative to the handbook's folder, forward slashes; "" for a draft.
        title: As written in the summary, without Markdown marks.
        number: Section number, as (1, 2) for "1.2"; empty for prefix and suffix chapters.
        children: Nested chapters.
        line: Line of `SUMMARY.md`, from 1, for messages.
    """

    key: str
    title: str
    number: tuple[int, ...] = ()
    children: tuple[Chapter, ...] = ()
    line: int = 0

    @property
    def is_draft(self) -> bool:
        """Whether the chapter is announced but not written."""
        return not self.key

    @property
    def label(self) -> str:
        """The number as a reader sees it ("1.2"), or ""."""
        return ".".join(map(str, self.number))


class PartTitle(NamedTuple):
    """A heading between chapters in the summary; the numbered chapters up to the next one belong to it."""

    title: str
    line: int = 0


class Separator(NamedTuple):
    """A line (`---`) between chapters in the summary."""

    line: int = 0


SummaryItem = Chapter | PartTitle | Separator


class Summary(NamedTuple):
    """`SUMMARY.md`, parsed: prefix chapters, numbered chapters in parts, suffix chapters, in the order of the file."""

    title: str
    items: tuple[SummaryItem, ...]
    path: Path
