"""The panel "My tools": every copy that the reader has filled in, listed, filtered, and worked on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from handbook.i18n import _, plural
from handbook.ui.fields import WordField
from handbook.ui.flow import FlowLayout
from handbook.ui.fonts import ui_font
from handbook.ui.icons import icon
from handbook.ui.theme import S1, S2, S3
from handbook.ui.tools.copies import (
    Copy,
    CopyGrouping,
    arrange_copies,
    copy_grouping_names,
    found_in,
)
from handbook.ui.tools.copies_list import CopyList, CopyRowDelegate
from handbook.ui.tools.copies_model import CopyListModel
from handbook.ui.tools.copy_reader import CopyReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from handbook.ui.theme import Theme
    from handbook.ui.tools.collector import ToolCollector
    from handbook.ui.tools.desk import ToolDesk

_FILTER_MS = 60
# What changes while the reader types is arranged anew when they pause.
_ARRANGE_MS = 250


class CopiesPanel(QWidget):
    """Lists the filled copies of the handbook that is open.

    Signals:
        place_wanted: The reader wants to see a tool in its chapter: where the copy was begun, and the tool's id.
        toolbox_wanted: The reader wants to see which tools there are.
        left: The reader is done here.
    """

    place_wanted = Signal(str, str)
    toolbox_wanted = Signal()
    left = Signal()

    def __init__(self, desk: ToolDesk, collector: ToolCollector, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._collector = collector
        self._grouping = CopyGrouping.DATE
        self._reader = CopyReader(desk, self)
        self._reader.ready.connect(self.arrange)
        self._opened = ""
        self._model = CopyListModel()
        self._model.renamed.connect(desk.rename)
        self._delegate = CopyRowDelegate(theme)
        self._filter = QTimer(self, singleShot=True, interval=_FILTER_MS)
        self._again = QTimer(self, singleShot=True, interval=_ARRANGE_MS)
        for timer in (self._filter, self._again):
            timer.timeout.connect(self.arrange)
        self.field = WordField(_("Filter my tools"), theme, clears_on_escape=True)
        self.field.textChanged.connect(lambda _text: self._filter.start())
        self.field.escaped.connect(self.left)
        self.field.entered.connect(lambda _shift: self._enter_list())
        self.field.stepped.connect(lambda _by: self._enter_list())
        self.list = CopyList()
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._delegate)
        self.list.setAccessibleName(_("My tools"))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.list.entered_row.connect(self._open)
        self.list.doubleClicked.connect(self._open)
        self.list.clicked_row.connect(self._on_click)
        self.list.escaped.connect(self.left)
        self.list.deleted.connect(self._delete)
        self.list.selectionModel().selectionChanged.connect(lambda _new, _old: self._show_buttons())
        self._close, self._toolbox, self._group_button = QToolButton(), QToolButton(), QToolButton()
        self._find_tools = QPushButton(_("Open the toolbox"))
        self._count, self._nothing = QLabel(), QLabel()
        self._buttons = self._make_buttons()
        self._lay_out()
        desk.changed.connect(self._again.start)
        desk.opened.connect(self._on_opened)
        collector.grown.connect(self._again.start)
        self.set_theme(theme)
        self.group(self._grouping)

    def _make_buttons(self) -> dict[str, QPushButton]:
        buttons = {}
        for name, (text, act) in self._acts().items():
            button = QPushButton(text)
            button.setFont(ui_font(13))
            button.clicked.connect(act)
            buttons[name] = button
        return buttons

    def _acts(self) -> dict[str, tuple[str, Callable[[], object]]]:
        """Return what can be done with what is selected: name → what it is called, and what it does."""
        return {
            "open": (_("Open"), lambda: self._open(self.list.currentIndex())),
            "rename": (_("Rename"), self._rename),
            "duplicate": (_("Duplicate"), self._duplicate),
            "delete": (_("Delete"), self._delete),
            "export": (_("Export…"), lambda: self._export(is_printing=False)),
            "print": (_("Print…"), lambda: self._export(is_printing=True)),
            "copy": (_("Copy as text"), lambda: self._desk.copy_as_text(self.chosen_ids[0])),
            "place": (_("Show in the handbook"), self._show_place),
        }

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S3, S2, S2, S2)
        layout.setSpacing(S2)
        top = QHBoxLayout()
        top.setSpacing(S1)
        for button, name, done in (
            (self._toolbox, _("Open the toolbox"), self.toolbox_wanted),
            (self._close, _("Close my tools"), self.left),
        ):
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.setIconSize(QSize(18, 18))
            button.clicked.connect(done)
        top.addWidget(self.field, 1)
        top.addWidget(self._toolbox)
        top.addWidget(self._close)
        layout.addLayout(top)
        chip = self._group_button
        chip.setObjectName("Chip")
        chip.setFont(ui_font(13))
        chip.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        chip.setMenu(QMenu(chip))
        chip.setToolTip(_("Order and groups"))
        layout.addWidget(chip, 0, Qt.AlignmentFlag.AlignLeft)
        for label in (self._count, self._nothing):
            label.setObjectName("Hint")
            label.setFont(ui_font(13 if label is self._count else 14))
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            layout.addWidget(label)
        self._find_tools.setFont(ui_font(14))
        self._find_tools.clicked.connect(self.toolbox_wanted)
        layout.addWidget(self._find_tools, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.list, 1)
        flow = FlowLayout(S1)
        for each in self._buttons.values():
            flow.addWidget(each)
        layout.addLayout(flow)
        layout.addStretch(0)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """The widgets that Tab comes to, in order."""
        head = (self.field, self._toolbox, self._close, self._group_button, self._find_tools, self.list)
        return (*head, *self._buttons.values())

    @property
    def model(self) -> CopyListModel:
        """The rows."""
        return self._model

    @property
    def chosen_ids(self) -> list[str]:
        """Ids of the copies that are selected, in the order of the list."""
        rows = sorted({index.row() for index in self.list.selectionModel().selectedIndexes()})
        return [self._model.rows[row].id for row in rows if self._model.rows[row].id]

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._delegate.theme = theme
        self.field.set_theme(theme)
        self._toolbox.setIcon(icon("toolbox", theme))
        self._close.setIcon(icon("x", theme))
        self.list.viewport().update()

    def focus_filter(self) -> None:
        """Move the keyboard to the filter; where there is nothing to filter, to the way to the tools."""
        first = self._find_tools if self._find_tools.isVisibleTo(self) and not self.field.text() else self.field
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def group(self, grouping: CopyGrouping) -> None:
        """Let these stand together."""
        self._grouping = grouping
        menu = self._group_button.menu()
        menu.clear()
        for value, name in copy_grouping_names().items():
            action = menu.addAction(name)
            action.setCheckable(True)
            action.setChecked(value is grouping)
            action.triggered.connect(partial(self.group, value))
        name = copy_grouping_names()[grouping]
        self._group_button.setText(f"{name} ▾")
        self._group_button.setAccessibleName(f"{self._group_button.toolTip()}: {name}")
        self.arrange()

    def reveal(self, id_: str) -> None:
        """Select a copy in the list, and bring it into sight."""
        row = self._model.row_of(id_)
        if row >= 0:
            self.list.setCurrentIndex(self._model.index(row))

    def arrange(self) -> None:
        """List what is to be listed; what is selected stays selected."""
        if self.list.state() == CopyList.State.EditingState:
            # The field for the title would go with its row.
            self._again.start()
            return
        self._again.stop()
        self._filter.stop()
        keyboard = QApplication.focusWidget()
        # Asked first: what is hidden gives the keyboard to whatever comes next in the window.
        had_keyboard = keyboard is not None and self.isAncestorOf(keyboard)
        text = self.field.text().strip()
        copies, count = self._reader.read(whole=bool(text) or self._grouping is not CopyGrouping.DATE)
        listed = found_in(copies, text)
        selected, row = self.chosen_ids, self.list.currentIndex().row()
        position = self.list.verticalScrollBar().value()
        self._model.set_rows(arrange_copies(listed, self._grouping, self._gone(copies)))
        if self.chosen_ids != selected and not self._select(selected) and row >= 0:
            self._select_near(row)
        self.list.verticalScrollBar().setValue(position)
        self._explain(count if len(listed) == len(copies) else len(listed), is_empty=not copies)
        self._reveal_opened()
        self._show_buttons()
        keyboard = QApplication.focusWidget()
        if had_keyboard and (keyboard is None or not self.isAncestorOf(keyboard)):
            # The last copy has gone.
            self.focus_filter()

    def _gone(self, copies: list[Copy]) -> set[str]:
        if not self._collector.is_complete:
            return set()
        known = {place.tool.id for place in self._collector.known}
        return {copy.filled.tool for copy in copies if copy.filled is not None} - known

    def _explain(self, count: int, *, is_empty: bool) -> None:
        self._count.setText(plural("{count} filled-in copy", "{count} filled-in copies", count))
        text = ""
        if is_empty:
            text = "\n\n".join(
                (
                    _("What you fill in is gathered here: worksheets, checklists, guides, self-tests and templates."),
                    _("“Fill in” at a tool in the handbook makes a copy of your own, as many as you like."),
                    _("Everything is saved as you type. Copies can be renamed, exported and printed from here."),
                )
            )
        elif not count:
            text = _("No copy has these words.")
        self._nothing.setText(text)
        self._nothing.setVisible(bool(text))
        self._find_tools.setVisible(is_empty)
        for widget in (self._count, self.list, *self._buttons.values()):
            widget.setVisible(count > 0)
        self.field.setEnabled(not is_empty)
        self._group_button.setVisible(not is_empty)

    def _show_buttons(self) -> None:
        for name, is_enabled in self._possible().items():
            self._buttons[name].setEnabled(is_enabled)

    def _possible(self) -> dict[str, bool]:
        """Return which acts make sense for what is selected."""
        ids = self.chosen_ids
        rows = [row for row in self._model.rows if row.id in ids]
        one = rows[0] if len(rows) == 1 else None
        can_read = bool(rows) and all(row.kind is not None for row in rows)
        return {
            "open": one is not None and can_read,
            "rename": one is not None and can_read,
            "duplicate": one is not None and can_read,
            "delete": bool(rows),
            "export": can_read,
            "print": can_read,
            "copy": one is not None and can_read,
            "place": one is not None and can_read and not one.trouble,
        }

    def _open_menu(self, at: QPoint) -> None:
        if not self.chosen_ids:
            return
        menu = QMenu(self)
        possible = self._possible()
        for name, (text, act) in self._acts().items():
            if name in ("delete", "export", "place"):
                menu.addSeparator()
            action = menu.addAction(text)
            action.setEnabled(possible[name])
            action.triggered.connect(act)
        menu.exec(self.list.viewport().mapToGlobal(at))
        menu.deleteLater()

    def _select(self, ids: list[str]) -> bool:
        """Select copies. Returns whether any is listed."""
        selection = self.list.selectionModel()
        found = [row for row in map(self._model.row_of, ids) if row >= 0]
        for row in found:
            selection.select(self._model.index(row), QItemSelectionModel.SelectionFlag.Select)
        if found:
            selection.setCurrentIndex(self._model.index(found[0]), QItemSelectionModel.SelectionFlag.NoUpdate)
        return bool(found)

    def _select_near(self, row: int) -> None:
        """Select the row that came in the place of one that has gone, else the last one before it."""
        rows = self._model.rows
        first = min(row, len(rows))
        for number in (*range(first, len(rows)), *range(first - 1, -1, -1)):
            if rows[number].id:
                self.list.setCurrentIndex(self._model.index(number))
                return

    def _enter_list(self) -> None:
        self.arrange()
        first = next((number for number, row in enumerate(self._model.rows) if row.id), -1)
        if first >= 0:
            if not self.list.currentIndex().isValid() or self.field.text():
                self.list.setCurrentIndex(self._model.index(first))
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_click(self, index: QModelIndex) -> None:
        # In a window too narrow for both, opening it would take the list away: it is looked at first.
        if self.window().width() >= 2 * self.width():
            self._open(index)

    def _open(self, index: QModelIndex) -> None:
        row = self._model.rows[index.row()] if index.isValid() else None
        if row is not None and row.id and row.kind is not None:
            self._desk.open_copy(row.id)

    def _rename(self) -> None:
        self.reveal(self.chosen_ids[0])
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.list.rename()

    def _duplicate(self) -> None:
        self._desk.duplicate(self.chosen_ids[0])

    def _delete(self) -> None:
        if self.chosen_ids:
            self._desk.delete(self.chosen_ids)
            self.arrange()

    def _export(self, *, is_printing: bool) -> None:
        self._desk.export_wanted.emit(self.chosen_ids, is_printing)

    def _show_place(self) -> None:
        copy = self._reader[self.chosen_ids[0]]
        if copy.filled is not None:
            self.place_wanted.emit(copy.annotation.anchor.chapter, copy.filled.tool)

    def _on_opened(self, id_: str) -> None:
        self._opened = id_
        self._reveal_opened()

    def _reveal_opened(self) -> None:
        """Select the copy that the form shows; a new one is listed with its first letter."""
        if self._opened and self._model.row_of(self._opened) >= 0:
            self.reveal(self._opened)
            self._opened = ""
