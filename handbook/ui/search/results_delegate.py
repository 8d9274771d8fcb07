"""How a hit is drawn: the section's title, the headings above it, and the snippet with its marks."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from handbook.search.results import Scope
from handbook.ui.fonts import ui_font
from handbook.ui.icons import paint_icon
from handbook.ui.navigation.rows import pointer, view_of
from handbook.ui.search.results_model import ROW_ROLE, ResultKind, ResultRow
from handbook.ui.theme import RADIUS, Theme

_PAD_X, _PAD_Y = 10, 7
_MOST_LINES = 3
_ICON = 15
_KIND_ICONS = {Scope.GLOSSARY: "book-open", Scope.TOOLS: "clipboard-list"}


class ResultsDelegate(QStyledItemDelegate):
    """Draws the rows of the search panel."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a row."""
        row = index.data(ROW_ROLE)
        if not isinstance(row, ResultRow):
            return
        view = view_of(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(0, 1, -4, -1)
        if row.kind is not ResultKind.CHAPTER:
            is_current = view.currentIndex() == index
            if is_current or rect.contains(pointer(view)):
                painter.setPen(QColor(self.theme.focus) if is_current and view.hasFocus() else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self.theme.chosen if is_current else self.theme.hover))
                painter.drawRoundedRect(rect, RADIUS, RADIUS)
        match row.kind:
            case ResultKind.CHAPTER:
                self._paint_chapter(painter, rect, row)
            case ResultKind.RECENT:
                self._paint_line(painter, rect, row, "history", self.theme.text)
            case ResultKind.MORE:
                self._paint_line(painter, rect, row, "chevron-down", self.theme.link)
            case ResultKind.HIT:
                self._paint_hit(painter, rect, row)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the room that a row needs in the width of its view."""
        row = index.data(ROW_ROLE)
        assert isinstance(row, ResultRow)  # noqa: S101 - the panel gives it no other model
        width = view_of(option).viewport().width() - 2 * _PAD_X - 4
        match row.kind:
            case ResultKind.CHAPTER:
                return QSize(80, QFontMetrics(_chapter_font()).height() + 2 * _PAD_Y + 4)
            case ResultKind.RECENT | ResultKind.MORE:
                return QSize(80, QFontMetrics(_title_font()).height() + 2 * _PAD_Y)
        height = QFontMetrics(_title_font()).height() + self._snippet(row, width)[1]
        if row.hit is not None and row.hit.path:
            height += QFontMetrics(_path_font()).height()
        return QSize(80, round(height) + 2 * _PAD_Y)

    def _paint_chapter(self, painter: QPainter, rect: QRect, row: ResultRow) -> None:
        painter.setFont(_chapter_font())
        painter.setPen(QColor(self.theme.muted))
        text = rect.adjusted(_PAD_X, 4, -_PAD_X, 0)
        title = f"{row.number}\u2002{row.text}" if row.number else row.text
        title = painter.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)

    def _paint_line(self, painter: QPainter, rect: QRect, row: ResultRow, outline: str, colour: str) -> None:
        icon = QRectF(rect.left() + _PAD_X, rect.center().y() - _ICON / 2 + 0.5, _ICON, _ICON)
        paint_icon(painter, outline, self.theme.muted, icon)
        painter.setFont(_title_font(QFont.Weight.Normal))
        painter.setPen(QColor(colour))
        text = rect.adjusted(_PAD_X + _ICON + 9, 0, -_PAD_X, 0)
        title = painter.fontMetrics().elidedText(row.text, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)

    def _paint_hit(self, painter: QPainter, rect: QRect, row: ResultRow) -> None:
        hit = row.hit
        assert hit is not None  # noqa: S101 - a hit's row has one
        text = rect.adjusted(_PAD_X, _PAD_Y - 1, -_PAD_X, 0)
        painter.setFont(_title_font())
        painter.setPen(QColor(self.theme.heading))
        title_rect = QRect(text)
        title_rect.setHeight(painter.fontMetrics().height())
        icon = _KIND_ICONS.get(hit.kind)
        if icon:
            box = QRectF(title_rect.left(), title_rect.center().y() - _ICON / 2 + 0.5, _ICON, _ICON)
            paint_icon(painter, icon, self.theme.accent, box)
            title_rect.setLeft(title_rect.left() + _ICON + 7)
        title = painter.fontMetrics().elidedText(row.text, Qt.TextElideMode.ElideRight, title_rect.width())
        painter.drawText(title_rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        y = float(text.top() + title_rect.height())
        if hit.path:
            painter.setFont(_path_font())
            painter.setPen(QColor(self.theme.muted))
            metrics = painter.fontMetrics()
            path = metrics.elidedText(" › ".join(hit.path), Qt.TextElideMode.ElideMiddle, text.width())
            painter.drawText(QPointF(text.left(), y + metrics.ascent()), path)
            y += metrics.height()
        painter.setPen(QColor(self.theme.text))
        layout, _height = self._snippet(row, text.width())
        layout.draw(painter, QPointF(text.left(), y + 2))

    def _snippet(self, row: ResultRow, width: int) -> tuple[QTextLayout, float]:
        """Return the snippet set in that width, cut after the last line that is shown, and its height."""
        assert row.hit is not None  # noqa: S101 - a hit's row has one
        layout = QTextLayout(row.hit.snippet, _snippet_font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats([self._mark(start, end) for start, end in row.hit.marks])
        height = 0.0
        layout.beginLayout()
        for _line in range(_MOST_LINES):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(40, width))
            line.setPosition(QPointF(0, height))
            height += line.height() + 1
        layout.endLayout()
        return layout, height + 3

    def _mark(self, start: int, end: int) -> QTextLayout.FormatRange:
        mark = QTextLayout.FormatRange()
        mark.start, mark.length = start, end - start
        char_format = QTextCharFormat()
        char_format.setBackground(QColor(self.theme.hit))
        char_format.setForeground(QColor(self.theme.hit_text))
        char_format.setFontWeight(QFont.Weight.DemiBold)
        mark.format = char_format
        return mark


def _chapter_font() -> QFont:
    return ui_font(13, QFont.Weight.DemiBold)


def _title_font(weight: QFont.Weight = QFont.Weight.DemiBold) -> QFont:
    return ui_font(15, weight)


def _path_font() -> QFont:
    return ui_font(13)


def _snippet_font() -> QFont:
    return ui_font(14)
