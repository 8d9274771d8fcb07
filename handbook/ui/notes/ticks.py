"""The boxes of checklists in the text: ticked with a click, or with the space bar where the caret is, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent

from handbook.i18n import _
from handbook.notes.model import Annotation, Kind
from handbook.notes.notebook import new_id
from handbook.ui.reader.page import BlockProperty

if TYPE_CHECKING:
    from collections.abc import Callable

    from handbook.ui.notes.desk import NoteDesk

DONE, OPEN = "x", " "


class Ticks(QObject):
    """Ticks boxes on the page of a desk.

    Attributes:
        take_over: Asked first, with the position of the task's block and whether it is to be done: a task of a tool is
            ticked in the tool's filled copy. Returns whether it was.
    """

    def __init__(self, desk: NoteDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.take_over: Callable[[int, bool], bool] = lambda _position, _is_done: False
        self._view = desk.reader.view
        self._view.installEventFilter(self)

    def toggle(self, position: int) -> None:
        """Tick the task whose block begins at a document position, or take its tick away."""
        page = self._view.page
        block = self._view.document().findBlock(position)
        if page is None or not block.blockFormat().hasProperty(BlockProperty.CHECKED):
            return
        written = bool(block.blockFormat().intProperty(BlockProperty.CHECKED))
        is_done = not page.ticks.get(block.position(), written)
        if self.take_over(block.position(), is_done):
            return
        start, end = page.map.to_text(block.position()), page.map.to_text(block.position() + block.length() - 1)
        anchor = self._desk.anchor(start, end)
        if anchor is None:
            return
        body = DONE if is_done else OPEN
        known = self._desk.tick_at(block.position())
        tick = known._replace(body=body) if known is not None else Annotation(new_id(), Kind.TICK, anchor, body=body)
        label = _("Tick “{words}”") if is_done else _("Untick “{words}”")
        words = anchor.exact if len(anchor.exact) <= 40 else anchor.exact[:39] + "…"
        self._desk.keeper.apply(label.format(words=words), [tick])
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, label.format(words=words)))

    def tick_here(self) -> None:
        """Tick the task at the caret; without one, put the caret on the next task and say what the keys do."""
        cursor = self._view.textCursor()
        if self._view.has_caret and cursor.block().blockFormat().hasProperty(BlockProperty.CHECKED):
            self.toggle(cursor.block().position())
            return
        start = cursor.position() if self._view.has_caret else self._view.top_position()
        block = self._view.document().findBlock(start)
        while block.isValid() and not block.blockFormat().hasProperty(BlockProperty.CHECKED):
            block = block.next()
        if not block.isValid():
            self._desk.told.emit(_("There are no boxes to tick from here on in this chapter."))
            return
        self._desk.caret_wanted.emit()
        cursor.setPosition(block.position())
        self._view.setTextCursor(cursor)
        self._view.scroll_to(block.position(), centre=True)
        self._desk.told.emit(_("The space bar ticks the box at the caret; the arrow keys go on."))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let the space bar tick where the caret is, and Enter open the mark that the reader is at."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() == Qt.Key.Key_Space and self._view.has_caret:
            block = self._view.textCursor().block()
            if block.blockFormat().hasProperty(BlockProperty.CHECKED):
                self.toggle(block.position())
                return True
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if is_enter and self._desk.mark_here() and not self._view.is_on_link:
            self._desk.open_card(self._desk.mark_here())
            return True
        return bool(event.key() == Qt.Key.Key_Tab and self._desk.enter_bar())
