"""How annotations are put into words, wherever they are listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handbook.book.nodes import ToolKind
from handbook.i18n import _
from handbook.notes.model import Colour, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handbook.notes.filled import Filled
    from handbook.notes.model import Annotation

_MARKUP = re.compile(
    # What begins a heading, a quote or an item; emphasis at the edge of a word; code; a link around its text.
    r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-+*]\s+|\d+[.)]\s+)|(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`|\[([^\]]*)\]\([^)]*\)",
    re.MULTILINE,
)


def plain_note(body: str) -> str:
    """Return a note's words on one line, without their Markdown."""
    return " ".join(_MARKUP.sub(r"\1", body).split())


def own_words(annotation: Annotation, most: int | None = None) -> str:
    """Return what the reader wrote, in plain text on one line: of a filled copy its title and what was filled in.

    Args:
        annotation: Of any kind; "" for a ticked box, and for a copy that can't be read.
        most: How much of a long text is wanted, in characters, before its markup is taken away; None for all of it.
    """
    if annotation.kind is Kind.TICK:
        return ""
    if annotation.kind is Kind.TOOL:
        from handbook.notes.filled import words

        filled = filled_of(annotation)
        return " ".join(words(filled)[:most].split()) if filled is not None else ""
    return plain_note(annotation.body[:most])


def filled_of(annotation: Annotation) -> Filled | None:
    """Return what is filled in in a copy; None when it can't be read, or when the annotation is something else.

    Args:
        annotation: Of any kind.
    """
    if annotation.kind is not Kind.TOOL:
        return None
    from handbook.notes.filled import UnreadableBodyError, read_filled

    try:
        return read_filled(annotation.body)
    except UnreadableBodyError:
        return None


def copy_title(annotation: Annotation) -> str:
    """Return what a filled copy is called: as the reader named it, else as its tool is called.

    Args:
        annotation: The copy; one that can't be read is called after its tool.
    """
    filled = filled_of(annotation)
    named = (filled.title, filled.name) if filled is not None else ()
    return next((text for given in (*named, annotation.anchor.exact) if (text := " ".join(given.split()))), "")


def kind_names() -> dict[Kind, str]:
    """Return the kinds of annotation as the reader calls them."""
    return {
        Kind.HIGHLIGHT: _("Highlight"),
        Kind.NOTE: _("Note"),
        Kind.BOOKMARK: _("Bookmark"),
        Kind.TICK: _("Ticked box"),
        Kind.TOOL: _("Filled-in copy"),
    }


def tool_kind_names() -> dict[ToolKind, str]:
    """Return the kinds of tool as the reader calls them."""
    return {
        ToolKind.CHECKLIST: _("Checklist"),
        ToolKind.WORKSHEET: _("Worksheet"),
        ToolKind.GUIDE: _("Conversation guide"),
        ToolKind.SELFTEST: _("Self-test"),
        ToolKind.DECISION: _("Decision tree"),
        ToolKind.DOCUMENT: _("Template"),
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
