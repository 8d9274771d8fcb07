"""What the reader has filled in, on the page: a word at each tool, and the boxes of its checklists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from handbook.book.forms import DONE, TICK, entries
from handbook.book.nodes import ToolKind
from handbook.i18n import _, plural
from handbook.notes.filled import refit, with_value, write_filled
from handbook.ui.notes.page_marks import short
from handbook.ui.tools.copies import title_of

if TYPE_CHECKING:
    from handbook.ui.tools.desk import ToolDesk

_LONGEST_LABEL = 40
_LONGEST_TITLE = 120


class PageTools:
    """Keeps one page up to date, and ticks its boxes."""

    def __init__(self, desk: ToolDesk) -> None:
        """Show on the page of the desk's reader what the desk's copies hold."""
        self._desk = desk
        self._view = desk.reader.view

    def refresh(self) -> None:
        """Show what there is of each tool on the page, and what is ticked in the copy that was changed last."""
        page = self._view.page
        if page is None or not page.tools:
            return
        said, ticked = {}, {}
        for id_ in page.tools:
            copies = self._desk.copies(id_)
            if copies:
                values = self._desk.filled(copies[0]).values
                ticked[id_] = {item for item, value in values.items() if value}
                said[id_] = self._said(id_)
        for position, (tool, item) in page.items.items():
            if tool in ticked:
                page.ticks[position] = item in ticked[tool]
            else:
                page.ticks.pop(position, None)
        page.copies = said
        self._view.viewport().update()

    def tick(self, position: int, *, is_done: bool) -> bool:
        """Tick the task whose block begins at a document position in the copy that was changed last, or in a new one.

        Returns:
            Whether the task is one of a tool's; otherwise nothing was done.
        """
        page = self._view.page
        tool_id, item = page.items.get(position, ("", "")) if page is not None else ("", "")
        place = self._desk.place(tool_id) if tool_id else None
        if place is None:
            return False
        keeper = self._desk.keeper
        keeper.end_step()
        known = next(iter(self._desk.copies(tool_id)), None)
        annotation = known or self._desk.blank(place)
        if annotation is None:
            return False
        filled = with_value(refit(self._desk.filled(annotation), place.tool), place.tool, item, DONE if is_done else "")
        words = next((entry.label for entry in entries(place.tool) if entry.id == item), "")
        label = (_("Tick “{words}”") if is_done else _("Untick “{words}”")).format(words=short(words, _LONGEST_LABEL))
        keeper.apply(label, [annotation._replace(body=write_filled(filled))])
        if len(self._desk.copies(tool_id)) > 1:
            label = _("{step} in “{title}”").format(step=label, title=title_of(filled))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, label))
        return True

    def _said(self, id_: str) -> str:
        """Return what stands at a tool's button; of several copies, it says whose ticks the page shows."""
        copies = self._desk.copies(id_)
        newest = self._desk.filled(copies[0])
        count = plural("{count} filled in", "{count} filled in", len(copies))
        boxes = [answer for answer in newest.answers if answer.kind == TICK]
        if not boxes:
            return count
        title = short(title_of(newest), _LONGEST_TITLE)
        done = sum(bool(box.value) for box in boxes)
        if newest.kind is not ToolKind.CHECKLIST:
            is_shown = len(copies) > 1 and done
            return _("{count}. Ticked in “{title}”").format(count=count, title=title) if is_shown else count
        if len(copies) == 1:
            return _("{done} of {total} ticked").format(done=done, total=len(boxes))
        return _("{done} of {total} ticked in “{title}”").format(done=done, total=len(boxes), title=title)
