"""What the reader does with the tools of a handbook: copies are begun, filled in beside the page, renamed and deleted.

It stands between the page and the lists, which ask for copies, the keeper, which keeps them, and the form.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from handbook.errors import HandbookError
from handbook.i18n import _, plural
from handbook.notes.filled import UnreadableBodyError, copied_title, refit, write_filled
from handbook.notes.model import Annotation, Kind, now
from handbook.notes.notebook import new_id
from handbook.ui.notes.page_marks import short
from handbook.ui.tools.copy_store import CopyStore
from handbook.ui.tools.page_tools import PageTools

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from handbook.book.library import Handbook
    from handbook.book.toolbox import Toolbox, ToolPlace
    from handbook.notes.filled import Filled
    from handbook.ui.notes.keeper import NoteKeeper
    from handbook.ui.notes.ticks import Ticks
    from handbook.ui.panels import Panels
    from handbook.ui.reader.panel import ReaderPanel
    from handbook.ui.theme import Theme
    from handbook.ui.tools.form_head import CopyLine
    from handbook.ui.tools.form_panel import FormPanel
    from handbook.ui.tools.look import Look

_LONGEST_TITLE = 40


class ToolDesk(QObject):
    """Looks after the filled copies of the handbook that is open.

    Attributes:
        reader: The page.
        keeper: Who keeps the copies.

    Signals:
        told: Something the reader should know, in a sentence.
        opened: The form shows a copy: its id.
        changed: Copies have come, gone or changed.
        export_wanted: Copies are to be exported: their ids; whether they are to be printed.
    """

    told = Signal(str)
    opened = Signal(str)
    changed = Signal()
    export_wanted = Signal(list, bool)

    def __init__(self, reader: ReaderPanel, panels: Panels, keeper: NoteKeeper, ticks: Ticks, theme: Theme) -> None:
        super().__init__(reader)
        self._panels = panels
        self._theme = theme
        self._store = CopyStore(keeper)
        self.reader = reader
        self.keeper = keeper
        self._page = PageTools(self)
        ticks.take_over = lambda position, is_done: self._page.tick(position, is_done=is_done)
        reader.page_set.connect(self._on_page)
        reader.links.tool_wanted.connect(self.open_tool)
        keeper.changed.connect(self._on_changed)

    @cached_property
    def form(self) -> FormPanel:
        """The form; made when the first copy is opened."""
        from handbook.ui.tools.form_panel import FormPanel

        form = FormPanel(self._lines)
        form.escaped.connect(self.leave)
        form.left.connect(self.close)
        form.copy_wanted.connect(self._on_copy_wanted)
        form.asked.connect(self._on_asked)
        form.restored.connect(self._on_restored)
        form.followed.connect(self._on_followed)
        form.copied.connect(self._copy)
        form.told.connect(self.told)
        self._panels.put_form(form)
        return form

    @property
    def open_id(self) -> str:
        """Id of the copy that the form shows; "" when it shows none."""
        form = self.__dict__.get("form")
        session = form.session if form is not None and self._panels.shows_form else None
        return session.annotation.id if session is not None else ""

    @property
    def has_keyboard(self) -> bool:
        """Whether the keyboard is in the form."""
        keyboard = QApplication.focusWidget()
        return keyboard is not None and self.holds(keyboard)

    def holds(self, widget: QWidget) -> bool:
        """Whether a widget is one of the form's that is on the screen."""
        return bool(self.open_id) and self.form.isAncestorOf(widget)

    def set_handbook(self, handbook: Handbook) -> None:
        """Look after the copies of another handbook, or of another edition of the same."""
        self._store.set_handbook(handbook)
        self._page.refresh()
        id_ = self.open_id
        if id_:
            annotation = self.keeper.latest(id_)
            if annotation is not None and annotation.anchor.handbook == handbook.manifest.id:
                self.open_copy(id_)
            else:
                self.close()
        self.changed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._theme = theme
        self._dress()

    # What there is

    @property
    def toolbox(self) -> Toolbox | None:
        """The tools of the handbook; None before the first."""
        return self._store.toolbox

    def copies(self, tool_id: str | None) -> list[Annotation]:
        """Return the copies of a tool, or for None of all tools; see `CopyStore.copies`."""
        return self._store.copies(tool_id)

    def filled(self, annotation: Annotation) -> Filled:
        """Return what stands in a copy.

        Raises:
            UnreadableBodyError: It was written by a newer program, or isn't a copy.
        """
        return self._store.filled(annotation)

    def place(self, tool_id: str, chapter: str = "") -> ToolPlace | None:
        """Return a tool and its chapter, looked for first in `chapter`, or in the one on the screen; None for none."""
        here = self.reader.chapter.key if self.reader.chapter is not None else ""
        return self._store.place(tool_id, chapter or here)

    def blank(self, place: ToolPlace) -> Annotation | None:
        """Return a new copy of a tool, which isn't kept yet; None where it can't stand. See `CopyStore.blank`."""
        return self._store.blank(place)

    # What the reader does

    def open_tool(self, tool_id: str) -> None:
        """Fill in a tool: the copy that was changed last, or a new one."""
        copies = self.copies(tool_id)
        if copies:
            self.open_copy(copies[0].id)
        else:
            self.new_copy(tool_id)

    def new_copy(self, tool_id: str) -> str:
        """Show a new copy of a tool. It is kept with its first letter: closed untouched, it leaves nothing behind.

        Args:
            tool_id: The tool's id.

        Returns:
            The copy's id; "" when the handbook doesn't have the tool, or its chapter can't be read.
        """
        place = self.place(tool_id)
        try:
            annotation = self.blank(place) if place is not None else None
        except HandbookError as error:
            self.told.emit(str(error))
            return ""
        if place is None or annotation is None:
            self.told.emit(_("This edition doesn’t have the tool."))
            return ""
        self._show(annotation, place)
        return annotation.id

    def open_copy(self, annotation_id: str) -> None:
        """Show a copy in the form, with the keyboard in its first empty field."""
        self.keeper.settle()
        annotation = self.keeper.latest(annotation_id)
        if annotation is None:
            return
        try:
            filled = self.filled(annotation)
        except UnreadableBodyError:
            self.told.emit(_("Made by a newer version of this program: it is kept, but can’t be shown."))
            return
        self._show(annotation, self.place(filled.tool, annotation.anchor.chapter))

    def duplicate(self, annotation_id: str) -> None:
        """Make a copy with the same answers, and show it."""
        annotation = self._current(annotation_id)
        if annotation is None:
            return
        filled = self.filled(annotation)
        other = Annotation(
            new_id(),
            Kind.TOOL,
            annotation.anchor,
            body=write_filled(filled._replace(title=copied_title(filled))),
            tags=annotation.tags,
        )
        self.keeper.end_step()
        self.keeper.apply(_("Duplicate “{title}”").format(title=short(filled.title, _LONGEST_TITLE)), [other])
        self.open_copy(other.id)

    def rename(self, annotation_id: str, title: str) -> None:
        """Call a copy something else."""
        if annotation_id == self.open_id and self.form.session is not None:
            self.form.session.retitle(title)
            self.form.session.leave()
            return
        annotation = self._current(annotation_id)
        if annotation is not None:
            self.keeper.end_step()
            body = write_filled(self.filled(annotation)._replace(title=title))
            self.keeper.apply(_("Change the title"), [annotation._replace(body=body)])

    def delete(self, annotation_ids: list[str]) -> None:
        """Put copies into the trash, and say how they come back."""
        self.keeper.end_step()
        if self.open_id in annotation_ids:
            self.close()
        all_ = self.keeper.notebook.all
        found = [all_[id_] for id_ in annotation_ids if id_ in all_ and not all_[id_].deleted]
        if not found:
            return
        count = len(found)
        label = plural("Delete {count} filled-in copy", "Delete {count} filled-in copies", count)
        self.keeper.apply(label, [one._replace(deleted=now()) for one in found])
        self.told.emit(
            plural(
                "{count} copy deleted. Ctrl+Z brings it back.",
                "{count} copies deleted. Ctrl+Z brings them back.",
                count,
            )
        )

    def copy_as_text(self, annotation_id: str) -> None:
        """Copy what was filled in as plain text, for an e-mail."""
        from handbook.ui.tools.as_text import as_text

        annotation = self._current(annotation_id)
        if annotation is None:
            return
        filled = self.filled(annotation)
        place = self.place(filled.tool, annotation.anchor.chapter)
        if place is not None:
            filled = refit(filled, place.tool)
        self._copy(as_text(filled, place.tool if place is not None else None))

    def leave(self) -> None:
        """Move the keyboard back to the text; in a narrow window that gives it its place back."""
        if self._panels.is_narrow:
            self.close()
        else:
            self.reader.setFocus()

    def can_take_up(self, annotation_id: str) -> bool:
        """Whether the form, on the screen or not, still has that copy in it, and the copy isn't deleted."""
        form = self.__dict__.get("form")
        annotation = form.session.annotation if form is not None and form.session is not None else None
        return annotation is not None and annotation.id == annotation_id and not annotation.deleted

    def take_up(self) -> None:
        """Show the form again, with the keyboard where it was in it."""
        self._panels.show_form()
        self.form.focus_again()

    def close(self) -> bool:
        """Close the form; what was typed is written. Returns whether it was open."""
        if not self._panels.shows_form:
            return False
        keyboard = QApplication.focusWidget()
        had_keyboard = keyboard is None or self.form.isAncestorOf(keyboard)
        self._panels.hide_form()
        if had_keyboard:
            self.reader.setFocus()
        return True

    # What is behind it

    def _current(self, id_: str) -> Annotation | None:
        """Return a copy as it is before the reader's eyes, also one that isn't kept yet; None when it can't be read."""
        self.keeper.settle()
        session = self.form.session if id_ == self.open_id and id_ else None
        annotation = session.annotation if session is not None else self.keeper.latest(id_)
        if annotation is None:
            return None
        try:
            self.filled(annotation)
        except UnreadableBodyError:
            return None
        return annotation

    def _show(self, annotation: Annotation, place: ToolPlace | None) -> None:
        from handbook.ui.tools.session import Session

        form, filled = self.form, self.filled(annotation)
        tool = place.tool if place is not None else None
        is_same = form.session is not None and form.session.annotation == annotation and form.session.tool is tool
        if not is_same or not self._panels.shows_form:
            filled = refit(filled, tool) if tool is not None else filled
            form.show_session(Session(self.keeper, annotation, filled, tool, self), self._look(place))
        self._panels.show_form()
        form.focus_first()
        self.opened.emit(annotation.id)

    def _look(self, place: ToolPlace | None) -> Look:
        from handbook.ui.tools.look import Look

        return Look(self._theme, self.reader.page_style().percent, self._store.hyphenation(place))

    def _dress(self) -> None:
        """Draw the form as the page is drawn."""
        form = self.__dict__.get("form")
        if form is not None and form.look is not None:
            form.set_look(form.look._replace(theme=self._theme, percent=self.reader.page_style().percent))

    def _lines(self) -> list[CopyLine]:
        """Return the copies of the tool on the screen, for the menu."""
        from handbook.ui.tools.copies import title_of
        from handbook.ui.tools.form_head import CopyLine

        session = self.form.session
        if session is None:
            return []
        self.keeper.settle()
        return [
            CopyLine(one.id, title_of(self.filled(one)), one.id == session.annotation.id)
            for one in self.copies(session.filled.tool)
        ]

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.told.emit(_("Copied"))

    def _on_copy_wanted(self, id_: str) -> None:
        session = self.form.session
        if id_:
            self.open_copy(id_)
        elif session is not None:
            self.new_copy(session.filled.tool)

    def _on_asked(self, name: str) -> None:
        id_ = self.open_id
        match name:
            case "duplicate":
                self.duplicate(id_)
            case "delete":
                self.delete([id_])
            case "copy":
                self.copy_as_text(id_)
            case _ if self._keep(id_):
                self.export_wanted.emit([id_], name == "print")

    def _keep(self, id_: str) -> bool:
        """Write a copy that is open; a new one that is empty isn't kept, and can't be exported."""
        self.keeper.end_step()
        if id_ in self.keeper.notebook.all:
            return True
        self.told.emit(_("Nothing is filled in yet."))
        return False

    def _on_restored(self) -> None:
        session = self.form.session
        if session is not None:
            annotation = session.annotation._replace(deleted="")
            self.keeper.apply(
                _("Bring back “{title}”").format(title=short(session.filled.title, _LONGEST_TITLE)), [annotation]
            )

    def _on_followed(self, target: str) -> None:
        session = self.form.session
        if session is None:
            return
        place = self.place(session.filled.tool, session.annotation.anchor.chapter)
        if place is not None:
            self.reader.links.follow_from(place.chapter.key, target)

    def _on_page(self) -> None:
        self._page.refresh()
        self._dress()

    def _on_changed(self, ids: set[str]) -> None:
        all_ = self.keeper.notebook.all
        # One that isn't there any more was removed for good: it may have been a copy.
        if any(id_ not in all_ or all_[id_].kind is Kind.TOOL for id_ in ids):
            self._page.refresh()
            self.changed.emit()
        elif self.reader.view.page is not None and self.reader.view.page.items:
            self._page.refresh()
