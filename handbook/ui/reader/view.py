"""The view of one page: scrolls it, paints what lies beneath its text, and reports links, places and pictures.

It knows pages, not handbooks: who wants another chapter is told by `link_activated`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRectF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from handbook.ui.reader.builder import set_margins
from handbook.ui.reader.decorations import Span, block_origin, paint, paint_ranges
from handbook.ui.reader.link_search import begin_of_search
from handbook.ui.reader.page import PICTURE_OBJECT, Page, PageLink
from handbook.ui.reader.pictures import PictureObject
from handbook.ui.reader.selection import selected_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent

    from handbook.book import nodes
    from handbook.ui.reader.style import PageStyle

# A wheel step on a mouse is 120 eighths of a degree (QWheelEvent).
_WHEEL_STEP = 120
_FOCUS_GROW = 3
# No line is lower than this, so that none is stepped over; in pixels.
_LINE_STEP = 6
_LONGEST_WORDS = 100


class PageView(QTextBrowser):
    """Shows a page.

    Signals:
        link_activated: A link was clicked or entered: its number on the page.
        link_hovered: The pointer or the focus is on a link: its number, or -1 for none.
        scrolled: Another line is at the top.
        zoom_wheel: The reader turned the wheel with Ctrl: +1 or -1 for each step.
        resizing: The window is about to change its width.
        resized: It has, and the column stands in the middle again.
        side_button: A mouse button for history: -1 back, +1 forward.
        pressed: A mouse button went down on the page.
        menu_asked: A context menu is wanted at that point of the screen.
        first_painted: The first page has been painted: what it didn't have to wait for can be made now.
    """

    link_activated = Signal(int)
    link_hovered = Signal(int)
    scrolled = Signal()
    zoom_wheel = Signal(int)
    resizing = Signal()
    resized = Signal()
    side_button = Signal(int)
    pressed = Signal()
    menu_asked = Signal(QPoint)
    first_painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.page: Page | None = None
        self.style_of_page: PageStyle | None = None
        self.tree: nodes.ChapterTree | None = None
        self._pictures: PictureObject | None = None
        self._vertical_margins = (28.0, 80.0)
        self._wheel = 0
        # As the document has them: while the window changes its width, the viewport is ahead of it.
        self._edges = self._frame = (0.0, 0.0)
        self.is_raised = self._is_by_keyboard = self._is_past_links = self._has_painted = False
        # What others paint beneath the text: called with a painter in document pixels and what is seen.
        self.underlays: list[Callable[[QPainter, Span], None]] = []
        self.anchorClicked.connect(self._on_anchor)
        self.highlighted.connect(self._on_hover)
        self.verticalScrollBar().valueChanged.connect(self.scrolled)
        self.horizontalScrollBar().rangeChanged.connect(self._stay_upright)

    def set_page(self, page: Page, style: PageStyle, tree: nodes.ChapterTree | None) -> None:
        """Show `page` from its top.

        Args:
            page: The page; its document becomes this view's.
            style: How it was set.
            tree: What it was set from, for copying; None for a page that is no chapter.
        """
        self._pictures = PictureObject(page, style)
        page.document.setParent(self)
        page.document.documentLayout().registerHandler(PICTURE_OBJECT, self._pictures)
        old = self.page
        self.page, self.style_of_page, self.tree = page, style, tree
        self.place_column()
        self.setDocument(page.document)
        if old is not None:
            old.document.deleteLater()

    def set_vertical_margins(self, top: float, bottom: float) -> None:
        """Set the free space above and below the text, in pixels; used from the next page on."""
        self._vertical_margins = (top, bottom)

    def place_column(self) -> None:
        """Put the column into the middle of the window."""
        if self.page is None or self.style_of_page is None:
            return
        style = self.style_of_page
        free = max(0.0, self.viewport().width() - style.wide)
        left = round(free / 2)
        self._frame = (left, left + style.wide)
        self._edges = (left + style.inset, left + style.inset + style.column)
        set_margins(self.page.document, left, free - left, *self._vertical_margins)

    def column(self) -> tuple[float, float]:
        """Return the left and right edge of the column, in pixels from the viewport's left."""
        return self._edges

    def top_position(self) -> int:
        """Return the document position of the first line that is whole in the window."""
        top = self.verticalScrollBar().value()
        position = self.position_at(top)
        first = self.line_rect(position)
        if first.top() >= top:
            return position
        y, bottom = first.bottom(), top + self.viewport().height()
        while y < bottom:
            y += _LINE_STEP
            below = self.position_at(y)
            if self.line_rect(below).top() >= top:
                return below
        return position

    def scroll_to(self, position: int, *, margin: float = 0, centre: bool = False, hidden: float = 0) -> None:
        """Scroll so that the line of a document position stands at the top.

        Args:
            position: Where to.
            margin: Space to leave above it, in pixels.
            centre: Put it a third down the window instead, unless it can be seen already.
            hidden: How much of the window's top is covered, in pixels.
        """
        self._lay_out_all()
        rect, bar = self.line_rect(position), self.verticalScrollBar()
        if centre:
            top, bottom = bar.value() + hidden + 8, bar.value() + self.viewport().height() - 40
            if top <= rect.top() and rect.bottom() <= bottom:
                return
            bar.setValue(round(rect.top() - self.viewport().height() / 3))
            return
        bar.setValue(round(rect.top() - margin))

    def line_rect(self, position: int) -> QRectF:
        """Return the line that a document position is in, in document pixels."""
        block = self.document().findBlock(position)
        layout = block.layout()
        origin = block_origin(block)
        line = layout.lineForTextPosition(position - block.position())
        if not line.isValid():
            return self.document().documentLayout().blockBoundingRect(block)
        return line.rect().translated(origin)

    def position_y(self, position: int) -> float:
        """Return the top of the line of a document position, in document pixels."""
        return self.line_rect(position).top()

    def link(self, number: int) -> PageLink | None:
        """Return the page's link of that number."""
        if self.page is None or not 0 <= number < len(self.page.links):
            return None
        return self.page.links[number]

    def link_at(self, point: QPoint) -> int:
        """Return the number of the link at a point of the viewport, or -1."""
        return _number(self.anchorAt(point))

    def link_rect(self, number: int) -> QRectF:
        """Return the first line of a link's text, in viewport pixels."""
        link = self.link(number)
        if link is None:
            return QRectF()
        first, last = QTextCursor(self.document()), QTextCursor(self.document())
        first.setPosition(link.start)
        last.setPosition(link.end)
        start, end = QRectF(self.cursorRect(first)), QRectF(self.cursorRect(last))
        return QRectF(start.topLeft(), end.bottomRight()) if end.top() == start.top() else start

    def selected_text(self) -> str:
        """Return the selection as the chapter's own words; "" when there is none."""
        return selected_text(self.textCursor(), self.page, self.tree)

    def selected_words(self) -> str:
        """Return the selection if it is a word or a few; a longer one is being read, not looked for."""
        text = self.selected_text()
        return text if len(text) < _LONGEST_WORDS and "\n" not in text else ""

    @property
    def is_on_link(self) -> bool:
        """Whether what is selected is a link that the keyboard is on, and not what the reader has selected."""
        return self._is_by_keyboard and self._focused_link() is not None

    def createMimeDataFromSelection(self) -> QMimeData:
        """Return what is copied or dragged: plain text."""
        (data := QMimeData()).setText(self.selected_text())
        return data

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grounds, then let Qt draw the text upon them."""
        if self.page is not None and self.style_of_page is not None:
            with QPainter(self.viewport()) as painter:
                theme = self.style_of_page.theme
                # Not left to the palette: a style sheet keeps the one that a widget had before the theme changed.
                painter.fillRect(self.viewport().rect(), QColor(theme.raised if self.is_raised else theme.page))
                painter.translate(QPointF(0, -self.verticalScrollBar().value()))
                span = self._visible()
                paint(painter, self.page, self.style_of_page, span)
                for underlay in self.underlays:
                    underlay(painter, span)
                focused = self._focused_link()
                if focused is not None:
                    ring = [(focused.start, focused.end)]
                    paint_ranges(painter, self.document(), ring, theme.chosen, span, _FOCUS_GROW, theme.focus)
        super().paintEvent(event)
        if not self._has_painted and self.page is not None:
            self._has_painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column in the middle."""
        changes = event.size().width() != event.oldSize().width()
        if changes:
            self.resizing.emit()
        super().resizeEvent(event)
        if changes:
            self.place_column()
            self.resized.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel change the text size; the wheel alone scrolls."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheel += event.angleDelta().y()
        while abs(self._wheel) >= _WHEEL_STEP:
            step = 1 if self._wheel > 0 else -1
            self._wheel -= step * _WHEEL_STEP
            self.zoom_wheel.emit(step)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mouse's side buttons step through the history; Qt's browser would use its own."""
        if event.button() in (Qt.MouseButton.BackButton, Qt.MouseButton.ForwardButton):
            self.side_button.emit(-1 if event.button() == Qt.MouseButton.BackButton else 1)
            event.accept()
            return
        self.pressed.emit()
        self._is_by_keyboard = self._is_past_links = False
        super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is on no link any more."""
        super().leaveEvent(event)
        self.link_hovered.emit(-1)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Let the panel offer its own menu: the text browser's knows nothing of chapters and sources."""
        self.menu_asked.emit(event.globalPos())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add what readers expect of a page: space turns, Home and End go to its ends."""
        bar = self.verticalScrollBar()
        page_step = max(40, self.viewport().height() - 60)
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Space if plain:
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                bar.setValue(bar.value() + (-page_step if back else page_step))
            case Qt.Key.Key_Home if not self.has_caret:
                bar.setValue(0)
            case Qt.Key.Key_End if not self.has_caret:
                self._lay_out_all()
                bar.setValue(bar.maximum())
            case _:
                super().keyPressEvent(event)

    @property
    def has_caret(self) -> bool:
        """Whether the arrow keys move a caret in the text instead of the page."""
        return bool(self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard)

    def set_caret(self, *, on: bool) -> None:
        """Let the arrow keys move a caret, and with Shift select, beginning at the top of the window."""
        if on and not self.has_caret and not self.textCursor().hasSelection():
            cursor = self.textCursor()
            cursor.setPosition(self.top_position())
            self.setTextCursor(cursor)
        flags = Qt.TextInteractionFlag.TextBrowserInteraction
        self.setTextInteractionFlags(flags | Qt.TextInteractionFlag.TextSelectableByKeyboard if on else flags)
        if on and self.hasFocus():
            self.clearFocus()  # Qt begins to draw a caret when the keyboard comes.
            self.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: FBT001 - Qt's signature
        """Go to the next or previous link, beginning at what is on the screen and not where the last one was."""
        if not self.isVisible():
            # Something takes the page's place and the keyboard with it: the page stays where it is.
            return QWidget.focusNextPrevChild(self, forward)
        self.setTextCursor(begin_of_search(self, forward=forward, is_anew=self._is_past_links))
        self._is_by_keyboard = True
        moved = super().focusNextPrevChild(forward)
        focused = self._focused_link()
        self._is_past_links = focused is None
        if focused is not None and self.page is not None:
            self.link_hovered.emit(self.page.links.index(focused))
        return moved

    def doSetSource(self, _name: QUrl | str, _kind: object = None) -> None:
        """Nothing is ever loaded by address: pages come from the builder alone."""

    def loadResource(self, _kind: int, _name: QUrl | str) -> None:
        """Serve nothing: pictures are drawn by `PictureObject`, and no file or address is fetched."""

    def _lay_out_all(self) -> None:
        """Lay the whole page out, and let the scroll bar reach its end; by itself Qt does both bit by bit."""
        height = self.document().documentLayout().documentSize().toSize().height()
        self.verticalScrollBar().setMaximum(max(0, height - self.viewport().height()))

    def _stay_upright(self, _least: int, most: int) -> None:
        # A space at a line's end counts as width in Qt; nothing to be read lies there.
        if most > 0:
            self.horizontalScrollBar().setRange(0, 0)

    def _visible(self) -> Span:
        top = self.verticalScrollBar().value()
        left, right = self._frame
        first = self.position_at(top)
        last = self.position_at(top + self.viewport().height())
        # A block's decoration begins above its first line; one block more on either side covers it.
        document = self.document()
        before, after = document.findBlock(first).previous(), document.findBlock(last).next()
        return Span(
            before.position() if before.isValid() else 0,
            after.position() + after.length() if after.isValid() else document.characterCount(),
            left,
            right,
        )

    def position_at(self, y: float) -> int:
        """Return the document position at the beginning of the line at height `y`, in document pixels."""
        if y <= self._vertical_margins[0]:
            # Above the first line Qt would answer with the nearest frame; one that isn't laid out yet counts as near.
            return 0
        left, _right = self.column()
        return max(0, self.document().documentLayout().hitTest(QPointF(left + 1, y), Qt.HitTestAccuracy.FuzzyHit))

    def _focused_link(self) -> PageLink | None:
        """Return the link that the keyboard is on: Qt selects its text."""
        cursor = self.textCursor()
        if self.page is None or not self.hasFocus() or not cursor.hasSelection():
            return None
        ends = (cursor.selectionStart(), cursor.selectionEnd())
        return next((link for link in self.page.links if (link.start, link.end) == ends), None)

    def _on_anchor(self, url: QUrl) -> None:
        number = _number(url.toString())
        if number < 0:
            return
        if not self._is_by_keyboard:
            # Qt selects what was clicked, and would draw a frame around it from then on.
            cursor = self.textCursor()
            cursor.clearSelection()
            self.setTextCursor(cursor)
        self.link_activated.emit(number)

    def _on_hover(self, url: QUrl) -> None:
        self.link_hovered.emit(_number(url.toString()))


def _number(href: str) -> int:
    # The builder names a link by its number on the page: "l:7".
    number = href.removeprefix("l:")
    return int(number) if number.isdecimal() else -1
