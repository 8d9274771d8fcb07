"""The toolbox: every tool of the handbook on a page of its own, in the text's place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QFont, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from handbook.i18n import _, plural
from handbook.notes.filled import UnreadableBodyError
from handbook.ui.fields import WordField
from handbook.ui.flow import FlowLayout
from handbook.ui.fonts import TEXT_FAMILY, ui_font
from handbook.ui.icons import icon
from handbook.ui.theme import S1, S2, S3
from handbook.ui.tools.cards import ToolGrouping, arrange_tools, had_of, tool_grouping_names
from handbook.ui.tools.group_list import GroupList
from handbook.ui.tools.toolbox_delegate import ToolCardDelegate
from handbook.ui.tools.toolbox_model import ToolboxModel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QMouseEvent, QResizeEvent

    from handbook.book.toolbox import ToolPlace
    from handbook.notes.filled import Filled
    from handbook.ui.tools.cards import Had, ToolCard
    from handbook.ui.tools.collector import ToolCollector
    from handbook.ui.tools.desk import ToolDesk
    from handbook.ui.tools.look import Look

_LARGEST_CHIP = 22
_FILTER_MS = 60
_ANNOUNCE_MS = 800
_CTRL = Qt.KeyboardModifier.ControlModifier
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# Of the column, at 100 % text; beside it; in pixels.
_COLUMN, _SIDES, _NARROW = 860, (28, 12), 480
# In a window lower than this, the list needs the room more than what explains it.
_LOW = 520
_LEAST_TITLE = 16


class ToolList(GroupList):
    """The list of tools.

    Signals:
        shown: The reader wants to see the tool of that row.
        filled: The reader wants to fill it in.
    """

    shown = Signal(QModelIndex)
    filled = Signal(QModelIndex)

    def __init__(self, delegate: ToolCardDelegate) -> None:
        super().__init__()
        self._cards = delegate
        self.setItemDelegate(delegate)
        self.entered_row.connect(self.shown)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Enter is the list's own while it has the keyboard."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_fill_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter fills in."""
        if is_fill_key(event):
            self.filled.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The button of a card looks like one."""
        super().mouseMoveEvent(event)
        is_on = self._is_on_button(event.position().toPoint())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if is_on else Qt.CursorShape.ArrowCursor)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a card shows the tool, one on its button fills it in."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        if event.button() == Qt.MouseButton.LeftButton and not event.modifiers() and index.isValid():
            (self.filled if self._is_on_button(point) else self.shown).emit(index)

    def _is_on_button(self, point: QPoint) -> bool:
        index = self.indexAt(point)
        return index.isValid() and self._cards.button_rect(self, index).contains(point)


class ToolboxPage(QWidget):
    """The page.

    Signals:
        tool_wanted: The reader wants to see a tool in its chapter: the chapter's key, and the tool's id.
        left: The reader is done here.
    """

    tool_wanted = Signal(str, str)
    left = Signal()

    def __init__(self, desk: ToolDesk, collector: ToolCollector, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._collector = collector
        self._grouping = ToolGrouping.KIND
        self._had: dict[str, Had] | None = None
        self._model = ToolboxModel()
        self._delegate = ToolCardDelegate(look)
        self.setAutoFillBackground(True)
        self.setAccessibleName(_("Toolbox"))
        self._title, self._count, self._hint, self._nothing = QLabel(_("Toolbox")), QLabel(), QLabel(), QLabel()
        self._close = QToolButton()
        self.field = WordField(_("Filter the tools"), look.theme, clears_on_escape=True)
        self.list = ToolList(self._delegate)
        self.list.setModel(self._model)
        self.list.setAccessibleName(_("Tools"))
        self._filter = QTimer(self, singleShot=True, interval=_FILTER_MS)
        self._announce = QTimer(self, singleShot=True, interval=_ANNOUNCE_MS)
        self._chips = QButtonGroup(self)
        self._lay_out()
        self._connect()
        self.set_look(look)

    def _lay_out(self) -> None:
        layout = self._column = QVBoxLayout(self)
        layout.setSpacing(S2)
        top = QHBoxLayout()
        top.setSpacing(S2)
        top.addWidget(self._title, 1)
        top.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(top)
        self._hint.setText(_("Enter shows a tool in its chapter, and Ctrl+Enter fills it in."))
        self.list.setAccessibleDescription(self._hint.text())
        for label in (self._count, self._hint):
            label.setObjectName("Hint")
        for label in (self._title, self._count, self._hint, self._nothing):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout.addWidget(self._hint)
        layout.addWidget(self.field)
        chips = FlowLayout(S1)
        for number, (grouping, name) in enumerate(tool_grouping_names().items()):
            chip = QToolButton()
            chip.setObjectName("Chip")
            chip.setText(name)
            chip.setCheckable(True)
            chip.setChecked(grouping is self._grouping)
            chip.clicked.connect(partial(self.group, grouping))
            self._chips.addButton(chip, number)
            chips.addWidget(chip)
        layout.addLayout(chips)
        layout.addWidget(self._count)
        layout.addWidget(self._nothing, 1, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.list, 1)
        self._close.setAccessibleName(_("Close the toolbox"))
        self._close.setToolTip(_("Close the toolbox"))

    def _connect(self) -> None:
        self.field.textChanged.connect(lambda _text: self._filter.start())
        self.field.escaped.connect(self.left)
        self.field.entered.connect(lambda _shift: self._enter_list())
        self.field.stepped.connect(lambda by: self._enter_list() if by > 0 else None)
        self._close.clicked.connect(self.left)
        self.list.shown.connect(self._show)
        self.list.filled.connect(self._fill_in)
        self.list.escaped.connect(self.left)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self._filter.timeout.connect(self.arrange)
        self._announce.timeout.connect(self._speak)
        self._collector.grown.connect(self._on_grown)
        self._desk.changed.connect(self._on_copies)

    @property
    def model(self) -> ToolboxModel:
        """The rows."""
        return self._model

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The widgets that Tab comes to, in order."""
        return (self.field, *self._chips.buttons(), self.list, self._close)

    def set_look(self, look: Look) -> None:
        """Draw in another theme or text size."""
        self._delegate.look = look
        palette = self.palette()
        palette.setColor(palette.ColorRole.Window, QColor(look.theme.page))
        self.setPalette(palette)
        for label in (self._count, self._hint):
            label.setFont(look.font(14))
        for chip in self._chips.buttons():
            # A chip is one line: in the narrowest window, larger words would leave it.
            chip.setFont(ui_font(min(look.size(13), _LARGEST_CHIP)))
        self._nothing.setFont(look.font(16))
        self.field.setFont(look.font(14))
        self.field.set_theme(look.theme)
        self._close.setIcon(icon("x", look.theme))
        self._close.setIconSize(QSize(look.size(18), look.size(18)))
        self.list.scheduleDelayedItemsLayout()
        self._fit()

    def focus_filter(self) -> None:
        """Move the keyboard to the filter."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def group(self, grouping: ToolGrouping) -> None:
        """Let these stand together."""
        self._grouping = grouping
        self._chips.button(list(ToolGrouping).index(grouping)).setChecked(True)
        self.arrange()
        self.list.scrollToTop()

    def arrange(self) -> None:
        """Show what is known and wanted; the reader's row stays."""
        self._filter.stop()
        current = self.list.currentIndex()
        row = current.row() if current.isValid() else -1
        id_ = self._model.rows[row].id if row >= 0 else ""
        position = self.list.verticalScrollBar().value()
        places = self._collector.known
        before = self._model.rows
        self._model.set_rows(self._cards(places))
        # Before anything is painted: while the handbook is read, a layout that is put off leaves the list empty long.
        self.list.executeDelayedItemsLayout()
        if id_ and self._model.rows is not before:
            same = [number for number, card in enumerate(self._model.rows) if card.id == id_]
            if same:
                # By situation a tool stands in several places.
                self.list.setCurrentIndex(self._model.index(min(same, key=lambda number: abs(number - row))))
            self.list.verticalScrollBar().setValue(position)
        self._explain(len(places), len({card.id for card in self._model.rows if card.id}))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column in the middle."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes, wherever in the page the keyboard is."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        side = max(_SIDES[self.width() < _NARROW], (self.width() - self._delegate.look.size(_COLUMN)) // 2)
        self._column.setContentsMargins(side, S3 if self.height() < _LOW else 2 * S3, side, 0)
        self._hint.setVisible(self.height() >= self._delegate.look.size(_LOW) and bool(self._model.rows))
        self._fit_title(self.width() - 2 * side - self._close.sizeHint().width() - S2)

    def _fit_title(self, width: int) -> None:
        """Set the title as large as the text size asks for, and as the longest of its words allows."""
        title = QFont(TEXT_FAMILY)
        title.setWeight(QFont.Weight.Bold)
        # A heading needn't grow as much as what is read.
        title.setPixelSize(round(32 * (1 + max(0, self._delegate.look.percent - 100) / 250)))
        metrics = QFontMetrics(title)
        widest = max(metrics.horizontalAdvance(word) for word in self._title.text().split())
        if widest > width:
            title.setPixelSize(max(_LEAST_TITLE, title.pixelSize() * width // widest))
        self._title.setFont(title)

    def _cards(self, places: Sequence[ToolPlace]) -> list[ToolCard]:
        toolbox = self._desk.toolbox
        if toolbox is None:
            return []
        if self._had is None:
            self._had = had_of(self._filled())
        return arrange_tools(places, toolbox.handbook, self._grouping, self._had, self.field.text())

    def _filled(self) -> Iterator[Filled]:
        for annotation in self._desk.copies(None):
            try:
                yield self._desk.filled(annotation)
            except UnreadableBodyError:
                # It is listed among the reader's copies, with what is to be said about it.
                continue

    def _explain(self, known: int, shown: int) -> None:
        count = plural("{count} tool", "{count} tools", known)
        if shown != known:
            count = _("{shown} of {count}").format(shown=shown, count=count)
        if not self._collector.is_complete:
            count += " · " + _("the handbook is still being looked through")
        self._count.setText(count)
        text = ""
        if not known and self._collector.is_complete:
            text = _("This handbook has no tools that can be filled in.")
        elif not shown and self.field.text().strip() and self._collector.is_complete:
            text = _("No tool has these words. Try another word, or fewer of them.")
        self._nothing.setText(text)
        self._nothing.setVisible(bool(text))
        self.list.setVisible(not text)
        self._fit()

    def _on_copies(self) -> None:
        self._had = None
        self._on_grown()

    def _on_grown(self) -> None:
        if self.isVisible():
            self.arrange()

    def _speak(self) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._nothing.text() or self._count.text()))

    def _enter_list(self) -> None:
        self.arrange()
        current = self.list.currentIndex().row()
        is_there = 0 <= current < len(self._model.rows) and bool(self._model.rows[current].id)
        row = current if is_there and not self.field.text() else self._model.next_tool(0)
        if row >= 0:
            self.list.setCurrentIndex(self._model.index(row))
            if row <= 1:
                self.list.scrollToTop()
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _show(self, index: QModelIndex) -> None:
        card = self._model.rows[index.row()] if index.isValid() else None
        if card is not None and card.id:
            self.tool_wanted.emit(card.chapter, card.id)

    def _fill_in(self, index: QModelIndex) -> None:
        card = self._model.rows[index.row()] if index.isValid() else None
        if card is not None and card.id:
            self._desk.open_tool(card.id)

    def _open_menu(self, at: QPoint) -> None:
        index = self.list.currentIndex()
        if not index.isValid() or not self._model.rows[index.row()].id:
            return
        menu = QMenu(self)
        menu.addAction(_("Fill in")).triggered.connect(lambda: self._fill_in(index))
        menu.addAction(_("Show in the handbook")).triggered.connect(lambda: self._show(index))
        menu.exec(self.list.viewport().mapToGlobal(at))
        menu.deleteLater()


def is_fill_key(event: QKeyEvent) -> bool:
    """Whether a key is Ctrl+Enter.

    Args:
        event: The key.
    """
    return event.key() in _ENTER and bool(event.modifiers() & _CTRL)
