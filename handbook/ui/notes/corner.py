"""Everything of the reader's notes that the window has: the desk on the page, the panel, and what keeps them safe.

It is made when the first page has been painted, or when it is first wanted.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from handbook.i18n import _
from handbook.notes.model import Colour, Kind
from handbook.notes.wording import own_words
from handbook.ui.notes.colours import sign_of
from handbook.ui.notes.copying import copy_with_source
from handbook.ui.notes.desk import NoteDesk
from handbook.ui.notes.safekeeping import Safekeeping
from handbook.ui.tools.desk import ToolDesk
from handbook.ui.tools.shelf import NOTES, TOOLS

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu, QWidget

    from handbook.book.library import Handbook
    from handbook.notes.model import Annotation
    from handbook.ui.actions import Actions
    from handbook.ui.navigation.navigator import Navigator
    from handbook.ui.navigation.quick_open import Candidate
    from handbook.ui.notes.keeper import NoteKeeper
    from handbook.ui.notes.note_finder import NoteFinder
    from handbook.ui.notes.panel import NotesPanel
    from handbook.ui.panels import Panels
    from handbook.ui.reader.panel import ReaderPanel
    from handbook.ui.theme import Theme
    from handbook.ui.tools.corner import ToolCorner
    from handbook.ui.tools.shelf import Shelf

# Of a note, quick open looks at its beginning; among titles that match alike it stands between sections and actions.
_LONGEST_TITLE = 160
_WEIGHT = 100


class NotesCorner(QObject):
    """The notes of a window.

    Signals:
        told: Something the reader should know, in a sentence.
        link_wanted: A link in a note was followed: its target as written.
        copy_wanted: The reader wants to see a filled copy of a tool: the annotation's id.
    """

    told = Signal(str)
    link_wanted = Signal(str)
    copy_wanted = Signal(str)

    def __init__(
        self,
        keeper: NoteKeeper,
        reader: ReaderPanel,
        panels: Panels,
        navigator: Navigator,
        actions: Actions,
        theme: Theme,
        put_bar: Callable[[QWidget], object],
    ) -> None:
        """Make what the window needs.

        Args:
            keeper: Who keeps the notes.
            reader: The page that they stand on.
            panels: Where the panel of notes belongs.
            navigator: Leads to their places.
            actions: The window's.
            theme: The colours in force.
            put_bar: Gives the bar of troubles its place above the page.
        """
        super().__init__(reader)
        self._reader = reader
        self._panels = panels
        self._navigator = navigator
        self._actions = actions
        self._theme = theme
        self.keeper = keeper
        # The keyboard came into the panel from the form; and the panel took the place of the form with that copy.
        self._came_from_form, self._gave_way = False, ""
        self.desk = NoteDesk(reader, keeper, actions, theme)
        self.desk.told.connect(self.told)
        self.desk.link_activated.connect(self.link_wanted)
        self.desk.caret_wanted.connect(lambda: self.set_caret(on=True))
        self.tool_desk = ToolDesk(reader, panels, keeper, self.desk.ticks, theme)
        self.tool_desk.told.connect(self.told)
        self.copy_wanted.connect(self.tool_desk.open_copy)
        keeper.changed.connect(lambda _ids: self._show_steps())
        if navigator.handbook is not None:
            self.set_handbook(navigator.handbook)
        self._show_steps()
        # Last: the notes are open now, and what is wrong with them can be said.
        self.safekeeping = Safekeeping(keeper, reader.window(), theme, put_bar)
        self.safekeeping.told.connect(self.told)
        self.safekeeping.show_trouble()
        reader.menu_wanted.connect(self._fill_menu)

    @cached_property
    def panel(self) -> NotesPanel:
        """The panel; made when it is first asked for."""
        from handbook.ui.notes.panel import NotesPanel

        panel = NotesPanel(self.desk, self.finder, self._theme)
        panel.left.connect(self.hide_panel)
        panel.wanted.connect(self.go_to)
        panel.exported.connect(self._actions["export-listed"].trigger)
        return panel

    @cached_property
    def shelf(self) -> Shelf:
        """The panel with that of filled copies beside it; made when either is first asked for."""
        shelf = self.tools.make_shelf(lambda: self.panel)
        self._panels.put_notes(shelf)
        shelf.entered.connect(self._on_entered)
        return shelf

    @cached_property
    def tools(self) -> ToolCorner:
        """The lists of tools; made when they are first asked for."""
        from handbook.ui.tools.corner import ToolCorner

        tools = ToolCorner(self.tool_desk, self._reader, self._panels, self._navigator, self._theme)
        tools.left.connect(self.hide_panel)
        return tools

    @cached_property
    def finder(self) -> NoteFinder:
        """Finds notes by their words; made when words are first looked for."""
        from handbook.ui.notes.note_finder import NoteFinder

        return NoteFinder(self.desk)

    def set_handbook(self, handbook: Handbook) -> None:
        """Show the notes of another handbook."""
        # Opened first: before the notes meet another edition they are backed up.
        _ = self.keeper.notebook
        self.desk.set_handbook(handbook)
        self.tool_desk.set_handbook(handbook)
        if "panel" in self.__dict__:
            self.panel.arrange()

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._theme = theme
        self.desk.set_theme(theme)
        self.safekeeping.set_theme(theme)
        self.tool_desk.set_theme(theme)
        if "panel" in self.__dict__:
            self.panel.set_theme(theme)
        if "tools" in self.__dict__:
            self.tools.set_theme(theme)

    def candidates(self) -> list[Candidate]:
        """Return what quick open can open: every note that has words, by those."""
        from handbook.ui.navigation.quick_open import candidate

        placing = self.desk.placing
        if placing is None:
            return []
        found = []
        for one in self.desk.own():
            # Filled copies are offered by their tools.
            words = own_words(one, _LONGEST_TITLE) if one.kind is not Kind.TOOL else ""
            if words:
                chapter = placing.handbook.chapter(one.anchor.chapter)
                where = chapter.title if chapter is not None else one.anchor.chapter_title
                found.append(candidate(words, where, sign_of(one), partial(self.go_to, one.id), _WEIGHT))
        return [*found, *self.tools.candidates()]

    def listed(self) -> tuple[list[Annotation] | None, list[Annotation]]:
        """Return the notes that the panel lists, None when that is all of them, and those that are selected in it."""
        if "panel" not in self.__dict__ or not self._panels.shows_notes or self.shelf.shown == TOOLS:
            return None, []
        all_ = self.keeper.notebook.all
        rows = [row.annotation.id for row in self.panel.model.rows if row.annotation is not None]
        listed = [all_[id_] for id_ in dict.fromkeys(rows) if id_ in all_ and not all_[id_].deleted]
        selected = [all_[id_] for id_ in self.panel.chosen_ids if id_ in all_ and not all_[id_].deleted]
        return (listed if self.panel.is_filtered else None), selected

    def _fill_menu(self, menu: QMenu) -> None:
        """Offer, in the menu over the text, what can be done with the mark that it was opened on."""
        viewport = self._reader.view.viewport()
        id_ = self.desk.layer.at(viewport.mapFromGlobal(QCursor.pos())) or self.desk.layer.current
        if not id_:
            return
        menu.addAction(_("Open the note")).triggered.connect(lambda: self.desk.open_card(id_))
        menu.addAction(_("Copy with source")).triggered.connect(lambda: copy_with_source(self.desk, [id_]))
        menu.addAction(_("Delete")).triggered.connect(lambda: self.desk.delete_many([id_]))
        menu.addSeparator()

    def act(self, name: str) -> None:
        """Carry out the action of that id.

        Raises:
            KeyError: It isn't one of the notes'.
        """
        desk, safe = self.desk, self.safekeeping
        {
            "undo": self.keeper.undo,
            "redo": self.keeper.redo,
            "show-notes": self.toggle_panel,
            "show-tools": self.toggle_tools,
            "show-toolbox": self.toggle_toolbox,
            "caret": lambda: self.set_caret(on=self._actions["caret"].isChecked()),
            "annotate": lambda: desk.offer(focus=True),
            "mark-important": lambda: desk.mark(Colour.IMPORTANT),
            "mark-action": lambda: desk.mark(Colour.ACTION),
            "mark-question": lambda: desk.mark(Colour.QUESTION),
            "mark-quote": lambda: desk.mark(Colour.QUOTE),
            "note": desk.write_note,
            "bookmark": desk.toggle_bookmark,
            "tick": desk.ticks.tick_here,
            "next-mark": lambda: desk.step(1),
            "previous-mark": lambda: desk.step(-1),
            "name-colours": self._name_colours,
            "backups": safe.show_backups,
            "import-notes": safe.import_file,
            "export-notes": safe.export,
        }[name]()

    def toggle_panel(self) -> None:
        """Show the panel, or hide it."""
        if self._panels.shows_notes:
            self.hide_panel()
        else:
            self.show_panel()

    def toggle_tools(self) -> None:
        """Show the reader's filled copies, or hide the panel."""
        if self._panels.shows_notes and self.shelf.shown == TOOLS:
            self.hide_panel()
        else:
            self.show_panel(TOOLS)

    def toggle_toolbox(self) -> None:
        """Show the toolbox in the text's place, or the text again."""
        self.tools.toggle_toolbox()

    def show_panel(self, tab: int | None = None) -> None:
        """Show the panel with the keyboard in its filter.

        Args:
            tab: What of it is shown; None for what was shown last, but the notes when the reader is at one.
        """
        shelf, keyboard = self.shelf, QApplication.focusWidget()
        came_from_form, gives_way = self._came_from_form, self._gave_way
        if keyboard is None or not shelf.isAncestorOf(keyboard):
            came_from_form, gives_way = self.tool_desk.has_keyboard, self.tool_desk.open_id
        if tab is None and self.desk.layer.current:
            tab = NOTES
        if tab is not None:
            shelf.turn_to(tab)
        self._panels.show_notes()
        if shelf.shown == NOTES:
            self.panel.arrange()
            self.panel.reveal(self.desk.layer.current)
        shelf.focus_filter()
        # Last: what is hidden meanwhile gives the keyboard to whatever comes next in the window.
        self._came_from_form = came_from_form
        self._gave_way = gives_way if came_from_form and not self._panels.shows_form else ""

    def hide_panel(self) -> None:
        """Give the panel's place back, and a keyboard that is in it to the form or the text that it came from."""
        self.keeper.settle()
        keyboard = QApplication.focusWidget()
        # Asked first: what is hidden gives the keyboard to whatever comes next in the window.
        had_keyboard = keyboard is None or self.shelf.isAncestorOf(keyboard)
        self._panels.hide_left()
        is_there = self._panels.shows_form or self.tool_desk.can_take_up(self._gave_way)
        if had_keyboard and self._came_from_form and is_there:
            self.tool_desk.take_up()
        elif had_keyboard:
            self._reader.setFocus()

    def go_to(self, id_: str) -> None:
        """Show the place of an annotation, with its mark standing out."""
        annotation = self.keeper.latest(id_)
        placing = self.desk.placing
        if annotation is None or placing is None:
            return
        spot = placing.spot(annotation)
        if annotation.kind is Kind.TOOL:
            # It is shown beside its tool, or alone where the tool is gone.
            self.copy_wanted.emit(id_)
        elif spot is None:
            self.told.emit(
                _("The text that this note belongs to isn’t in this edition. It is listed as “Not found again”.")
            )
        if spot is None:
            return
        if self._panels.is_narrow:
            self._panels.show_text()
        self._navigator.go_to_offset(spot.chapter, spot.found.start)
        page = self._reader.view.page
        if page is not None:
            # Two lines of what leads up to it stay in sight.
            self._reader.view.scroll_to(page.map.to_document(spot.found.start), margin=self._reader.view.height() / 4)
        self.desk.layer.set_current(id_)

    def dismiss(self) -> bool:
        """Close the uppermost thing of the notes. Returns whether anything did."""
        if self.desk.dismiss():
            return True
        if self._actions["caret"].isChecked():
            self.set_caret(on=False)
            return True
        if self._panels.shows_notes:
            self.hide_panel()
            return True
        return not self._panels.is_narrow and self.tool_desk.close()

    def set_caret(self, *, on: bool) -> None:
        """Let the arrow keys move a caret in the text, or the page again."""
        self._actions["caret"].setChecked(on)
        self._reader.view.set_caret(on=on)
        self._reader.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if on:
            self.told.emit(_("The arrow keys move the caret, with Shift they select. F7 ends it."))

    def _on_entered(self, came_from: QWidget) -> None:
        self._came_from_form, self._gave_way = self.tool_desk.holds(came_from), ""

    def _show_steps(self) -> None:
        notebook = self.keeper.notebook
        for name, label in (("undo", notebook.undoable), ("redo", notebook.redoable)):
            text = self._actions.specs[name].text
            self._actions[name].setText(f"{text}: {label.replace('&', '&&')}" if label else text)

    def _name_colours(self) -> None:
        from handbook.ui.notes.colour_dialog import ColourDialog

        dialog = ColourDialog(self.keeper.own_names, self._theme, self._reader.window())
        if dialog.exec():
            self.keeper.rename_colours(dialog.names)
            self.desk.refresh()
            if "panel" in self.__dict__:
                self.panel.show_only(self.panel.shown)
        dialog.deleteLater()
