"""The rows of the notes panel as a Qt model, and how one is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from handbook.notes.model import Kind
from handbook.notes.wording import copy_title, kind_names, own_words
from handbook.ui.fonts import ui_font
from handbook.ui.icons import paint_icon
from handbook.ui.navigation.rows import paint_ground, paint_group, view_of
from handbook.ui.notes.colours import LOST_SIGN, hue_of, sign_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.ui.notes.arrange import NoteRow
    from handbook.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_PAD, _SIGN, _GUTTER = 8, 16, 26
_QUOTE_LINES, _NOTE_LINES = 2, 3
# What can be seen of a text of a few lines, whatever the width.
_MOST_CHARACTERS = 400


class NoteListModel(QAbstractListModel):
    """Groups and annotations."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[NoteRow] = []

    def set_rows(self, rows: Sequence[NoteRow]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def row_of(self, id_: str) -> int:
        """Return the first row of an annotation, or -1."""
        return next(
            (n for n, row in enumerate(self.rows) if row.annotation is not None and row.annotation.id == id_), -1
        )

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role asks for."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title if row.annotation is None else quote_of(row) or note_of(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A group's title is there to be read."""
        if self.rows[index.row()].annotation is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def quote_of(row: NoteRow) -> str:
    """Return the words of the handbook that a row shows."""
    one = row.annotation
    if one is None:
        return ""
    # A place is told by the line that begins there: a heading, without what follows it.
    is_place = one.anchor.start == one.anchor.end
    words = one.anchor.exact.strip().partition("\n")[0] if is_place else one.anchor.exact
    return " ".join(words[:_MOST_CHARACTERS].split())


def note_of(row: NoteRow) -> str:
    """Return the words of the reader that a row shows, without their markup."""
    one = row.annotation
    if one is None:
        return ""
    # What was filled in is shown by "My tools"; here a copy is told by its name.
    if one.kind is Kind.TOOL:
        words = copy_title(one)[:_MOST_CHARACTERS]
        return words if words != quote_of(row) else ""
    return own_words(one, 2 * _MOST_CHARACTERS)[:_MOST_CHARACTERS]


def spoken(row: NoteRow) -> str:
    """Return what a screen reader says of a row."""
    one = row.annotation
    if one is None:
        return row.title
    return ". ".join(
        filter(None, (kind_names()[one.kind], note_of(row), quote_of(row), row.title, ", ".join(one.tags)))
    )


class NoteRowDelegate(QStyledItemDelegate):
    """Draws a row: its sign, the quote, the note, and where and when.

    Heights are reckoned from the texts' widths, not laid out: with thousands of rows only those that are seen are.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._group = ui_font(13, QFont.Weight.DemiBold)
        self._quote, self._note, self._meta = ui_font(14), ui_font(15), ui_font(13)
        self._quote.setItalic(True)
        self._heights: dict[tuple[str, str, str, int], int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a row's size in the width that the list has."""
        width = view_of(option).viewport().width()
        row = _row(index)
        one = row.annotation
        if one is None:
            return QSize(width, QFontMetrics(self._group).height() + _PAD + (12 if index.row() else 4))
        key = (one.id, one.modified, row.title, width)
        if key not in self._heights:
            self._heights[key] = self._height(row, width)
        return QSize(width, self._heights[key])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        row, theme, view = _row(index), self.theme, view_of(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(0, 1, -4, -1)
        if row.annotation is None:
            paint_group(painter, rect, row.title, self._group, theme)
        else:
            paint_ground(painter, rect, view, index, theme)
            self._paint_row(painter, rect, row)
        painter.restore()

    def _paint_row(self, painter: QPainter, rect: QRect, row: NoteRow) -> None:
        one, theme = row.annotation, self.theme
        assert one is not None  # noqa: S101 - the caller has looked
        sign = LOST_SIGN if row.is_lost else sign_of(one)
        strong = theme.accents[hue_of(one)].strong
        box = QRectF(rect.left() + 5, rect.top() + _PAD, _SIGN, _SIGN)
        if one.kind is Kind.HIGHLIGHT and not row.is_lost:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.marks[hue_of(one)]))
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 4, 4)
        paint_icon(painter, sign, strong, box)
        left, width = rect.left() + _GUTTER, rect.width() - _GUTTER - 6
        y = float(rect.top() + _PAD - 1)
        note, quote = note_of(row), quote_of(row)
        if note:
            y = self._draw(painter, note, self._note, theme.heading, QPointF(left, y), width, _NOTE_LINES)
        if quote:
            y = self._draw(painter, quote, self._quote, theme.text, QPointF(left, y), width, _QUOTE_LINES)
        meta = self._meta_of(row)
        if meta:
            self._draw(painter, meta, self._meta, theme.muted, QPointF(left, y), width, 1)

    def _meta_of(self, row: NoteRow) -> str:
        assert row.annotation is not None  # noqa: S101 - groups have none
        return " · ".join(filter(None, (row.title, " ".join(f"#{tag}" for tag in row.annotation.tags))))

    def _height(self, row: NoteRow, width: int) -> int:
        room = max(40, width - _GUTTER - 10)
        height = 2 * _PAD
        texts = ((note_of(row), self._note, _NOTE_LINES), (quote_of(row), self._quote, _QUOTE_LINES))
        for text, font, most in (*texts, (self._meta_of(row), self._meta, 1)):
            if text:
                metrics = QFontMetrics(font)
                length = metrics.horizontalAdvance(text)
                # Lines end before the width is full: a tenth of each is lost at the least.
                lines = 1 if length <= room or most == 1 else int(length * 1.1 / room) + 1
                height += metrics.height() * min(most, lines)
        return height

    def _draw(
        self, painter: QPainter, text: str, font: QFont, colour: str, at: QPointF, width: float, most: int
    ) -> float:
        """Draw a text over as many lines as it may have, and return where it ends."""
        metrics = QFontMetrics(font)
        layout = QTextLayout(text, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        y = at.y()
        layout.beginLayout()
        for number in range(most):
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            start, length = line.textStart(), line.textLength()
            line.setPosition(QPointF(0, 0))
            if number == most - 1 and start + length < len(text):
                piece = metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, round(width))
                painter.drawText(QPointF(at.x(), y + metrics.ascent()), piece)
            else:
                # The layout knows which way a script runs.
                line.draw(painter, QPointF(at.x(), y))
            y += metrics.height()
        layout.endLayout()
        return y


def _row(index: Index) -> NoteRow:
    model = index.model()
    assert isinstance(model, NoteListModel)  # noqa: S101 - the panel sets no other
    return model.rows[index.row()]
