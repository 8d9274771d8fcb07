"""Turns away what Python-Markdown can't stand, before it gets there, and cleans the rest of stray characters.

Python-Markdown nests by recursion, and some of its searches take quadratic time in the length of a line. A handbook may
come from anywhere, so both are bounded here: a text that passes is parsed in bounded time and depth.
"""

from __future__ import annotations

import re

from handbook.book.blocks import DEEPEST, MOST_BLOCKS
from handbook.book.files import MOST_BYTES, SourceError, too_large
from handbook.errors import HandbookError
from handbook.i18n import _

LONGEST_LINE = 1024 * 1024
"""Characters that a line may have."""

# Control characters but tab and newline; noncharacters and lone surrogates; the two marks that the text itself uses.
_STRAY = re.compile("[\x01-\x08\x0b-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffc\ufffe\uffff]")


def admit(text: str, name: str) -> str:
    """Return the text, cleaned, if it can be parsed.

    Args:
        text: A chapter's source.
        name: What messages call it.

    Raises:
        HandbookError: It is too large, has too long a line, is too deeply nested, or isn't text.
    """
    if len(text) > MOST_BYTES:
        raise too_large(name)
    text = text.removeprefix("\ufeff")
    if len(text) > LONGEST_LINE:
        _check_lines(text, name)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    nul = text.find("\0")
    if nul >= 0:
        raise SourceError(
            name,
            text.count("\n", 0, nul) + 1,
            _("this isn’t text: character {offset} is zero.").format(offset=nul),
            _("Save the file as text in UTF-8."),
        )
    if _STRAY.search(text):
        text = _STRAY.sub("", text)
    return text


def _check_lines(text: str, name: str) -> None:
    start = 0
    while True:
        end = text.find("\n", start)
        if (len(text) if end < 0 else end) - start > LONGEST_LINE:
            raise SourceError(
                name,
                text.count("\n", 0, start) + 1,
                _("the line is longer than {most} characters.").format(most=LONGEST_LINE),
                _("Divide it into paragraphs."),
            )
        if end < 0:
            return
        start = end + 1


def too_long(name: str, most: int = MOST_BLOCKS) -> HandbookError:
    """Return the error for a text with too many blocks.

    Args:
        name: What the message calls the text.
        most: How many it may have.
    """
    return HandbookError(
        _("{name} has more than {most} paragraphs.").format(name=name, most=most),
        _("Divide it into several chapters."),
    )


def too_deep(name: str, line: int = 1) -> SourceError:
    """Return the error for a text that is nested too deeply.

    Args:
        name: What the message calls the text.
        line: Where, from 1.
    """
    return SourceError(
        name,
        line,
        _("nested deeper than {most} levels.").format(most=DEEPEST),
        _("Make the nesting of lists, quotes, brackets or marks flatter."),
    )
