"""The list of filled copies: keys, clicks, how a row is drawn, and how its title is changed in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QLineEdit, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from handbook.i18n import _
from handbook.ui.fonts import ui_font
from handbook.ui.icons import paint_icon
from handbook.ui.navigation.rows import paint_ground, paint_group, view_of
from handbook.ui.theme import S1, S2, TOOL_ICONS, Hue
from handbook.ui.tools.copies_model import CopyListModel
from handbook.ui.tools.drawing import BAR, draw_bar, draw_text, text_height
from handbook.ui.tools.group_list import GroupList

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from handbook.ui.theme import Theme
    from handbook.ui.tools.copies import CopyRow

Index = QModelIndex | QPersistentModelIndex
_PAD, _SIGN, _GUTTER, _RIGHT = 8, 17, 30, 12
_TITLE_LINES, _DETAIL_LINES, _TROUBLE_LINES = 2, 2, 3
_UNREADABLE, _LOST = "octagon-alert", "link-2-off"
# A bar longer than this says nothing more.
_LONGEST_BAR = 140


class CopyList(GroupList):
    """The list: several rows can be selected.

    Signals:
        clicked_row: A row was clicked without a key held.
        deleted: Delete was pressed.
    """

    clicked_row = Signal(QModelIndex)
    deleted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        # Hundreds of rows are measured a few at a time: the first ones are there at once.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(100)

    def rename(self) -> None:
        """Let the reader change the title of the current row, in its place."""
        index = self.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.scrollTo(index)
            self.edit(index)

    def event(self, event: QEvent) -> bool:
        """Ctrl+A is the list's own while it has the keyboard, and not the page's."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.matches(QKeySequence.StandardKey.SelectAll)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete deletes, F2 renames."""
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.rename()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A plain click wants the copy."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers() and index.isValid():
            self.clicked_row.emit(index)


class CopyRowDelegate(QStyledItemDelegate):
    """Draws a row: the tool's sign, the title, what it is a copy of, and how far it is filled in."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._group = ui_font(13, QFont.Weight.DemiBold)
        self._title, self._meta = ui_font(15, QFont.Weight.DemiBold), ui_font(13)
        self._heights: dict[tuple[CopyRow, int], int] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a row's size in the width that the list has."""
        width = view_of(option).viewport().width()
        row = _row(index)
        if not row.id:
            return QSize(width, QFontMetrics(self._group).height() + _PAD + (12 if index.row() else 4))
        key = (row, width)
        if key not in self._heights:
            self._heights[key] = self._height(row, width - _GUTTER - _RIGHT - 4)
        return QSize(width, self._heights[key])

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""
        row, theme, view = _row(index), self.theme, view_of(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = option.rect.adjusted(0, 1, -4, -1)
        if not row.id:
            paint_group(painter, rect, row.title, self._group, theme)
        else:
            paint_ground(painter, rect, view, index, theme)
            self._paint_row(painter, rect, row)
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """Return a field for the title."""
        field = _TitleField(parent)
        field.setFont(self._title)
        field.setAccessibleName(_("Title"))
        return field

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Put the field where the title is."""
        rect = option.rect
        height = editor.sizeHint().height()
        left = rect.left() + _GUTTER - S2
        editor.setGeometry(left, rect.top() + 1, rect.right() - left - S1, height)

    def _paint_row(self, painter: QPainter, rect: QRect, row: CopyRow) -> None:
        theme = self.theme
        sign = _LOST if row.kind is not None and row.trouble else TOOL_ICONS[row.kind] if row.kind else _UNREADABLE
        hue = Hue.AMBER if row.trouble else Hue.PLUM
        paint_icon(painter, sign, theme.accents[hue].strong, QRectF(rect.left() + 6, rect.top() + _PAD, _SIGN, _SIGN))
        left, width = rect.left() + _GUTTER, rect.width() - _GUTTER - _RIGHT
        y = float(rect.top() + _PAD - 1)
        # What can't be filled in here steps back behind what can.
        colour = theme.muted if row.trouble else theme.heading
        y = draw_text(painter, row.title, self._title, colour, QPointF(left, y), width, _TITLE_LINES)
        y = draw_text(painter, row.detail, self._meta, theme.muted, QPointF(left, y), width, _DETAIL_LINES)
        if row.progress is not None:
            metrics = QFontMetrics(self._meta)
            long = min(_LONGEST_BAR, width // 2)
            bar = QRectF(left + 0.5, y + (metrics.height() - BAR) / 2 + 0.5, long, BAR)
            draw_bar(painter, theme, row.progress, bar)
            at = QPointF(left + long + S2, y)
            y = draw_text(painter, row.said, self._meta, theme.text, at, width - long - S2)
        colour = theme.accents[Hue.AMBER].strong
        draw_text(painter, row.trouble, self._meta, colour, QPointF(left, y), width, _TROUBLE_LINES)

    def _height(self, row: CopyRow, width: int) -> int:
        return (
            2 * _PAD
            + text_height(row.title, self._title, width, _TITLE_LINES)
            + text_height(row.detail, self._meta, width, _DETAIL_LINES)
            + (QFontMetrics(self._meta).height() if row.progress is not None else 0)
            + text_height(row.trouble, self._meta, width, _TROUBLE_LINES)
        )


class _TitleField(QLineEdit):
    """Keeps Enter to itself: the list would open the row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        event.accept()


def _row(index: Index) -> CopyRow:
    model = index.model()
    assert isinstance(model, CopyListModel)  # noqa: S101 - the panel sets no other
    return model.rows[index.row()]
