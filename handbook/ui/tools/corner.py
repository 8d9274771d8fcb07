"""What a window has of tools besides the form: "My tools", the toolbox, and what quick open offers of both."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from handbook.book.address import Address
from handbook.notes.filled import UnreadableBodyError
from handbook.ui.theme import TOOL_ICONS
from handbook.ui.tools.collector import ToolCollector
from handbook.ui.tools.shelf import TOOLS, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

    from handbook.ui.navigation.navigator import Navigator
    from handbook.ui.navigation.quick_open import Candidate
    from handbook.ui.notes.panel import NotesPanel
    from handbook.ui.panels import Panels
    from handbook.ui.reader.panel import ReaderPanel
    from handbook.ui.theme import Theme
    from handbook.ui.tools.copies_panel import CopiesPanel
    from handbook.ui.tools.desk import ToolDesk
    from handbook.ui.tools.look import Look
    from handbook.ui.tools.toolbox_page import ToolboxPage

# Among titles that match alike, copies stand between sections and notes.
_WEIGHT = 150
_FLAG = "my-tools"


class ToolCorner(QObject):
    """The lists of tools of a window.

    Signals:
        left: The reader is done with "My tools".
    """

    left = Signal()

    def __init__(self, desk: ToolDesk, reader: ReaderPanel, panels: Panels, navigator: Navigator, theme: Theme) -> None:
        """Make what the window needs.

        Args:
            desk: Who looks after the copies.
            reader: In whose place the toolbox stands.
            panels: Where the panel of what the reader keeps belongs.
            navigator: Leads to the tools.
            theme: The colours in force.
        """
        super().__init__(reader)
        self.desk = desk
        self._reader = reader
        self._panels = panels
        self._navigator = navigator
        self._theme = theme
        self.collector = ToolCollector(self)
        # Before the lists hear of it: they show what is collected.
        desk.changed.connect(self._follow_desk)
        # The toolbox gives way when the reader goes anywhere, also to where they are.
        navigator.moved.connect(lambda: reader.set_cover(None))
        reader.page_set.connect(self._on_page_set)

    def make_shelf(self, make_notes: Callable[[], NotesPanel]) -> Shelf:
        """Return the panel of what the reader keeps, with what was shown last.

        Args:
            make_notes: Makes the panel of their notes.
        """
        shelf = Shelf(make_notes, lambda: self.panel)
        if self._panels.settings.flag(_FLAG, default=False):
            shelf.turn_to(TOOLS)
        shelf.turned.connect(lambda tab: self._panels.settings.set_flag(_FLAG, value=tab == TOOLS))
        return shelf

    @cached_property
    def panel(self) -> CopiesPanel:
        """My tools; made when they are first asked for."""
        from handbook.ui.tools.copies_panel import CopiesPanel

        self._collect()
        panel = CopiesPanel(self.desk, self.collector, self._theme)
        panel.place_wanted.connect(self._show_tool)
        panel.toolbox_wanted.connect(self.show_toolbox)
        panel.left.connect(self.left)
        return panel

    @cached_property
    def page(self) -> ToolboxPage:
        """The toolbox; made when it is first asked for."""
        from handbook.ui.tools.toolbox_page import ToolboxPage

        self._collect()
        page = ToolboxPage(self.desk, self.collector, self._look())
        page.tool_wanted.connect(self._go_to)
        page.left.connect(self.hide_toolbox)
        return page

    @property
    def shows_toolbox(self) -> bool:
        """Whether the toolbox stands in the text's place."""
        return "page" in self.__dict__ and self._reader.cover is self.page

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._theme = theme
        if "panel" in self.__dict__:
            self.panel.set_theme(theme)

    def toggle_toolbox(self) -> None:
        """Show the toolbox, go to it from whatever stands beside it, or from within give the text its place back."""
        keyboard = QApplication.focusWidget()
        if not self.shows_toolbox:
            self.show_toolbox()
        elif keyboard is None or self.page.isAncestorOf(keyboard):
            self.hide_toolbox()
        else:
            self.page.focus_filter()

    def show_toolbox(self) -> None:
        """Show the toolbox in the text's place, with the keyboard in its filter."""
        page = self.page
        page.set_look(self._look())
        # In a narrow window a panel may have taken the place.
        self._panels.show_text()
        self._reader.set_cover(page)
        page.arrange()
        before: QWidget = self._reader.view
        for stop in page.stops:
            QWidget.setTabOrder(before, stop)
            before = stop
        page.focus_filter()

    def hide_toolbox(self) -> None:
        """Give the text its place back, and the keyboard."""
        self._reader.set_cover(None)
        self._reader.setFocus()

    def candidates(self) -> list[Candidate]:
        """Return what quick open can open: the reader's filled copies."""
        from handbook.ui.navigation.quick_open import candidate
        from handbook.ui.tools.copies import title_of

        found = []
        for one in self.desk.copies(None):
            try:
                filled = self.desk.filled(one)
            except UnreadableBodyError:
                # "My tools" lists it, and says why it can't be opened.
                continue
            open_it = partial(self.desk.open_copy, one.id)
            found.append(candidate(title_of(filled), filled.name, TOOL_ICONS[filled.kind], open_it, _WEIGHT))
        return found

    def _collect(self) -> None:
        if self.desk.toolbox is not None:
            self.collector.collect(self.desk.toolbox)

    def _follow_desk(self) -> None:
        if "panel" in self.__dict__ or "page" in self.__dict__:
            self._collect()

    def _show_tool(self, chapter: str, id_: str) -> None:
        place = self.desk.place(id_, chapter)
        if place is not None:
            self._go_to(place.chapter.key, id_)

    def _go_to(self, chapter: str, id_: str) -> None:
        if self._panels.is_narrow:
            self._panels.show_text()
        self._navigator.go(Address(chapter, id_))
        self._reader.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> Look:
        from handbook.ui.tools.look import Look

        style = self._reader.page_style()
        return Look(style.theme, style.percent, {})

    def _on_page_set(self) -> None:
        # The page is set anew in another theme and in another text size.
        if self.shows_toolbox:
            self.page.set_look(self._look())
