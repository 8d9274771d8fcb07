"""The reader's notes as the search sees them: the one place that knows both rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.book.address import Address
from handbook.notes.model import Annotation, Kind
from handbook.notes.wording import copy_title, kind_names, own_words
from handbook.search.results import Hit, Scope
from handbook.search.shortlist import Item, Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handbook.book.library import Handbook
    from handbook.search.shortlist import Found

_TITLE = 80
_SNIPPET = 200


def to_item(annotation: Annotation, handbook: Handbook) -> Item:
    """Return an annotation as an item of a shortlist.

    Args:
        annotation: One of this handbook's.
        handbook: The handbook, which knows its chapters' titles now.
    """
    chapter = handbook.chapter(annotation.anchor.chapter)
    return Item(
        annotation.id,
        body=own_words(annotation),
        quote=annotation.anchor.exact,
        tags=annotation.tags,
        chapter=chapter.title if chapter is not None else annotation.anchor.chapter_title,
        number=chapter.label if chapter is not None else "",
        part=handbook.part(chapter.key) if chapter is not None else "",
        kind=kind_names()[annotation.kind],
    )


def to_hit(found: Found, annotations: Mapping[str, Annotation], handbook: Handbook) -> Hit:
    """Return what a shortlist found as a hit of the search.

    Args:
        found: What was found.
        annotations: By id.
        handbook: The handbook.
    """
    one = annotations[found.id]
    chapter = handbook.chapter(one.anchor.chapter)
    words = copy_title(one) if one.kind is Kind.TOOL else own_words(one)
    title = words if len(words) <= _TITLE else words[: words.rfind(" ", 0, _TITLE)] + " …"
    snippet, marks = found.snippet, found.marks
    if found.part is Part.BODY and len(words) <= _TITLE and one.kind is not Kind.TOOL:
        # The title says it all: what it is about says more.
        snippet, marks = " ".join(one.anchor.exact.split())[:_SNIPPET], ()
    where = chapter.title if chapter is not None else one.anchor.chapter_title
    return Hit(
        Address(one.anchor.chapter, one.anchor.section),
        where,
        chapter.label if chapter is not None else "",
        title or kind_names()[one.kind],
        (where,),
        snippet,
        marks,
        Scope.NOTES,
        found.score,
        one.anchor.start,
        one.id,
    )
