"""What stands beneath and beside the text: grounds, bars, rules, bullets, boxes and marked ranges.

The view calls `paint` from its paint event, before Qt draws the text. Only what can be seen is looked at: asking a
document for the place of a far block would make it lay out everything before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen, QTextBlock, QTextDocument, QTextLine

from handbook.ui.icons import paint_icon
from handbook.ui.reader.page import BlockProperty, BoxShape, Decoration, DecorationKind, Page
from handbook.ui.reader.style import PageStyle, Role
from handbook.ui.theme import RADIUS, Hue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Span(NamedTuple):
    """The part of the document that can be seen: positions, and the column's edges in document pixels."""

    first: int
    last: int
    left: float
    right: float


def paint(painter: QPainter, page: Page, style: PageStyle, span: Span) -> None:
    """Paint everything that belongs to the visible part of `page`.

    Args:
        painter: In document coordinates.
        page: The page.
        style: Its measures and colours.
        span: What can be seen.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for decoration in page.decorations:
        if decoration.first <= span.last and decoration.last >= span.first:
            _paint_decoration(painter, page, style, span, decoration)
    theme = style.theme
    paint_ranges(painter, page.document, page.codes, theme.code, span, 2)
    paint_ranges(painter, page.document, page.keycaps, theme.code, span, 3, theme.border)
    _paint_markers(painter, page, style, span)


def paint_ranges(
    painter: QPainter,
    document: QTextDocument,
    ranges: Iterable[tuple[int, int]],
    colour: str,
    span: Span,
    grow: float = 1,
    outline: str = "",
) -> None:
    """Put a rounded ground beneath ranges of the document.

    Args:
        painter: In document coordinates.
        document: Where the ranges are.
        ranges: Start and end positions.
        colour: Of the ground.
        span: What can be seen; ranges outside it are left out.
        grow: How far the ground reaches beyond the text on either side, in pixels.
        outline: Colour of its edge, or "".
    """
    painter.setBrush(QColor(colour))
    painter.setPen(QPen(QColor(outline), 1) if outline else Qt.PenStyle.NoPen)
    for start, end in ranges:
        if start <= span.last and end >= span.first:
            for rect in range_rects(document, start, end):
                painter.drawRoundedRect(rect.adjusted(-grow, 0, grow, 0), 3, 3)


def range_rects(document: QTextDocument, start: int, end: int) -> Iterator[QRectF]:
    """Yield a rectangle, in document pixels, for each line that the range touches."""
    block = document.findBlock(start)
    while block.isValid() and block.position() < end:
        origin = block_origin(block)
        layout = block.layout()
        for index in range(layout.lineCount()):
            line = layout.lineAt(index)
            first = max(start - block.position(), line.textStart())
            last = min(end - block.position(), line.textStart() + line.textLength())
            if last == line.textStart() + line.textLength():
                # The space that a line was broken at belongs to no word.
                # Asked of the document: it counts in UTF-16, a text of Python's doesn't.
                while last > first and document.characterAt(block.position() + last - 1) == " ":
                    last -= 1
            if first < last:
                yield _line_rect(line, origin, first, last)
        block = block.next()


def block_origin(block: QTextBlock) -> QPointF:
    """Return where a block's lines count from, in document pixels; inside a table cell too."""
    # Qt's rectangle begins at the layout's own origin, not at an indented line; a table cell's offset is in it.
    return block.document().documentLayout().blockBoundingRect(block).topLeft()


def _line_rect(line: QTextLine, origin: QPointF, first: int, last: int) -> QRectF:
    # A line's own height is the face's; what proportional leading adds stands below it, outside the rectangle.
    left, right = _x(line, first), _x(line, last)
    return QRectF(origin.x() + left, origin.y() + line.y(), right - left, line.height())


def _x(line: QTextLine, position: int) -> float:
    # PySide returns the position that Qt settled on as well; its stubs don't say so.
    x, _settled = cast("tuple[float, int]", line.cursorToX(position))
    return x


def extent(document: QTextDocument, decoration: Decoration) -> tuple[float, float]:
    """Return the top and bottom of what a decoration covers, in document pixels, without its padding."""
    top = _rect_at(document, decoration.first).top()
    bottom = _rect_at(document, decoration.last).bottom()
    return top, bottom


def _rect_at(document: QTextDocument, position: int) -> QRectF:
    layout = document.documentLayout()
    block = document.findBlock(position)
    frame = document.frameAt(block.position())
    if frame != document.rootFrame():
        return layout.frameBoundingRect(frame)
    return layout.blockBoundingRect(block)


