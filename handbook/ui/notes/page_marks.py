"""From an annotation and its place in the chapter to the mark on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handbook.i18n import _
from handbook.notes.model import Annotation, Colour, Kind
from handbook.ui.notes.colours import HUES, PATTERNS, sign_of
from handbook.ui.reader.marks import PageMark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handbook.notes.placing import Spot
    from handbook.ui.reader.page import Page

_TIP = 240


def page_mark(annotation: Annotation, spot: Spot, page: Page, names: Mapping[Colour, str]) -> PageMark:
    """Return the mark of an annotation.

    Args:
        annotation: A highlight, a note or a bookmark.
        spot: Where it stands in the chapter that the page was set from.
        page: The page.
        names: What the colours are called.
    """
    start, end = spot.found.start, spot.found.end
    is_highlight = annotation.kind is Kind.HIGHLIGHT and end > start
    tip = annotation.body or (names[annotation.colour] if is_highlight else "")
    if annotation.kind is Kind.BOOKMARK and not annotation.body:
        tip = _("Bookmark")
    return PageMark(
        annotation.id,
        page.map.to_document(start),
        page.map.end_to_document(end) if is_highlight else page.map.to_document(start),
        HUES[annotation.colour] if is_highlight else None,
        PATTERNS[annotation.colour],
        sign_of(annotation),
        short(tip, _TIP),
    )


def short(text: str, most: int) -> str:
    """Return a text on one line, cut to `most` characters."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
