"""Tables on the page: set with hairlines in the interface face, or as records where the column is too narrow.

A table never makes the column wider than the window. Where a column of it would have less than about eight characters a
line, each row is set as a record instead: the first cell as its name, then a line for each other cell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QTextBlockFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from handbook.book import nodes
from handbook.ui.reader.page import Decoration, DecorationKind
from handbook.ui.reader.style import Role

if TYPE_CHECKING:
    from handbook.ui.reader.builder import PageBuilder

# A column narrower than this many em breaks nearly every Danish word.
_LEAST_COLUMN_EM = 7.5
_ALIGN = {
    nodes.Alignment.RIGHT: Qt.AlignmentFlag.AlignRight,
    nodes.Alignment.CENTER: Qt.AlignmentFlag.AlignHCenter,
}


def is_stacked(columns: int, room: float, pixels: float) -> bool:
    """Whether a table is set as records.

    Args:
        columns: How many it has.
        room: Width for the whole table, in pixels.
        pixels: Size of its type.
    """
    return columns > 1 and room / columns < _LEAST_COLUMN_EM * pixels


def write_table(builder: PageBuilder, table: nodes.Table) -> None:
    """Set `table` at the builder's cursor, one way or the other."""
    pixels = builder.style.font(Role.TABLE).pixelSize()
    stacked = is_stacked(len(table.alignments), builder.room, pixels)
    builder.page.stacking = (*builder.page.stacking, stacked)
    if stacked:
        _write_records(builder, table)
    else:
        _write_grid(builder, table)


def _write_grid(builder: PageBuilder, table: nodes.Table) -> None:
    style = builder.style
    space = max(builder.take_owed(), style.gap(18))
    builder.before_table()
    table_format = QTextTableFormat()
    table_format.setBorder(0)
    table_format.setBorderCollapse(True)
    table_format.setCellPadding(0)
    table_format.setCellSpacing(0)
    table_format.setHeaderRowCount(1)
    table_format.setLeftMargin(builder.indent)
    table_format.setTopMargin(space)
    # Qt drops the top margin of a block behind a table: what is owed to the next block stands here.
    table_format.setBottomMargin(style.gap(24))
    # Qt counts the margin as part of the width.
    table_format.setWidth(QTextLength(QTextLength.Type.FixedLength, builder.room + builder.indent))
    table_format.setColumnWidthConstraints(_widths(table, builder.room))
    rows = (table.header, *table.rows)
    grid = builder.cursor.insertTable(len(rows), len(table.alignments), table_format)
    for row_index, row in enumerate(rows):
        for column, cell in enumerate(row):
            _write_cell(builder, grid, row_index, column, cell, table.alignments[column])
    builder.after_table()


def _write_cell(
    builder: PageBuilder,
    grid: QTextTable,
    row: int,
    column: int,
    cell: nodes.TableCell,
    alignment: nodes.Alignment,
) -> None:
    style = builder.style
    target = grid.cellAt(row, column)
    role = Role.LABEL if row == 0 else Role.TABLE
    cell_format = _cell_format(builder, row, column)
    # A cell's format is also that of its first block: the type for an empty cell goes in here.
    cell_format.merge(style.char_format(role))
    target.setFormat(cell_format)
    cursor = target.firstCursorPosition()
    block_format = QTextBlockFormat()
    block_format.setLineHeight(style.leading(role) - 6, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    block_format.setAlignment(_ALIGN.get(alignment, Qt.AlignmentFlag.AlignLeft))
    cursor.setBlockFormat(block_format)
    builder.inlines.write(cursor, cell.children, role)


def _cell_format(builder: PageBuilder, row: int, column: int) -> QTextTableCellFormat:
    style = builder.style
    result = QTextTableCellFormat()
    result.setTopPadding(style.gap(6))
    result.setBottomPadding(style.gap(8))
    result.setLeftPadding(0 if column == 0 else style.gap(9))
    result.setRightPadding(style.gap(9))
    result.setBottomBorder(1.5 if row == 0 else 1)
    result.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    result.setBottomBorderBrush(QBrush(QColor(style.theme.border if row == 0 else style.theme.rule)))
    return result


def _widths(table: nodes.Table, room: float) -> list[QTextLength]:
    """Share the width by what the columns hold: the square root keeps one long column from starving the others."""
    weights = []
    for column in range(len(table.alignments)):
        cells = [row[column] for row in (table.header, *table.rows)]
        longest = max(cell.end - cell.start for cell in cells)
        weights.append(max(longest, 8) ** 0.5)
    total = sum(weights)
    least = room / len(weights) * 0.6
    widths = [max(least, room * weight / total) for weight in weights]
    scale = 100 / sum(widths)
    return [QTextLength(QTextLength.Type.PercentageLength, width * scale) for width in widths]


def _write_records(builder: PageBuilder, table: nodes.Table) -> None:
    style = builder.style
    labels = ["".join(_plain(cell.children)) for cell in table.header]
    for row in table.rows:
        builder.begin_block(Role.LABEL, before=style.gap(16), after=style.gap(2))
        position = builder.cursor.position()
        rule = Decoration(DecorationKind.RULE, position, position, builder.indent, builder.right_indent, style.gap(8))
        builder.page.decorations.append(rule)
        if labels[0]:
            builder.inlines.furniture(builder.cursor, f"{labels[0]}: ", Role.CAPTION)
        builder.inlines.write(builder.cursor, row[0].children, Role.LABEL)
        for label, cell in zip(labels[1:], row[1:], strict=True):
            builder.begin_block(Role.TABLE, after=style.gap(2))
            if label:
                builder.inlines.furniture(builder.cursor, f"{label}: ", Role.CAPTION)
            builder.inlines.write(builder.cursor, cell.children, Role.TABLE)
    builder.owe(style.gap(24))


def _plain(children: tuple[nodes.Inline, ...]) -> list[str]:
    parts: list[str] = []
    for child in children:
        match child:
            case nodes.Text() | nodes.Code() | nodes.Abbreviation():
                parts.append(child.value)
            case nodes.Emphasis() | nodes.Strong() | nodes.Strike() | nodes.Link():
                parts.extend(_plain(child.children))
            case nodes.Keys():
                parts.append("+".join(child.names))
            case nodes.LineBreak():
                parts.append(" ")
            case nodes.Image() | nodes.FootnoteReference():
                pass
    return parts
