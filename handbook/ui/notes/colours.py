"""How the four colours of highlights, and the other kinds, look and are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from handbook.i18n import _
from handbook.notes.model import Annotation, Colour, Kind
from handbook.ui.theme import Hue

if TYPE_CHECKING:
    from collections.abc import Mapping

HUES = {
    Colour.IMPORTANT: Hue.AMBER,
    Colour.ACTION: Hue.GREEN,
    Colour.QUESTION: Hue.PLUM,
    Colour.QUOTE: Hue.PETROL,
}
PATTERNS = {
    Colour.IMPORTANT: Qt.PenStyle.SolidLine,
    Colour.ACTION: Qt.PenStyle.DashLine,
    Colour.QUESTION: Qt.PenStyle.DotLine,
    Colour.QUOTE: Qt.PenStyle.DashDotLine,
}
SIGNS = {
    Colour.IMPORTANT: "star",
    Colour.ACTION: "circle-check",
    Colour.QUESTION: "circle-help",
    Colour.QUOTE: "quote",
}
NOTE_SIGN, BOOKMARK_SIGN, LOST_SIGN = "message-square-text", "bookmark", "link-2-off"


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


def sign_of(annotation: Annotation) -> str:
    """Return the name of the icon that stands for an annotation."""
    match annotation.kind:
        case Kind.HIGHLIGHT:
            return NOTE_SIGN if annotation.body else SIGNS[annotation.colour]
        case Kind.BOOKMARK:
            return BOOKMARK_SIGN
        case _:
            return NOTE_SIGN


def hue_of(annotation: Annotation) -> Hue:
    """Return the accent that an annotation is drawn in."""
    return HUES[annotation.colour] if annotation.kind is Kind.HIGHLIGHT else Hue.PETROL
