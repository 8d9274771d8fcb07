"""How the four colours of highlights, and the other kinds, look and are called."""

from __future__ import annotations

from PySide6.QtCore import Qt

from handbook.notes.model import Annotation, Colour, Kind
from handbook.ui.theme import Hue

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
TOOL_SIGN = "clipboard-list"


def sign_of(annotation: Annotation) -> str:
    """Return the name of the icon that stands for an annotation."""
    match annotation.kind:
        case Kind.HIGHLIGHT:
            return NOTE_SIGN if annotation.body else SIGNS[annotation.colour]
        case Kind.BOOKMARK:
            return BOOKMARK_SIGN
        case Kind.TOOL:
            return TOOL_SIGN
        case _:
            return NOTE_SIGN


def hue_of(annotation: Annotation) -> Hue:
    """Return the accent that an annotation is drawn in."""
    return HUES[annotation.colour] if annotation.kind is Kind.HIGHLIGHT else Hue.PETROL
