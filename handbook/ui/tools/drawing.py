"""What the lists of tools and of copies draw alike: texts over a few lines, and how far something is filled in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption

if TYPE_CHECKING:
    from handbook.notes.filled import Progress
    from handbook.ui.theme import Theme

BAR = 4
"""Height of a bar, in pixels."""


def text_height(text: str, font: QFont, width: int, most: int) -> int:
    """Return how high a text is in a width, in pixels; 0 for no text.

    Args:
        text: The text.
        font: What it is set in.
        width: The room, in pixels.
        most: How many lines it may have.
    """
    return len(_lines(text, font.key(), width)[:most]) * QFontMetrics(font).height() if text else 0


def draw_text(painter: QPainter, text: str, font: QFont, colour: str, at: QPointF, width: int, most: int = 1) -> float:
    """Draw a text over as many lines as it may have, and return where it ends.

    Args:
        painter: Draws.
        text: The text; nothing is drawn, and no room taken, for none.
        font: What it is set in.
        colour: As "#rrggbb".
        at: Where its upper left corner is.
        width: The room, in pixels.
        most: How many lines it may have; the last one is cut where there is more.
    """
    if not text:
        return at.y()
    metrics = QFontMetrics(font)
    lines = _lines(text, font.key(), width)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    y = at.y()
    for number, line in enumerate(lines[:most]):
        rest = "".join(lines[number:]) if number == most - 1 else line
        piece = metrics.elidedText(rest.rstrip(), Qt.TextElideMode.ElideRight, width)
        painter.drawText(QPointF(at.x(), y + metrics.ascent()), piece)
        y += metrics.height()
    return y


def draw_bar(painter: QPainter, theme: Theme, progress: Progress, rect: QRectF) -> None:
    """Draw how far something is filled in; beside it stands the same in words.

    Args:
        painter: Draws.
        theme: The colours in force.
        progress: How far.
        rect: Where the whole bar is.
    """
    radius = rect.height() / 2
    # An outline, so that what is missing is seen in every theme, too.
    painter.setPen(QColor(theme.border))
    painter.setBrush(QColor(theme.page))
    painter.drawRoundedRect(rect, radius, radius)
    if progress.done and progress.total:
        done = QRectF(rect)
        done.setWidth(max(rect.height(), rect.width() * progress.done / progress.total))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        painter.drawRoundedRect(done, radius, radius)


@lru_cache(maxsize=4_000)
def _lines(text: str, font_key: str, width: int) -> tuple[str, ...]:
    """Return the lines of a text in a width."""
    font = QFont()
    font.fromString(font_key)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    # Qt counts in UTF-16.
    units = text.encode("utf-16-le", "surrogatepass")
    lines = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(20, width))
        start = 2 * line.textStart()
        lines.append(units[start : start + 2 * line.textLength()].decode("utf-16-le", "replace"))
    layout.endLayout()
    return tuple(lines)
