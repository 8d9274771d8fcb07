"""Tools on the page: forms as on paper, with ruled lines, boxes and circles, and a button to fill them in.

Labels, options and content are the chapter's text, and are written in its order. What is added to them (what sort of
tool it is, numbers, units, the button) is furniture; what is written in is left room for by `tool_room.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontMetricsF, QTextBlockFormat, QTextCharFormat, QTextCursor

from handbook.book import nodes
from handbook.book.nodes import FieldKind, ToolKind
from handbook.i18n import _
from handbook.notes.wording import tool_kind_names
from handbook.ui.reader.inlines import LinkKind
from handbook.ui.reader.page import BoxShape, Decoration, DecorationKind
from handbook.ui.reader.style import Role
from handbook.ui.reader.tool_grid import RowWriter
from handbook.ui.reader.tool_marks import circles_width, has_room_beside
from handbook.ui.reader.tool_room import AnswerRoom, within
from handbook.ui.theme import TOOL_ICONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from handbook.ui.reader.builder import PageBuilder

# En spaces on both sides of a button's words, how much larger they are, and how far up the words go, in percent of
# their height, to stand in the middle of that.
_SIDE, _TALL, _RAISED = "\u2002", 1.7, 20.0
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Narrower than this many em of body text, a guide has no column of its own for the minutes.
_LEAST_GUIDE_EM = 24
# Circles stand beside a statement as long as they leave it this much of the width.
_LEAST_STATEMENT = 0.55
# Narrower than this many pixels at 100 % text, a tool is set without what only adds to its words.
_LEAST_ROOM = 160


def write_tool(builder: PageBuilder, block: nodes.Tool | nodes.Field) -> None:
    """Set a tool at the builder's cursor; a field that stands without its tool as one of a worksheet."""
    if isinstance(block, nodes.Field):
        blocks = (block,)
        block = nodes.Tool(ToolKind.WORKSHEET, "", (), blocks, (), 0, 0, "", (), block.start, block.end)
        ToolWriter(builder, block).write_body()
    else:
        ToolWriter(builder, block).write()


