"""How a form is drawn: the theme, the size of the reader's text, and where the chapter's words may be broken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QFont

from handbook.ui.fonts import ui_font

if TYPE_CHECKING:
    from collections.abc import Mapping

    from handbook.ui.theme import Theme

SOFT_HYPHEN = "\u00ad"
_WORD = re.compile(r"[^\W\d_]{5,}")
# Sizes of text in a form at 100 %, in pixels.
SMALL, BODY, HEADING = 13, 15, 17


class Look(NamedTuple):
    """How a form is drawn.

    Attributes:
        theme: Its colours.
        percent: The reader's text size.
        hyphenation: Word → the word with soft hyphens.
    """

    theme: Theme
    percent: int
    hyphenation: Mapping[str, str]

    def size(self, pixels: float) -> int:
        """Return a length that grows with the text, in pixels.

        Args:
            pixels: The length at 100 %.
        """
        return round(pixels * self.percent / 100)

    def font(self, pixels: int = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """Return the interface face.

        Args:
            pixels: Its size at 100 %.
            weight: Its weight.
        """
        return ui_font(self.size(pixels), weight)

    def broken(self, text: str) -> str:
        """Return a text whose long words may be broken: a narrow form at a large size needs it.

        Args:
            text: As it is written.
        """
        return _WORD.sub(lambda word: self.hyphenation.get(word[0], word[0]), text)


def is_number(text: str) -> bool:
    """Whether a text is a number as it is written in Danish (1.234,5) or in English (1,234.5).

    Args:
        text: What was typed.
    """
    return _NUMBER.fullmatch(text.strip()) is not None


_NUMBER = re.compile(
    r"[+\-−–]?\s?(?:"
    r"\d+(?:[.,]\d+)?"
    r"|\d{1,3}(?:[. \u00a0\u202f]\d{3})+(?:,\d+)?"
    r"|\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:\.\d+)?"
    r")"
)
