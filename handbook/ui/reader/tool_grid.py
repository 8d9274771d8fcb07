"""A tool's tables: a grid with empty rows, or one row below the other where the column is too narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFontMetricsF,
    QTextBlockFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from handbook.book.walk import plain_text
from handbook.i18n import _
from handbook.ui.reader.page import DecorationKind
from handbook.ui.reader.style import Role
from handbook.ui.reader.tables import is_stacked
from handbook.ui.reader.tool_room import AnswerRoom, within

if TYPE_CHECKING:
    from handbook.book import nodes
    from handbook.ui.reader.builder import PageBuilder

# The most of the width that the name of a column may take beside its line.
_MOST_NAME = 0.5


class RowWriter:
    """Writes the table of one field."""

    def __init__(self, builder: PageBuilder, room: AnswerRoom) -> None:
        """Write at the cursor of `builder`, with the lines of `room`."""
        self._builder = builder
        self._style = builder.style
        self._room = room

    def write(self, field: nodes.Field) -> None:
        """Set the columns of a field and its empty rows, one way or the other."""
        builder, style = self._builder, self._style
        if not field.options:
            return
        stacked = is_stacked(len(field.options), builder.room, style.font(Role.LABEL).pixelSize())
        builder.page.stacking = (*builder.page.stacking, stacked)
        if stacked:
            self._records(field)
            # As below a grid.
            builder.owe(style.gap(20))
        else:
            self._grid(field)

    def _records(self, field: nodes.Field) -> None:
        """Set the rows one below the other, each with a line for every column."""
        if field.presets:
            self._named_records(field)
            return
        builder, style = self._builder, self._style
        metrics = QFontMetricsF(style.font(Role.CAPTION))
        names = max(metrics.horizontalAdvance(plain_text(column.label)) for column in field.options) + 2
        for row in range(field.size):
            builder.begin_block(Role.LABEL, before=style.gap(14), after=style.gap(2))
            builder.inlines.furniture(builder.cursor, _("Row {number}").format(number=row + 1), Role.LABEL)
            for column in field.options:
                self._cell_in_line(column, names, is_first=not row)

    def _named_records(self, field: nodes.Field) -> None:
        """Set rows that have a text, each below it; the columns stand above them, where the chapter says them."""
        builder, style = self._builder, self._style
        metrics = QFontMetricsF(style.font(Role.CAPTION))
        rest = field.options[1:]
        names = max((metrics.horizontalAdvance(plain_text(column.label)) for column in rest), default=0) + 2
        builder.begin_block(Role.CAPTION, before=style.gap(8))
        for number, column in enumerate(field.options):
            if number:
                builder.inlines.furniture(builder.cursor, " · ", Role.CAPTION)
            builder.inlines.write(builder.cursor, column.label, Role.CAPTION)
        for preset in field.presets:
            builder.begin_block(Role.LABEL, before=style.gap(14), after=style.gap(2))
            builder.inlines.write(builder.cursor, preset.label, Role.LABEL)
            for column in rest:
                self._cell_in_line(column, names, is_first=False)

    def _cell_in_line(self, column: nodes.Choice, names: float, *, is_first: bool) -> None:
        """Set the name of a column and the line to write on, beside it where `names` pixels for that leave room."""
        builder, style = self._builder, self._style
        is_beside = names < builder.room * _MOST_NAME
        with within(self._builder, 0, builder.room - names if is_beside else 0):
            builder.begin_block(Role.CAPTION, before=style.gap(12 if is_beside else 6))
            if is_first:
                builder.inlines.write(builder.cursor, column.label, Role.CAPTION)
            else:
                # The chapter says it once.
                builder.inlines.furniture(builder.cursor, plain_text(column.label), Role.CAPTION)
        if not is_beside:
            self._room.ruled(1)
            return
        with within(self._builder, names + style.px(8)):
            self._room.decorate(DecorationKind.STUB, 0)

    def _grid(self, field: nodes.Field) -> None:
        builder, style = self._builder, self._style
        space = max(builder.take_owed(), style.gap(8))
        builder.before_table()
        table_format = QTextTableFormat()
        table_format.setBorder(1)
        table_format.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        table_format.setBorderBrush(QBrush(QColor(style.theme.border)))
        table_format.setBorderCollapse(True)
        table_format.setCellSpacing(0)
        table_format.setHeaderRowCount(1)
        table_format.setLeftMargin(builder.indent)
        table_format.setTopMargin(space)
        # Qt drops the top margin of a block behind a table.
        table_format.setBottomMargin(style.gap(20))
        # Qt counts the margin as part of the width.
        table_format.setWidth(QTextLength(QTextLength.Type.FixedLength, builder.room + builder.indent))
        table_format.setColumnWidthConstraints(_widths(field))
        grid = builder.cursor.insertTable(field.size + 1, len(field.options), table_format)
        # Row by row, as the plain text has it.
        for column, option in enumerate(field.options):
            self._cell(grid, 0, column, option)
        for row in range(1, field.size + 1):
            for column in range(len(field.options)):
                self._cell(grid, row, column, field.presets[row - 1] if field.presets and not column else None)
        builder.after_table()

    def _cell(self, grid: QTextTable, row: int, column: int, said: nodes.Choice | None) -> None:
        """Set a cell with what is said in it, or the room to write in."""
        builder, style = self._builder, self._style
        cell_format = QTextTableCellFormat()
        cell_format.setPadding(style.gap(6))
        role = Role.TABLE if row else Role.LABEL
        if not row:
            cell_format.setBackground(QBrush(QColor(style.theme.panel)))
        cell_format.merge(style.char_format(role))
        target = grid.cellAt(row, column)
        target.setFormat(cell_format)
        cursor, leading = target.firstCursorPosition(), QTextBlockFormat.LineHeightTypes
        block_format = QTextBlockFormat()
        if said is None:
            block_format.setLineHeight(style.gap(24), leading.FixedHeight.value)
        else:
            block_format.setLineHeight(style.leading(role) - 6, leading.ProportionalHeight.value)
        cursor.setBlockFormat(block_format)
        if said is not None:
            builder.inlines.write(cursor, said.label, role)


def _widths(field: nodes.Field) -> list[QTextLength]:
    """Share the width by the headings: what is written below them is longer, so they count by their square root."""
    lengths = [len(plain_text(column.label)) for column in field.options]
    lengths[0] = max(lengths[0], *(len(plain_text(preset.label)) for preset in field.presets), 0)
    weights = [max(6.0, length) ** 0.5 for length in lengths]
    return [QTextLength(QTextLength.Type.PercentageLength, 100 * weight / sum(weights)) for weight in weights]
