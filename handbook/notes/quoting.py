"""A place in a handbook named in words: an address and a quote, as a command or a script gives them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handbook.errors import HandbookError
from handbook.i18n import _
from handbook.notes.anchor import describe

if TYPE_CHECKING:
    from handbook.book.address import Address
    from handbook.book.library import Handbook
    from handbook.book.model import Chapter
    from handbook.book.nodes import ChapterTree
    from handbook.notes.model import Anchor


def anchor_at(handbook: Handbook, address: Address, quote: str | None) -> Anchor:
    """Return the anchor of a quote in a chapter or section, or of its beginning.

    Args:
        handbook: The handbook.
        address: The chapter, or a section of it.
        quote: Words of it, with any white space between them; None for the place itself.

    Raises:
        HandbookError: There is no such place, or the quote isn't there exactly once.
    """
    chapter = handbook.find(address)
    if chapter is None:
        raise HandbookError(
            _("There is no chapter {key} in this handbook.").format(key=address.chapter),
            _("Choose a chapter from the table of contents."),
        )
    tree = handbook.tree(chapter.key)
    start, end = _stretch(tree, chapter, address.section)
    start, end = (start, start) if quote is None else _quoted(tree.text, start, end, quote)
    return describe(
        tree.text,
        tree.sections,
        start,
        end,
        handbook=handbook.manifest.id,
        edition=handbook.manifest.edition,
        chapter=chapter.key,
        chapter_title=chapter.title,
    )


def _stretch(tree: ChapterTree, chapter: Chapter, section_id: str) -> tuple[int, int]:
    """Return where a section stands in its chapter; "" is the whole chapter."""
    if not section_id:
        return 0, len(tree.text)
    for section in tree.sections:
        if section.id == section_id:
            return section.start, section.end
    raise HandbookError(
        _("There is no section “{section}” in {chapter}.").format(section=section_id, chapter=chapter.key),
        _("Leave it out to mean the whole chapter."),
    )


def _quoted(text: str, start: int, end: int, quote: str) -> tuple[int, int]:
    """Return where a quote stands between two offsets, however its white space is written."""
    words = quote.split()
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    found = [match.span() for match in pattern.finditer(text, start, end)] if words else []
    if not found:
        raise HandbookError(
            _("“{quote}” isn’t in the text.").format(quote=quote),
            _("Give the words exactly as they stand on the page, without Markdown’s marks."),
        )
    if len(found) > 1:
        raise HandbookError(
            _("“{quote}” is in the text {count} times.").format(quote=quote, count=len(found)),
            _("Give more of the words around it, or the section it is in."),
        )
    return found[0]
