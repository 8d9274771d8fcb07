"""What a selection on the page says, in the chapter's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from handbook.book.nodes import OBJECT_REPLACEMENT

if TYPE_CHECKING:
    from PySide6.QtGui import QTextCursor, QTextTable

    from handbook.book.nodes import ChapterTree
    from handbook.ui.reader.page import Page


def selection_stretches(cursor: QTextCursor) -> list[tuple[int, int]]:
    """Return the stretches of the document that are selected: one, or one for each row of a block of cells.

    Across cells of a table Qt selects whole cells, and says where the last of them begins. A block that leaves columns
    out isn't what lies between its ends: each of its rows is a stretch of its own.
    """
    start, end = cursor.selectionStart(), cursor.selectionEnd()
    # PySide answers with None where there is no table, and with four numbers; its stubs say otherwise.
    table = cast("QTextTable | None", cursor.currentTable())
    if table is None:
        return [(start, end)]
    row, rows, column, columns = cast("tuple[int, int, int, int]", cursor.selectedTableCells())
    if row < 0:
        return [(start, end)]
    stretches = [
        (table.cellAt(number, column).firstPosition(), table.cellAt(number, column + columns - 1).lastPosition())
        for number in range(row, row + rows)
    ]
    if columns < table.columns():
        return stretches
    return [(min(start, stretches[0][0]), max(end, stretches[-1][1]))]


def selected_text(cursor: QTextCursor, page: Page | None, tree: ChapterTree | None) -> str:
    """Return the selection without soft hyphens, labels and footnote numbers, "" when there is none.

    Args:
        cursor: The view's.
        page: The page that it is on.
        tree: The chapter; None for a page that is no chapter, whose text is taken as it stands.
    """
    if not cursor.hasSelection():
        return ""
    if tree is None or page is None:
        return cursor.selection().toPlainText()
    to_text = page.map.to_text
    parts = [tree.text[to_text(start) : to_text(end)].strip("\n") for start, end in selection_stretches(cursor)]
    return "\n".join(parts).replace(OBJECT_REPLACEMENT, "")