def _paint_decoration(painter: QPainter, page: Page, style: PageStyle, span: Span, decoration: Decoration) -> None:
    theme = style.theme
    top, bottom = extent(page.document, decoration)
    pad = decoration.pad
    rect = QRectF(span.left + decoration.left, top - pad, 0, bottom - top + 2 * pad)
    rect.setRight(span.right - decoration.right)
    match decoration.kind:
        case DecorationKind.PANEL:
            _paint_panel(painter, style, rect, decoration)
        case DecorationKind.QUOTE:
            _bar(painter, QRectF(rect.left(), rect.top(), max(3.0, style.px(3)), rect.height()), theme.accent)
        case DecorationKind.CODE:
            _ground(painter, rect, theme.code, "")
        case DecorationKind.FAULT:
            _ground(painter, rect, theme.accents[Hue.RED].soft, theme.accents[Hue.RED].strong)
        case DecorationKind.RULE:
            painter.setPen(QPen(QColor(theme.rule), 1))
            y = round(rect.top()) + 0.5
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        case _:
            from handbook.ui.reader.tool_marks import paint_tool_mark

            paint_tool_mark(painter, page, style, span, decoration)


def _paint_panel(painter: QPainter, style: PageStyle, rect: QRectF, decoration: Decoration) -> None:
    accent = style.theme.accents[Hue(decoration.hue)]
    outline = accent.strong if accent.soft == style.theme.page else ""
    _ground(painter, rect, accent.soft, outline)
    width = max(4.0, style.px(4))
    painter.save()
    painter.setClipRect(QRectF(rect.left(), rect.top(), width, rect.height()))
    _ground(painter, rect, accent.strong, "")
    painter.restore()
    size = style.px(19)
    top = rect.top() + decoration.pad + style.px(17) * 0.18
    paint_icon(painter, decoration.icon, accent.strong, QRectF(rect.left() + style.gap(22), top, size, size))


def _ground(painter: QPainter, rect: QRectF, colour: str, outline: str) -> None:
    painter.setBrush(QColor(colour))
    painter.setPen(QPen(QColor(outline), 1) if outline else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, RADIUS, RADIUS)


def _bar(painter: QPainter, rect: QRectF, colour: str) -> None:
    painter.setBrush(QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, 1.5, 1.5)


def _paint_markers(painter: QPainter, page: Page, style: PageStyle, span: Span) -> None:
    block = page.document.findBlock(span.first)
    while block.isValid() and block.position() <= span.last:
        if block.layout().lineCount():
            _paint_beside(painter, page, style, block)
        block = block.next()


def _paint_beside(painter: QPainter, page: Page, style: PageStyle, block: QTextBlock) -> None:
    block_format = block.blockFormat()
    if block_format.hasProperty(BlockProperty.BOX):
        _paint_option(painter, block, style, BoxShape(block_format.intProperty(BlockProperty.BOX)))
    elif block_format.hasProperty(BlockProperty.MARKER):
        role = Role[block_format.stringProperty(BlockProperty.MARKER_ROLE)]
        checked = -1
        if block_format.hasProperty(BlockProperty.CHECKED):
            written = block_format.intProperty(BlockProperty.CHECKED)
            checked = int(page.ticks.get(block.position(), bool(written)))
        _paint_marker(painter, block, style, role, checked)


def _paint_option(painter: QPainter, block: QTextBlock, style: PageStyle, shape: BoxShape) -> None:
    origin, line = block_origin(block), block.layout().lineAt(0)
    baseline, right = origin.y() + line.y() + line.ascent(), origin.x() + line.x() - style.px(8)
    if shape is BoxShape.SQUARE:
        _paint_box(painter, style, right, baseline, checked=False)
        return
    radius = style.px(7.5)
    painter.setPen(QPen(QColor(style.theme.border), max(1.3, style.px(1.3))))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(right - style.px(5), baseline - style.px(5.5)), radius, radius)


def _paint_marker(painter: QPainter, block: QTextBlock, style: PageStyle, role: Role, checked: int) -> None:
    origin = block_origin(block)
    line = block.layout().lineAt(0)
    font = style.font(role)
    baseline = origin.y() + line.y() + line.ascent()
    right = origin.x() + line.x() - style.px(8)
    if checked >= 0:
        _paint_box(painter, style, right, baseline, checked=bool(checked))
        return
    marker = block.blockFormat().stringProperty(BlockProperty.MARKER)
    font.setWeight(QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(QColor(style.theme.muted if marker[0].isdigit() else style.theme.accent))
    width = painter.fontMetrics().horizontalAdvance(marker)
    painter.drawText(QPointF(right - width, baseline), marker)


def _paint_box(painter: QPainter, style: PageStyle, right: float, baseline: float, *, checked: bool) -> None:
    theme = style.theme
    size = style.px(14)
    box = QRectF(right - size + style.px(2), baseline - size + style.px(1.5), size, size)
    painter.setPen(QPen(QColor(theme.accent if checked else theme.border), max(1.3, style.px(1.3))))
    painter.setBrush(QColor(theme.accent) if checked else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 2.5, 2.5)
    if checked:
        inset = size * 0.12
        paint_icon(painter, "check", theme.accent_text, box.adjusted(inset, inset, -inset, -inset))
