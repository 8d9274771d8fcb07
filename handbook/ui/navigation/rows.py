"""How the rows of the contents and the outline are drawn: number, title, indent, and a bar at the one that is open.

The list view here serves the outline and the search, whose rows wrap as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QCursor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyledItemDelegate, QStyleOptionViewItem

from handbook.ui.fonts import ui_font
from handbook.ui.navigation.contents_model import ContentsRole, RowKind
from handbook.ui.theme import RADIUS, S2, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    _Index = QModelIndex | QPersistentModelIndex

_PAD_Y = 5
_PAD_X = 8
_BAR = 3
_MOST_LINES = 3
_PART_SPACE = 12


class RowList(QListView):
    """A list view whose rows are as high as what is in them.

    Signals:
        entered_row: Enter was pressed on that row.
        escaped: Escape was pressed.
    """

    entered_row = Signal(QModelIndex)
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row, Escape leaves."""
        if not took_key(self, event, self.entered_row.emit, self.escaped.emit):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Texts wrap anew in another width."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()


def took_key(
    rows: QAbstractItemView, event: QKeyEvent, entered: Callable[[QModelIndex], object], escaped: Callable[[], object]
) -> bool:
    """Do what Enter or Escape means in a list or a tree of rows, and return whether the key was one of them.

    Args:
        rows: Where the key was pressed.
        event: The key; Enter means nothing where no row is current.
        entered: Called with the current row at Enter.
        escaped: Called at Escape.
    """
    if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and rows.currentIndex().isValid():
        entered(rows.currentIndex())
    elif event.key() == Qt.Key.Key_Escape:
        escaped()
    else:
        return False
    return True


class RowDelegate(QStyledItemDelegate):
    """Draws a row over as many lines as its title needs, up to three."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        theme = self.theme
        kind, is_open = _kind(index), bool(index.data(ContentsRole.IS_OPEN))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(0, 1, -4, -1)
        view = view_of(option)
        # Asked of the view: the option's own state would load the enums of QStyle, which the first page waits for.
        current = view.hasFocus() and view.currentIndex() == index
        hovered = kind in (RowKind.CHAPTER, RowKind.SECTION) and rect.contains(pointer(view))
        ground = theme.chosen if is_open else theme.hover if hovered else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(rect, RADIUS, RADIUS)
        if is_open:
            painter.setBrush(QColor(theme.accent))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRect(rect.left(), rect.top() + 5, _BAR, rect.height() - 10), 1.5, 1.5)
        if current:
            painter.setPen(QColor(theme.focus))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0, 0, -1, -1), RADIUS, RADIUS)
        self._draw_text(painter, rect, index, kind, is_open=is_open)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room that a row needs in the width of its view."""
        view = view_of(option)
        width = view.viewport().width() - _depth_indent(view, index)
        kind = _kind(index)
        font = _font(kind, is_open=False)
        room = width - 2 * _PAD_X - 4 - _number_width(index, font)
        height = _height(str(index.data()), font, max(40, room))
        return QSize(80, height + 2 * _PAD_Y + _above(kind, index))

    def first_line_middle(self, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> float:
        """Return the height at which the middle of a row's first line stands, in the view's pixels."""
        kind = _kind(index)
        return rect.top() + _above(kind, index) + _PAD_Y + QFontMetrics(_font(kind, is_open=False)).height() / 2

    def _draw_text(
        self,
        painter: QPainter,
        rect: QRect,
        index: QModelIndex | QPersistentModelIndex,
        kind: RowKind,
        *,
        is_open: bool,
    ) -> None:
        theme = self.theme
        font = _font(kind, is_open=is_open)
        painter.setFont(font)
        muted = kind in (RowKind.PART, RowKind.DRAFT, RowKind.SECTION)
        left = rect.left() + _PAD_X
        text = rect.adjusted(_PAD_X, _PAD_Y - 1, -_PAD_X, -_PAD_Y + 1)
        text.setTop(text.top() + _above(kind, index))
        number = str(index.data(ContentsRole.NUMBER) or "")
        if number:
            painter.setPen(QColor(theme.muted))
            painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, number)
            text.setLeft(left + _number_width(index, font))
        painter.setPen(QColor(theme.heading if is_open else theme.muted if muted else theme.text))
        _draw_lines(painter, str(index.data()), font, text)


