"""The rows of the toolbox as a Qt model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from handbook.ui.tools.cards import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.ui.tools.cards import ToolCard

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ToolboxModel(QAbstractListModel):
    """Groups and tools."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[ToolCard] = []

    def set_rows(self, rows: Sequence[ToolCard]) -> None:
        """Show other rows."""
        new = list(rows)
        if new == self.rows:
            return
        self.beginResetModel()
        self.rows = new
        self.endResetModel()

    def next_tool(self, row: int, by: int = 1) -> int:
        """Return the first row from `row` on, in steps of `by`, that is a tool; -1 for none."""
        while 0 <= row < len(self.rows):
            if self.rows[row].id:
                return row
            row += by
        return -1

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role asks for."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            had = words_of(row.had) if row.had is not None else ""
            return ". ".join(filter(None, (self._group_of(index.row()), row.title, row.detail, had, row.summary)))
        return None

    def _group_of(self, row: int) -> str:
        """Return the title above the first tool of a group; the keys pass over it, but it is to be heard."""
        above = self.rows[row - 1] if row else None
        return above.title if above is not None and not above.id and self.rows[row].id else ""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A group's title is there to be read."""
        if not self.rows[index.row()].id:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
