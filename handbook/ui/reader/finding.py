"""Finding on the page: runs the find bar over the chapter's plain text and marks the hits in the view."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal

from handbook.i18n import _
from handbook.ui.reader.decorations import paint_ranges
from handbook.ui.reader.find import find_in_text
from handbook.ui.theme import S3, S5, Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from handbook.book.nodes import ChapterTree
    from handbook.ui.reader.decorations import Span
    from handbook.ui.reader.findbar import FindBar
    from handbook.ui.reader.view import PageView

_WIDTH = 380
_MARGIN = 12
_GROW = 1.5


class Finder(QObject):
    """Binds a find bar to a view.

    Attributes:
        hits: Ranges of the document that are marked.
        current: Index of the hit that the reader is at; -1 for none.

    Signals:
        stepped: Another hit of a search is the current one; the text says which, of how many.
    """

    stepped = Signal(str)

    def __init__(self, view: PageView, over: QWidget, theme: Theme) -> None:
        """Make a finder.

        Args:
            view: Whose page is searched.
            over: Widget around the view, in whose upper corner the bar is laid.
            theme: Colours of the bar.
        """
        super().__init__(view)
        self._view = view
        self._over = over
        self._theme = theme
        self._bar: FindBar | None = None
        self._tree: ChapterTree | None = None
        self._find: Callable[[str], list[tuple[int, int]]] | None = None
        self.hits: list[tuple[int, int]] = []
        self.current = -1
        view.underlays.append(self._paint)

    @cached_property
    def bar(self) -> FindBar:
        """The bar; made when it is first wanted."""
        from handbook.ui.reader.findbar import FindBar

        self._bar = FindBar(self._theme, self._over)
        self._bar.changed.connect(self.find)
        self._bar.stepped.connect(self.step)
        self._bar.closed.connect(self._on_closed)
        self._over.installEventFilter(self)
        self._place()
        return self._bar

    def set_theme(self, theme: Theme) -> None:
        """Draw the bar in the colours of `theme`."""
        self._theme = theme
        if self._bar is not None:
            self._bar.set_theme(theme)

    def open(self, text: str = "") -> None:
        """Open the bar with `text` in it, else with the selection if that is a word or a few."""
        self.bar.open_bar(text or self._view.selected_words())

    def dismiss(self) -> bool:
        """Close the bar. Returns whether it was open."""
        if self._bar is None or not self._bar.isVisible():
            return False
        self._bar.close_bar()
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep the bar in its corner."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def find(self, query: str) -> None:
        """Mark every place that matches, and go to the first one from where the reader is."""
        self._mark(query)
        top = self._view.top_position()
        self.current = next((i for i, hit in enumerate(self.hits) if hit[0] >= top), 0) if self.hits else -1
        self._show()

    def _mark(self, query: str) -> None:
        self._take_hits(lambda text: find_in_text(text, query))

    def _take_hits(self, find: Callable[[str], list[tuple[int, int]]]) -> list[tuple[int, int]]:
        """Make `hits` of what `find` finds in the text of the page, and return the ranges of the text."""
        page, self._tree = self._view.page, self._view.tree
        self.hits = []
        if page is None or self._tree is None:
            return []
        ranges = find(self._tree.text)
        self.hits = [(page.map.to_document(start), page.map.end_to_document(end)) for start, end in ranges]
        return ranges

    def mark_with(self, find: Callable[[str], list[tuple[int, int]]] | None, offset: int = 0) -> None:
        """Mark what a search found, on this page and on those that follow; the bar, while it is open, goes before it.

        Args:
            find: Returns the ranges of a chapter's plain text to mark; None marks nothing any more.
            offset: Text offset of the hit that is the current one.
        """
        self._find = find
        if self._bar is not None and self._bar.isVisible():
            return
        self._mark_found(offset)

    def _mark_found(self, offset: int) -> None:
        ranges = self._take_hits(self._find or (lambda _text: []))
        self.current = next((i for i, (_start, end) in enumerate(ranges) if end > offset), 0) if ranges else -1
        self._view.viewport().update()

    def show_current(self, anchor: str = "") -> None:
        """Bring the current hit into sight with what leads up to it.

        Args:
            anchor: Name of the heading or term that the hit stands under; it is at the top where both fit.
        """
        if not 0 <= self.current < len(self.hits):
            return
        height = self._view.viewport().height()
        heading = self._view.page.anchors.get(anchor) if self._view.page is not None else None
        position = self.hits[self.current][0]
        self._view.scroll_to(position, margin=height / 3)
        if heading is not None and 0 <= self._view.position_y(position) - self._view.position_y(heading) < height * 0.6:
            self._view.scroll_to(heading, margin=_MARGIN)

    @property
    def marks_search(self) -> bool:
        """Whether what a search found is marked."""
        return self._find is not None

    def step(self, by: int) -> None:
        """Go to the next (+1) or previous (-1) hit, around the ends; opens the bar when nothing is looked for."""
        if self._find is not None and self.hits and (self._bar is None or not self._bar.isVisible()):
            self.current = (self.current + by) % len(self.hits)
            self._view.viewport().update()
            self._view.scroll_to(self.hits[self.current][0], centre=True)
            self.stepped.emit(_("{current} of {total}").format(current=self.current + 1, total=len(self.hits)))
            return
        if not self.bar.text.strip():
            self.open()
            return
        if not self.bar.isVisible():
            # The words are still in the closed bar: F3 goes on with them.
            self.bar.show()
            self.find(self.bar.text)
            return
        if self.hits:
            self.current = (self.current + by) % len(self.hits)
            self._show()

    def refresh(self) -> None:
        """Find again on a page that was set anew, where the current hit stays, or on another one."""
        if self._bar is None or not self._bar.isVisible():
            same, current = self._tree is self._view.tree, self.current
            self._mark_found(0)
            if same and self.hits:
                self.current = current
                self._view.viewport().update()
        elif self._tree is self._view.tree:
            self._mark(self._bar.text)
            self._view.viewport().update()
        else:
            self.find(self._bar.text)

    def _show(self) -> None:
        self._view.viewport().update()
        self.bar.show_count(self.current, len(self.hits))
        if self.hits:
            self._view.scroll_to(self.hits[self.current][0], centre=True, hidden=self.bar.geometry().bottom())

    def _paint(self, painter: QPainter, span: Span) -> None:
        document, theme = self._view.document(), self._theme
        # While another page is being set, the hits are those of the one before.
        if not self.hits or self._tree is not self._view.tree:
            return
        others = [hit for index, hit in enumerate(self.hits) if index != self.current]
        paint_ranges(painter, document, others, theme.hit, span, _GROW)
        if 0 <= self.current < len(self.hits):
            current = self.hits[self.current : self.current + 1]
            paint_ranges(painter, document, current, theme.hit_current, span, _GROW, theme.heading)

    def _place(self) -> None:
        if self._bar is None:
            return
        width = min(_WIDTH, self._over.width() - 2 * S3)
        left = self._over.width() - width - (S5 if width == _WIDTH else S3)
        self._bar.setGeometry(left, S3, width, self._bar.sizeHint().height())

    def _on_closed(self) -> None:
        self._mark_found(0)
        self._view.setFocus()
