"""A table to be filled in: a grid under its headings, or, where that is too narrow, a record for each row.

Of a long table, only the first rows get their widgets at once; until the others have theirs, they are kept as they are.

Tab goes from cell to cell. What removes a row isn't on that way, where a space that was meant for the next cell would
press it: it is for the mouse, and Ctrl+Shift+Delete for the keyboard.

Of a table without columns, which is a fault of its chapter, there are no rows, and nothing to add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QPushButton, QToolButton, QWidget

from handbook.i18n import _
from handbook.ui.icons import icon
from handbook.ui.theme import S1, S2
from handbook.ui.tools.entry_field import EntryField
from handbook.ui.tools.look import SMALL
from handbook.ui.tools.prose import set_words, wrap
from handbook.ui.tools.writing import TextEdit

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from handbook.book.forms import Entry, Row, Value
    from handbook.book.nodes import Block
    from handbook.ui.tools.look import Look

# A column narrower than this, in pixels at 100 %, is no place to write in: its row is a record.
_LEAST_COLUMN = 104
_ICON = 16
# What makes Delete that of the row.
_OF_ROW = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
# What is made in a turn of the event loop, so that a letter never waits for long; and for how many fields of a form it
# counts: laying out all the rows is part of it.
_CELLS_AT_ONCE, _AS_FIELDS = 12, 16


class Cell(TextEdit):
    """What is written in a column of a row.

    Signals:
        dropped: The row is to be removed.
    """

    dropped = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look, 1, breaks_lines=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Shift+Delete removes the row; with Ctrl alone, Delete takes the next word, as in any text."""
        if event.key() == Qt.Key.Key_Delete and event.modifiers() & _OF_ROW == _OF_ROW:
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class TableRow:
    """The widgets of a row.

    Attributes:
        cells: Column id → field.
        remove: Removes the row.
        names: The labels of the cells in a record.
        title: The number of the record.
    """

    def __init__(self, entry: Entry, look: Look) -> None:
        self.cells: dict[str, Cell] = {}
        self.names: list[QLabel] = []
        self.title = _label("", look, QFont.Weight.DemiBold)
        for id_, name in entry.names:
            self.cells[id_] = Cell(look)
            self.names.append(_label(name, look))
        self.remove = QToolButton()
        self.remove.setIcon(icon("x", look.theme))
        self.remove.setIconSize(QSize(look.size(_ICON), look.size(_ICON)))
        self.remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def widgets(self) -> list[QWidget]:
        """All of them, in the order of a record: to the ear, it is that of what stands in one place."""
        named = zip(self.names, self.cells.values(), strict=True)
        return [self.title, *(widget for pair in named for widget in pair), self.remove]

    @property
    def value(self) -> Row:
        """What is written in the row."""
        return {id_: words for id_, cell in self.cells.items() if (words := cell.words)}

    def put(self, texts: Row) -> None:
        """Show what is written in the row; where the caret was, it stays."""
        for id_, cell in self.cells.items():
            cell.put(texts.get(id_, ""))

    def forget_steps(self) -> None:
        """Undo from now on what was done with rows, and not letters: those are the window's to take back."""
        for cell in self.cells.values():
            cell.document().clearUndoRedoStacks()

    def call(self, number: int, label: str, names: tuple[tuple[str, str], ...]) -> None:
        """Say which row it is, to the eye and to the ear."""
        title = _("Row {number}").format(number=number)
        self.title.setText(title)
        for cell, (_id, name) in zip(self.cells.values(), names, strict=True):
            cell.setAccessibleName(f"{label}: {name}, {title}")
        self.remove.setToolTip(_("Remove row {number} (Ctrl+Shift+Delete)").format(number=number))
        self.remove.setAccessibleName(f"{label}: {_('Remove row {number}').format(number=number)}")
        self.remove.setAccessibleDescription(_("Ctrl+Shift+Delete in a cell of the row does the same."))


