"""The rows of "My tools" as a Qt model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.ui.tools.copies import CopyRow

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class CopyListModel(QAbstractListModel):
    """Groups and filled copies.

    Signals:
        renamed: The reader gave a copy another title: its id, and the title.
    """

    renamed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[CopyRow] = []

    def set_rows(self, rows: Sequence[CopyRow]) -> None:
        """Show other rows; where they stand as before, those that are others are drawn anew."""
        new = list(rows)
        if [row.id for row in new] == [row.id for row in self.rows]:
            changed = [number for number, row in enumerate(new) if row != self.rows[number]]
            self.rows = new
            for number in changed:
                self.dataChanged.emit(self.index(number), self.index(number))
            return
        self.beginResetModel()
        self.rows = new
        self.endResetModel()

    def row_of(self, id_: str) -> int:
        """Return the row of a copy, or -1."""
        return next((number for number, row in enumerate(self.rows) if row.id == id_), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role asks for."""
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            above = self.rows[index.row() - 1] if index.row() else None
            # The keys pass over the title of a group, but it is to be heard.
            group = above.title if above is not None and not above.id and row.id else ""
            return ". ".join(filter(None, (group, row.title, row.said, row.detail, row.trouble)))
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Pass on the title that the reader typed."""
        row = self.rows[index.row()]
        title = " ".join(str(value).split())
        if role != Qt.ItemDataRole.EditRole or not row.id or not title or title == row.title:
            return False
        self.renamed.emit(row.id, title)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A group's title is there to be read; a copy that can't be read keeps its name."""
        row = self.rows[index.row()]
        if not row.id:
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if row.kind is not None else flags
