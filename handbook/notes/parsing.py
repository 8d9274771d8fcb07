"""A note's Markdown as a tree of the same kind as a chapter's."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handbook.book.nodes import ChapterTree


_BLOCK = re.compile(r"[ ]{0,3}(?=///)")


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
    if "///" in text:
        text = _without_tools(text)
    # Three dashes at its beginning are a rule, or part of what was pasted: a note has no front matter.
    return parse_chapter(f"\n{text}", title="", language=language)


def _without_tools(text: str) -> str:
    """Return a text in which no line opens a tool: those belong to handbooks. Code stays as it is."""
    from handbook.book.fences import replace_fences

    lines, fences = replace_fences(text.split("\n"))
    sources = {fence.place: fence.source for fence in fences}
    return "\n".join(sources.get(number) or _BLOCK.sub(r"\g<0>\\", line, count=1) for number, line in enumerate(lines))
