"""The list of notes as a widget: keys and clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QListView

from handbook.ui.navigation.rows import RowList

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent


class NoteListView(RowList):
    """The list: several rows can be selected.

    Signals:
        clicked_row: A row was clicked without a key held.
        deleted: Delete was pressed.
        edited: F2 was pressed.
    """

    clicked_row = Signal(QModelIndex)
    deleted = Signal()
    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        # Thousands of rows are measured a few at a time: the first ones are there at once.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(200)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete deletes, F2 edits."""
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.edited.emit()
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A plain click wants the place."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers() and index.isValid():
            self.clicked_row.emit(index)
