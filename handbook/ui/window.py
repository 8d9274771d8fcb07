"""The main window: places the panels, connects them, and carries the actions out. It does no work of theirs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QMainWindow, QMenu, QVBoxLayout, QWidget

from handbook.i18n import _, language
from handbook.ui import openings
from handbook.ui.actions import NOTE_ACTIONS, PAGE_ACTIONS, Actions, fill_context_menu
from handbook.ui.icons import icon
from handbook.ui.looks import Looks
from handbook.ui.navigation.navigator import Navigator
from handbook.ui.outside import Outside
from handbook.ui.panels import Panels
from handbook.ui.reader.panel import Message, ReaderPanel
from handbook.ui.search.desk import SearchDesk
from handbook.ui.theme import THEMES, Theme
from handbook.ui.topbar import TopBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent

    from handbook.book.address import Address
    from handbook.book.library import Handbook
    from handbook.errors import HandbookError
    from handbook.settings import Reading, Settings
    from handbook.ui.navigation.candidates import CandidateList
    from handbook.ui.navigation.contents_panel import ContentsPanel
    from handbook.ui.navigation.outline import OutlinePanel
    from handbook.ui.navigation.quick_open import QuickOpen
    from handbook.ui.notes.corner import NotesCorner
    from handbook.ui.notes.keeper import NoteKeeper
    from handbook.ui.notice import Notice


class MainWindow(QMainWindow):
    """The window.

    Signals:
        handbook_wanted: Another handbook's folder; "" for the one that the program ships with.
        language_wanted: Another language of the interface.
    """

    handbook_wanted = Signal(str)
    language_wanted = Signal(str)

    def __init__(self, settings: Settings, keeper: Callable[[], NoteKeeper]) -> None:
        """Make the window.

        Args:
            settings: The reader's settings.
            keeper: Returns who keeps their notes; asked when the first page has been painted.
        """
        super().__init__()
        self._settings = settings
        self._keeper = keeper
        self.looks = Looks(settings, self)
        self._is_told = False
        self._focus_mode = openings.FocusMode(self)
        self.setMinimumSize(320, 360)
        self._central = QWidget()
        self.reader = ReaderPanel(self.looks.theme, self.looks.reading)
        self.navigator = Navigator(self.reader, settings)
        self.panels = Panels(self.reader, settings, self.looks.theme)
        self._outside = Outside(self._tell)
        self.search_desk = SearchDesk(self.reader, self.panels, self.navigator, settings)
        self.actions_by_id = Actions(self, self._handlers())
        self.top_bar = TopBar(self.actions_by_id)
        self.panels.follow(self.top_bar.last_button)
        self._lay_out()
        self.actions_by_id.fill(self.menuBar())
        self._connect()
        self.actions_by_id.set_icons(lambda name: icon(name, self.looks.theme))
        self._mark_choices()
        openings.restore(self, settings)

    @cached_property
    def notice(self) -> Notice:
        """The notice at the foot of the window; made when the first one is shown."""
        from handbook.ui.notice import Notice

        return Notice(self._central)

    @cached_property
    def notes(self) -> NotesCorner:
        """The reader's notes; made when the first page has been painted, or when they are first wanted."""
        from handbook.ui.notes.corner import NotesCorner

        actions, theme = self.actions_by_id, self.looks.theme
        notes = NotesCorner(self._keeper(), self.reader, self.panels, self.navigator, actions, theme, self._put_bar)
        notes.told.connect(self._tell)
        notes.link_wanted.connect(self.reader.links.follow_written)
        self.search_desk.note_wanted.connect(notes.go_to)
        notes.tool_desk.export_wanted.connect(
            lambda ids, is_printing: openings.export_copies(self, self._settings, ids, is_printing=is_printing)
        )
        return notes

    def _put_bar(self, bar: QWidget) -> None:
        self._column.insertWidget(1, bar)

    def _tell(self, text: str) -> None:
        self.notice.show_text(text)

    @cached_property
    def quick_open(self) -> QuickOpen:
        """Quick open; made when it is first wanted."""
        from handbook.ui.navigation.quick_open import QuickOpen

        return QuickOpen(self.looks.theme, self._central)

    @cached_property
    def candidates(self) -> CandidateList:
        """What quick open can open."""
        from handbook.ui.navigation.candidates import CandidateList

        candidates = CandidateList(self.actions_by_id, self.navigator, self)
        candidates.notes = self.notes.candidates
        candidates.grown.connect(lambda: self.quick_open.grow() if "quick_open" in self.__dict__ else None)
        return candidates

    def _lay_out(self) -> None:
        layout = self._column = QVBoxLayout(self._central)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.top_bar)
        layout.addWidget(self.panels, 1)
        self.setCentralWidget(self._central)

    def _connect(self) -> None:
        self.panels.place_chosen.connect(self.navigator.go)
        self.panels.section_chosen.connect(self.navigator.go_to_section)
        self.panels.changed.connect(self._on_panels)
        self.navigator.moved.connect(self._on_moved)
        self.navigator.not_found.connect(self._on_not_found)
        self.navigator.unsaved.connect(self._on_unsaved)
        self.reader.section_changed.connect(self._on_section)
        self.reader.size_wanted.connect(self._step_size)
        self.reader.finder.stepped.connect(self._tell)
        self.reader.side_button.connect(lambda by: self.navigator.back() if by < 0 else self.navigator.forward())
        self.reader.menu_wanted.connect(self._fill_context_menu)
        self.reader.covered.connect(self._on_moved)
        links = self.reader.links
        links.place_wanted.connect(self.navigator.go)
        links.neighbour_wanted.connect(self.navigator.step)
        links.external_wanted.connect(self._outside.open)
        links.file_wanted.connect(self._outside.show_file)
        links.broken.connect(self._on_not_found)
        crumbs = self.top_bar.breadcrumb
        crumbs.part_wanted.connect(lambda: self.panels.show_contents(focus=True))
        crumbs.chapter_wanted.connect(lambda: self.navigator.go_to_section(0))
        crumbs.section_wanted.connect(self._go_to_open_section)
        self.looks.changed.connect(self._show_looks)
        self.search_desk.opened.connect(lambda: self.panels.search.set_notes(self.notes.finder.hits))
        self.reader.view.first_painted.connect(lambda: self.notes)
        self.reader.view.pressed.connect(lambda: self.notice.hide() if "notice" in self.__dict__ else None)

    # What the program shows

    def show_handbook(self, handbook: Handbook, address: Address | None = None) -> None:
        """Show a handbook at an address, or where the reader was last time."""
        self.navigator.set_handbook(handbook)
        self.panels.set_handbook(handbook)
        if self.has_notes:
            self.notes.set_handbook(handbook)
        self.navigator.start(address)

    @property
    def has_notes(self) -> bool:
        """Whether there is `notes` already."""
        return "notes" in self.__dict__

    def show_error(self, error: HandbookError) -> None:
        """Show why no handbook can be opened, and the ways on."""
        ways = _("Open another handbook with Ctrl+O, or the one that came with the program from the File menu.")
        paragraphs = tuple(filter(None, (error.message, error.hint, ways)))
        self.reader.show_message(Message(_("The handbook can’t be opened"), paragraphs))
        self._on_moved()

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self.looks.theme

    def set_reading(self, reading: Reading) -> None:
        """Show the page in another way, and remember it."""
        self.looks.set_reading(reading)

    # Actions

    def _handlers(self) -> dict[str, Callable[[], object]]:
        reader, navigator = self.reader, self.navigator
        themes = {
            f"theme-{name}": lambda name=name: self.set_reading(self.looks.reading._replace(theme=name))
            for name in ("system", *THEMES)
        }
        notes = {name: lambda name=name: self.notes.act(name) for name in NOTE_ACTIONS}
        handlers: dict[str, Callable[[], object]] = {
            "open": lambda: openings.ask_for_folder(self, self._settings.folder),
            "open-shipped": lambda: self.handbook_wanted.emit(""),
            "export": lambda: openings.export(self, self._settings),
            "print": lambda: openings.export(self, self._settings, is_printing=True),
            "export-listed": lambda: openings.export_notes(self, self._settings),
            "quit": self.close,
            "copy": lambda: self._outside.copy(reader.view.selected_text(), _("Copied")),
            "copy-reference": lambda: self._outside.copy(reader.reference(), _("Copied with its source")),
            "copy-address": lambda: self._outside.copy(str(reader.address() or ""), _("The address was copied")),
            "select-all": reader.view.selectAll,
            "search": self.search_desk.open,
            "find": self._find,
            "find-next": lambda: self._step_hit(1),
            "find-previous": lambda: self._step_hit(-1),
            "show-contents": self.panels.toggle_contents,
            "show-outline": self.panels.toggle_outline,
            "larger": lambda: self._step_size(1),
            "smaller": lambda: self._step_size(-1),
            "normal-size": lambda: self._step_size(0),
            "reading": lambda: openings.open_reading(self),
            "language-da": lambda: self.language_wanted.emit("da"),
            "language-en": lambda: self.language_wanted.emit("en"),
            "focus": self._focus_mode.toggle,
            "quick-open": self._open_quickly,
            "filter": lambda: self.panels.show_contents(focus=True),
            "back": navigator.back,
            "forward": navigator.forward,
            "previous": lambda: navigator.step(-1),
            "next": lambda: navigator.step(1),
            "home": navigator.home,
            "page": self.panels.switch,
            "keyboard": lambda: openings.show_keyboard(self),
            "about": lambda: openings.show_about(self),
        }
        return handlers | themes | notes

    def _open_quickly(self) -> None:
        if self.navigator.handbook is not None:
            # Not before: who never asks for a section needn't wait, while reading, for all chapters to be read.
            self.candidates.set_handbook(self.navigator.handbook)
        self.quick_open.open(self.candidates.all, self.search_desk.open)

    def _find(self) -> None:
        self.panels.show_text()
        self.reader.finder.open()

    def _step_hit(self, by: int) -> None:
        self.panels.dismiss()
        self.reader.finder.step(by)

    def _step_size(self, by: int) -> None:
        size = self.looks.step_size(by)
        self.notice.show_text(_("Text size {percent} %").format(percent=size))

    # Panels

    @property
    def contents(self) -> ContentsPanel:
        """The contents panel."""
        return self.panels.contents

    @property
    def outline(self) -> OutlinePanel:
        """The outline panel."""
        return self.panels.outline

    def _on_panels(self) -> None:
        self.actions_by_id["show-contents"].setChecked(self.panels.shows_contents)
        self.actions_by_id["show-outline"].setChecked(self.panels.shows_outline)
        self.actions_by_id["show-notes"].setChecked(self.panels.shows_notes)
        may_print = self.reader.tree is not None and (self.reader.cover is None or self.panels.shows_form)
        self.actions_by_id["print"].setEnabled(may_print)

    # What follows from where the reader is

    def _on_moved(self) -> None:
        self.panels.dismiss()
        navigator, chapter, handbook = self.navigator, self.reader.chapter, self.navigator.handbook
        self.actions_by_id["back"].setEnabled(navigator.history.can_go_back or bool(self.reader.cover))
        self.actions_by_id["forward"].setEnabled(navigator.history.can_go_forward)
        self.actions_by_id["previous"].setEnabled(navigator.neighbour(-1) is not None)
        self.actions_by_id["next"].setEnabled(navigator.neighbour(1) is not None)
        for name in ("home", "export", "export-listed", "show-toolbox"):
            self.actions_by_id[name].setEnabled(handbook is not None)
        for name in PAGE_ACTIONS:
            self.actions_by_id[name].setEnabled(self.reader.tree is not None and self.reader.cover is None)
        title = handbook.manifest.title if handbook else _("Handbook")
        self.setWindowTitle(f"{self.reader.title} – {title}" if self.reader.title else title)
        sections = self.reader.tree.sections if self.reader.tree is not None else ()
        self.panels.set_open(chapter.key if chapter is not None else "", sections)
        self._on_panels()
        self._on_section(self.reader.section_index)

    def _on_section(self, index: int) -> None:
        self.panels.set_section(index)
        section = self.reader.section
        handbook, chapter = self.navigator.handbook, self.reader.chapter
        if handbook is None or chapter is None or self.reader.cover is not None:
            self.top_bar.breadcrumb.set_place("", self.reader.title if self.reader.cover else "", "")
            return
        inner = section.title if section is not None and section.level > 1 else ""
        self.top_bar.breadcrumb.set_place(handbook.part(chapter.key), chapter.title, inner)

    def _go_to_open_section(self) -> None:
        section = self.reader.section
        if section is not None:
            self.reader.go_to_anchor(section.id)

    def _on_unsaved(self) -> None:
        # Said once: the reader can read on, and is not to be told at every page.
        if not self._is_told:
            self._is_told = True
            self._tell(_("Your place can’t be saved. Check that the disk isn’t full and that you may write to it."))

    def _on_not_found(self, target: str) -> None:
        self.notice.show_text(_("There is no such place in this handbook: {target}").format(target=target))

    def _fill_context_menu(self, menu: QMenu) -> None:
        fill_context_menu(menu, self.actions_by_id, has_selection=self.reader.view.textCursor().hasSelection())

    # Looks

    def _show_looks(self, is_other_theme: bool) -> None:  # noqa: FBT001 - the signal's argument
        theme, reading = self.looks.theme, self.looks.reading
        if is_other_theme:
            self.actions_by_id.set_icons(lambda name: icon(name, theme))
            self.panels.set_theme(theme)
            if "quick_open" in self.__dict__:
                self.quick_open.set_theme(theme)
            if self.has_notes:
                self.notes.set_theme(theme)
        self.reader.set_look(theme, reading)
        self._mark_choices()

    def _mark_choices(self) -> None:
        for name in ("system", *THEMES):
            self.actions_by_id[f"theme-{name}"].setChecked(name == self.looks.reading.theme)
        for name in ("da", "en"):
            self.actions_by_id[f"language-{name}"].setChecked(name == language())

    # Qt's events

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard begins in the text."""
        super().showEvent(event)
        if not event.spontaneous():
            self.reader.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let panels go and come as the width crosses their limits."""
        super().resizeEvent(event)
        self.panels.refit(event.size().width(), alone=self.actions_by_id["focus"].isChecked())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the uppermost thing: a card, the find bar, a panel over the text, focus mode."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
            return
        is_noted = self.has_notes and self.notes.dismiss()
        if is_noted or self.reader.dismiss() or self.panels.dismiss() or self.search_desk.dismiss():
            return
        if self.actions_by_id["focus"].isChecked():
            self.actions_by_id["focus"].trigger()

    def changeEvent(self, event: QEvent) -> None:
        """Save when the reader turns to another program: it may be the last that we hear."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.navigator.save()
            if self.has_notes:
                self.notes.keeper.settle()
        elif event.type() == QEvent.Type.ActivationChange and self.has_notes:
            # Another window may have written meanwhile.
            self.notes.keeper.look()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window and the place; notes that can't be saved hold the window open."""
        if self.has_notes and not self.notes.safekeeping.may_close():
            event.ignore()
            return
        self.remember()
        super().closeEvent(event)

    def remember(self) -> None:
        """Write the window's state and the reader's place; the contents keep the width of what is in their place."""
        if self.panels.shows_search or self.panels.shows_notes:
            self.panels.hide_left()
        self.navigator.save()
        if not self.actions_by_id["focus"].isChecked():
            self._settings.set_window("geometry", self.saveGeometry())
            self._settings.set_window("panels", self.panels.saveState())
        self._settings.flush()
