"""Leads from a search to the text and back: opens the panel, marks what was found on the page, returns on Escape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from handbook.search.results import Hit
    from handbook.settings import Settings
    from handbook.ui.navigation.history import Visit
    from handbook.ui.navigation.navigator import Navigator
    from handbook.ui.panels import Panels
    from handbook.ui.reader.panel import ReaderPanel
    from handbook.ui.search.panel import SearchPanel


class SearchDesk(QObject):
    """Connects the search panel with the reader.

    Signals:
        note_wanted: One of the reader's notes was chosen: its id.
        opened: The panel has been made: `panel`.
    """

    note_wanted = Signal(str)
    opened = Signal()

    def __init__(self, reader: ReaderPanel, panels: Panels, navigator: Navigator, settings: Settings) -> None:
        super().__init__(reader)
        self._reader = reader
        self._panels = panels
        self._navigator = navigator
        self._settings = settings
        self._panel: SearchPanel | None = None
        self._before: Visit | None = None

    def open(self, text: str = "") -> None:
        """Show the panel, searching for `text`, else for the selection if that is a word or a few."""
        if self._panel is None:
            self._panel = self._panels.search
            self._panel.chosen.connect(self._on_chosen)
            self._panel.abandoned.connect(self._on_abandoned)
            self._panel.searched.connect(self._on_searched)
            self.opened.emit()
        if not self._panels.shows_search:
            self._before = self._navigator.here()
        self._panels.show_search(text or self._reader.view.selected_words())

    @property
    def panel(self) -> SearchPanel | None:
        """The panel; None until it is first opened."""
        return self._panel

    def dismiss(self) -> bool:
        """Take the marks off the page and close the panel; the reader stays. Returns whether there was anything."""
        if not self._reader.finder.marks_search and not self._panels.shows_search:
            return False
        self._reader.finder.mark_with(None)
        if self._panels.shows_search:
            self._panels.hide_left()
        return True

    def _on_chosen(self, hit: Hit) -> None:
        assert self._panel is not None  # noqa: S101 - its own signal
        self._settings.recent_searches = self._panel.recent
        self._panels.show_text()
        if hit.note:
            self.note_wanted.emit(hit.note)
            return
        self._navigator.go_to_offset(hit.address.chapter, hit.offset)
        self._reader.finder.mark_with(self._panel.marks, hit.offset)
        self._reader.finder.show_current(hit.address.section)

    def _on_searched(self, text: str) -> None:
        # What was marked belongs to other words.
        if not text and self._reader.finder.marks_search:
            self._reader.finder.mark_with(None)

    def _on_abandoned(self) -> None:
        self._reader.finder.mark_with(None)
        self._panels.hide_left()
        before, self._before = self._before, None
        if before is not None and before != self._navigator.here():
            self._navigator.go_to_offset(before.chapter, before.offset)
        self._reader.setFocus()
