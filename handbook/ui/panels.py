"""The text with its side panels: contents, search or notes before it, outline behind it, as far as the width allows.

In a window too narrow for both, a panel that is asked for takes the text's place until the reader has chosen or left.
The panels themselves are made when the first page has been painted: it can be read without them.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QWidget

from handbook.book.address import Address
from handbook.ui import panel_room as room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.book.library import Handbook
    from handbook.book.nodes import Section
    from handbook.settings import Settings
    from handbook.ui.navigation.contents_panel import ContentsPanel
    from handbook.ui.navigation.outline import OutlinePanel
    from handbook.ui.reader.panel import ReaderPanel
    from handbook.ui.search.panel import SearchPanel
    from handbook.ui.theme import Theme
    from handbook.ui.tools.form_panel import FormPanel
    from handbook.ui.tools.shelf import Shelf

_CONTENTS, _SEARCH, _NOTES, _READER, _FORM, _OUTLINE = range(6)
_LEFT = (_CONTENTS, _SEARCH, _NOTES)
_WIDTHS = (300, 300, 320, 2_000, 400, 236)
_LEAST_WIDTHS = (200, 240, 250, 280, 320, 170)


class Panels(QSplitter):
    """Holds the text and its panels.

    Signals:
        place_chosen: A row of the contents was chosen.
        section_chosen: A row of the outline was chosen: the section's index in the tree.
        changed: A panel came or went.
    """

    place_chosen = Signal(Address)
    section_chosen = Signal(int)
    changed = Signal()

    def __init__(self, reader: ReaderPanel, settings: Settings, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._reader = reader
        self._settings = settings
        self._theme = theme
        self._handbook: Handbook | None = None
        self._open_chapter = ""
        self._sections: Sequence[Section] = ()
        self._section = -1
        self._fitted = 0
        self._may_make = False
        self._stops_before: list[QWidget] = []
        self._contents_stops: list[QWidget] = []
        self._search_stops: list[QWidget] = []
        self._shelf: Shelf | None = None
        self._form: FormPanel | None = None
        self._is_alone = self._had_outline = False
        self._outline_stops: list[QWidget] = []
        self.is_narrow = False
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self._contents_place, self._search_place, self._notes_place = room.placeholders(3)
        self._form_place, self._outline_place = room.placeholders(2)
        for place in (self._search_place, self._notes_place, self._form_place):
            place.hide()
        for number, widget in enumerate((*self._left_places, reader, self._form_place, self._outline_place)):
            widget.setMinimumWidth(_LEAST_WIDTHS[number])
            self.addWidget(widget)
            self.setStretchFactor(number, int(widget is reader))
        self.setSizes(_WIDTHS)
        reader.view.first_painted.connect(self._begin)
        reader.covered.connect(self._on_covered)

    @cached_property
    def contents(self) -> ContentsPanel:
        """The contents panel; made when it is first asked for."""
        from handbook.ui.navigation.contents_panel import ContentsPanel

        panel = ContentsPanel(self._theme)
        panel.chosen.connect(self._on_place)
        panel.left.connect(self.show_text)
        self._contents_place = self._replace(_CONTENTS, self._contents_place, panel)
        if self._handbook is not None:
            room.fill_contents(panel, self._handbook, self._open_chapter)
        self._contents_stops = [panel.field, panel.tree]
        self._order_tabs()
        return panel

    @cached_property
    def search(self) -> SearchPanel:
        """The search panel; made when it is first asked for."""
        from handbook.ui.search.panel import SearchPanel

        panel = SearchPanel(self._theme, self._settings.recent_searches)
        self._search_place = self._replace(_SEARCH, self._search_place, panel)
        self._search_stops = [panel.field, panel.list]
        self._order_tabs()
        if self._handbook is not None:
            room.connect_search(panel, self._handbook)
        return panel

    @cached_property
    def outline(self) -> OutlinePanel:
        """The outline panel; made when it is first asked for."""
        from handbook.ui.navigation.outline import OutlinePanel

        panel = OutlinePanel(self._theme)
        panel.chosen.connect(self._on_section)
        panel.left.connect(self.show_text)
        self._outline_place = self._replace(_OUTLINE, self._outline_place, panel)
        panel.set_sections(self._sections)
        panel.set_current(self._section)
        self._outline_stops = [panel.list]
        self._order_tabs()
        return panel

    @property
    def _left_places(self) -> tuple[QWidget, QWidget, QWidget]:
        return self._contents_place, self._search_place, self._notes_place

    @property
    def settings(self) -> Settings:
        """The reader's settings."""
        return self._settings

    def put_notes(self, shelf: Shelf) -> None:
        """Take the panel of what the reader keeps; it is shown when it is asked for."""
        self._shelf = shelf
        self._notes_place = self._replace(_NOTES, self._notes_place, shelf)
        shelf.grown.connect(self._order_tabs)
        self._order_tabs()

    def put_form(self, form: FormPanel) -> None:
        """Take the form in which tools are filled in; it is shown when it is asked for."""
        self._form = form
        self._form_place = self._replace(_FORM, self._form_place, form)
        form.stops_changed.connect(self._order_tabs)
        self._order_tabs()

    def follow(self, stop: QWidget) -> None:
        """Let Tab come to the panels after `stop`."""
        self._stops_before = [stop]

    def set_handbook(self, handbook: Handbook) -> None:
        """Show the chapters of another handbook."""
        self._handbook = handbook
        self._open_chapter = ""
        if "contents" in self.__dict__:
            room.fill_contents(self.contents, handbook, self._open_chapter)
        if "search" in self.__dict__:
            room.connect_search(self.search, handbook)

    def set_open(self, key: str, sections: Sequence[Section]) -> None:
        """Say which chapter is on the screen, and what its sections are."""
        self._open_chapter, self._sections, self._section = key, sections, -1
        if "contents" in self.__dict__:
            self.contents.set_open(key)
        if "outline" in self.__dict__:
            self.outline.set_sections(sections)

    def set_section(self, index: int) -> None:
        """Say which section of the chapter is being read; -1 for none."""
        self._section = index
        if "outline" in self.__dict__:
            self.outline.set_current(index)

    def set_theme(self, theme: Theme) -> None:
        """Draw in the colours of `theme`."""
        self._theme = theme
        if "contents" in self.__dict__:
            self.contents.set_theme(theme)
        if "outline" in self.__dict__:
            self.outline.set_theme(theme)
        if "search" in self.__dict__:
            self.search.set_theme(theme)

    @property
    def shows_search(self) -> bool:
        """Whether the search can be seen."""
        return not self._search_place.isHidden()

    @property
    def shows_notes(self) -> bool:
        """Whether the notes can be seen."""
        return not self._notes_place.isHidden()

    @property
    def shows_contents(self) -> bool:
        """Whether the contents can be seen."""
        return not self._contents_place.isHidden()

    @property
    def shows_outline(self) -> bool:
        """Whether the outline can be seen."""
        return not self._outline_place.isHidden()

    @property
    def shows_form(self) -> bool:
        """Whether the form can be seen."""
        return not self._form_place.isHidden()

    def fit(self, width: int, *, alone: bool = False) -> None:
        """Show beside the text what the reader wants and the width allows.

        Args:
            width: Of the window, in pixels.
            alone: Show the text alone.
        """
        self._fitted, self._is_alone = width, alone
        self.is_narrow = width < room.CONTENTS_FITS
        if alone:
            self._form_place.hide()
        has_form, flag = self.shows_form, self._settings.flag
        contents = not alone and room.contents_fit(width, has_form=has_form) and flag("contents", default=True)
        outline = not alone and room.outline_fits(width, has_form=has_form) and flag("outline", default=True)
        if self.is_narrow or alone:
            self._search_place.hide()
            self._notes_place.hide()
        self._contents_place.setVisible(contents and not self.shows_search and not self.shows_notes)
        self._had_outline = outline
        self._outline_place.setVisible(outline and self._reader.cover is None)
        self._reader.setVisible(not (self.is_narrow and self.shows_form))
        self.changed.emit()
        if self._may_make:
            self._make()

    def refit(self, width: int, *, alone: bool) -> None:
        """Fit again if the width has crossed a limit; what the reader opened or closed in between stays otherwise."""
        before, self._fitted = self._fitted, width
        if room.crosses(before, width, has_form=self.shows_form):
            self.fit(width, alone=alone)

    def toggle_contents(self) -> None:
        """Show or hide the contents, and remember it where they stand beside the text."""
        wanted = not self.shows_contents
        if not self.is_narrow:
            self._settings.set_flag("contents", value=wanted)
        if wanted:
            self.show_contents(focus=self.is_narrow)
        else:
            self._hide(self._contents_place)

    def toggle_outline(self) -> None:
        """Show or hide the outline, and remember it where it stands beside the text."""
        wanted = not self.shows_outline
        if not self.is_narrow:
            self._settings.set_flag("outline", value=wanted)
        if not wanted:
            self._hide(self._outline_place)
            return
        self.outline.show()
        if self.is_narrow:
            for place in (*self._left_places, self._form_place):
                place.hide()
            self._reader.hide()
            self.outline.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.changed.emit()

    def show_contents(self, *, focus: bool) -> None:
        """Show the contents; `focus` moves the keyboard to their filter."""
        _ = self.contents
        self._show_left(_CONTENTS)
        if focus:
            self.contents.focus_filter()

    def show_search(self, text: str) -> None:
        """Show the search in the contents' place, with the keyboard in it; `text`, when given, is searched for."""
        _ = self.search
        self._show_left(_SEARCH)
        self.search.focus_field(text)

    def show_notes(self) -> None:
        """Show the notes in the contents' place; `put_notes` has brought them."""
        self._show_left(_NOTES)

    def show_form(self) -> None:
        """Show the form at the text's right, in a narrow window in its place; `put_form` has brought it."""
        self._form_place.show()
        if self._fitted < room.LEFT_FITS_FORM:
            self._search_place.hide()
            self._notes_place.hide()
        self.fit(self._fitted)

    def hide_form(self) -> None:
        """Give the form's place back."""
        self._form_place.hide()
        self.fit(self._fitted, alone=self._is_alone)

    def switch(self) -> None:
        """Move the keyboard from the text to the form beside it, from anywhere else to the text."""
        keyboard = QApplication.focusWidget()
        if self._form is not None and self.shows_form and keyboard and self._reader.isAncestorOf(keyboard):
            self._form.focus_again()
        else:
            self.show_text()

    def hide_left(self) -> None:
        """Give the place of the search or the notes back to the contents, where the reader wants them."""
        if room.contents_fit(self._fitted, has_form=self.shows_form) and self._settings.flag("contents", default=True):
            self._show_left(_CONTENTS)
        else:
            for place in self._left_places[1:]:
                place.hide()
            self._reader.show()
            self.changed.emit()
        if self._may_make:
            self._make()

    def show_text(self) -> None:
        """Move the keyboard to the text, and in a narrow window the eye as well."""
        if self.is_narrow:
            for panel in (*self._left_places, self._form_place, self._outline_place):
                self._hide(panel)
        self._reader.setFocus()

    def dismiss(self) -> bool:
        """Give the text its place back. Returns whether a panel had taken it."""
        if not self._reader.isHidden():
            return False
        self.show_text()
        return True

    def _show_left(self, wanted: int) -> None:
        """Show one of the panels before the text, in the width of the one that was there: the text doesn't move."""
        sizes = self.sizes()
        shown = next((number for number in _LEFT if not self._left_places[number].isHidden()), wanted)
        for number, place in enumerate(self._left_places):
            place.setVisible(number == wanted)
        if shown != wanted and sizes[shown] >= _LEAST_WIDTHS[wanted]:
            sizes[wanted], sizes[shown] = sizes[shown], 0
            self.setSizes(sizes)
        if self._fitted < room.LEFT_FITS_FORM:
            self._form_place.hide()
        if self.is_narrow:
            self._outline_place.hide()
            self._reader.hide()
        self.changed.emit()

    def _hide(self, panel: QWidget) -> None:
        panel.hide()
        self._reader.show()
        self.changed.emit()

    def _on_covered(self) -> None:
        """An outline says nothing of what stands in the text's place: it gives way to it, and comes back."""
        is_covered = self._reader.cover is not None
        if is_covered:
            self._had_outline = self.shows_outline
        if self._had_outline and not self.is_narrow:
            self._outline_place.setVisible(not is_covered)
            self.changed.emit()

    def _begin(self) -> None:
        self._may_make = True
        self._make()

    def _make(self) -> None:
        if self.shows_contents:
            _ = self.contents
        if self.shows_outline:
            _ = self.outline

    def _replace(self, place: int, old: QWidget, panel: QWidget) -> QWidget:
        panel.setMinimumWidth(_LEAST_WIDTHS[place])
        hidden = old.isHidden()
        self.replaceWidget(place, panel)
        self.setStretchFactor(place, 0)
        panel.setVisible(not hidden)
        old.deleteLater()
        return panel

    def _order_tabs(self) -> None:
        """Let Tab go from left to right, whichever panel was made first."""
        before = [*self._stops_before, *self._contents_stops, *self._search_stops]
        before += self._shelf.stops if self._shelf is not None else ()
        form = self._form.stops if self._form is not None else []
        stops = [*before, self._reader.view, *form, *self._outline_stops]
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)

    def _on_place(self, address: Address) -> None:
        self.show_text()
        self.place_chosen.emit(address)
        self._reader.setFocus()

    def _on_section(self, index: int) -> None:
        if self.is_narrow:
            self.show_text()
        self.section_chosen.emit(index)
