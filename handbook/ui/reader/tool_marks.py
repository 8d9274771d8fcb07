"""What is painted of a tool: the sheet, its head and button, ruled lines and the circles of scales."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from handbook.ui.icons import paint_icon
from handbook.ui.reader.decorations import Span, block_origin, extent, range_rects
from handbook.ui.reader.page import Decoration, DecorationKind, Page
from handbook.ui.reader.style import PageStyle, Role
from handbook.ui.theme import RADIUS

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

# Between two circles, in diameters.
_BETWEEN = 0.4
_LINE = 1.0
# With fewer letters than this, a title says nothing.
_LEAST_TITLE = 12
_TITLE = re.compile("[“»].*")


def circles_width(count: int, diameter: float) -> float:
    """Return how wide a row of circles is, in the unit of their diameter."""
    return count * diameter + (count - 1) * diameter * _BETWEEN


def circle_rows(count: int, diameter: float, width: float) -> int:
    """Return in how many rows circles stand.

    Args:
        count: How many there are.
        diameter: Their size, in pixels.
        width: Room for them, in pixels.
    """
    # Half a pixel for what is lost in adding up.
    fitting = int((width + 0.5 + diameter * _BETWEEN) // (diameter * (1 + _BETWEEN)))
    return ceil(count / max(1, min(count, fitting)))


def has_room_beside(style: PageStyle, free: float) -> bool:
    """Whether a tool's copies are named beside its button, and not below it.

    Args:
        style: Its measures.
        free: Width beside the button, in pixels.
    """
    return free >= style.px(120)


def paint_tool_mark(painter: QPainter, page: Page, style: PageStyle, span: Span, decoration: Decoration) -> None:
    """Paint one decoration of a tool.

    Args:
        painter: In document coordinates.
        page: The page.
        style: Its measures and colours.
        span: What can be seen.
        decoration: What to paint.
    """
    top, bottom = extent(page.document, decoration)
    rect = QRectF(span.left + decoration.left, top, 0, bottom - top)
    rect.setRight(span.right - decoration.right)
    theme = style.theme
    match decoration.kind:
        case DecorationKind.SHEET:
            _box(painter, _reach(rect, decoration), theme.raised, theme.border)
        case DecorationKind.HEAD:
            _paint_head(painter, page, style, _reach(rect, decoration), decoration)
        case DecorationKind.OUTCOME:
            _box(painter, _reach(rect, decoration), theme.panel, theme.rule)
        case DecorationKind.LINES:
            for number in range(1, decoration.number + 1):
                _rule(painter, rect, rect.top() + number * decoration.pad, theme.border)
        case DecorationKind.STUB:
            _rule(painter, rect, rect.bottom() - style.px(4), theme.border)
        case DecorationKind.CIRCLES:
            _paint_circles(painter, style, rect, decoration)
        case DecorationKind.CIRCLES_BESIDE:
            middle = _first_line_middle(page.document, decoration.first)
            _paint_circles(
                painter, style, QRectF(rect.left(), middle - decoration.pad / 2, rect.width(), 0), decoration
            )
        case _:
            raise ValueError(decoration.kind)


def _reach(rect: QRectF, decoration: Decoration) -> QRectF:
    return rect.adjusted(0, -decoration.pad, 0, decoration.pad)


def _box(painter: QPainter, rect: QRectF, ground: str, outline: str) -> None:
    painter.setBrush(QColor(ground))
    painter.setPen(QPen(QColor(outline), _LINE))
    painter.drawRoundedRect(_sharp(rect), RADIUS, RADIUS)


def _sharp(rect: QRectF) -> QRectF:
    # A line of one pixel is only sharp in the middle of one.
    aligned = rect.toAlignedRect()
    return QRectF(aligned.left() + 0.5, aligned.top() + 0.5, aligned.width() - 1, aligned.height() - 1)


def _rule(painter: QPainter, rect: QRectF, y: float, colour: str) -> None:
    painter.setPen(QPen(QColor(colour), _LINE))
    y = round(y) - 0.5
    painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def _paint_head(painter: QPainter, page: Page, style: PageStyle, rect: QRectF, decoration: Decoration) -> None:
    theme = style.theme
    painter.save()
    painter.setClipRect(rect)
    # Only its upper corners are round: the lower ones lie outside of what is painted.
    _box(painter, rect.adjusted(0, 0, 0, 2 * RADIUS), theme.panel, theme.border)
    painter.restore()
    _rule(painter, rect, rect.bottom(), theme.border)
    if decoration.icon:
        block = page.document.findBlock(decoration.first)
        size, line = style.px(17), block.layout().lineAt(0)
        middle = _first_line_middle(page.document, decoration.first)
        left = block_origin(block).x() + line.x() - style.px(24)
        paint_icon(painter, decoration.icon, theme.accent, QRectF(left, middle - size / 2, size, size))
    _paint_button(painter, page, style, rect, decoration)


def _paint_button(painter: QPainter, page: Page, style: PageStyle, head: QRectF, decoration: Decoration) -> None:
    theme = style.theme
    within = range(decoration.first, decoration.last + page.document.findBlock(decoration.last).length())
    found = next(
        (n for n, link in enumerate(page.links) if link.start in within and link.target.startswith("tool:")), None
    )
    if found is None:
        return
    link = page.links[found]
    words = next(range_rects(page.document, link.start, link.end))
    _box(
        painter,
        words,
        theme.hover if page.hovered == found else theme.raised,
        theme.accent if page.hovered == found else theme.border,
    )
    copies = page.copies.get(link.target.removeprefix("tool:"), "")
    if not copies:
        return
    font = style.font(Role.CAPTION)
    metrics = QFontMetricsF(font)
    edge = 2 * head.left() + head.width() - words.left()
    place = QRectF(words.right() + style.px(12), words.top(), 0, words.height())
    if not has_room_beside(style, edge - words.right()):
        place = QRectF(words.left(), words.bottom() + style.gap(6), 0, metrics.height() * 1.2)
    place.setRight(edge)
    painter.setFont(font)
    painter.setPen(QColor(theme.muted))
    shown = _fitted(copies, metrics, place.width())
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _fitted(text: str, metrics: QFontMetricsF, width: float) -> str:
    """Return what is said of copies as far as there is room: a title that it ends with is cut in its middle.

    What tells two titles apart is often their date, or that one is a copy of the other.
    """
    found = _TITLE.search(text)
    before = text[: found.start()] if found is not None else ""
    room = width - metrics.horizontalAdvance(before)
    if not before or room < metrics.averageCharWidth() * _LEAST_TITLE:
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
    return before + metrics.elidedText(text[len(before) :], Qt.TextElideMode.ElideMiddle, room)


def _first_line_middle(document: QTextDocument, position: int) -> float:
    block = document.findBlock(position)
    line = block.layout().lineAt(0)
    return block_origin(block).y() + line.y() + line.height() / 2


def _paint_circles(painter: QPainter, style: PageStyle, rect: QRectF, decoration: Decoration) -> None:
    diameter = decoration.pad
    columns = ceil(decoration.number / circle_rows(decoration.number, diameter, rect.width()))
    font = style.font(Role.CAPTION)
    font.setPixelSize(max(8, round(diameter * 0.5)))
    painter.setFont(font)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for number in range(decoration.number):
        row, column = divmod(number, columns)
        x, y = column * diameter * (1 + _BETWEEN), row * diameter * 1.3
        circle = QRectF(rect.left() + x, rect.top() + y, diameter, diameter)
        painter.setPen(QPen(QColor(style.theme.border), max(1.2, style.px(1.2))))
        painter.drawEllipse(circle.adjusted(1, 1, -1, -1))
        painter.setPen(QColor(style.theme.muted))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(number + 1))
