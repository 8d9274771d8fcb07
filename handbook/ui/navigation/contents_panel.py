"""The contents panel: the chapter tree with a filter above it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QFrame, QLabel, QTreeView, QVBoxLayout, QWidget

from handbook.book.address import Address
from handbook.i18n import _
from handbook.ui.fields import WordField
from handbook.ui.fonts import ui_font
from handbook.ui.icons import paint_icon
from handbook.ui.navigation.contents_model import ContentsFilter, ContentsModel, ContentsRole, RowKind
from handbook.ui.navigation.rows import RowDelegate, took_key
from handbook.ui.theme import S2, S3, Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent

    from handbook.book.model import Summary
    from handbook.book.nodes import Section

_FILTER_MS = 60
_INDENT = 15
_FEW_CHAPTERS = 200
_ARROW = 14


class ContentsPanel(QWidget):
    """Shows the chapters of a handbook.

    Signals:
        chosen: The reader wants that place.
        left: The reader is done here; the keyboard should go back to the text.
    """

    chosen = Signal(Address)
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("SidePanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._model: ContentsModel | None = None
        self._filter: ContentsFilter | None = None
        self._open = ""
        self._delegate = RowDelegate(theme)
        self.field = WordField(_("Filter the contents"), theme, clears_on_escape=True)
        self.field.textChanged.connect(self._on_text)
        self.field.escaped.connect(self.left)
        self.field.entered.connect(lambda _shift: self._enter_rows(open_it=True))
        self.field.stepped.connect(lambda _by: self._enter_rows(open_it=False))
        self._delay = QTimer(self, singleShot=True, interval=_FILTER_MS)
        self._delay.timeout.connect(self._apply_filter)
        self.tree = ContentsTree()
        self.tree.setItemDelegate(self._delegate)
        self.tree.setAccessibleName(_("Contents"))
        self.tree.clicked.connect(self._choose)
        self.tree.entered_row.connect(self._choose)
        self.tree.escaped.connect(self.left)
        self._nothing = QLabel(_("No chapter has these words in its title."))
        self._nothing.setObjectName("Hint")
        self._nothing.setFont(ui_font(14))
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S3, S3, S2, 0)
        layout.setSpacing(S2)
        layout.addWidget(self.field)
        layout.addWidget(self._nothing)
        layout.addWidget(self.tree, 1)

    def set_contents(self, summary: Summary, sections: Callable[[str], Sequence[Section]]) -> None:
        """Show the chapters of another handbook."""
        self._model = ContentsModel(summary, sections, self)
        self._filter = ContentsFilter(self._model, self)
        self._open = ""
        self.field.clear()
        self.tree.setModel(self._filter)
        self._expand()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._delegate.theme = theme
        self.field.set_theme(theme)
        self.tree.viewport().update()

    def set_open(self, key: str) -> None:
        """Mark the chapter on the screen, expand it to its sections, and bring it into view."""
        if self._model is None or self._filter is None or key == self._open:
            return
        before = self._filter.mapFromSource(self._model.index_of(self._open))
        self._open = key
        self._model.set_open(key)
        if self._filter.is_active:
            return
        if before.isValid() and before.model().index(0, 0, before).data(ContentsRole.KIND) is RowKind.SECTION:
            self.tree.collapse(before)
        self._reveal()

    def _reveal(self) -> None:
        if self._model is None or self._filter is None:
            return
        index = self._filter.mapFromSource(self._model.index_of(self._open))
        if index.isValid():
            above = index.parent()
            while above.isValid():
                self.tree.expand(above)
                above = above.parent()
            self.tree.expand(index)
            self.tree.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.tree.scrollTo(index)

    def focus_filter(self) -> None:
        """Move the keyboard to the filter."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _on_text(self) -> None:
        self._delay.start()

    def _expand(self) -> None:
        # A handbook that is too long to be seen at once shows its parts, and the chapters of the open one.
        if self._model is not None and self._model.chapter_count <= _FEW_CHAPTERS:
            self.tree.expand_known()

    def _enter_rows(self, *, open_it: bool) -> None:
        self._apply_filter()
        if self._filter is None:
            return
        # What stands above a match is shown too, but it isn't what was asked for.
        first = self.tree.first_choice(self._filter.matches_itself)
        current = self.tree.currentIndex()
        target = first if self.field.text() or not current.isValid() else current
        if not target.isValid():
            return
        self.tree.setCurrentIndex(target)
        if open_it:
            self._choose(target)
        else:
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)

    def _apply_filter(self) -> None:
        self._delay.stop()
        if self._filter is None or self._model is None:
            return
        self._filter.set_text(self.field.text())
        if self._filter.is_active:
            self.tree.expand_known()
        else:
            self.tree.collapseAll()
            self._expand()
            self._reveal()
        self._nothing.setVisible(self._filter.rowCount() == 0)

    def _choose(self, index: QModelIndex) -> None:
        key = index.data(ContentsRole.CHAPTER)
        if key and index.data(ContentsRole.KIND) is not RowKind.DRAFT:
            self.chosen.emit(Address(str(key), str(index.data(ContentsRole.SECTION))))


class ContentsTree(QTreeView):
    """A tree view with rows as high as their wrapped titles.

    Signals:
        entered_row: Enter was pressed on a row.
        escaped: Escape was pressed.
    """

    entered_row = Signal(QModelIndex)
    escaped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHeaderHidden(True)
        # The open chapter is marked by the delegate; a selection would be drawn beside the arrows as well, and stay.
        self.setSelectionMode(QTreeView.SelectionMode.NoSelection)
        self.setIndentation(_INDENT)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self._width = 0
        self._relayout = QTimer(self, singleShot=True, interval=0)
        self._relayout.timeout.connect(self.scheduleDelayedItemsLayout)

    def first_choice(self, is_wanted: Callable[[QModelIndex], bool]) -> QModelIndex:
        """Return the first row that can be chosen and is wanted, else the first that can be chosen."""
        model = self.model()
        index, first = model.index(0, 0), QModelIndex()
        while index.isValid():
            if model.flags(index) & Qt.ItemFlag.ItemIsSelectable:
                if is_wanted(index):
                    return index
                first = first if first.isValid() else index
            index = self.indexBelow(index)
        return first

    def expand_known(self) -> None:
        """Expand parts and chapters down to every chapter, without reading a chapter's file."""
        model = self.model()
        waiting = [model.index(row, 0) for row in range(model.rowCount())]
        while waiting:
            index = waiting.pop()
            children = model.rowCount(index)
            if children:
                self.expand(index)
                waiting.extend(model.index(row, 0, index) for row in range(children))

    def drawBranches(self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw the arrow beside a row's first line, where the title begins."""
        if not index.model().hasChildren(index):
            return
        delegate = self.itemDelegate()
        assert isinstance(delegate, RowDelegate)  # noqa: S101 - the panel sets no other
        name = "chevron-down" if self.isExpanded(index) else "chevron-right"
        middle = delegate.first_line_middle(rect, index)
        box = QRectF(rect.right() - _ARROW - 1, middle - _ARROW / 2, _ARROW, _ARROW)
        paint_icon(painter, name, delegate.theme.muted, box)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row, Escape leaves."""
        if not took_key(self, event, self.entered_row.emit, self.escaped.emit):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Titles wrap anew in another width."""
        super().resizeEvent(event)
        if self.viewport().width() != self._width:
            self._width = self.viewport().width()
            self._relayout.start()
