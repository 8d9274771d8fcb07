"""How much room the panels beside the text take, and what stands in a panel's place until it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from handbook.errors import HandbookError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.library import Handbook
    from handbook.book.nodes import Section
    from handbook.ui.navigation.contents_panel import ContentsPanel
    from handbook.ui.search.panel import SearchPanel

# Below these widths the outline, then the contents, no longer stand beside the text; in pixels.
OUTLINE_FITS = 1_120
CONTENTS_FITS = 780
# With a form at the text's right they need more, and so do search and notes.
OUTLINE_FITS_FORM = 1_400
CONTENTS_FITS_FORM = 1_120
LEFT_FITS_FORM = 900


def contents_fit(width: int, *, has_form: bool) -> bool:
    """Whether the contents stand beside the text in a window of that width."""
    return width >= (CONTENTS_FITS_FORM if has_form else CONTENTS_FITS)


def outline_fits(width: int, *, has_form: bool) -> bool:
    """Whether the outline stands beside the text in a window of that width."""
    return width >= (OUTLINE_FITS_FORM if has_form else OUTLINE_FITS)


def crosses(before: int, after: int, *, has_form: bool) -> bool:
    """Whether between two widths of the window a panel has to come or go."""
    limits = (OUTLINE_FITS, CONTENTS_FITS, *((OUTLINE_FITS_FORM, LEFT_FITS_FORM) if has_form else ()))
    return any((before < limit) != (after < limit) for limit in limits)


def placeholders(count: int) -> list[QWidget]:
    """Return what stands in the places of panels."""
    places = [QWidget() for _number in range(count)]
    for place in places:
        place.setObjectName("SidePanel")
        place.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return places


def connect_search(panel: SearchPanel, handbook: Handbook) -> None:
    """Let a panel search a handbook."""
    from handbook.search.service import SearchService

    panel.set_service(SearchService(handbook))


def fill_contents(panel: ContentsPanel, handbook: Handbook, open_chapter: str) -> None:
    """List a handbook's chapters, and mark the one that is open, if one is."""

    def sections(key: str) -> Sequence[Section]:
        try:
            return handbook.tree(key).sections
        except HandbookError:
            # Opening the chapter says what is wrong; its row just has nothing below it.
            return ()

    panel.set_contents(handbook.summary, sections)
    if open_chapter:
        panel.set_open(open_chapter)
