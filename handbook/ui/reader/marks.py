"""The reader's own marks on the page: highlights beneath the text, and signs in the margin beside it.

A highlight is told by its ground, by the line beneath its words, whose pattern belongs to the colour, and by its sign
in the margin: a reader who sees no colours, or prints in grey, can tell them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip

from handbook.ui.icons import paint_icon
from handbook.ui.reader.decorations import range_rects
from handbook.ui.reader.page import BlockProperty
from handbook.ui.theme import Hue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.ui.reader.decorations import Span
    from handbook.ui.reader.page import Page
    from handbook.ui.reader.style import PageStyle
    from handbook.ui.reader.view import PageView

# Signs are this large where the margin has room for them, and never smaller than the second measure; in pixels.
_SIGN, _LEAST_SIGN = 17.0, 11.0
_SIGN_GAP = 5.0
# More lines than this below each other would reach into the next line of text.
_MOST_LINES = 2
_CLICK_SLACK = 4


class PageMark(NamedTuple):
    """A mark on the page.

    Attributes:
        id: Of the annotation.
        start, end: Document positions of the text that it covers; equal for a place.
        hue: Its colour, None for a place.
        pattern: How the line beneath it is drawn.
        sign: Name of its icon in the margin.
        tip: What the pointer is told about it.
    """

    id: str
    start: int
    end: int
    hue: Hue | None
    pattern: Qt.PenStyle
    sign: str
    tip: str


class MarkLayer(QObject):
    """Paints the marks of one view and says which one the reader points at.

    Signals:
        activated: A mark was clicked: its id.
        box_clicked: The box of a task was clicked: document position of its block.
        selected: The reader has let go of the mouse with text selected.
    """

    activated = Signal(str)
    box_clicked = Signal(int)
    selected = Signal()

    def __init__(self, view: PageView) -> None:
        """Lay the marks beneath the text of `view`."""
        super().__init__(view)
        self._view = view
        self._marks: Sequence[PageMark] = ()
        self._layers: Sequence[PageMark] = ()
        # Positions count in this page's document; while another one is being set, they mean nothing.
        self._page: Page | None = None
        self._current = ""
        self._signs: list[tuple[QRectF, str]] = []
        self._pressed = QPoint()
        # Beneath what was found: that is looked for now.
        view.underlays.insert(0, self._paint)
        view.viewport().installEventFilter(self)

    @property
    def marks(self) -> Sequence[PageMark]:
        """The marks on the page, in the order of the text."""
        return self._marks

    @property
    def current(self) -> str:
        """Id of the mark that the reader is at, or ""."""
        return self._current

    def set_marks(self, marks: Sequence[PageMark]) -> None:
        """Show these marks; the longer ones lie beneath the shorter ones."""
        self._page = self._view.page
        self._marks = sorted(marks, key=lambda mark: (mark.start, -mark.end))
        self._layers = sorted(self._marks, key=lambda mark: mark.start - mark.end)
        if all(mark.id != self._current for mark in marks):
            self._current = ""
        self._view.viewport().update()

    def set_current(self, id_: str) -> None:
        """Let one mark stand out; "" for none."""
        self._current = id_
        self._view.viewport().update()

    def at(self, point: QPoint) -> str:
        """Return the id of the mark at a point of the viewport, the shortest one where several lie there, or ""."""
        if self._view.page is not self._page:
            return ""
        place = QPointF(point) + QPointF(0, self._view.verticalScrollBar().value())
        for rect, id_ in self._signs:
            if rect.contains(place):
                return id_
        found = [mark for mark in self._marks if self._covers(mark, place)]
        return min(found, key=lambda mark: mark.end - mark.start).id if found else ""

    def at_position(self, position: int) -> str:
        """Return the id of the shortest highlight at a document position, or ""."""
        found = [mark for mark in self._marks if mark.start <= position < mark.end]
        return min(found, key=lambda mark: mark.end - mark.start).id if found else ""

    def is_seen(self, id_: str) -> bool:
        """Whether the first line of a mark is in the window."""
        rect = self.rect_of(id_)
        return rect.isValid() and rect.bottom() > 0 and rect.top() < self._view.viewport().height()

    def rect_of(self, id_: str) -> QRectF:
        """Return the first line of a mark, in viewport pixels; nothing when it isn't on the page."""
        mark = next((mark for mark in self._marks if mark.id == id_), None)
        if mark is None or self._view.page is not self._page:
            return QRectF()
        rects = range_rects(self._view.document(), mark.start, mark.end)
        rect = next(rects, None) or self._view.line_rect(mark.start)
        return rect.translated(0, -self._view.verticalScrollBar().value())

    def next_mark(self, by: int) -> PageMark | None:
        """Return the next (+1) or previous (-1) mark from the current one, or from the top of the window."""
        if not self._marks:
            return None
        ids = [mark.id for mark in self._marks]
        if self._current in ids:
            return self._marks[(ids.index(self._current) + by) % len(ids)]
        top = self._view.top_position()
        if by > 0:
            return next((mark for mark in self._marks if mark.start >= top), self._marks[0])
        return next((mark for mark in reversed(self._marks) if mark.start < top), self._marks[-1])

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """See where the reader points; nothing is taken from the view."""
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.LeftButton:
            if event.type() == QEvent.Type.MouseButtonPress:
                self._pressed = event.position().toPoint()
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._on_release(event.position().toPoint())
        elif isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._show_pointer(event)
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            id_ = self.at(event.pos())
            tip = next((mark.tip for mark in self._marks if mark.id == id_), "")
            QToolTip.showText(event.globalPos(), tip, self._view.viewport())
        return False

    def box_at(self, point: QPoint) -> int:
        """Return the document position of the task whose box is at a point of the viewport, or -1."""
        style = self._view.style_of_page
        if style is None:
            return -1
        block = self._view.cursorForPosition(point).block()
        if not block.blockFormat().hasProperty(BlockProperty.CHECKED):
            return -1
        line = self._view.line_rect(block.position()).translated(0, -self._view.verticalScrollBar().value())
        # As wide as the indent and as high as the line: a box of 14 pixels alone is hard to hit.
        target = QRectF(line.left() - style.px(26), line.top() - 2, style.px(26), line.height() + 4)
        return block.position() if target.contains(QPointF(point)) else -1

    def _on_release(self, point: QPoint) -> None:
        was_click = (point - self._pressed).manhattanLength() <= _CLICK_SLACK

        def decide() -> None:
            # The view has by now done what it does with a click.
            if self._view.textCursor().hasSelection() and not was_click:
                self.selected.emit()
            elif was_click and self._view.link_at(point) < 0:
                box = self.box_at(point)
                id_ = self.at(point)
                if box >= 0:
                    self.box_clicked.emit(box)
                elif self._view.textCursor().hasSelection():
                    # A double click selects a word.
                    self.selected.emit()
                elif id_:
                    self.activated.emit(id_)

        QTimer.singleShot(0, self, decide)

    def _show_pointer(self, event: QMouseEvent) -> None:
        if event.buttons() != Qt.MouseButton.NoButton or self._view.link_at(event.position().toPoint()) >= 0:
            return
        point = event.position().toPoint()
        is_hand = bool(self.at(point)) or self.box_at(point) >= 0
        shape = Qt.CursorShape.PointingHandCursor if is_hand else Qt.CursorShape.IBeamCursor
        if self._view.viewport().cursor().shape() != shape:
            self._view.viewport().setCursor(shape)

    def _covers(self, mark: PageMark, place: QPointF) -> bool:
        if mark.start == mark.end:
            return False
        top, bottom = self._view.position_y(mark.start), self._view.line_rect(mark.end - 1).bottom()
        # Most marks are far from the pointer: their lines needn't be looked at.
        if not top - 2 <= place.y() <= bottom + 2:
            return False
        rects = range_rects(self._view.document(), mark.start, mark.end)
        return any(rect.adjusted(-1, -1, 1, 3).contains(place) for rect in rects)

    def _paint(self, painter: QPainter, span: Span) -> None:
        style = self._view.style_of_page
        self._signs = []
        if style is None or self._view.page is not self._page:
            return
        seen = [mark for mark in self._layers if mark.start <= span.last and mark.end >= span.first]
        highlights = [mark for mark in seen if mark.hue is not None]
        rects = {mark.id: self._rects(mark, span) for mark in highlights}
        for mark in highlights:
            self._paint_ground(painter, style, mark, rects[mark.id])
        # Lines come after all grounds, each below those of the marks that it overlaps: none is lost beneath another.
        for number, mark in enumerate(highlights):
            above = sum(other.start < mark.end and mark.start < other.end for other in highlights[:number])
            self._paint_line(painter, style, mark, rects[mark.id], min(above, _MOST_LINES))
        for mark in sorted(seen, key=lambda mark: mark.start):
            self._paint_sign(painter, style, mark)

    def _rects(self, mark: PageMark, span: Span) -> list[QRectF]:
        first, last = max(mark.start, span.first), min(mark.end, span.last)
        return [rect.adjusted(-1, 0, 1, 1) for rect in range_rects(self._view.document(), first, last)]

    def _paint_ground(self, painter: QPainter, style: PageStyle, mark: PageMark, rects: list[QRectF]) -> None:
        assert mark.hue is not None  # noqa: S101 - the caller has looked
        strong = QColor(style.theme.accents[mark.hue].strong)
        painter.setPen(QPen(strong, 1) if mark.id == self._current else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.theme.marks[mark.hue]))
        for rect in rects:
            painter.drawRoundedRect(rect, 2, 2)

    def _paint_line(self, painter: QPainter, style: PageStyle, mark: PageMark, rects: list[QRectF], above: int) -> None:
        assert mark.hue is not None  # noqa: S101 - the caller has looked
        thin = max(1.6, style.px(1.6))
        width = thin * (1.8 if mark.pattern is Qt.PenStyle.SolidLine else 1.0)
        strong = QColor(style.theme.accents[mark.hue].strong)
        painter.setPen(QPen(strong, width, mark.pattern, Qt.PenCapStyle.FlatCap))
        for rect in rects:
            down = QPointF(0, above * 2 * thin)
            painter.drawLine(rect.bottomLeft() + down, rect.bottomRight() + down)

    def _paint_sign(self, painter: QPainter, style: PageStyle, mark: PageMark) -> None:
        rect = self._view.line_rect(mark.start)
        edge, _right = self._view.column()
        size = min(_SIGN * max(1.0, style.percent / 100), max(_LEAST_SIGN, edge - _SIGN_GAP - 2))
        left = max(1.0, edge - _SIGN_GAP - size)
        box = QRectF(left, rect.center().y() - size / 2, size, size)
        while any(box.intersects(other) for other, _id in self._signs):
            if box.left() - size - 7 > 0:
                box.translate(-size - 7, 0)
            else:
                # A narrow margin has room for one beside the line; the others go below it.
                box.moveTo(left, box.top() + size + 7)
        hue = mark.hue or Hue.PETROL
        accent = style.theme.accents[hue]
        if mark.id == self._current:
            painter.setPen(QPen(QColor(style.theme.focus), 1.5))
            painter.setBrush(QColor(style.theme.chosen))
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 4, 4)
        paint_icon(painter, mark.sign, accent.strong, box)
        self._signs.append((box.adjusted(-3, -3, 3, 3), mark.id))
