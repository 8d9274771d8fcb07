"""The measures of the page: type sizes, line height and column, from what the reader has chosen.

Sizes are in device-independent pixels at 100 % text; the scale between levels is about a fourth (1.33) for headings.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QColor, QFont, QTextCharFormat

from handbook.ui.fonts import TEXT_FAMILY, UI_FAMILY, code_family

if TYPE_CHECKING:
    from handbook.ui.theme import Theme

BODY_PIXELS = 18
# Mean advance of a character in running Danish set in Source Serif, in em; measured over our own chapters.
CHARACTER_EM = 0.43


class Role(Enum):
    """What a run of text is, typographically: family, size at 100 %, weight and token of its colour."""

    BODY = (TEXT_FAMILY, BODY_PIXELS, QFont.Weight.Normal, "text")
    H1 = (TEXT_FAMILY, 38, QFont.Weight.Bold, "heading")
    H2 = (UI_FAMILY, 25, QFont.Weight.DemiBold, "heading")
    H3 = (UI_FAMILY, 20, QFont.Weight.DemiBold, "heading")
    H4 = (UI_FAMILY, 18, QFont.Weight.DemiBold, "muted")
    EYEBROW = (UI_FAMILY, 14, QFont.Weight.DemiBold, "muted")
    PANEL_TITLE = (UI_FAMILY, 17, QFont.Weight.DemiBold, "heading")
    QUOTE = (TEXT_FAMILY, BODY_PIXELS, QFont.Weight.Normal, "muted")
    TABLE = (UI_FAMILY, 16, QFont.Weight.Normal, "text")
    LABEL = (UI_FAMILY, 15, QFont.Weight.DemiBold, "heading")
    CAPTION = (UI_FAMILY, 15, QFont.Weight.Normal, "muted")
    FIELD = (UI_FAMILY, 17, QFont.Weight.DemiBold, "text")
    NOTE = (UI_FAMILY, 15, QFont.Weight.Normal, "text")
    TERM = (UI_FAMILY, 18, QFont.Weight.DemiBold, "heading")
    CODE = ("", 15, QFont.Weight.Normal, "text")
    FURNITURE = (UI_FAMILY, 16, QFont.Weight.Normal, "muted")


HEADING_ROLES = {1: Role.H1, 2: Role.H2, 3: Role.H3}
# Looser leading for text, tighter for what is read in glances; factors on the reader's own line spacing.
_LEADING = {Role.BODY: 1.0, Role.QUOTE: 1.0, Role.H1: 0.76, Role.H2: 0.82, Role.H3: 0.85, Role.H4: 0.88}
_OTHER_LEADING = 0.9
# Characters of a line that has its whole leading, and of one that has the least; and how much of it is taken away.
_FULL_LINE, _SHORT_LINE, _TIGHTEST = 45, 18, 0.14


class PageStyle(NamedTuple):
    """How a page is set.

    Attributes:
        theme: Its colours.
        percent: Text size in percent.
        line_spacing: Leading of the body text, in percent of the face's own line.
        column: Width of the text column, in pixels.
        wide: Width of the frame that the column stands in the middle of, in pixels: figures may fill it.
    """

    theme: Theme
    percent: int
    line_spacing: int
    column: float
    wide: float

    @property
    def inset(self) -> float:
        """Distance of the column from the edges of the frame, in pixels."""
        return max(0.0, self.wide - self.column) / 2

    def px(self, pixels: float) -> float:
        """Scale a measure given at 100 % text."""
        return pixels * self.percent / 100

    def gap(self, pixels: float) -> float:
        """Scale a distance: it grows with the text, but slower above 100 %, so that large text keeps its page."""
        return pixels * (min(self.percent, 100) + max(0, self.percent - 100) * 0.55) / 100

    def leading(self, role: Role) -> int:
        """Return the line height of `role`, in percent: short lines need less space between them than long ones."""
        characters = self.column / (CHARACTER_EM * self.px(BODY_PIXELS))
        shortness = min(1.0, max(0.0, (_FULL_LINE - characters) / (_FULL_LINE - _SHORT_LINE)))
        spacing = self.line_spacing * (1 - _TIGHTEST * shortness)
        return max(100, round(spacing * _LEADING.get(role, _OTHER_LEADING)))

    def font(self, role: Role) -> QFont:
        """Return the font of `role`."""
        family, _pixels, weight, _colour = role.value
        font = QFont(family or code_family())
        font.setPixelSize(self._size(role))
        font.setWeight(weight)
        return font

    def char_format(self, role: Role) -> QTextCharFormat:
        """Return the character format of a plain run in `role`."""
        family, _pixels, weight, colour = role.value
        result = QTextCharFormat()
        result.setFontFamilies([family or code_family()])
        result.setProperty(QTextCharFormat.Property.FontPixelSize, self._size(role))
        result.setFontWeight(weight)
        result.setForeground(QColor(getattr(self.theme, colour)))
        return result

    def _size(self, role: Role) -> int:
        size = self.px(role.value[1])
        # A heading three times its size no longer fits a narrow column: it grows until its longest words would break.
        if role in (Role.H1, Role.H2, Role.H3):
            size = max(self.px(BODY_PIXELS), min(self.gap(role.value[1]), self.column / 14))
        return max(8, round(size))


def column_width(available: float, percent: int, characters: int) -> float:
    """Return the width of the text column in pixels.

    Args:
        available: What the window gives, in pixels, margins taken off.
        percent: Text size in percent.
        characters: The line length that the reader wants.
    """
    return min(available, characters * CHARACTER_EM * BODY_PIXELS * percent / 100)
