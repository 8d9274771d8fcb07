"""A list in which titles of groups stand among the rows: they are read, and passed over by the keys."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView

from handbook.ui.navigation.rows import RowList

_UP = frozenset(
    {
        QAbstractItemView.CursorAction.MoveUp,
        QAbstractItemView.CursorAction.MovePageUp,
        QAbstractItemView.CursorAction.MovePrevious,
        QAbstractItemView.CursorAction.MoveLeft,
        QAbstractItemView.CursorAction.MoveEnd,
    }
)


class GroupList(RowList):
    """The list; a title of a group is a row that can't be selected."""

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Pass over the titles of groups; above the first row there is nothing but the list's beginning."""
        index = super().moveCursor(action, modifiers)
        step = -1 if action in _UP else 1
        found = index
        while found.isValid() and not found.flags() & Qt.ItemFlag.ItemIsSelectable:
            found = found.siblingAtRow(found.row() + step)
        if found.isValid():
            return found
        self.scrollTo(index)
        return self.currentIndex()
