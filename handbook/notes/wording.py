"""How annotations are put into words, wherever they are listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handbook.i18n import _
from handbook.notes.model import Colour, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

_MARKUP = re.compile(
    # What begins a heading, a quote or an item; emphasis at the edge of a word; code; a link around its text.
    r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-+*]\s+|\d+[.)]\s+)|(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`|\[([^\]]*)\]\([^)]*\)",
    re.MULTILINE,
)


def plain_note(body: str) -> str:
    """Return a note's words on one line, without their Markdown."""
    return " ".join(_MARKUP.sub(r"\1", body).split())


def kind_names() -> dict[Kind, str]:
    """Return the kinds of annotation as the reader calls them."""
    return {
        Kind.HIGHLIGHT: _("Highlight"),
        Kind.NOTE: _("Note"),
        Kind.BOOKMARK: _("Bookmark"),
        Kind.TICK: _("Ticked box"),
    }


def colour_names(own: Mapping[str, str] | None = None) -> dict[Colour, str]:
    """Return what the colours are called.

    Args:
        own: The notes' settings, in which the reader's own names stand.
    """
    names = {
        Colour.IMPORTANT: _("Important"),
        Colour.ACTION: _("To do"),
        Colour.QUESTION: _("Question"),
        Colour.QUOTE: _("Quote"),
    }
    return {colour: (own or {}).get(setting_of(colour), "") or name for colour, name in names.items()}


def setting_of(colour: Colour) -> str:
    """Return the name of the setting that holds the reader's own name of a colour."""
    return f"colour:{colour}"
