"""A note's Markdown as a tree of the same kind as a chapter's."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handbook.book.nodes import ChapterTree


def parse_note(body: str, language: str) -> ChapterTree:
    """Parse a note.

    Args:
        body: What the reader wrote.
        language: BCP 47 tag; decides quotes, key names and hyphenation.

    Raises:
        HandbookError: It is too large or too deeply nested.
    """
    from handbook.book.markdown import parse_chapter

    # A control character that came with a paste is nothing to be seen, and no reason not to show the rest.
    text = "".join(c for c in body if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    # Three dashes at its beginning are a rule, or part of what was pasted: a note has no front matter.
    return parse_chapter(f"\n{text}", title="", language=language)
