"""The source of a place in the handbook, as one writes it in a paper. No Qt."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from handbook.book.address import Address
from handbook.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.model import Chapter, Manifest
    from handbook.book.nodes import Section


def section_at(sections: Sequence[Section], offset: int) -> Section | None:
    """Return the section that a text offset is in."""
    index = bisect_right([section.start for section in sections], offset) - 1
    return sections[index] if index >= 0 else None


def citation(manifest: Manifest, chapter: Chapter, section: Section | None, quote: str) -> str:
    """Return a reference to a place, after a quotation if there is one.

    Args:
        manifest: Says the handbook's title and edition.
        chapter: Where the place is.
        section: Where in the chapter; None or the chapter's own heading for the whole chapter.
        quote: Words from there, or "".
    """
    inner = section if section is not None and section.level > 1 else None
    parts = [manifest.title]
    if chapter.number:
        parts.append(_("chapter {number}").format(number=chapter.label))
    parts.append(_("“{title}”").format(title=chapter.title))
    if inner is not None:
        parts.append(_("section “{title}”").format(title=inner.title))
    if manifest.edition:
        parts.append(_("edition {edition}").format(edition=manifest.edition))
    address = Address(chapter.key, inner.id if inner is not None else "")
    source = f"{', '.join(parts)} ({address})"
    return f"{_('“{title}”').format(title=quote)}\n{source}" if quote else source