def _above(kind: RowKind, index: QModelIndex | QPersistentModelIndex) -> int:
    """Return the space above a row: above a part, and where chapters that belong to none follow on one."""
    if index.row() == 0 or index.parent().isValid():
        return 0
    follows_part = kind is RowKind.CHAPTER and _kind(index.sibling(index.row() - 1, 0)) is RowKind.PART
    return _PART_SPACE if kind is RowKind.PART or follows_part else 0


def view_of(option: QStyleOptionViewItem) -> QAbstractItemView:
    """Return the view that a delegate draws for."""
    view = option.widget
    assert isinstance(view, QAbstractItemView)  # noqa: S101 - Qt hands a delegate the view that it draws for
    return view


def pointer(view: QAbstractItemView) -> QPoint:
    """Return where the pointer is in a view, or a point outside it."""
    viewport = view.viewport()
    return viewport.mapFromGlobal(QCursor.pos()) if viewport.underMouse() else QPoint(-1, -1)


def _kind(index: QModelIndex | QPersistentModelIndex) -> RowKind:
    kind = index.data(ContentsRole.KIND)
    return kind if isinstance(kind, RowKind) else RowKind.SECTION


def _font(kind: RowKind, *, is_open: bool) -> QFont:
    match kind:
        case RowKind.PART:
            font = ui_font(13, QFont.Weight.DemiBold)
        case RowKind.SECTION:
            font = ui_font(14, QFont.Weight.DemiBold if is_open else QFont.Weight.Normal)
        case _:
            font = ui_font(15, QFont.Weight.DemiBold if is_open else QFont.Weight.Normal)
    font.setItalic(kind is RowKind.DRAFT)
    return font


def _number_width(index: QModelIndex | QPersistentModelIndex, font: QFont) -> int:
    number = str(index.data(ContentsRole.NUMBER) or "")
    # One- and two-digit numbers take the same room, so that titles stand below each other.
    return (
        max(QFontMetrics(font).horizontalAdvance(number), QFontMetrics(font).horizontalAdvance("00")) + S2
        if number
        else 0
    )


def _depth_indent(view: object, index: QModelIndex | QPersistentModelIndex) -> int:
    step = getattr(view, "indentation", None)
    if step is None:
        return 0
    depth, above = 1, index.parent()
    while above.isValid():
        depth, above = depth + 1, above.parent()
    return int(step()) * depth


def _lines(text: str, font: QFont, width: int) -> list[tuple[int, int]]:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines = []
    layout.beginLayout()
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        lines.append((line.textStart(), line.textLength()))
    layout.endLayout()
    return lines


def _height(text: str, font: QFont, width: int) -> int:
    metrics = QFontMetrics(font)
    if metrics.horizontalAdvance(text) <= width:
        return metrics.height()
    return metrics.height() * min(_MOST_LINES, len(_lines(text, font, width)))


def _draw_lines(painter: QPainter, text: str, font: QFont, rect: QRect) -> None:
    metrics = QFontMetrics(font)
    lines = _lines(text, font, rect.width())
    room = max(1, min(_MOST_LINES, round(rect.height() / metrics.height())))
    y = rect.top() + metrics.ascent()
    for number, (start, length) in enumerate(lines[:room]):
        last = number == room - 1 and len(lines) > room
        piece = (
            metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, rect.width())
            if last
            else text[start : start + length]
        )
        painter.drawText(rect.left(), y, piece.rstrip())
        y += metrics.height()


def paint_group(painter: QPainter, rect: QRect, title: str, font: QFont, theme: Theme) -> None:
    """Draw the title of a group at the foot of its row, cut to the row's width."""
    painter.setFont(font)
    painter.setPen(QColor(theme.muted))
    text = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, rect.width() - 4)
    painter.drawText(rect.adjusted(4, 0, 0, -4), Qt.AlignmentFlag.AlignBottom, text)


def paint_ground(painter: QPainter, rect: QRect, view: QAbstractItemView, index: _Index, theme: Theme) -> None:
    """Draw what lies beneath a row: chosen, beneath the pointer, with the keyboard."""
    is_chosen = view.selectionModel().isSelected(index)
    ground = theme.chosen if is_chosen else theme.hover if rect.contains(pointer(view)) else ""
    if ground:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
    if view.hasFocus() and view.currentIndex() == index:
        painter.setPen(QColor(theme.focus))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(0, 0, -1, -1), RADIUS, RADIUS)
