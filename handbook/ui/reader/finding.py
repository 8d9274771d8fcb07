"""Finding on the page: runs the find bar over the chapter's plain text and marks the hits in the view."""

from __future__ import annotations

from PySide6.QtCore import QObject

from handbook.ui.reader.find import find_in_text
from handbook.ui.reader.findbar import FindBar
from handbook.ui.reader.view import PageView


class Finder(QObject):
    """Binds a find bar to a view."""

    def __init__(self, view: PageView, bar: FindBar) -> None:
        super().__init__(view)
        self._view = view
        self._bar = bar
        self.hits: list[tuple[int, int]] = []
        self.current = -1
        bar.changed.connect(self.find)
        bar.stepped.connect(self.step)
        bar.closed.connect(self._on_closed)

    def open(self) -> None:
        """Open the bar, with the selection in it if that is a word or a few."""
        selected = self._view.selected_text()
        self._bar.open_bar(selected if len(selected) < 100 and "\n" not in selected else "")

    def find(self, query: str) -> None:
        """Mark every place that matches, and go to the first one from where the reader is."""
        self.hits, self.current = [], -1
        page, tree = self._view.page, self._view.tree
        if page is not None and tree is not None:
            ranges = find_in_text(tree.text, query)
            self.hits = [(page.map.to_document(start), page.map.end_to_document(end)) for start, end in ranges]
            top = self._view.top_position()
            self.current = next((i for i, hit in enumerate(self.hits) if hit[0] >= top), 0) if self.hits else -1
        self._show()

    def step(self, by: int) -> None:
        """Go to the next (+1) or previous (-1) hit, around the ends; opens the bar when nothing is looked for."""
        if not self._bar.text.strip():
            self.open()
            return
        if not self._bar.isVisible():
            # The words are still in the closed bar: F3 goes on with them.
            self._bar.show()
            self.find(self._bar.text)
            return
        if self.hits:
            self.current = (self.current + by) % len(self.hits)
            self._show()

    def refresh(self) -> None:
        """Find again on a page that was set anew or is another one."""
        if self._bar.isVisible():
            self.find(self._bar.text)
        else:
            self.hits, self.current = [], -1

    def _show(self) -> None:
        self._view.set_hits(self.hits, self.current)
        self._bar.show_count(self.current, len(self.hits))
        if self.hits:
            self._view.scroll_to(self.hits[self.current][0], centre=True)

    def _on_closed(self) -> None:
        self.hits, self.current = [], -1
        self._view.set_hits([], -1)
        self._view.setFocus()