class TableField(EntryField):
    """The field of a table.

    Attributes:
        rows: The rows that have their widgets; empty ones at the end are no part of the answer.
        add: Adds a row.
        is_stacked: Whether each row is a record.
    """

    def __init__(self, entry: Entry, look: Look, blocks: tuple[Block, ...] = (), rows: int = 3) -> None:
        super().__init__(entry, look, blocks)
        self._least = max(1, rows)
        self.rows: list[TableRow] = []
        # What stands in the rows below those, which are made a few at a time.
        self._waiting: list[Row] = []
        self.is_stacked = False
        self._heads = [_label(name, look, QFont.Weight.DemiBold) for _id, name in entry.names]
        self._place = QWidget()
        self._place.setAccessibleName(entry.label)
        self._place.setAccessibleDescription(self.help)
        self._grid = QGridLayout(self._place)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(S1)
        for head in self._heads:
            head.setParent(self._place)
        self.column.addWidget(self._place)
        self.add = QPushButton(_("Add a row"))
        self.add.setFont(look.font(SMALL))
        self.add.setAccessibleDescription(entry.label)
        self.add.clicked.connect(self._on_add)
        self.column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        if not entry.names:
            self.add.hide()
        for _number in range(self._least if entry.names else 0):
            self._make_row()
        self._arrange()

    @property
    def value(self) -> Value:
        """The answer: the rows up to the last one in which something is written."""
        rows = [*(row.value for row in self.rows), *self._waiting]
        while rows and not rows[-1]:
            rows.pop()
        return tuple(rows)

    @property
    def stops(self) -> list[QWidget]:
        """The widgets that Tab comes to."""
        return [*(cell for row in self.rows for cell in row.cells.values()), self.add]

    @property
    def is_whole(self) -> bool:
        """Whether every row has its widgets."""
        return not self._waiting

    @property
    def first_stop(self) -> QWidget:
        """The first cell in which nothing stands: what a row is about may stand in its first one."""
        cells = (cell for row in self.rows for cell in row.cells.values() if not cell.words)
        return next(cells, None) or self.stops[0]

    def set_value(self, value: Value) -> None:
        """Show an answer; rows that are there stay, and so does the caret in them. Others wait for `make_more`."""
        wanted = [row for row in value if isinstance(row, dict)] if self.entry.names else []
        for number, row in enumerate(self.rows):
            row.put(wanted[number] if number < len(wanted) else {})
        ids = [id_ for id_, _name in self.entry.names]
        self._waiting = [{id_: row[id_] for id_ in ids if row.get(id_)} for row in wanted[len(self.rows) :]]

    def make_more(self) -> int:
        """Give some of the rows that wait their widgets. Returns for how many fields of a form that is work."""
        self._make_rows(max(1, _CELLS_AT_ONCE // len(self.entry.names)))
        return _AS_FIELDS

    def finish(self) -> None:
        """Give every row its widgets."""
        if self._waiting:
            self._make_rows(len(self._waiting))

    def fits(self, value: Value) -> bool:
        """Whether it holds rows."""
        return not isinstance(value, str)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Records and grid change places as the width does."""
        super().resizeEvent(event)
        least = self.look.size(_LEAST_COLUMN) * len(self._heads) + self.look.size(_ICON) + 2 * S2
        is_narrow = event.size().width() < least
        if is_narrow != self.is_stacked:
            self.is_stacked = is_narrow
            self._arrange()
            self.parts_changed.emit()

    def _make_rows(self, count: int) -> None:
        known = len(self.rows)
        for texts in self._waiting[:count]:
            self._make_row().put(texts)
        del self._waiting[:count]
        self._put_rows(known)

    def _make_row(self) -> TableRow:
        row = TableRow(self.entry, self.look)
        for widget in row.widgets:
            # Shown without a parent, it would be a window of its own.
            widget.setParent(self._place)
        for id_, cell in row.cells.items():
            cell.edited.connect(lambda: self.typed.emit(self.value))
            cell.entered.connect(lambda cell=cell: self._go_down(cell))
            cell.dropped.connect(lambda id_=id_: self._remove(row, id_))
        row.remove.clicked.connect(lambda: self._remove(row, next(iter(row.cells))))
        self.rows.append(row)
        return row

    def _go_down(self, cell: Cell) -> None:
        """Enter goes to the row below, and makes one below the last."""
        for number, row in enumerate(self.rows):
            for id_, other in row.cells.items():
                if other is cell:
                    if number + 1 == len(self.rows):
                        self._go_on()
                    self.rows[number + 1].cells[id_].setFocus(Qt.FocusReason.TabFocusReason)
                    return

    def _go_on(self) -> None:
        """See to it that there is a row below the last one."""
        if self._waiting:
            self.make_more()
            self.parts_changed.emit()
        else:
            self._on_add()

    def _on_add(self) -> None:
        self.finish()
        self._make_row()
        self._put_rows(len(self.rows) - 1)
        self.parts_changed.emit()
        next(iter(self.rows[-1].cells.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def _remove(self, row: TableRow, column: str) -> None:
        """Take a row away, say so, and let the keyboard stand in a column of the row that is in its place then."""
        if self.rows == [row] and not row.value and not self._waiting:
            # There always is one to write in.
            return
        number, before = self.rows.index(row), self.value
        self.rows.remove(row)
        if not self.rows and self._waiting:
            self.make_more()
        elif not self.rows:
            self._make_row()
        cell = self.rows[min(number, len(self.rows) - 1)].cells[column]
        # Before the row goes: what is hidden gives the keyboard to whatever comes next in the window.
        cell.setFocus(Qt.FocusReason.OtherFocusReason)
        for widget in row.widgets:
            widget.hide()
            widget.deleteLater()
        self._arrange()
        self.parts_changed.emit()
        # A row that was just made can have it only now.
        cell.setFocus(Qt.FocusReason.OtherFocusReason)
        text = _("Row {number} removed.")
        if self.value != before:
            # Nothing but the row is to come back; where nothing does, letters are still taken back one by one.
            for other in self.rows:
                other.forget_steps()
            self.chosen.emit(self.value)
            text = _("Row {number} removed. Ctrl+Z brings it back.")
        self.told.emit(text.format(number=number + 1))

    def _arrange(self) -> None:
        """Put every widget into its cell of the layout."""
        self._grid.setEnabled(False)
        while self._grid.takeAt(0) is not None:
            pass
        for column in range(len(self._heads) + 1):
            self._grid.setColumnStretch(column, 0)
        for line in range(self._grid.rowCount()):
            self._grid.setRowMinimumHeight(line, 0)
        for column, head in enumerate(self._heads):
            head.setVisible(not self.is_stacked)
            if not self.is_stacked:
                self._grid.addWidget(head, 0, column)
                self._grid.setColumnStretch(column, 1)
        if self.is_stacked:
            self._grid.setColumnStretch(0, 1)
        self._put_rows(0)

    def _put_rows(self, first: int) -> None:
        """Put the rows from one on, counted from 0, into the layout, below those that stand there."""
        # Each widget that is shown would lay out all of them: in a long table, a row would take seconds.
        self._grid.setEnabled(False)
        for number, row in enumerate(self.rows[first:], first):
            row.call(number + 1, self.entry.label, self.entry.names)
            # Heard where Tab comes in, and not again at each cell.
            next(iter(row.cells.values())).setAccessibleDescription("" if number else self.help)
            if self.is_stacked:
                self._stack(row, 1 + number * (2 * len(row.cells) + 2))
            else:
                self._place_row(row, 1 + number)
        self._grid.setEnabled(True)
        widget: QWidget | None = self._place
        while widget is not None and (layout := widget.layout()) is not None:
            # Now, not soon: where the keyboard goes next is scrolled to.
            layout.activate()
            widget = widget.parentWidget()
        if widget is not None:
            # Of what scrolls, which has no layout: it hears of the new height by this.
            QApplication.sendPostedEvents(widget, QEvent.Type.LayoutRequest)

    def _place_row(self, row: TableRow, line: int) -> None:
        last = len(row.cells)
        for column, cell in enumerate(row.cells.values()):
            self._grid.addWidget(cell, line, column, Qt.AlignmentFlag.AlignTop)
            cell.show()
        self._grid.addWidget(row.remove, line, last, Qt.AlignmentFlag.AlignTop)
        row.remove.show()
        for label in (row.title, *row.names):
            label.hide()

    def _stack(self, row: TableRow, line: int) -> None:
        self._grid.addWidget(row.title, line, 0)
        self._grid.addWidget(row.remove, line, 1)
        for number, (label, cell) in enumerate(zip(row.names, row.cells.values(), strict=True)):
            self._grid.addWidget(label, line + 1 + 2 * number, 0, 1, 2)
            self._grid.addWidget(cell, line + 2 + 2 * number, 0, 1, 2)
        for widget in row.widgets:
            widget.show()
        self._grid.setRowMinimumHeight(line + 1 + 2 * len(row.cells), S2)


def _label(text: str, look: Look, weight: QFont.Weight = QFont.Weight.Normal) -> QLabel:
    label = QLabel()
    wrap(label)
    label.setFont(look.font(SMALL, weight))
    label.setTextFormat(Qt.TextFormat.PlainText)
    set_words(label, text, look)
    return label