class ToolWriter:
    """Writes one tool."""

    def __init__(self, builder: PageBuilder, tool: nodes.Tool) -> None:
        """Prepare to write.

        Args:
            builder: Sets the page.
            tool: The tool.
        """
        self._builder = builder
        self._style = builder.style
        self._room = AnswerRoom(builder)
        self._tool = tool
        self._numbers = _numbers(tool)
        self._label_role = Role.TERM if tool.kind is ToolKind.DOCUMENT else Role.FIELD

    def write(self) -> None:
        """Set the sheet: its head, and what stands in it."""
        builder, style = self._builder, self._style
        pad, outer = style.gap(16), style.gap(20)
        side = min(style.gap(24), builder.room * 0.055)
        sheet = Decoration(DecorationKind.SHEET, 0, 0, builder.indent, builder.right_indent, pad)
        place = builder.reserve(sheet)
        builder.tool = self._tool.id
        builder.owe(outer + pad)
        with within(self._builder, side, side):
            first = self._head(sheet)
            self.write_body()
            builder.take_owed()
            self._close()
        builder.page.decorations[place] = sheet._replace(first=first, last=builder.last_position())
        builder.tool = ""
        # What follows may reach up as far as this reaches down.
        builder.owe(outer + 2 * pad)

    def write_body(self) -> None:
        """Set the scale of a self-test, and the text and fields."""
        if self._tool.options:
            self._room.ends_in_line(self._tool.options)
        for block in self._tool.blocks:
            if isinstance(block, nodes.Field):
                self._field(block)
            else:
                self._builder.blocks((block,))

    def _head(self, sheet: Decoration) -> int:
        """Set what a tool begins with, and return where that is."""
        builder, style, tool = self._builder, self._style, self._tool
        place = builder.reserve(sheet)
        parts = [tool_kind_names()[tool.kind]]
        if tool.minutes:
            parts.append(_("about {minutes} min").format(minutes=tool.minutes))
        # Where a line holds few letters, the icon would take the room of three.
        icon = TOOL_ICONS[tool.kind] if builder.room >= style.px(_LEAST_ROOM) else ""
        with within(self._builder, style.px(24) if icon else 0):
            builder.begin_block(Role.EYEBROW, after=style.gap(2))
            builder.inlines.furniture(builder.cursor, " · ".join(parts), Role.EYEBROW)
        first = builder.cursor.position()
        builder.page.tools[tool.id] = builder.page.anchors[tool.id] = first
        level = self._heading_level()
        builder.begin_block(Role.H3, after=style.gap(10), heading=level)
        builder.inlines.write(builder.cursor, tool.title, Role.H3)
        self._button()
        head = sheet._replace(kind=DecorationKind.HEAD, icon=icon)
        builder.page.decorations[place] = head._replace(first=first, last=builder.last_position())
        builder.owe(sheet.pad + style.gap(16))
        return first

    def _heading_level(self) -> int:
        """Return the level of a heading below the last one on the page."""
        block = self._builder.cursor.block()
        while block.isValid():
            if block.blockFormat().headingLevel():
                return min(6, block.blockFormat().headingLevel() + 1)
            block = block.previous()
        return 2

    def _button(self) -> None:
        builder, style = self._builder, self._style
        cursor = builder.cursor
        builder.begin_block(Role.LABEL, before=style.gap(10), after=style.gap(4))
        start = cursor.position()
        text = f"{_SIDE}{_('Fill in')}{_SIDE}".replace(" ", "\u00a0")
        builder.inlines.furniture(cursor, text, Role.LABEL, f"tool:{self._tool.id}", LinkKind.BUTTON)
        # The line is as high as a button, all of which can be hit: the spaces are of a larger size, the words raised.
        size = style.font(Role.LABEL).pixelSize()
        tall, raised = QTextCharFormat(), QTextCharFormat()
        tall.setProperty(QTextCharFormat.Property.FontPixelSize, round(size * _TALL))
        raised.setBaselineOffset(_RAISED)
        end = cursor.position()
        for first, last, look in ((start, start + 1, tall), (start + 1, end - 1, raised), (end - 1, end, tall)):
            cursor.setPosition(first)
            cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(look)
        cursor.setPosition(end)
        free = builder.room - QFontMetricsF(style.font(Role.LABEL)).horizontalAdvance(text) - size
        if not has_room_beside(style, free):
            self._room.blank(style.px(Role.CAPTION.value[1]) * 1.4, before=style.gap(6))

    def _field(self, field: nodes.Field) -> None:
        builder = self._builder
        builder.page.anchors[f"field:{self._tool.id}/{field.id}"] = builder.next_position()
        match field.kind:
            case FieldKind.STEP:
                self._step(field)
            case FieldKind.DIMENSION:
                self._dimension(field)
            case FieldKind.QUESTION:
                self._question(field)
            case FieldKind.OUTCOME:
                self._outcome(field)
            case _:
                self._label(field)
                self._help(field.blocks)
                self._room_to_answer(field)

    def _room_to_answer(self, field: nodes.Field) -> None:
        match field.kind:
            case FieldKind.LINE:
                self._room.ruled(1)
            case FieldKind.PARAGRAPH:
                self._room.ruled(field.size)
            case FieldKind.NUMBER:
                self._room.stub(field.unit)
            case FieldKind.DATE:
                self._room.stub(_("DD-MM-YYYY"))
            case FieldKind.CHOICE:
                self._room.options(field.options, BoxShape.ROUND)
            case FieldKind.CHOICES:
                self._room.options(field.options, BoxShape.SQUARE)
            case FieldKind.SCALE:
                self._room.scale(field)
            case FieldKind.TABLE:
                RowWriter(self._builder, self._room).write(field)

    def _label(self, field: nodes.Field, role: Role | None = None, before: float = 20) -> None:
        role = role or self._label_role
        self._builder.begin_block(role, before=self._style.gap(before), after=self._style.gap(3))
        self._builder.inlines.write(self._builder.cursor, field.label, role)

    def _help(self, blocks: Sequence[nodes.Block]) -> None:
        if not blocks:
            return
        with within(self._builder, body=Role.CAPTION):
            self._builder.blocks(blocks)
        self._builder.take_owed()
        if self._builder.next_position() > self._builder.cursor.position():
            # What is to be filled in belongs to its help as closely as to its label.
            tight = QTextBlockFormat()
            tight.setBottomMargin(self._style.gap(4))
            self._builder.cursor.mergeBlockFormat(tight)

    def _step(self, field: nodes.Field) -> None:
        builder, style = self._builder, self._style
        minutes = _("{minutes} min").format(minutes=field.minutes) if field.minutes else ""
        column = self._minutes_column()
        above = 24
        if minutes and not column:
            builder.begin_block(Role.EYEBROW, before=style.gap(above))
            builder.inlines.furniture(builder.cursor, minutes, Role.EYEBROW)
            above = 0
        with within(self._builder, column):
            self._label(field, before=above)
            if minutes and column:
                self._room.mark(minutes, Role.CAPTION)
            self._builder.blocks(field.blocks)
            if field.size:
                builder.take_owed()
                self._room.ruled(field.size)

    def _minutes_column(self) -> float:
        """Return the width of the column for the minutes of a guide's steps, in pixels; 0 where there is none."""
        style = self._style
        longest = max((field.minutes for field in self._tool.blocks if isinstance(field, nodes.Field)), default=0)
        if not longest or self._builder.room < style.px(_LEAST_GUIDE_EM * Role.BODY.value[1]):
            return 0
        text = _("{minutes} min").format(minutes=longest)
        return QFontMetricsF(style.font(Role.CAPTION)).horizontalAdvance(text) + style.px(16)

    def _dimension(self, field: nodes.Field) -> None:
        builder, style = self._builder, self._style
        self._label(field, Role.TERM)
        for statement in field.options:
            self._statement(statement)
        if field.blocks:
            builder.begin_block(Role.LABEL, before=style.gap(10), after=style.gap(2))
            builder.inlines.furniture(builder.cursor, _("If this is low"), Role.LABEL)
            with within(self._builder, body=Role.TABLE):
                builder.blocks(field.blocks)

    def _statement(self, statement: nodes.Choice) -> None:
        builder, style, count = self._builder, self._style, self._tool.size
        diameter = style.px(24)
        taken = circles_width(count, diameter) + style.px(20)
        if taken > builder.room * (1 - _LEAST_STATEMENT):
            builder.begin_block(Role.TABLE, before=style.gap(10))
            builder.inlines.write(builder.cursor, statement.label, Role.TABLE)
            self._room.circles(count)
            return
        beside = Decoration(DecorationKind.CIRCLES_BESIDE, 0, 0, 0, builder.right_indent, diameter, number=count)
        beside = beside._replace(left=style.wide - builder.right_indent - taken + style.px(20))
        with within(self._builder, 0, taken):
            builder.begin_block(Role.TABLE, before=style.gap(9), after=style.gap(9))
            builder.inlines.write(builder.cursor, statement.label, Role.TABLE)
        position = builder.cursor.position()
        builder.page.decorations.append(beside._replace(first=position, last=position))

    def _question(self, field: nodes.Field) -> None:
        builder, style = self._builder, self._style
        with within(self._builder, style.px(12 + 9 * len(self._numbers[field.id]))):
            self._label(field)
            self._room.mark(f"{self._numbers[field.id]}.", self._label_role)
            self._help(field.blocks)
            with within(self._builder, style.px(22)):
                for answer in field.options:
                    self._room.option(answer, BoxShape.ROUND)
                    self._lead(answer.target)
        builder.owe(style.gap(12))

    def _lead(self, target: str) -> None:
        """Say where an answer leads to."""
        number = self._numbers.get(target, "")
        if not number:
            return
        builder = self._builder
        words = _("Question {number}") if number.isdecimal() else _("Outcome {number}")
        is_short = builder.room < self._style.px(_LEAST_ROOM)
        shown = number if is_short else words.format(number=number).replace(" ", "\u00a0")
        builder.inlines.furniture(builder.cursor, "\u2002→\u00a0", Role.CAPTION)
        builder.inlines.furniture(builder.cursor, shown, Role.TABLE, f"field:{self._tool.id}/{target}")

    def _outcome(self, field: nodes.Field) -> None:
        builder, style = self._builder, self._style
        pad = style.gap(12)
        frame = Decoration(DecorationKind.OUTCOME, 0, 0, builder.indent, builder.right_indent, pad)
        place = builder.reserve(frame)
        builder.owe(style.gap(14) + 2 * pad)
        side, letter = style.gap(14), style.px(14 + 10 * len(self._numbers[field.id]))
        with within(self._builder, side + letter, side):
            builder.begin_block(self._label_role, after=style.gap(3))
            first = builder.cursor.position()
            builder.inlines.write(builder.cursor, field.label, self._label_role)
            self._room.mark(self._numbers[field.id], self._label_role)
            builder.blocks(field.blocks)
            builder.take_owed()
        builder.page.decorations[place] = frame._replace(first=first, last=builder.last_position())
        builder.owe(style.gap(14) + pad)

    def _close(self) -> None:
        """Set a block of next to no height: the sheet ends below a table too, where margins count for nothing."""
        self._room.blank(1)
        small, cursor = QTextCharFormat(), self._builder.cursor
        small.setProperty(QTextCharFormat.Property.FontPixelSize, 1)
        cursor.mergeBlockCharFormat(small)
        cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(small)
        cursor.movePosition(QTextCursor.MoveOperation.End)


def _numbers(tool: nodes.Tool) -> dict[str, str]:
    """Return the numbers of a decision's questions and the letters of its outcomes, by id."""
    numbers: dict[str, str] = {}
    questions = outcomes = 0
    for block in tool.blocks:
        if isinstance(block, nodes.Field) and block.kind is FieldKind.QUESTION:
            questions += 1
            numbers[block.id] = str(questions)
        elif isinstance(block, nodes.Field) and block.kind is FieldKind.OUTCOME:
            # Behind Z comes AA, as in spreadsheets.
            letter = _LETTERS[outcomes % len(_LETTERS)]
            numbers[block.id] = letter * (outcomes // len(_LETTERS) + 1)
            outcomes += 1
    return numbers
