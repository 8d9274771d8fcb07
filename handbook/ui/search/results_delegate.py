"""How a hit is drawn: the section's title, the headings above it, and the snippet with its marks."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from handbook.book.nodes import ToolKind
from handbook.search.results import Scope
from handbook.ui.fonts import ui_font
from handbook.ui.icons import paint_icon
from handbook.ui.navigation.rows import pointer, view_of
from handbook.ui.search.results_model import ROW_ROLE, TITLES, ResultKind, ResultRow, above
from handbook.ui.theme import RADIUS, TOOL_ICONS, Theme

_PAD_X, _PAD_Y = 10, 7
_MOST_LINES = 4
_MOST_CUTS = 4
_MOST_KEPT = 300
_LEAST_CUT = 20
_ICON = 15
_KIND_ICONS: dict[Scope, str] = {
    Scope.GLOSSARY: "book-open",
    Scope.TOOLS: "clipboard-list",
    Scope.NOTES: "notebook-pen",
}


Marks = tuple[tuple[int, int], ...]


class ResultsDelegate(QStyledItemDelegate):
    """Draws the rows of the search panel."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._kept: dict[tuple[str, Marks, int], tuple[QTextLayout, float]] = {}

    @property
    def theme(self) -> Theme:
        """The theme that is drawn in."""
        return self._theme

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._theme = theme
        self._kept.clear()

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
        if row.kind not in TITLES:
            is_current = view.currentIndex() == index
            if is_current or rect.contains(pointer(view)):
                painter.setPen(QColor(self.theme.focus) if is_current and view.hasFocus() else Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self.theme.chosen if is_current else self.theme.hover))
                painter.drawRoundedRect(rect, RADIUS, RADIUS)
        match row.kind:
            case ResultKind.CHAPTER | ResultKind.NOTES:
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
            case ResultKind.CHAPTER | ResultKind.NOTES:
                return QSize(80, QFontMetrics(_chapter_font()).height() + 2 * _PAD_Y + 4)
            case ResultKind.RECENT | ResultKind.MORE:
                return QSize(80, QFontMetrics(_title_font()).height() + 2 * _PAD_Y)
        height = QFontMetrics(_title_font()).height() + self._snippet(row, width)[1]
        if row.hit is not None and above(row.hit):
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
        icon = TOOL_ICONS[ToolKind(hit.tool)] if hit.tool else _KIND_ICONS.get(hit.kind)
        if icon:
            box = QRectF(title_rect.left(), title_rect.center().y() - _ICON / 2 + 0.5, _ICON, _ICON)
            paint_icon(painter, icon, self.theme.accent, box)
            title_rect.setLeft(title_rect.left() + _ICON + 7)
        title = painter.fontMetrics().elidedText(row.text, Qt.TextElideMode.ElideRight, title_rect.width())
        painter.drawText(title_rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        y = float(text.top() + title_rect.height())
        if path := above(hit):
            painter.setFont(_path_font())
            painter.setPen(QColor(self.theme.muted))
            metrics = painter.fontMetrics()
            path = metrics.elidedText(path, Qt.TextElideMode.ElideMiddle, text.width())
            painter.drawText(QPointF(text.left(), y + metrics.ascent()), path)
            y += metrics.height()
        painter.setPen(QColor(self.theme.text))
        layout, _height = self._snippet(row, text.width())
        for number in range(min(_MOST_LINES, layout.lineCount())):
            layout.lineAt(number).draw(painter, QPointF(text.left(), y + 2))

    def _snippet(self, row: ResultRow, width: int) -> tuple[QTextLayout, float]:
        """Return the snippet set in that width, cut to the lines around its first mark, and its height."""
        assert row.hit is not None  # noqa: S101 - a hit's row has one
        key = (row.hit.snippet, row.hit.marks, width)
        if key not in self._kept:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            text, marks = row.hit.snippet, row.hit.marks
            layout, lines, height = self._laid(text, marks, width)
            # What was cut can wrap into one line more than it had: the ellipses take room.
            for _attempt in range(_MOST_CUTS):
                if len(lines) <= _MOST_LINES:
                    break
                text, marks = _cut(text, marks, lines)
                layout, lines, height = self._laid(text, marks, width)
            self._kept[key] = (layout, height)
        return self._kept[key]

    def _laid(self, text: str, marks: Marks, width: int) -> tuple[QTextLayout, list[int], float]:
        layout = QTextLayout(text, _snippet_font())
        # Before the lines are set, since marked words are wider.
        layout.setFormats([self._mark(_units(text, start), _units(text, end)) for start, end in marks])
        return (layout, *_set(layout, width))

    def _mark(self, start: int, end: int) -> QTextLayout.FormatRange:
        mark = QTextLayout.FormatRange()
        mark.start, mark.length = start, end - start
        char_format = QTextCharFormat()
        char_format.setBackground(QColor(self.theme.hit))
        char_format.setForeground(QColor(self.theme.hit_text))
        char_format.setFontWeight(QFont.Weight.DemiBold)
        mark.format = char_format
        return mark


def _set(layout: QTextLayout, width: int) -> tuple[list[int], float]:
    """Set a text in lines of that width; returns where each begins, and the height of as many as are shown."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    starts: list[int] = []
    height = 0.0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(40, width))
        line.setPosition(QPointF(0, height))
        if len(starts) < _MOST_LINES:
            height += line.height() + 1
        starts.append(line.textStart())
    layout.endLayout()
    return starts, height + 3


def _cut(text: str, marks: Marks, starts: list[int]) -> tuple[str, Marks]:
    """Leave of a snippet the lines around its first mark, with an ellipsis where something is left out."""
    first_mark = _units(text, marks[0][0]) if marks else 0
    line = bisect_right(starts, first_mark) - 1
    # The beginning is worth more than a line after the mark; but the last line loses room to the ellipsis.
    first = 0 if line < _MOST_LINES - 1 else min(line - 1, len(starts) - _MOST_LINES)
    start = starts[first]
    end = starts[first + _MOST_LINES] if first + _MOST_LINES < len(starts) else len(text)
    # The ellipses need room in the lines that are kept.
    lead = "…\u00a0" if start else ""
    if (end < len(text) or lead) and end - start > _LEAST_CUT:
        space = text.rfind(" ", start, end - 3)
        # A long address has no space to end at.
        whole, end = end, space if space > start else end - 3
        if marks and marks[0][0] >= start and marks[0][1] > end:
            # What was found stands at the very end: the room is made before it.
            start, end = starts[first + 1], whole
    tail = "\u00a0…" if end < len(text) else ""
    moved = len(lead) - start
    kept = tuple((from_ + moved, to + moved) for from_, to in marks if start <= from_ and to <= end)
    return f"{lead}{text[start:end].strip()}{tail}", kept


def _units(text: str, place: int) -> int:
    """Return a place in UTF-16 code units, as Qt counts."""
    return place if text.isascii() else len(text[:place].encode("utf-16-le")) // 2


def _chapter_font() -> QFont:
    return ui_font(13, QFont.Weight.DemiBold)


def _title_font(weight: QFont.Weight = QFont.Weight.DemiBold) -> QFont:
    return ui_font(15, weight)


def _path_font() -> QFont:
    return ui_font(13)


def _snippet_font() -> QFont:
    return ui_font(14)
