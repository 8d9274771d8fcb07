"""Room to answer in: ruled lines, boxes, circles, and the words that belong to them, set at a page builder's cursor.

Ruled lines and circles are painted by `tool_marks.py`; here blocks without text leave room for them.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtGui import QFontMetricsF, QTextBlockFormat, QTextOption

from handbook.book.walk import plain_text
from handbook.ui.reader.page import BlockProperty, BoxShape, Decoration, DecorationKind
from handbook.ui.reader.style import Role
from handbook.ui.reader.tool_marks import circle_rows, circles_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handbook.book import nodes
    from handbook.ui.reader.builder import PageBuilder

# Behind a table Qt gives no height to a block without characters.
_BLANK = "\u00a0"


@contextmanager
def within(builder: PageBuilder, left: float = 0, right: float = 0, body: Role | None = None) -> Iterator[None]:
    """Set what follows with wider margins, and its paragraphs in another role.

    Args:
        builder: Sets it.
        left: How much wider on the left, in pixels.
        right: And on the right.
        body: The role; None for the one that it is.
    """
    before = builder.indent, builder.right_indent, builder.body
    builder.indent, builder.right_indent = builder.indent + left, builder.right_indent + right
    builder.body = body or builder.body
    yield
    builder.indent, builder.right_indent, builder.body = before


class AnswerRoom:
    """Leaves room to answer in."""

    def __init__(self, builder: PageBuilder) -> None:
        """Leave it on the page of `builder`."""
        self._builder = builder
        self._style = builder.style

    def ruled(self, lines: int) -> None:
        """Leave room for that many lines of writing."""
        pitch = self._style.gap(32)
        self.blank(pitch * lines)
        self.decorate(DecorationKind.LINES, pitch, lines)
        self._builder.owe(self._style.gap(16))

    def stub(self, unit: str) -> None:
        """Set a short line, and what is counted, or the form of a date, behind it, or below it where that is narrow."""
        builder, style = self._builder, self._style
        width = min(style.px(130), builder.room * 0.5)
        line = Decoration(DecorationKind.STUB, 0, 0, builder.indent, style.wide - builder.indent - width)
        metrics = QFontMetricsF(style.font(Role.CAPTION))
        longest = max((metrics.horizontalAdvance(word) for word in unit.split()), default=0)
        is_beside = longest < builder.room - width - style.px(8)
        with within(builder, width + style.px(8) if is_beside else 0):
            builder.begin_block(Role.CAPTION, before=style.gap(16), after=style.gap(6))
            builder.inlines.furniture(builder.cursor, unit if unit and is_beside else _BLANK, Role.CAPTION)
        position = builder.cursor.position()
        builder.page.decorations.append(line._replace(first=position, last=position))
        if not is_beside:
            builder.begin_block(Role.CAPTION, after=style.gap(6))
            builder.inlines.furniture(builder.cursor, unit, Role.CAPTION)

    def options(self, options: Sequence[nodes.Choice], shape: BoxShape) -> None:
        """Set options, each with its box."""
        with within(self._builder, self._style.px(22)):
            for option in options:
                self.option(option, shape)
        self._builder.owe(self._style.gap(8))

    def option(self, option: nodes.Choice, shape: BoxShape) -> None:
        """Set an option with its box to the left of it, outside the margin."""
        builder = self._builder
        builder.begin_block(Role.TABLE, before=self._style.gap(4), after=self._style.gap(4))
        boxed = QTextBlockFormat()
        boxed.setProperty(BlockProperty.BOX, int(shape))
        builder.cursor.mergeBlockFormat(boxed)
        builder.inlines.write(builder.cursor, option.label, Role.TABLE)

    def scale(self, field: nodes.Field) -> None:
        """Set the circles of a scale with the words for its ends below them."""
        builder, style = self._builder, self._style
        self.circles(field.size)
        width = circles_width(field.size, self._diameter(field.size))
        metrics = QFontMetricsF(style.font(Role.CAPTION))
        low, high = (metrics.horizontalAdvance(plain_text(end.label)) for end in field.options)
        if width > builder.room or low + high + style.px(24) > width:
            self.ends_in_line(field.options)
            return
        builder.begin_block(Role.CAPTION, after=style.gap(6))
        builder.inlines.write(builder.cursor, field.options[0].label, Role.CAPTION)
        tabbed = QTextBlockFormat()
        # At a tab for the right edge Qt breaks words that don't fit: this one is for their left edge.
        tabbed.setTabPositions([QTextOption.Tab(width - high, QTextOption.TabType.LeftTab)])
        builder.cursor.mergeBlockFormat(tabbed)
        builder.inlines.furniture(builder.cursor, "\t", Role.CAPTION)
        builder.inlines.write(builder.cursor, field.options[1].label, Role.CAPTION)

    def ends_in_line(self, ends: Sequence[nodes.Choice]) -> None:
        """Set what the first and the last step of a scale mean, one below the other."""
        builder, style = self._builder, self._style
        with within(self._builder, style.px(8 + 9 * max(len(end.id) for end in ends))):
            for end in ends:
                builder.begin_block(Role.CAPTION, after=style.gap(2))
                self.mark(end.id, Role.LABEL)
                builder.inlines.write(builder.cursor, end.label, Role.CAPTION)
        builder.owe(style.gap(12))

    def _diameter(self, count: int) -> float:
        """Return how large circles are: as the text is, but no larger than lets them stand in one row."""
        fitting = self._builder.room / (circles_width(count, 1) or 1)
        return max(self._style.gap(26), min(self._style.px(26), fitting))

    def circles(self, count: int) -> None:
        """Leave room for the numbered circles of a scale."""
        diameter = self._diameter(count)
        self.blank(circle_rows(count, diameter, self._builder.room) * diameter * 1.3, before=self._style.gap(6))
        self.decorate(DecorationKind.CIRCLES, diameter, count)

    def mark(self, text: str, role: Role) -> None:
        """Put something to the left of the block that was begun last."""
        marked = QTextBlockFormat()
        marked.setProperty(BlockProperty.MARKER, text)
        marked.setProperty(BlockProperty.MARKER_ROLE, role.name)
        self._builder.cursor.mergeBlockFormat(marked)

    def blank(self, height: float, before: float = 0) -> None:
        """Leave room for what is painted, in pixels."""
        is_behind_table = self._builder.next_position() == self._builder.cursor.position()
        self._builder.begin_block(Role.CAPTION, before=before)
        if is_behind_table:
            self._builder.inlines.furniture(self._builder.cursor, _BLANK, Role.CAPTION)
        fixed = QTextBlockFormat()
        fixed.setLineHeight(height, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        self._builder.cursor.mergeBlockFormat(fixed)

    def decorate(self, kind: DecorationKind, pad: float, number: int = 0) -> None:
        """Have something painted at the block that was begun last; see `Decoration`."""
        builder, position = self._builder, self._builder.cursor.position()
        mark = Decoration(kind, position, position, builder.indent, builder.right_indent, pad, number=number)
        builder.page.decorations.append(mark)
