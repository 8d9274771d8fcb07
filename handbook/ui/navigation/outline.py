"""The outline of the open chapter: its headings, with the one that is being read marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from handbook.i18n import _
from handbook.ui.fonts import ui_font
from handbook.ui.navigation.contents_model import ContentsRole, RowKind
from handbook.ui.navigation.rows import RowDelegate, RowList
from handbook.ui.theme import S2, S3, S4, Theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.nodes import Section

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
# Deeper headings are too fine for a list that is read in a glance.
_DEEPEST = 3


class OutlineModel(QAbstractListModel):
    """The headings of levels 2 and 3; each row knows the index of its section in the tree."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[int, Section]] = []
        self._current = -1

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Show the headings of another chapter."""
        self.beginResetModel()
        self._rows = [(i, section) for i, section in enumerate(sections) if 2 <= section.level <= _DEEPEST]
        self._current = -1
        self.endResetModel()

    def set_current(self, section: int) -> QModelIndex:
        """Mark the heading that the section of that index belongs to, and return its row."""
        current = -1
        for row, (index, _section) in enumerate(self._rows):
            if index <= section:
                current = row
        if current != self._current:
            before, self._current = self._current, current
            for row in (before, current):
                if row >= 0:
                    self.dataChanged.emit(self.index(row), self.index(row))
        return self.index(current) if current >= 0 else QModelIndex()

    def section_index(self, row: int) -> int:
        """Return the index in the tree of a row's section."""
        return self._rows[row][0]

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of headings."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role asks for."""
        _place, section = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return section.title
            case Qt.ItemDataRole.AccessibleTextRole:
                here = index.row() == self._current
                return _("{title}, being read").format(title=section.title) if here else section.title
            case ContentsRole.KIND:
                return RowKind.CHAPTER if section.level == 2 else RowKind.SECTION
            case ContentsRole.IS_OPEN:
                return index.row() == self._current
        return None


class OutlinePanel(QWidget):
    """Shows the outline.

    Signals:
        chosen: The reader wants the section of that index.
        left: The keyboard should go back to the text.
    """

    chosen = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("SidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model = OutlineModel()
        self._delegate = RowDelegate(theme)
        self._title = QLabel(_("On this page"))
        self._title.setObjectName("PanelTitle")
        self._title.setFont(ui_font(13, ui_font().Weight.DemiBold))
        self.list = RowList()
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(_("On this page"))
        self.list.clicked.connect(self._choose)
        self.list.entered_row.connect(self._choose)
        self.list.escaped.connect(self.left)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S3, S4, S2, 0)
        layout.setSpacing(S2)
        layout.addWidget(self._title)
        layout.addWidget(self.list, 1)

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._delegate.theme = theme
        self.list.viewport().update()

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Show the headings of another chapter."""
        self._model.set_sections(sections)
        self._title.setVisible(self._model.rowCount() > 0)

    def set_current(self, section: int) -> None:
        """Mark the section that is being read, and keep it in view."""
        index = self._model.set_current(section)
        if index.isValid():
            if not self.list.hasFocus():
                self.list.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.list.scrollTo(index)

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(self._model.section_index(index.row()))
