"""How a tool is drawn in the toolbox: as a card with what it is, what it is for, and what the reader has of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from handbook.i18n import _
from handbook.ui.icons import paint_icon
from handbook.ui.navigation.rows import pointer, view_of
from handbook.ui.theme import RADIUS, S1, S2, S3, TOOL_ICONS, Hue
from handbook.ui.tools.cards import words_of
from handbook.ui.tools.drawing import BAR, draw_bar, draw_text, text_height
from handbook.ui.tools.toolbox_model import ToolboxModel

if TYPE_CHECKING:
    from handbook.ui.tools.cards import ToolCard
    from handbook.ui.tools.look import Look

Index = QModelIndex | QPersistentModelIndex
_PAD, _GAP = 14, 8
_SIGN, _ICON = 34, 20
_TITLE_LINES, _DETAIL_LINES, _SUMMARY_LINES = 3, 3, 6
# What the reader has stands at the right where the card is this wide, else below; at 100 %, in pixels.
_WIDE, _RIGHT = 520, 176
# In a card narrower than this, the sign stands above the text.
_TIGHT = 250


class _Room(NamedTuple):
    """How a card's width is shared out, in pixels.

    Attributes:
        left, top: Where the text begins, from the card's edges.
        width: Of the text.
        is_wide: Whether what the reader has stands at the right.
        right: Width of what stands there.
    """

    left: int
    top: int
    width: int
    is_wide: bool
    right: int


class ToolCardDelegate(QStyledItemDelegate):
    """Draws the rows of the toolbox."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._heights: dict[tuple[ToolCard, int], int] = {}
        self.look = look

    @property
    def look(self) -> Look:
        """The theme and the text size that are drawn in."""
        return self._look

    @look.setter
    def look(self, look: Look) -> None:
        self._look = look
        self._heights.clear()
        self._group = look.font(17, QFont.Weight.DemiBold)
        self._title, self._meta = look.font(17, QFont.Weight.DemiBold), look.font(14)
        self._summary, self._button = look.font(16), look.font(14, QFont.Weight.DemiBold)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a row's size in the width that the list has."""
        width = view_of(option).viewport().width()
        row = _row(index)
        if not row.id:
            above = self.look.size(26 if index.row() else 4)
            return QSize(width, above + text_height(row.title, self._group, width - S3, 3) + S2)
        key = (row, width)
        if key not in self._heights:
            self._heights[key] = self._height(row, width - 4)
        return QSize(width, self._heights[key] + _GAP)

    def button_rect(self, view: QAbstractItemView, index: QModelIndex) -> QRect:
        """Return where in a view the button of a row is; empty for a group.

        Args:
            view: The list.
            index: The row.
        """
        row = _row(index)
        return self._button_in(_card_rect(view.visualRect(index))) if row.id else QRect()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        row, theme, view = _row(index), self.look.theme, view_of(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not row.id:
            width = option.rect.width() - S3
            y = option.rect.bottom() - S2 - text_height(row.title, self._group, width, 3)
            draw_text(painter, row.title, self._group, theme.heading, QPointF(option.rect.left() + 2, y), width, 3)
        else:
            rect = _card_rect(option.rect)
            is_chosen = view.selectionModel().isSelected(index)
            is_under = rect.contains(pointer(view))
            has_keyboard = view.hasFocus() and view.currentIndex() == index
            painter.setPen(QColor(theme.focus if has_keyboard else theme.rule))
            painter.setBrush(QColor(theme.chosen if is_chosen else theme.hover if is_under else theme.raised))
            painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
            self._paint_card(painter, rect, row, pointer(view))
        painter.restore()

    def _paint_card(self, painter: QPainter, rect: QRect, row: ToolCard, mouse: object) -> None:
        theme, room = self.look.theme, self._room(rect.width())
        accent = theme.accents[Hue.PLUM]
        side = self.look.size(_SIGN)
        box = QRectF(rect.left() + _PAD, rect.top() + _PAD, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(accent.soft))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        inset = (side - self.look.size(_ICON)) / 2
        if row.kind is not None:
            paint_icon(painter, TOOL_ICONS[row.kind], accent.strong, box.adjusted(inset, inset, -inset, -inset))
        left = float(rect.left() + room.left)
        y = float(rect.top() + room.top - 2)
        y = draw_text(painter, row.title, self._title, theme.heading, QPointF(left, y), room.width, _TITLE_LINES)
        y = draw_text(painter, row.detail, self._meta, theme.muted, QPointF(left, y), room.width, _DETAIL_LINES)
        at = QPointF(left, y + S1)
        draw_text(painter, row.summary, self._summary, theme.text, at, room.width, _SUMMARY_LINES)
        button = self._button_in(rect)
        self._paint_button(
            painter, button, is_under=isinstance(mouse, type(button.topLeft())) and button.contains(mouse)
        )
        self._paint_had(painter, rect, row, button)

    def _paint_button(self, painter: QPainter, rect: QRect, *, is_under: bool) -> None:
        theme = self.look.theme
        painter.setPen(QColor(theme.accent))
        painter.setBrush(QColor(theme.accent if is_under else theme.raised))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        painter.setPen(QColor(theme.accent_text if is_under else theme.accent))
        painter.setFont(self._button)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _("Fill in"))

    def _paint_had(self, painter: QPainter, rect: QRect, row: ToolCard, button: QRect) -> None:
        had, room = row.had, self._room(rect.width())
        if had is None:
            return
        theme, words = self.look.theme, words_of(had)
        width = room.right if room.is_wide else room.width
        left = rect.right() - _PAD - width if room.is_wide else rect.left() + room.left
        y = button.bottom() + S2 if room.is_wide else button.top() - S3 - self._had_height(row, room)
        painter.setPen(QColor(theme.text))
        metrics = QFontMetrics(self._meta)
        if room.is_wide and metrics.horizontalAdvance(words) < width:
            left, width = (
                rect.right() - _PAD - metrics.horizontalAdvance(words) - 1,
                metrics.horizontalAdvance(words) + 1,
            )
        bottom = draw_text(painter, words, self._meta, theme.text, QPointF(left, y), width, 2)
        draw_bar(
            painter, theme, had.progress, QRectF(left + 0.5, bottom + S1 + 0.5, min(width, self.look.size(180)), BAR)
        )

    def _button_in(self, rect: QRect) -> QRect:
        """Return where the button of a card is."""
        metrics, room = QFontMetrics(self._button), self._room(rect.width())
        size = QSize(metrics.horizontalAdvance(_("Fill in")) + 2 * S3, metrics.height() + 2 * S1)
        if room.is_wide:
            return QRect(rect.right() - _PAD - size.width(), rect.top() + _PAD - 2, size.width(), size.height())
        return QRect(rect.left() + room.left, rect.bottom() - _PAD - size.height(), size.width(), size.height())

    def _room(self, width: int) -> _Room:
        """Return how the width of a card is shared out."""
        is_wide = width >= self.look.size(_WIDE)
        right = self.look.size(_RIGHT) if is_wide else 0
        side = self.look.size(_SIGN)
        is_tight = width < self.look.size(_TIGHT)
        left, top = (_PAD, _PAD + side + S2) if is_tight else (_PAD + side + S3, _PAD)
        return _Room(left, top, width - left - _PAD - (right + S3 if is_wide else 0), is_wide, right)

    def _height(self, row: ToolCard, width: int) -> int:
        room = self._room(width)
        text = (
            text_height(row.title, self._title, room.width, _TITLE_LINES)
            + text_height(row.detail, self._meta, room.width, _DETAIL_LINES)
            + (S1 + text_height(row.summary, self._summary, room.width, _SUMMARY_LINES) if row.summary else 0)
        )
        button = QFontMetrics(self._button).height() + 2 * S1
        had = self._had_height(row, room)
        if room.is_wide:
            text = max(text, button + (S2 + had if had else 0), self.look.size(_SIGN))
        else:
            text += S3 + button + (S3 + had if had else 0)
        return room.top + text + _PAD

    def _had_height(self, row: ToolCard, room: _Room) -> int:
        if row.had is None:
            return 0
        width = room.right if room.is_wide else room.width
        return text_height(words_of(row.had), self._meta, width, 2) + S1 + BAR + 1


def _card_rect(rect: QRect) -> QRect:
    return rect.adjusted(0, 0, -4, -_GAP)


def _row(index: Index) -> ToolCard:
    model = index.model()
    assert isinstance(model, ToolboxModel)  # noqa: S101 - the page sets no other
    return model.rows[index.row()]
